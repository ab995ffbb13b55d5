"""Close maps: as near as their shapes allow, with names, numbers and where in the area it is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import shapely

from towpath.documents import close_maps, maps
from towpath.documents.blocks import Align, Column, Map, Shapes, Table

ROOM = (544.0, 620.0)
GROUND = shapely.box(0, 0, 20_000, 20_000)


def outlined(layer: str, names: tuple[str, ...], *shapes: shapely.Geometry) -> Shapes:
    return Shapes(layer, names, names, tuple(one.wkb for one in shapes), "Credit.")


def walks(*shapes: shapely.Geometry) -> Map:
    names = tuple(str(n) for n, _ in enumerate(shapes, 1))
    columns = (Column("Area", Align.LEFT), Column("Streets", Align.LEFT))
    streets = ("Ferry Road, Mill Lane", "Abbey Close", "Chapel Grove")
    table = Table("walks", "Walks", columns, tuple(zip(names, streets, strict=False)))
    drawn = outlined("walks", names, *shapes)
    halves = (shapely.box(0, 0, 10_000, 20_000), shapely.box(10_000, 0, 20_000, 20_000))
    return Map(
        "Walks", "A map.", table, drawn, "Area", "Streets", marked=drawn, told="Streets",
        context=outlined("wards", ("Westgate", "Eastgate"), *halves),
        ground=outlined("area", ("Aldermere",), GROUND), close=True,
    )  # fmt: skip


NEAR = walks(shapely.box(4000, 4000, 4500, 4500), shapely.box(5000, 4000, 5500, 4500))
FAR = walks(shapely.box(500, 500, 1000, 1000), shapely.box(19_000, 19_000, 19_500, 19_500))


def test_what_lies_together_is_drawn_near_with_a_margin() -> None:
    west, south, east, north = close_maps.bounds(NEAR, ROOM)
    assert (west, east) == (4750 - 930, 4750 + 930)
    assert (north - south) / (east - west) == pytest.approx(ROOM[1] / ROOM[0])


def test_what_lies_far_apart_is_drawn_on_the_whole_area() -> None:
    assert close_maps.bounds(FAR, ROOM) == GROUND.bounds


def test_one_small_place_is_shown_with_what_is_around_it() -> None:
    west, _, east, _ = close_maps.bounds(walks(shapely.box(9000, 9000, 9050, 9050)), ROOM)
    assert east - west >= 1200


def test_numbers_are_told_and_the_part_drawn_is_framed() -> None:
    near = maps.svg(NEAR)
    for words in ("1", "2", "Ferry Road, Mill Lane", "Abbey Close", "Westgate"):
        assert f">{words}<" in near
    assert "Eastgate" not in near  # it is not in the picture
    assert near.count("<rect") == maps.svg(FAR).count("<rect") + 1


def test_a_wards_name_stands_beside_what_is_drawn() -> None:
    named = dict(close_maps.names(NEAR, close_maps.bounds(NEAR, ROOM)))
    taken = shapely.union_all(shapely.from_wkb(list(NEAR.shapes.wkb)))
    assert not taken.contains(named["Westgate"])


def test_a_map_that_is_not_close_shows_its_ground() -> None:
    plain = maps.svg(replace(NEAR, close=False))
    assert "Ferry Road, Mill Lane<" in plain  # a word of the key
    assert "Westgate" not in plain


def test_streets_are_drawn_as_far_as_the_frame() -> None:
    inside, across = ((4_200, 4_100), (5_300, 4_100)), ((0, 4_300), (20_000, 4_300))
    away = ((15_000, 100), (16_000, 100))
    lines = [shapely.LineString(one) for one in (inside, across, away)]
    drawn = maps.svg(replace(NEAR, lines=outlined("streets", ("a", "b", "c"), *lines)))
    (path,) = re.findall(rf'<path d="([^"]*)" fill="none" stroke="{maps._STREET}"', drawn)
    ends = [[float(x) for x in re.findall(r"([\d.]+) [\d.]+", one)] for one in path.split("M")[1:]]
    assert len(ends) == 2
    assert ends[1] == pytest.approx([maps._MARGIN, maps.WIDTH - maps._MARGIN], abs=0.2)
    assert maps._STREET not in maps.svg(NEAR)
