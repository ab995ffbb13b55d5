"""Figures made from a study: counts, rates, shares and changes, each with its grounds.

Every number that an edition prints is made here or in its finding by `figure`, never typed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import proportions, rates
from towpath.foundation import Area, Figure, Period
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study

Words = str | Iterable[str]


def figure(
    study: Study,
    definition: str,
    value: float | None,
    *,
    missing: str = "",
    **grounds: Any,
) -> Figure:
    """A figure of a definition: the study's area, period and snapshot unless `grounds` differ.

    `grounds` are fields of `Figure` (period, against, area, numerator, denominator, low, high,
    handling); any other name goes into the figure's basis. A value that is not a finite number
    becomes "not supplied", with `missing` as the reason. A figure on the part of a ward that lies
    in the study's area has `within` in its basis.
    """
    meant = study.definition(definition)
    fields: dict[str, Any] = {key: grounds.pop(key) for key in list(grounds) if key in _FIELDS}
    known = value is not None and math.isfinite(value)
    area = fields.pop("area", study.area)
    if area is not None and study.partly(area):
        grounds["within"] = study.area.key
    return Figure(
        value=_plain(value) if known else None,
        unit=meant.unit,
        definition=definition,
        version=meant.version,
        snapshot=study.snapshot,
        period=fields.pop("period", study.period),
        area=area,
        handling=fields.pop("handling", None) or study.handling,
        basis={"feed": study.feed} | {key: str(one) for key, one in grounds.items()},
        missing="" if known else missing or "It cannot be worked out from what is held.",
        numerator=_plain(fields.pop("numerator", None)),
        denominator=_plain(fields.pop("denominator", None)),
        low=_limit(fields.pop("low", None)),
        high=_limit(fields.pop("high", None)),
        against=fields.pop("against", None),
    )


_FIELDS = frozenset(
    ("period", "against", "area", "numerator", "denominator", "low", "high", "handling")
)


# Digits kept of a figure that is not whole. The same question asked of one area or of all of them
# at once may differ in the sixteenth digit, and a figure has one value.
DIGITS = 12


def _plain(value: Any) -> Any:
    """A NumPy scalar as Python's own number: whole numbers stay whole."""
    if isinstance(value, np.generic):
        value = value.item()
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _limit(value: Any) -> float | None:
    known = _plain(value)
    return float(known) if known is not None and math.isfinite(known) else None


def named(words: Words) -> str:
    """The categories of a figure's basis, in one word."""
    return words if isinstance(words, str) else "+".join(sorted(words))


def count(
    study: Study,
    words: Words = ALL_CRIME,
    *,
    period: Period | None = None,
    area: Area | None = None,
) -> Figure:
    """Recorded incidents; not supplied where a month of the period is not held."""
    period, area = period or study.period, area or study.area
    missing = missing_months(study, period)
    value = None if missing else study.total(words, period, area)
    return figure(
        study,
        "recorded-incidents",
        value,
        period=period,
        area=area,
        category=named(words),
        missing=missing,
    )


def missing_months(study: Study, period: Period) -> str:
    """Which months of a period are not held, as a sentence; empty where all are."""
    lacking = study.missing_months(period)
    if not lacking:
        return ""
    if len(lacking) == period.months:
        return f"Nothing of {period} has been loaded."
    few = ", ".join(f"{month:%B %Y}" for month in lacking[:3])
    more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
    return f"{few}{more} of {period} {'is' if len(lacking) == 1 else 'are'} not held."


def rate(
    study: Study,
    words: Words = ALL_CRIME,
    *,
    base: str = "residents",
    period: Period | None = None,
    area: Area | None = None,
    definition: str = "",
) -> Figure:
    """Recorded incidents per 1,000 residents or households, with Byar's limits.

    An indicator gives its own `definition`; else it is the rate on the base.
    """
    period, area = period or study.period, area or study.area
    people = study.residents(area) if base == "residents" else study.households(area)
    events = study.total(words, period, area)
    missing = missing_months(study, period) or ("" if people else f"The {base} are not known.")
    worked = rates.crude(events, people.count) if people and not missing else None
    return figure(
        study,
        definition or f"rate-{base}",
        float(worked.rate) if worked else None,
        low=worked.low if worked else None,
        high=worked.high if worked else None,
        numerator=events,
        denominator=people.count if people else None,
        period=period,
        area=area,
        category=named(words),
        base=people.source if people else base,
        missing=missing,
    )


def share(study: Study, part: int, whole: int, definition: str, **grounds: Any) -> Figure:
    """A share in per cent, with Wilson's limits."""
    if whole == 0:
        return figure(study, definition, None, missing="There is nothing to divide by.", **grounds)
    worked = proportions.wilson(part, whole)
    return figure(
        study,
        definition,
        100 * part / whole,
        low=100 * float(worked.low),
        high=100 * float(worked.high),
        numerator=part,
        denominator=whole,
        **grounds,
    )


def per_day(study: Study, words: Words = ALL_CRIME, *, period: Period | None = None) -> Figure:
    """Recorded incidents a day."""
    period = period or study.period
    events = study.total(words, period)
    return figure(
        study,
        "incidents-per-day",
        events / period.days,
        numerator=events,
        denominator=period.days,
        period=period,
        category=named(words),
        missing=missing_months(study, period),
    )
