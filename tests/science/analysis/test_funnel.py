"""Funnel: by hand, against a plain loop, and wider where areas are simply various."""

import numpy as np
import pytest

from towpath.analysis import funnel
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

BASE = np.array([1000.0, 2000, 4000, 8000, 1000, 3000])


def test_limits_by_hand() -> None:
    # √0.01 = 0.1; the standard error at 1000 is 0.5/√1000 = 0.01581.
    found = funnel.limits(BASE * 0.01, BASE)
    assert found.target == pytest.approx(0.01)
    assert found.high95[0] == pytest.approx((0.1 + 1.959964 * 0.01581139) ** 2, rel=1e-5)
    assert found.low998[0] == pytest.approx((0.1 - 3.090232 * 0.01581139) ** 2, rel=1e-5)
    assert not found.outlier.any()
    assert found.between == 0


def test_one_area_far_out_stands_out() -> None:
    events = BASE * 0.01
    events[2] = 100
    found = funnel.limits(events, BASE, target=0.01, overdispersion="none")
    # 2 (√100 − √40) = 7.35.
    assert found.z[2] == pytest.approx(2 * (10 - np.sqrt(40)))
    assert found.outlier.tolist() == [0, 0, 2, 0, 0, 0]


def test_various_areas_widen_the_funnel(rng) -> None:
    base = rng.uniform(5000, 50_000, 60)
    events = rng.poisson(base * 0.01 * np.exp(rng.normal(0, 0.4, 60)))
    bare = funnel.limits(events, base, overdispersion="none")
    wide = funnel.limits(events, base)
    assert np.abs(bare.outlier).sum() > 5 * max(1, np.abs(wide.outlier).sum())
    # √(exp(s)) moves by half of s: 0.1 × 0.2.
    assert wide.between == pytest.approx(0.02, rel=0.35)


def test_additive_variance_against_a_plain_loop(rng) -> None:
    base = rng.uniform(5000, 50_000, 30)
    events = rng.poisson(base * 0.01 * np.exp(rng.normal(0, 0.4, 30)))
    found = funnel.limits(events, base, winsorise=0)
    aim = events.sum() / base.sum()
    scores = [2 * (np.sqrt(e) - np.sqrt(aim * b)) for e, b in zip(events, base, strict=True)]
    phi = sum(z * z for z in scores) / 30
    weights = [4 * b for b in base]
    spare = sum(weights) - sum(w * w for w in weights) / sum(weights)
    assert found.dispersion == pytest.approx(phi)
    assert found.between == pytest.approx(np.sqrt((30 * phi - 29) / spare))


def test_multiplicative_limits_stretch(rng) -> None:
    base = rng.uniform(5000, 50_000, 60)
    events = rng.poisson(base * 0.01 * np.exp(rng.normal(0, 0.4, 60)))
    bare = funnel.limits(events, base, overdispersion="none")
    wide = funnel.limits(events, base, overdispersion="multiplicative")
    assert np.allclose(wide.z, bare.z / np.sqrt(bare.dispersion))


def test_proportions_stay_between_nought_and_one() -> None:
    found = funnel.limits([0, 1, 2, 1, 10], [10, 10, 10, 10, 10], kind="proportion")
    assert (found.low998 >= 0).all()
    assert (found.high998 <= 1).all()
    assert found.outlier[4] >= 1


def test_the_order_of_areas_does_not_matter(rng) -> None:
    events, order = rng.poisson(BASE * 0.01), rng.permutation(6)
    one, two = funnel.limits(events, BASE), funnel.limits(events[order], BASE[order])
    assert np.allclose(one.z[order], two.z)


def test_four_areas_make_no_funnel() -> None:
    with pytest.raises(NotEnoughData, match="five areas"):
        funnel.limits([1, 2, 3, 4], [10, 10, 10, 10])
    with pytest.raises(ImpossibleNumbers, match="base"):
        funnel.limits([1, 2, 3, 4, 5], [10, 10, 10, 10, 0])
