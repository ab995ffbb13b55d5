"""Rounds: areas to walk under their numbers, where each one is, and the map for who walks them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from towpath.documents.blocks import Map, Shapes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from towpath.analysis.patrols import Patrol
    from towpath.analysis.streets import Network
    from towpath.documents.blocks import Table
    from towpath.places.ground import Ground

AREA, WHERE = "Area", "Where it is"
OF_WHERE = (
    "Where it is: the streets that events there name most often; where they name none, the ward."
)
OF_NETWORK = (
    "Where it is: the streets that events there name most often; where they name none, those of "
    "the network with most metres in the area."
)
_STREETS = 3
_NEAR = 1500.0  # metres around the areas that a close map can show at most


def where(here: Ground, one: Patrol) -> str:
    """The streets of an area, or the ward that its middle lies in."""
    import shapely

    if one.streets:
        return ", ".join(one.streets[:_STREETS])
    inside = shapely.contains(shapely.from_wkb(list(here.wards.wkb)), shapely.Point(*one.centre))
    named = [name for name, holds in zip(here.wards.names, inside, strict=True) if holds]
    return f"in {named[0]}" if named else "near the border"


def with_streets(one: Patrol, network: Network | None) -> Patrol:
    """With the network's streets in it, most metres first, where its events name none."""
    from towpath.analysis import streets

    if one.streets or network is None:
        return one
    return replace(one, streets=streets.inside(network, one.outline))


def around(here: Ground, one: Patrol) -> str:
    """The same in the middle of a sentence: "around Granby Street", "in Castle"."""
    return f"around {one.streets[0]}" if one.streets else where(here, one)


def outlines(here: Ground, areas: Iterable[Patrol], name: str = "patrol-areas") -> Shapes:
    """The areas under the numbers of their order."""
    import shapely

    wkb = tuple(bytes(shapely.to_wkb(one.outline)) for one in areas)
    numbers = tuple(str(number) for number, _ in enumerate(wkb, 1))
    return Shapes(name, numbers, numbers, wkb, here.border.credit)


def close_map(
    here: Ground,
    table: Table,
    areas: tuple[Patrol, ...],
    value: str,
    network: Network | None = None,
) -> Map:
    """The areas by themselves, as near as they allow, with what each number stands for.

    table: a row an area, in their order; value: the column that they are shaded by; network: its
    streets are drawn, for who has to find the way.
    """
    drawn = outlines(here, areas)
    return Map(
        title="The areas to walk, close up",
        alt=(
            f"{table.caption}: {len(table.rows)} numbered outlines, with ward borders and names"
            f"{' and streets' if network else ''}."
        ),
        table=table,
        shapes=drawn,
        code=AREA,
        value=value,
        context=here.wards,
        ground=here.border,
        marked=drawn,
        close=True,
        told=WHERE,
        lines=None if network is None else _streets(network, areas),
    )


def _streets(network: Network, areas: tuple[Patrol, ...]) -> Shapes:
    """The streets of a network near the areas: those that a close map can show."""
    import shapely

    box = shapely.box(*shapely.total_bounds([one.outline for one in areas])).buffer(_NEAR)
    return lines(network, sorted(network.tree.query(box).tolist()))


def lines(network: Network, some: list[int]) -> Shapes:
    """Some segments of a network, by number."""
    import shapely

    codes, names = tuple(str(one + 1) for one in some), map(str, network.names[some])
    wkb = tuple(map(bytes, shapely.to_wkb(network.lines[some])))
    return Shapes("streets", codes, tuple(names), wkb)
