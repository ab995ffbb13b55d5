"""Indicators: definitions that run on data by themselves, Towpath's and the partnership's own.

An indicator names its categories and what they are divided by; its value, baseline and direction
all come from the one definition. Nobody types a value that the data can give.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from towpath.assessment import definitions, measures
from towpath.assessment.definitions import Definition
from towpath.foundation import Area, Figure, NotUnderstood, Period

if TYPE_CHECKING:
    from towpath.assessment.study import Study


@dataclass(frozen=True)
class Indicator:
    """An indicator's value now and in the comparison, and whether that is for the better."""

    definition: Definition
    now: Figure
    before: Figure

    @property
    def better(self) -> bool | None:
        """Whether it moved in the good direction; None where that is not said, or not known."""
        if self.now.value is None or self.before.value is None or not self.definition.good:
            return None
        down = self.now.value < self.before.value
        return down == (self.definition.good == "down")


def every(study: Study) -> tuple[Indicator, ...]:
    """All executable definitions on a study, the partnership's own last."""
    known = definitions.known(study.held.home.definitions)
    return tuple(
        Indicator(one, value(study, one), value(study, one, period=study.before))
        for one in known.values()
        if one.executable
    )


def value(
    study: Study,
    definition: Definition,
    *,
    period: Period | None = None,
    area: Area | None = None,
) -> Figure:
    """The indicator's value in an area and period; raises NotUnderstood where it cannot run."""
    if not definition.executable:
        raise NotUnderstood(
            f"{definition.title} does not say what it counts, so it cannot be worked out.",
            "Give its definition `categories`.",
        )
    period, area = period or study.period, area or study.area
    if not definition.base:
        plain = measures.count(study, definition.categories, period=period, area=area)
        return replace(plain, definition=definition.slug, version=definition.version)
    return measures.rate(
        study,
        definition.categories,
        base=definition.base,
        period=period,
        area=area,
        definition=definition.slug,
    )
