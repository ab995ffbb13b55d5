"""1a: how much crime there was, and how much anti-social behaviour, never added together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import caveats, measures, wording
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Spans, Tile, Tiles
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.study import Study


def find(study: Study) -> Finding:
    """Two tiles and a sentence: the count, per 1,000 residents, per day."""
    crime, asb = (measures.count(study, word) for word in (ALL_CRIME, ALL_ASB))
    said = wording.spans(
        "In {period} the police recorded {crime} crimes in {area} ({rate}) and, apart from them, "
        "{asb} incidents of anti-social behaviour.",
        period=wording.the(study.period),
        area=study.area,
        crime=crime,
        asb=asb,
        rate=_per_head(study, ALL_CRIME),
    )
    tiles = Tiles((_tile(study, "All recorded crime", ALL_CRIME),
                   _tile(study, "Anti-social behaviour", ALL_ASB)))  # fmt: skip
    found = Finding(said, (tiles,))
    return found.with_caveats(
        *caveats.named(
            study, "not-official", "coverage", "unplaced", "residents-base", "base-years"
        )
    )


def _tile(study: Study, label: str, word: str) -> Tile:
    """Both tiles say whose count of residents it is: the year is part of a rate."""
    people = study.residents(study.area)
    year = f" of {people.source.rsplit(maxsplit=1)[-1]}" if people else ""
    daily = measures.per_day(study, word)
    remark = (*_per_head(study, word), f"{year}{wording.over(study.period)}; ", daily, " a day")
    return Tile(label, measures.count(study, word), remark)


def _per_head(study: Study, word: str) -> Spans:
    return measures.rate(study, word), " per 1,000 residents"
