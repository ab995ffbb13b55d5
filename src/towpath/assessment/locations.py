"""Places by the names people use: a ward, and the location label that most of its rows bear.

data.police.uk prints with each point the name of the anchor it was put at ("On or near Granby
Street"). The streets among them tell a reader where a small area is; its code does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from towpath.analysis import settings
from towpath.assessment import small_areas
from towpath.foundation import Level

if TYPE_CHECKING:
    import pyarrow as pa

    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Shapes

Words = tuple[str, ...]


def rows(study: Study) -> pa.Table:
    """Incidents of the period in the edition's area: area, category, location, counts, rows."""
    return study.remembered("locations", _rows)


def _rows(study: Study) -> pa.Table:
    from towpath.evidence import incidents

    return incidents.counts(
        study.held,
        by=("area", "category", "location"),
        period=study.period,
        areas=study.codes(study.area),
        feeds=[study.feed],
    )


def named(areas: Areas) -> Words:
    """A name for each area: "Castle (Granby Street)"; its own name where nothing better is known.

    Where two of them would be called alike, each is told apart by its own name as well.
    """
    key = f"names of {areas.level} {areas.vintage}"
    return areas.study.remembered(key, lambda _: _named(areas))


def wards(study: Study) -> Shapes:
    """The outlines of the area's wards, one layer for every map that shows them."""
    return study.remembered("ward outlines", lambda one: small_areas.of(one, Level.WARD).outlines())


def _named(areas: Areas) -> Words:
    wards = areas.study.pack.names(Level.WARD)
    inside = [wards.get(code.split(";")[0], "") for code in areas.lying_in(Level.WARD)]
    streets = around(areas)
    said = [_said(*one) for one in zip(inside, streets, areas.names, strict=True)]
    often = Counter(said)
    return tuple(
        one if often[one] == 1 or one == own else f"{one.removesuffix(')')}, {own})"
        for one, own in zip(said, areas.names, strict=True)
    )


def _said(ward: str, labels: Words, own: str) -> str:
    return f"{ward} ({labels[0] if labels else own})" if ward else own


def around(areas: Areas, most: int = 3) -> tuple[Words, ...]:
    """The named streets and places of each area, those with the most incidents first."""
    counted = _by_area(areas)
    return tuple(
        tuple(name for name, _ in sorted(counted[place].items(), key=_often)[:most])
        for place in range(len(areas))
    )


def _often(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _by_area(areas: Areas) -> Mapping[int, Counter[str]]:
    place_of = dict(zip(areas.study.cube.areas, areas.place.tolist(), strict=True))
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    table = rows(areas.study)
    columns: Iterable[tuple[str, str, int]] = zip(
        *(table[name].to_pylist() for name in ("area", "location", "counts")), strict=True
    )
    for code, label, count in columns:
        name = settings.plain(label)
        if name and place_of.get(code, -1) >= 0:
            found[place_of[code]][name] += count
    return found


def outlines(areas: Areas) -> Shapes:
    """Their shapes, under the names that people use."""
    called = dict(zip(areas.codes, named(areas), strict=True))
    drawn = areas.outlines()
    return replace(drawn, names=tuple(called[code] for code in drawn.codes))
