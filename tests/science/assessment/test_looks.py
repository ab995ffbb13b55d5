"""A look is made of the same figures as an edition, and its table, chart and map of one another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from towpath.assessment import measures, publishing, small_areas
from towpath.assessment.changes import comparison, signals
from towpath.assessment.compiling import Printing
from towpath.assessment.looks import kinds, looking, months, places
from towpath.assessment.looks.looking import Seen, Wanted
from towpath.assessment.study import Study
from towpath.documents import contents, writers
from towpath.documents.audience import Restricted
from towpath.documents.blocks import Shapes
from towpath.foundation import Area, Figure, Level, NoSuchData
from towpath.foundation.categories import ALL_CRIME

Ask = Callable[..., Study]


def outlines(study: Study) -> places.Outline:
    def drawn(level: Level, areas: tuple[Area, ...], vintage: int) -> Shapes:
        codes = [one.code for one in areas]
        found = study.pack.shapes(level, codes, vintage)
        return Shapes(level.value, found.codes, found.names, found.wkb)

    return drawn


def look(study: Study, category: str = ALL_CRIME, level: Level = Level.WARD) -> Seen:
    return looking.of(study, Wanted(category, level), outlines(study))


def test_the_areas_add_up_to_the_headline(ask: Ask) -> None:
    seen = look(ask("December 2025"), "burglary")
    assert seen.areas is not None
    counted = [row[3].value for row in seen.areas.rows if isinstance(row[3], Figure)]
    assert sum(counted) == seen.headline.after.value


def test_a_figure_of_a_look_is_the_one_that_an_edition_prints(ask: Ask) -> None:
    study = ask("2025")
    seen, told = look(study), comparison.of(study)[ALL_CRIME]
    assert seen.headline.change.id == told.change.id
    assert seen.headline.change.value == told.change.value
    # The spread is fitted by steps, so its last digits depend on what is fitted beside it.
    assert seen.headline.change.low == pytest.approx(told.change.low, rel=1e-8)
    ward = small_areas.of(study, Level.WARD).area(0)
    assert seen.areas is not None
    row = next(row for row in seen.areas.rows if row[1] == ward.code)
    assert row[3] == measures.count(study, area=ward)
    assert row[7] == measures.rate(study, area=ward)


def test_the_categories_are_told_as_the_command_tells_them(ask: Ask) -> None:
    study = ask("2025")
    told = comparison.of(study)
    for one in kinds.compared(study, (ALL_CRIME, *study.crime_categories)):
        assert (one.before, one.after, one.change) == (
            told[one.category].before, told[one.category].after, told[one.category].change,
        )  # fmt: skip


def test_a_category_without_others_below_it_has_no_table_of_them(ask: Ask) -> None:
    assert look(ask("2025"), "robbery").kinds is None


def test_months_lie_between_limits_and_end_with_the_period(ask: Ask) -> None:
    chart = months.chart(ask("December 2025"), ALL_CRIME)
    last = chart.table.rows[-1]
    assert last[0] == date(2025, 12, 1)
    assert isinstance(last[2], Figure)
    assert last[2].low is not None
    assert last[2].low < last[2].high


def test_a_short_run_is_shown_without_limits(ask: Ask) -> None:
    chart = months.chart(ask("October 2023"), ALL_CRIME)
    assert [column.heading for column in chart.table.columns] == ["Month", "Incidents"]
    assert chart.table.note


def test_small_areas_across_vintages_are_counted_as_stable_ones(ask: Ask) -> None:
    study = ask("August 2024")
    seen = look(study, level=Level.LSOA)
    assert study.vintage == 2021
    assert study.vintage_in(study.before) == 2011
    assert seen.areas is not None
    assert "drawn anew" in str(seen.areas.note)
    counted = [row[2].value for row in seen.areas.rows if isinstance(row[2], Figure)]
    assert sum(counted) == seen.headline.before.value


def test_local_areas_are_counted_each_by_itself(ask: Ask) -> None:
    seen = look(ask("2025"), level=Level.LOCAL)
    assert seen.areas is not None
    area = Area(Level.LOCAL, str(seen.areas.rows[0][1]), 0)
    assert seen.areas.rows[0][3].value == ask("2025").total(ALL_CRIME, area=area)


def test_a_mean_of_years_is_what_is_set_against(ask: Ask) -> None:
    seen = look(ask("December 2025", "two-year mean"))
    assert seen.headline.before.definition == "mean-of-years"
    assert seen.headline.before.value == seen.headline.before.numerator / 2


def test_a_period_of_which_nothing_is_held_is_said(ask: Ask) -> None:
    with pytest.raises(NoSuchData, match="Nothing of 2019"):
        look(ask("2019"))


def test_a_month_that_is_not_held_is_not_counted_as_nothing(ask: Ask) -> None:
    """July 2023 is the first month held, so the year to it cannot be counted."""
    seen = look(ask("12 months to July 2023"))
    assert seen.headline.after.value is None
    assert seen.headline.verdict == "not comparable"


def test_a_look_is_a_document_that_every_writer_takes(ask: Ask, tmp_path: Path) -> None:
    study = ask("2025")
    seen = look(study)
    document = looking.document(study, seen, Printing("Aldermere"), at=date(2026, 1, 15))
    formats = (writers.Format.CSV, writers.Format.XLSX, writers.Format.GEOPACKAGE)
    written = writers.write(Restricted(document, ("A. Mistry",)), tmp_path, formats)
    assert {path.name for path in written} >= {"areas.csv", "months.csv", "assessment.xlsx"}
    assert contents.figures(publishing.publish(document).document)


def test_a_month_signals_here_where_it_does_in_the_monthly_report(ask: Ask) -> None:
    study = ask("December 2025")
    now = dict(signals.watch(study).now)
    for word in study.all_categories:
        last = months.chart(study, word).table.rows[-1]
        assert last[3] == months.SAID[now.get(word, 0)], word


def test_only_the_months_watched_have_limits(ask: Ask) -> None:
    rows = months.chart(ask("December 2025"), ALL_CRIME).table.rows
    limited = [isinstance(row[2], Figure) and row[2].low is not None for row in rows]
    assert limited == [False] * 18 + [True] * 6
