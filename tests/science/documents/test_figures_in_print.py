"""A figure is rounded and printed in one place, by its unit."""

from __future__ import annotations

from datetime import date

import pytest

from towpath.analysis.disclosure import HIDDEN_TEXT
from towpath.assessment import publishing
from towpath.documents import numbers
from towpath.documents.blocks import Quote
from towpath.foundation import Figure, Unit

HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        (48314, Unit.COUNT, "48,314"),
        (0, Unit.COUNT, "0"),
        (15.47, Unit.CHANGE, f"+15.5{HARD}%"),
        (-2.4, Unit.CHANGE, f"−2.4{HARD}%"),
        (-0.04, Unit.CHANGE, f"0.0{HARD}%"),
        (0.0, Unit.CHANGE, f"0.0{HARD}%"),
        (12.34, Unit.PER_CENT, f"12.3{HARD}%"),
        (-1.25, Unit.POINTS, f"−1.2{HARD}points"),
        (105.23, Unit.PER_1000_RESIDENTS, "105.2"),
        (8.314, Unit.PER_1000_RESIDENTS, "8.31"),
        (1234.5, Unit.PER_100_000, "1,234.5"),
        (0.714, Unit.RATIO, "0.71"),
        (3, Unit.RANK, "3"),
        (143.4, Unit.INDEX, "143"),
        (1.12, Unit.INDEX, "1.12"),
    ],
)
def test_a_figure_prints_by_its_unit(value: float, unit: Unit, printed: str) -> None:
    assert numbers.text(Figure(value, unit, "d")) == printed


def test_limits_are_printed_as_precisely_as_their_value() -> None:
    rate = Figure(13.51, Unit.PER_CENT, "d", low=12.06, high=15.04)
    assert numbers.limits(rate) == f"(95{HARD}% limits 12.1 to 15.0)"
    change = Figure(2.4, Unit.CHANGE, "d", low=-0.8, high=5.7)
    assert numbers.quoted(Quote(change, limits=True)) == (
        f"+2.4{HARD}% (95{HARD}% limits −0.8 to +5.7)"
    )


def test_a_sentence_may_say_the_size_of_a_change_without_its_sign() -> None:
    change = Figure(-12.3, Unit.CHANGE, "d")
    assert numbers.sentence(("It fell by ", Quote(change, unsigned=True), ".")) == (
        f"It fell by 12.3{HARD}%."
    )


def test_what_was_not_supplied_says_so_and_why() -> None:
    figure = Figure(None, Unit.COUNT, "d", missing="Health has sent nothing since May.")
    assert numbers.text(figure) == "not supplied"
    assert numbers.remark(figure) == "Health has sent nothing since May."
    assert numbers.raw(figure) == "not supplied"


def test_a_number_taken_by_the_gate_prints_what_the_gate_says() -> None:
    assert (numbers.HIDDEN, numbers.WITHHELD) == (HIDDEN_TEXT, publishing.WITHHELD)
    assert numbers.text(Figure(None, Unit.RATIO, "d", missing="not published")) == "not published"
    figure = Figure(None, Unit.COUNT, "d", missing=HIDDEN_TEXT)
    assert numbers.gated(figure)
    assert numbers.text(figure) == "7 or fewer"
    assert numbers.remark(figure) == ""


def test_a_machine_reads_numbers_unrounded() -> None:
    assert numbers.raw(Figure(8.31415, Unit.PER_1000_RESIDENTS, "d")) == 8.31415
    assert numbers.raw(Figure(12.0, Unit.COUNT, "d")) == 12
    assert numbers.raw(date(2025, 9, 1)) == date(2025, 9, 1)


def test_months_and_days_print_as_people_say_them() -> None:
    assert numbers.cell_text(date(2025, 9, 1)) == "September 2025"
    assert numbers.cell_text(date(2025, 9, 14)) == "14 September 2025"
    assert numbers.cell_text(None) == ""
