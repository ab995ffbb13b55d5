"""The monthly report: the right windows, signals first, and gaps said."""

from __future__ import annotations

from datetime import date

import pytest

from towpath.assessment import compiling, month
from towpath.documents.blocks import Heading, Paragraph, Table
from towpath.foundation import NoSuchData, Period

PRINTING = compiling.Printing("Aldermere")


@pytest.mark.parametrize(
    ("said", "first"), [("December 2025", (2025, 4, 1)), ("March 2025", (2024, 4, 1)),
                        ("April 2025", (2025, 4, 1))],
)  # fmt: skip
def test_the_financial_year_begins_in_april(said, first):
    to_date = next(one for one in month.windows(Period.parse(said)) if one.key == "year-to-date")
    assert to_date.period.start == date(*first)


def test_signals_come_first(ask):
    report = month.compile(ask("December 2025"), PRINTING, at=date(2026, 1, 20))
    headings = [one.text for one in report.blocks if isinstance(one, Heading)]
    assert headings[0] == "Signals first"
    assert len(headings) == 7


def test_rolling_twelve_counts_what_the_assessment_counts(ask):
    report = month.compile(ask("December 2025"), PRINTING, at=date(2026, 1, 20))
    table = next(one for one in report.blocks if isinstance(one, Table)
                 and one.key == "rolling-twelve")  # fmt: skip
    assert table.rows[0][2].value == ask("2025").total()


def test_three_years_that_are_not_held_are_not_compared(ask):
    report = month.compile(ask("December 2025"), PRINTING, at=date(2026, 1, 20))
    said = [str(one.spans[0]) for one in report.blocks if isinstance(one, Paragraph)]
    assert any(one.startswith(("Not comparable", "Not supplied")) for one in said)


def test_a_month_that_is_not_held_is_refused_in_a_sentence(ask):
    with pytest.raises(NoSuchData, match="Nothing of January 2026 has been loaded"):
        month.compile(ask("January 2026"), PRINTING, at=date(2026, 2, 20))
