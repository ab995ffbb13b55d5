"""The weighted displacement difference of a placed action, counted on stable areas.

The change where we acted, and in the buffer around it, less the change in their controls. Limits
are widened by the series' own month-to-month variation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import dispersion, displacement
from towpath.analysis.displacement import Difference, Pair
from towpath.assessment import measures
from towpath.assessment.caveats import standing as standing_caveats
from towpath.assessment.last_plan import placed
from towpath.assessment.last_plan.placed import Action
from towpath.foundation import NotUnderstood, Period

if TYPE_CHECKING:
    from towpath.assessment.study import Study

TOO_COARSE = (
    "Points are anonymous stand-ins: they cannot tell one street from the next, so this action is "
    "not measured. Declare it by small areas, or load the force's own extract."
)


@dataclass(frozen=True)
class Measured:
    """An action with its difference; `lack` says why there is none."""

    action: Action
    difference: Difference | None
    lack: str = ""

    @property
    def verdict(self) -> str:
        """What the limits of the total allow to say."""
        if self.difference is None:
            return "not measured"
        if self.difference.high < 0:
            return "fewer than expected"
        return "more than expected" if self.difference.low > 0 else "no clear difference"


def measure(study: Study, action: Action) -> Measured:
    """The weighted displacement difference of an action, or why it cannot be told."""
    if action.resolution == placed.STREETS and standing_caveats.snapped(study):
        return Measured(action, None, TOO_COARSE)
    action = _so_far(study, action)
    if not action.months:
        return Measured(action, None, f"It began after {study.period}.")
    lacking = [measures.missing_months(study, one) for one in (action.before, action.after)]
    if any(lacking):
        return Measured(action, None, " ".join(filter(None, lacking)))
    pairs = [_pair(study, action, codes) for codes in _places(action)]
    area, control, buffer, buffer_control = pairs
    beside = (buffer, buffer_control) if action.buffer else (None, None)
    plain = displacement.difference(area, control, *beside)
    return Measured(action, _widened(plain, _spread(study, action)))


def _so_far(study: Study, action: Action) -> Action:
    """The action with no month beyond the study's period."""
    end = study.period.end
    since = (end.year - action.start.year) * 12 + end.month - action.start.month
    return replace(action, months=max(0, min(action.months, since)))


def _places(action: Action) -> tuple[tuple[str, ...], ...]:
    return action.area, action.control, action.buffer, action.buffer_control


def _pair(study: Study, action: Action, codes: tuple[str, ...]) -> Pair:
    return Pair(
        count(study, action, codes, action.before), count(study, action, codes, action.after)
    )


def count(study: Study, action: Action, codes: tuple[str, ...], period: Period) -> int:
    """Incidents of the action's category in some small areas; an unknown code is refused."""
    inside = stable(study, codes, action.what)
    slab = study.cube.counts[np.isin(study.cube.areas, inside)]
    return int(slab[:, study.kinds(action.category)][:, :, study.span(period)].sum())


def stable(study: Study, codes: tuple[str, ...], what: str) -> list[str]:
    """The small areas of both vintages that make up the stable areas of these codes."""
    joined = [study.pack.stable_areas(vintage) for vintage in (2011, 2021)]
    unknown = [code for code in codes if not any(code in one for one in joined)]
    if unknown:
        raise NotUnderstood(
            f'{placed.FILE}: "{what}" names {", ".join(unknown)}, which no small area bears.',
            "Use LSOA codes of 2011 or 2021.",
        )
    wanted = {one[code] for one in joined for code in codes if code in one}
    return sorted({code for one in joined for code, of in one.items() if of in wanted})


def _spread(study: Study, action: Action) -> float:
    """How much more than chance the category varies by month in the four places together."""
    codes = tuple(code for place in _places(action) for code in place)
    inside = np.isin(study.cube.areas, stable(study, codes, action.what))
    slab = study.cube.counts[inside][:, study.kinds(action.category)][
        :, :, study.span(study.unbroken)
    ]
    months = np.array(study.unbroken.month_starts, dtype="datetime64[M]")
    found = dispersion.of(slab.sum(axis=(0, 1))[None, :].astype(float), months)
    return float(np.max(np.broadcast_to(found.value, (1,))))


def _widened(plain: Difference, spread: float) -> Difference:
    """The same with quasi-Poisson errors: the plain ones take every count for a Poisson one."""
    wider = float(np.sqrt(max(1.0, spread)))
    reach = (plain.high - plain.low) / 2 * wider
    return replace(
        plain, local_error=plain.local_error * wider, moved_error=plain.moved_error * wider,
        error=plain.error * wider, z=plain.z / wider, low=plain.total - reach,
        high=plain.total + reach,
    )  # fmt: skip
