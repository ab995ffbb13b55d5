"""The small world is small, quick to make, and whole."""

import worlds
from towpath.sources import demo


def test_the_small_world_has_every_delivery_and_every_break_of_the_full_one(tmp_path):
    world = worlds.small(tmp_path)
    assert all(any(one.folder.rglob("*.csv")) for one in demo.handed_over(world.folder))
    assert len(world.truth.expected_by_area) == 29
    assert len(world.truth.months) == worlds.MONTHS
    assert all(spot.areas for spot in world.truth.hotspots)
    assert {one.what for one in world.truth.changes} == {"rise", "fall", "recording"}
    assert all(area.areas for area in world.truth.local_areas)
    breaks = (world.truth.small_areas_2021_from, world.truth.snap_points_replaced)
    assert all(world.truth.months[0] < month < world.truth.months[-1] for month in breaks)
    covered = [code for area in world.truth.local_areas for code in area.areas]
    assert sorted(covered) == sorted(world.truth.expected_by_area)


def test_the_small_world_is_the_same_twice(tmp_path):
    assert worlds.small(tmp_path / "a").truth == worlds.small(tmp_path / "b").truth
