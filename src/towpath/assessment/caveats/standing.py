"""Caveats that always hold for a feed, whatever the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.documents.blocks import Caveat

if TYPE_CHECKING:
    from towpath.assessment.study import Study


def not_official(study: Study) -> Caveat | None:
    """Police data are not official statistics, lack fraud, and stop at a cut-off."""
    latest = max(load.first for load in study.loads(study.feed))
    return Caveat(
        "Not official statistics",
        (
            (
                "These are counts of what the police recorded and released, not official statistics. "
                "They hold no fraud, and crime that nobody reports is in none of them. The last month "
                f"held is {latest:%B %Y}."
            ),
        ),
    )


def small_places(study: Study) -> Caveat | None:
    """Residents are a poor base where many visit."""
    return Caveat(
        "Residents as a base",
        (
            (
                "Rates are per resident. Where many people come to work, shop or go out, as in a town "
                "centre, the rate looks higher than the risk to those who live there."
            ),
        ),
    )


CAVEATS = {"not-official": not_official, "residents-base": small_places}
