"""Events on streets, cells and areas: each on its nearest, none twice, none lost unsaid."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from towpath.analysis import counting, grids, hexagons, hotspots, streets
from towpath.analysis.errors import ImpossibleNumbers

# A crossroads: High Street east and west of (1000, 1000), Mill Lane north, a nameless way south.
CROSS = streets.network(
    [
        LineString([(1000, 1000), (1400, 1000)]), LineString([(600, 1000), (1000, 1000)]),
        LineString([(1000, 1000), (1000, 1200)]), LineString([(1000, 800), (1000, 1000)]),
    ],
    ["High Street", "High Street", "Mill Lane", ""],
)  # fmt: skip


def lattice(side: int) -> streets.Network:
    """A town of straight streets, 100 m between corners."""
    along = [
        LineString([(x, y), (x + 100, y)]) for y in range(0, side, 100) for x in range(0, side, 100)
    ]
    up = [
        LineString([(x, y), (x, y + 100)]) for y in range(0, side, 100) for x in range(0, side, 100)
    ]
    return streets.network(along + up, [""] * (len(along) + len(up)))


def test_by_hand() -> None:
    xy = [[1200, 1010], [1300, 990], [1005, 1100], [1200, 1300], [1000, 1000]]
    found = streets.place(xy, CROSS)
    assert found.segment.tolist() == [0, 0, 2, -1, 0]  # the crossing itself is the first arm's
    assert found.counts.tolist() == [3, 0, 1, 0]
    assert found.per_km.tolist() == [7.5, 0, 5, 0]
    assert found.unplaced == 1
    assert found.away[:3].tolist() == [10, 10, 5]


def test_the_nearest_is_that_of_measuring_them_all() -> None:
    town = lattice(500)
    xy = np.random.default_rng(1).uniform(-80, 580, (300, 2))
    found = streets.place(xy, town, reach=40)
    for point, segment in zip(xy, found.segment, strict=True):
        gaps = shapely.distance(town.lines, shapely.Point(point))
        assert segment == (int(np.argmin(gaps)) if gaps.min() <= 40 else -1)


@given(
    st.lists(st.tuples(st.floats(-200, 700), st.floats(-200, 700)), min_size=1, max_size=30),
    st.integers(0, 30),
)
def test_none_is_lost_and_parts_add_up(xy: list[tuple[float, float]], cut: int) -> None:
    town = lattice(400)
    whole = streets.place(xy, town)
    assert whole.counts.sum() + whole.unplaced == len(xy)
    parts = [streets.place(np.reshape(p, (-1, 2)), town).counts for p in (xy[:cut], xy[cut:])]
    assert (parts[0] + parts[1]).tolist() == whole.counts.tolist()


def test_segments_that_meet_are_neighbours() -> None:
    links = streets.neighbours(CROSS)
    assert links.toarray().tolist() == (1 - np.eye(4)).tolist()
    town = streets.neighbours(lattice(500))
    assert town.sum(axis=1).max() == 6
    assert (town - town.T).nnz == 0


def test_a_hot_street_is_found_on_the_network() -> None:
    town = lattice(1_000)
    rng = np.random.default_rng(2)
    risk = np.where(shapely.get_y(shapely.centroid(town.lines)) < 180, 6.0, 1.0)
    found = hotspots.find(rng.poisson(5 * risk), town.length, streets.neighbours(town))
    assert (found.kind == "hot")[risk > 1].mean() > 0.7
    assert (found.kind == "hot")[risk == 1].mean() < 0.2


def test_the_streets_of_an_outline_longest_first() -> None:
    assert streets.inside(CROSS, shapely.box(900, 900, 1100, 1150)) == ("High Street", "Mill Lane")
    assert streets.inside(CROSS, shapely.box(0, 0, 10, 10)) == ()


@pytest.mark.parametrize("over", [grids.over, hexagons.over], ids=["squares", "hexagons"])
def test_events_on_cells_and_those_outside(over: object) -> None:
    cells = over(0, 0, 990, 990, 100)
    found = counting.on_cells([[50, 50], [50, 50], [9_000, 50]], cells, weights=[1, 0.5, 2])
    assert found.counts.max() == 1.5
    assert found.unplaced == 2
    assert counting.per_km2(3, 250_000, years=2) == 6


@given(st.lists(st.sampled_from(["E01", "E02", "E03", "", "W99"]), max_size=30))
def test_events_by_area_are_those_of_counting_by_hand(codes: list[str]) -> None:
    found = counting.by_area(codes, ["E03", "E01", "E02"])
    assert found.counts.tolist() == [codes.count(c) for c in ("E03", "E01", "E02")]
    assert found.unplaced == codes.count("") + codes.count("W99")


def test_what_cannot_be_is_refused() -> None:
    line = LineString([(0, 0), (500, 0)])
    for lines, names in ([line], []), ([shapely.Point(500, 1)], ["a"]), ([], []):
        with pytest.raises(ImpossibleNumbers):
            streets.network(lines, names)
    with pytest.raises(ImpossibleNumbers, match="degrees"):
        streets.network([LineString([(-1, 52), (-1.1, 52)])], [""])
    with pytest.raises(ImpossibleNumbers, match="reach"):
        streets.place([[1, 1]], CROSS, reach=0)
    with pytest.raises(ImpossibleNumbers, match="twice"):
        counting.by_area(["a"], ["a", "a"])
    with pytest.raises(ImpossibleNumbers, match="one weight"):
        counting.by_area(["a"], ["a"], weights=[1, 2])
    with pytest.raises(ImpossibleNumbers, match="nought"):
        counting.per_km2(1, 0)
