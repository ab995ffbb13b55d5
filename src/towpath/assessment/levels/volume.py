"""1a: how much crime there was, and how much anti-social behaviour, never added together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import caveats, measures
from towpath.assessment.findings import Finding, sentence
from towpath.documents.blocks import Tile, Tiles
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.foundation import Figure


def find(study: Study) -> Finding:
    """Two tiles and a sentence: the count, per 1,000 residents, per day."""
    crime, asb = (measures.count(study, word) for word in (ALL_CRIME, ALL_ASB))
    rate = measures.rate(study)
    said = sentence(
        f"In {study.period}, the police recorded ",
        crime,
        f" crimes in {study.area}, ",
        rate,
        ", and ",
        asb,
        " incidents of anti-social behaviour.",
    )
    tiles = Tiles((_tile(study, "All recorded crime", crime, ALL_CRIME),
                   _tile(study, "Anti-social behaviour", asb, ALL_ASB)))  # fmt: skip
    found = Finding(said, (tiles,))
    return found.with_caveats(*caveats.named(study, "not-official", "coverage", "unplaced"))


def _tile(study: Study, label: str, count: Figure, word: str) -> Tile:
    daily = measures.per_day(study, word)
    return Tile(label, count, sentence(measures.rate(study, word), ", or ", daily, " a day"))
