"""Caveats: what must be said beside a figure, computed from the evidence, not remembered.

A caveat is a function of a study that answers a `Caveat`, or None where there is nothing to say.
`named` gives a finding those it must carry; `all_of` gives the edition its own list.

Computed, and silent where they do not apply:

- `coverage` (grave): a month of a window is not held
- `recording` (grave): a category's share of all records jumped; no bare percentage for it
- `covid`: a window overlaps March 2020 to July 2021
- `unplaced`: the share of rows without a place differs between the windows, or is large
- `snap-points`: the anonymous points were replaced
- `vintage`: small areas of 2011 and of 2021 are in the windows
- `outcome-age`: the windows' outcomes were not followed equally long
- `days`: the windows are unequal in days, and whether that alters a verdict
- `short-run`: too few months in a row to know the season
- `several-tests`: many categories compared at once
- `small-numbers`: categories with fewer than 20 incidents (`windows.few` does the same for areas)

Standing, in the words of `standing.toml`: `not-official`, `residents-base`, `violence-together`,
`police-led`, `harm-weights`, `neighbours-record`, `snapped`, `edges`, `areas-not-people`,
`stable-areas`, `anchors`, `ecological`, `proxies`, `base-years`, `missing-ethnicity`, `arithmetic`,
`rolling-sums`, `low-base`, `no-clear-change`, `regression-to-mean`, `last-outcome`, `descriptive`,
`no-attribution`, `judgement`, `survey-mode`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from towpath.documents.blocks import Caveat
from towpath.foundation import NoSuchData

if TYPE_CHECKING:
    from towpath.assessment.study import Study

Computed = Callable[["Study"], Caveat | None]


@cache
def computed() -> dict[str, Computed]:
    """The caveats about a study's own evidence, gravest first."""
    from towpath.assessment.caveats import outcomes, places, recording, windows

    about_windows = dict(windows.CAVEATS)
    coverage = about_windows.pop("coverage")
    return {
        "coverage": coverage,
        **recording.CAVEATS,
        **places.CAVEATS,
        **outcomes.CAVEATS,
        **about_windows,
    }


@cache
def registry() -> dict[str, Computed]:
    """Every caveat by the name that findings ask for it."""
    from towpath.assessment.caveats import standing

    return {**computed(), **standing.caveats()}


def named(study: Study, *names: str) -> tuple[Caveat | None, ...]:
    """These caveats, each computed once a study; None where one does not apply."""
    return tuple(study.remembered(f"caveat {name}", _if_known(registry()[name])) for name in names)


def all_of(study: Study) -> tuple[Caveat, ...]:
    """Every caveat that the study's evidence itself gives cause for, gravest first."""
    found = named(study, *computed(), "not-official")
    return tuple(one for one in found if one is not None)


def _if_known(ask: Computed) -> Computed:
    def asked(study: Study) -> Caveat | None:
        try:
            return ask(study)
        except NoSuchData:  # a window of which nothing is held: `coverage` says so
            return None

    return asked
