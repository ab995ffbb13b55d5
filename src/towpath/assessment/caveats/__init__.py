"""Caveats: what must be said beside a figure, computed from the evidence, not remembered.

A caveat is a function of a study that answers a `Caveat`, or None where there is nothing to say.
`named` gives a finding those it must carry; `all_of` gives the assessment its own list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from towpath.documents.blocks import Caveat

if TYPE_CHECKING:
    from towpath.assessment.study import Study

Computed = Callable[["Study"], Caveat | None]


def registry() -> dict[str, Computed]:
    """Every caveat by the name that findings ask for it."""
    from towpath.assessment.caveats import standing, windows

    return {**standing.CAVEATS, **windows.CAVEATS}


def named(study: Study, *names: str) -> tuple[Caveat | None, ...]:
    """These caveats, each computed once a study; None where one does not apply."""
    known = registry()
    return tuple(study.remembered(f"caveat {name}", known[name]) for name in names)


def all_of(study: Study) -> tuple[Caveat, ...]:
    """Every caveat that applies to a study, in the order of the registry."""
    return tuple(one for one in named(study, *registry()) if one is not None)
