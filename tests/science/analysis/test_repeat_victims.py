"""Repeats: by hand, a naive loop, the end of the window made good, chance alone, chains."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crime_world
from towpath.analysis import chains, events, repeats
from towpath.analysis.chains import Kind
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def test_the_extent_by_hand() -> None:
    # Six events at three places: 4 + 1 + 1.
    found = repeats.extent(["a", "a", "a", "a", "b", "c"], at_risk=10)
    assert (found.places, found.repeat_places) == (3, 1)
    assert found.places_share == pytest.approx(1 / 3)
    assert (found.events_share, found.borne_share) == (0.5, pytest.approx(4 / 6))
    assert found.by_number.tolist() == [2, 0, 0, 1, 0]
    assert found.even_share == pytest.approx(1 - 10 * (1 - 0.9**6) / 6)


def test_even_risk_gives_the_share_that_it_should() -> None:
    rng = np.random.default_rng(1)
    drawn = [repeats.extent(rng.integers(0, 50, 60)).events_share for _ in range(2_000)]
    expected = repeats.extent(np.zeros(60), at_risk=50).even_share
    assert np.mean(drawn) == pytest.approx(expected, abs=4 * np.std(drawn) / np.sqrt(2_000))


def test_the_course_by_hand() -> None:
    # Ten days watched. Place 1 on days 0 and 3; place 2 on day 6, watched four days more.
    found = repeats.course([1, 1, 2], [0, 3, 6], (0, 10), np.random.default_rng(1), steps=[4, 7])
    assert found.repeats.tolist() == [1, 0]
    # Lags 0 to 3: three events for four days; lags 4 to 6: only the one of day 3.
    assert found.exposure.tolist() == [12, 3]
    assert found.within.tolist() == [pytest.approx(1 / 3)] * 2
    assert found.rate[0] == pytest.approx(100 / 12)


def naive(place, day, end: float, longest: int) -> tuple[list[int], list[int]]:
    failed, watched = [0] * longest, [0] * longest
    rows = sorted(zip(place, day, strict=True))
    for number, (at, when) in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else (None, 0)
        for lag in range(longest):
            if when + lag + 1 > end:
                break
            watched[lag] += 1
            if following[0] == at and following[1] - when < lag + 1:
                failed[lag] += 1
                break
    return failed, watched


rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 119)), min_size=1, max_size=40)


@given(rows, st.sampled_from([1, 4]))
def test_a_naive_loop_agrees_on_each_day(rows, parts: int) -> None:
    place, day = np.array(rows).T
    day, end = day / parts, 120 / parts
    rng = np.random.default_rng(1)
    found = repeats.course(place, day, (0, end), rng, steps=range(1, 16), permutations=2)
    failed, watched = naive(place, day, end, 15)
    assert found.repeats.tolist() == failed
    assert found.exposure.tolist() == watched


def test_a_short_window_gives_the_same_course_as_a_long_one() -> None:
    """Half of all events are followed after 20 days; a window of 40 days sees half of those."""
    rng = np.random.default_rng(2)
    day = rng.integers(0, 400, 8_000)
    followed = rng.geometric(0.5, 8_000) - 1
    place = np.repeat(np.arange(8_000), followed + 1)
    later = np.arange(place.size) - np.repeat(np.cumsum(followed + 1) - followed - 1, followed + 1)
    days = day[place] + 20 * later
    for end in (40, 400):
        seen = days < end
        found = repeats.course(place[seen], days[seen], (0, end), rng, steps=[21], permutations=0)
        assert found.within[0] == pytest.approx(0.5, abs=0.08)
    assert repeats.extent(place[days < 40]).events_share < 0.3


def test_permuted_dates_keep_the_places_and_lose_the_haste() -> None:
    rng = np.random.default_rng(3)
    world = crime_world.build(8_000, rng)
    busy = repeats.places(world.events.xy)
    seen = repeats.course(busy, world.events.day, (0, 1096), rng, permutations=20)
    assert seen.ratio[0] > 4
    still = rng.permutation(world.events.day)
    quiet = repeats.course(busy, still, (0, 1096), rng, permutations=20)
    assert quiet.ratio[:4] == pytest.approx(np.ones(4), abs=0.5)
    assert quiet.within[-1] < seen.within[-1]


def test_places_are_points_within_a_hand_of_each_other() -> None:
    xy = [[400_000, 300_000], [400_000.05, 300_000], [400_001, 300_000], [400_000, 300_000]]
    first, second, third, fourth = repeats.places(xy)
    assert first == second == fourth != third


def test_chains_by_hand() -> None:
    #               began one    same place   nearby        far away      too late
    x = [400_000, 400_000, 400_100, 409_000, 400_000]
    held = events.of(x, [300_000] * 5, [0, 5, 9, 9, 60])
    found = chains.of(held, 200, 14)
    kinds = [Kind.ORIGINATOR, Kind.REPEAT, Kind.NEAR_REPEAT, Kind.ALONE, Kind.ALONE]
    assert found.kind.tolist() == kinds
    assert found.chain.tolist() == [0, 0, 0, -1, -1]
    assert found.sizes.tolist() == [3]
    assert found.share(Kind.ALONE) == pytest.approx(0.4)


@given(st.integers(0, 2**32))
def test_every_chain_has_one_beginning_at_least_and_no_one_alone(seed: int) -> None:
    held = crime_world.make(300, np.random.default_rng(seed), crime_world.Rules(side=8_000))
    found = chains.of(held, 300, 20)
    assert ((found.chain < 0) == (found.kind == Kind.ALONE)).all()
    assert np.bincount(found.chain[found.chain >= 0]).tolist() == found.sizes.tolist()
    began = found.chain[found.kind == Kind.ORIGINATOR]
    assert set(began) == set(range(found.sizes.size))


def test_most_children_of_a_known_world_are_found_to_follow() -> None:
    world = crime_world.build(4_000, np.random.default_rng(4))
    found = chains.of(world.events, 300, 30)
    children = world.parent >= 0
    follows = np.isin(found.kind, [Kind.REPEAT, Kind.NEAR_REPEAT])
    assert follows[children].mean() > 0.85
    assert follows[~children].mean() < 0.25


def test_what_cannot_be_is_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(NotEnoughData, match="no events"):
        repeats.extent([])
    with pytest.raises(ImpossibleNumbers, match="More places"):
        repeats.extent([1, 2, 3], at_risk=2)
    with pytest.raises(ImpossibleNumbers, match="outside the window"):
        repeats.course([1, 2], [0, 10], (0, 10), rng)
    with pytest.raises(ImpossibleNumbers, match="steps do not rise"):
        repeats.course([1, 2], [0, 9], (0, 10), rng, steps=[7, 7])
