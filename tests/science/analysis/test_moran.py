"""Local Moran: against esda, by hand, quiet when nothing is there, and able to see an outlier."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from towpath.analysis import grids, hotspots, moran
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

VALUES = np.array([(i * i * 7 + 3 * i) % 23 for i in range(25)], dtype=float)


def lattice(side: int) -> sparse.csr_array:
    return grids.over(0, 0, side - 1, side - 1, 1).neighbours()


def test_it_is_that_of_esda() -> None:
    """esda 2.9.0, Moran_Local(transformation="r") on a 5 × 5 queen lattice: Is, EIc and VIc."""
    golden = [
        -0.3037288136, 0.009039548, 0.082259887, -0.6562711864, -0.0235028249,
        -0.0325423729, 0.0250847458, -0.1540112994, 0.0488135593, -0.4248587571,
        -0.3010169492, -0.0528813559, -0.0105084746, -0.5071186441, 0.1012429379,
        0.009039548, -0.086779661, 0.1708474576, -0.9737853107, 0.0144632768,
        -0.0385687382, -1.2329943503, 0, 0, 0.0036158192,
    ]  # fmt: skip
    found = moran.local(VALUES, lattice(5))
    assert found.i == pytest.approx(golden, abs=1e-9)
    # It scales I by areas − 1, and the moments by areas: brought to one scale, they agree.
    mean = np.array([-0.0903954802, -0.0427259887, -0.086668236, -0.1508160703]) * 24 / 25
    deviation = np.sqrt([0.6256184366, 0.1689367594, 0.172080115, 0.2784143114]) * 24 / 25
    some = [0, 3, 7, 18]
    signed = found.z[some] * np.sign(VALUES - VALUES.mean())[some]
    assert signed == pytest.approx((found.i[some] - mean) / deviation, abs=1e-8)
    assert found.quadrant[:5].tolist() == [
        "low-high", "high-high", "high-high", "low-high", "low-high",
    ]  # fmt: skip
    assert moran.overall(VALUES, lattice(5)) == pytest.approx(-0.18059008160703072)


def test_by_hand() -> None:
    # Mean 4; area 0 is 4 above, its neighbours 3 and 1 above: mean 2. Σ of squares is 48.
    values = [8, 7, 5, 4, 2, 1, 1, 4]
    links = np.zeros((8, 8))
    links[0, [1, 2]] = links[1:, 0] = 1
    found = moran.local(values, sparse.csr_array(links))
    assert found.i[0] == pytest.approx(7 * 4 * 2 / 48)
    # Given its own 8, the others' mean is 24/7: the two beside it average 6.
    assert found.z[0] > 0
    assert found.quadrant[0] == "high-high"


def test_an_outlier_is_told_from_a_cluster() -> None:
    rng = np.random.default_rng(1)
    heat = rng.normal(0, 1, (20, 20))
    heat[2:7, 2:7] += 5
    heat[12:17, 12:17] -= 5
    heat[14, 14] = 6
    kind = moran.local(heat.ravel(), lattice(20)).kind.reshape(20, 20)
    assert (kind[3:6, 3:6] == "high-high").all()
    assert kind[14, 14] == "high-low"


def test_drawn_deals_agree_with_the_moments() -> None:
    values = np.random.default_rng(2).gamma(2, 1, 225)
    exact = moran.local(values, lattice(15))
    drawn = moran.local(values, lattice(15), permutations=9_999, rng=np.random.default_rng(3))
    assert drawn.p == pytest.approx(exact.p, abs=0.04)


@given(st.lists(st.integers(0, 30), min_size=9, max_size=9).filter(lambda v: len(set(v)) > 1))
def test_it_knows_no_units(values: list[int]) -> None:
    plain = moran.local(values, lattice(3))
    moved = moran.local([3.5 * v - 20 for v in values], lattice(3))
    assert moved.i == pytest.approx(plain.i, abs=1e-9)
    assert moved.z == pytest.approx(plain.z, abs=1e-6)


def alarms(maps: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    links, base = lattice(15), rng.integers(1000, 3000, 225)
    heard = 0
    for _ in range(maps):
        events = rng.poisson(base * 0.01 * rng.gamma(4, 0.25, 225))
        found = moran.local(np.log(hotspots.shrunken(events, base)), links)
        heard += bool((found.kind != "not significant").any())
    return heard / maps


def test_the_null_is_quiet() -> None:
    assert alarms(60, 4) < 0.17


@pytest.mark.slow
def test_the_null_is_quiet_over_a_thousand_maps() -> None:
    assert alarms(1000, 5) < 0.075


def test_areas_alone_and_maps_all_alike_are_not_judged() -> None:
    links = lattice(3).toarray()
    links[0] = links[:, 0] = 0
    found = moran.local(np.arange(9), sparse.csr_array(links))
    assert np.isnan(found.p[0])
    assert found.alone.tolist() == [True] + [False] * 8
    level = moran.local([5] * 9, lattice(3))
    assert set(level.kind) == {"not significant"}
    assert (level.z == 0).all()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="too few"):
        moran.local([1, 2], lattice(3))
    with pytest.raises(ImpossibleNumbers, match="own neighbour"):
        moran.local([1] * 9, sparse.csr_array(np.eye(9)))
    with pytest.raises(ImpossibleNumbers, match="no value"):
        moran.local([np.nan] * 9, lattice(3))
