"""Caveats that hold whatever the numbers are: read from `standing.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

from towpath.documents.blocks import Caveat
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from towpath.assessment.study import Study


def not_official(study: Study) -> Caveat | None:
    """Police data are not official statistics, lack fraud, and stop at a cut-off."""
    latest = max(load.first for load in study.loads(study.feed))
    words = (
        "These are counts of what the police recorded and released, not official statistics. They "
        "hold no fraud, and crime that nobody reports is in none of them. The last month held is "
        f"{month_name(latest)}."
    )
    return Caveat("Not official statistics", (words,))


@cache
def caveats() -> dict[str, Callable[[Study], Caveat | None]]:
    """Each standing caveat by its name."""
    text = files("towpath.assessment.caveats").joinpath("standing.toml").read_text("utf-8")
    read = {name: partial(_said, row) for name, row in tomllib.loads(text).items()}
    return {"not-official": not_official, **read}


def _said(row: dict[str, str], study: Study) -> Caveat | None:
    if row.get("when") == "snapped" and not snapped(study):
        return None
    return Caveat(row["title"], (row["says"],))


def snapped(study: Study) -> bool:
    """Whether the points of the study's feed are anonymised stand-ins."""
    return any(load.snapped for load in study.loads(study.feed))
