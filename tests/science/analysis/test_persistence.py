"""Persistence: kinds by hand, chance against every draw, quiet when years are independent."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import persistence
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def test_the_five_kinds_by_hand() -> None:
    years = np.array([[9, 9, 9], [1, 1, 8], [8, 1, 8], [8, 8, 1], [1, 1, 1], [0, 0, 0]])
    found = persistence.classify(years, top=1 / 3)
    assert found.kind.tolist() == ["persistent", "new", "recurring", "faded", "other", "other"]
    assert found.years_hot.tolist() == [3, 1, 2, 2, 0, 0]


def test_the_overlap_of_two_years_by_hand() -> None:
    # Two of five hot in each year, one in common: P(1 or 2 by chance) = 1 − C(3,2)/C(5,2) = 0.7.
    years = np.array([[9, 9], [9, 1], [1, 9], [1, 1], [1, 1]])
    found = persistence.classify(years, top=0.4)
    assert found.consecutive[0].both == found.always.both == 1
    assert found.always.expected == pytest.approx(0.8)
    assert found.always.p == pytest.approx(0.7)


def test_each_year_is_set_beside_the_next() -> None:
    # Tops of 1, 2 and 3 areas of five: expected overlaps 1·2/5 and 2·3/5, of all three 6/25.
    years = np.array([[9, 9, 9], [1, 9, 9], [1, 1, 9], [1, 1, 1], [1, 1, 1]])
    found = persistence.classify(years - 1, top=0.6)
    assert found.hot.sum(axis=0).tolist() == [1, 2, 3]
    assert [o.both for o in found.consecutive] == [1, 2]
    assert [o.expected for o in found.consecutive] == pytest.approx([0.4, 1.2])
    assert [o.p for o in found.consecutive] == pytest.approx([0.4, 0.3])
    assert found.always.expected == pytest.approx(6 / 25)


def test_chance_in_three_years_is_that_of_every_draw() -> None:
    first = set(range(2))
    pairs = [set(c) for c in combinations(range(5), 2)]
    triples = [set(c) for c in combinations(range(5), 3)]
    sizes = [len(first & a & b) for a in pairs for b in triples]
    loop = np.bincount(sizes, minlength=4) / len(sizes)
    assert persistence.chance_in_all([2, 2, 3], 5) == pytest.approx(loop)


def test_areas_level_with_the_last_one_in_are_in_and_areas_of_nought_never() -> None:
    years = np.array([[5, 1], [5, 0], [5, 0], [0, 0]])
    assert persistence.in_top(years.astype(float), 0.25).tolist() == [
        [True, True],
        [True, False],
        [True, False],
        [False, False],
    ]


tables = st.lists(
    st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=15
).filter(lambda t: all(any(column) for column in zip(*t, strict=True)))


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(rows: list[list[int]], shuffler: object) -> None:
    order = list(range(len(rows)))
    shuffler.shuffle(order)  # type: ignore[attr-defined]
    straight = persistence.classify(rows)
    mixed = persistence.classify([rows[i] for i in order])
    assert mixed.kind.tolist() == [straight.kind[i] for i in order]
    assert mixed.always.p == pytest.approx(straight.always.p)


@given(tables)
def test_every_area_is_of_one_kind_and_the_kinds_are_what_they_say(rows: list[list[int]]) -> None:
    found = persistence.classify(rows)
    for kind, hot in zip(found.kind, found.hot, strict=True):
        loop = {
            "persistent": hot.all(),
            "new": hot[-1] and not hot[:-1].any(),
            "recurring": hot[-1] and hot[:-1].any() and not hot.all(),
            "faded": hot[:-1].any() and not hot[-1],
            "other": not hot.any(),
        }
        assert [name for name, holds in loop.items() if holds] == [kind]


def test_years_that_have_nothing_to_do_with_each_other_seldom_look_persistent() -> None:
    rng = np.random.default_rng(1)
    called = [persistence.classify(rng.random((100, 3))).always.p <= 0.05 for _ in range(150)]
    assert np.mean(called) < 0.12


def test_the_same_areas_every_year_are_more_than_chance() -> None:
    years = np.outer(np.arange(1, 101), [1, 1, 1])
    found = persistence.classify(years)
    assert found.always.both == 10
    assert found.always.p < 1e-9


def test_a_year_without_events_has_nothing_hot() -> None:
    found = persistence.classify([[1, 0], [0, 0], [0, 0]])
    assert found.kind.tolist() == ["faded", "other", "other"]
    assert found.always.p == pytest.approx(1)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="two years"):
        persistence.classify([[1], [2]])
    with pytest.raises(ImpossibleNumbers, match="top group"):
        persistence.classify([[1, 2], [2, 3]], top=1.5)
    with pytest.raises(ImpossibleNumbers, match="top group"):
        persistence.classify([[1, 2], [2, 3]], top=0)
    with pytest.raises(ImpossibleNumbers, match="top group"):
        persistence.classify([[1, np.nan], [2, 3]])
