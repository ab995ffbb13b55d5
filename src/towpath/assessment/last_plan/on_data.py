"""Indicators that run on data: the table that stands beside the plan's results, or without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import change, dispersion
from towpath.assessment import indicators, wording
from towpath.assessment.caveats import recording
from towpath.assessment.changes import comparison
from towpath.assessment.changes.by_category import RECORDED_OTHERWISE
from towpath.assessment.indicators import Indicator
from towpath.documents import numbers
from towpath.documents.blocks import Align, Column, Quote, Table
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Cell

NOTE = (
    "Counted from what is held, by the definitions of Towpath and of the partnership. It is called "
    "better or worse only where the change of its count is clear, with all of these tried at once, "
    "and where its definition says which way is good."
)


@dataclass(frozen=True)
class Told:
    """An indicator, and what may be said of its change."""

    indicator: Indicator
    verdict: str


def of(study: Study) -> tuple[Told, ...]:
    """Every executable definition on the study, with a verdict on its change."""
    return study.remembered("indicators on data", _told)


def table(study: Study) -> Table:
    """Value now and before, limits, and whether that is for the better."""
    columns = (
        Column("Indicator", Align.LEFT),
        Column(wording.capital(study.before.name)),
        Column(wording.capital(study.period.name)),
        Column("95 % limits"),
        Column("Change", Align.LEFT),
        Column("Whose", Align.LEFT),
    )
    rows = tuple(_row(one) for one in of(study))
    return Table("indicators-on-data", "Indicators that run on data", columns, rows, (NOTE,))


def lines(study: Study) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """The same table for a terminal: title, headings, rows; each with its figure's id."""
    made = table(study)
    headings = (*(column.heading for column in made.columns), "Figure")
    rows = [
        (*map(numbers.cell_text, row), one.indicator.now.id)
        for row, one in zip(made.rows, of(study), strict=True)
    ]
    return f"{study.area}: {made.caption}", headings, rows


def record(told: Told) -> dict[str, str | float | None]:
    """One indicator for a script."""
    meant, now, before = told.indicator.definition, told.indicator.now, told.indicator.before
    return {
        "indicator": meant.slug,
        "title": meant.title,
        "unit": meant.unit.value,
        "before": before.value,
        "now": now.value,
        "low": now.low,
        "high": now.high,
        "verdict": told.verdict,
        "origin": meant.origin,
        "figure": now.id,
    }


def _row(told: Told) -> tuple[Cell, ...]:
    one = told.indicator
    return (
        one.definition.title,
        one.before,
        one.now,
        _limits(one),
        told.verdict,
        one.definition.origin,
    )


def _limits(one: Indicator) -> Quote | str:
    return Quote(one.now, between=True) if one.now.low is not None else ""


def _told(study: Study) -> tuple[Told, ...]:
    held = indicators.every(study)
    moved = _moved(study, held)
    return tuple(
        Told(one, _verdict(study, one, word)) for one, word in zip(held, moved, strict=True)
    )


def _moved(study: Study, held: tuple[Indicator, ...]) -> tuple[str, ...]:
    """How the counts behind each moved, judged as categories are; "" where not held whole."""
    if not held or not (study.holds(study.before) and study.holds(study.period)):
        return ("",) * len(held)
    words = [one.definition.categories for one in held]
    run = study.unbroken.up_to(add_months(study.months[-1], 1))
    monthly = np.array([study.series(each, run) for each in words])
    worked = change.between(
        np.array([study.total(each, study.before) for each in words], dtype=float),
        np.array([study.total(each) for each in words], dtype=float),
        days=(float(study.before.days), float(study.period.days)),
        spread=dispersion.of(monthly, np.array(run.month_starts, dtype="datetime64[M]")),
        materiality=comparison.MATERIAL_PERCENT,
    )
    return tuple(str(one.value) for one in worked.verdict)


def _verdict(study: Study, one: Indicator, moved: str) -> str:
    """For the better, for the worse, or why neither is said."""
    if not moved:
        return "not comparable"
    if any(recording.blocked(study, slug) for slug in one.definition.categories):
        return RECORDED_OTHERWISE
    if moved == change.Verdict.NO_CLEAR_CHANGE.value or one.better is None:
        return moved
    return f"{moved}: {'better' if one.better else 'worse'}"
