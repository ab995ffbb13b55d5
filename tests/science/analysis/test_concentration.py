"""Concentration: by hand, by published formula, against a loop, and quiet under even risk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import concentration
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

places = st.lists(st.integers(0, 30), min_size=2, max_size=25).filter(any)


def test_the_curve_by_hand() -> None:
    curve = concentration.lorenz([1, 6, 0, 3])
    assert curve.places.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert curve.events == pytest.approx([0, 0.6, 0.9, 1, 1])


def test_both_directions_of_the_claim_by_hand() -> None:
    worst = concentration.worst([10, 5, 3, 1, 1] + [0] * 15, 0.05)
    assert (worst.places, worst.events) == (1, 10)
    assert worst.events_share == pytest.approx(0.5)
    half = concentration.holding([10, 5, 3, 1, 1] + [0] * 15, 0.5)
    assert (half.places, half.places_share) == (1, 0.05)
    most = concentration.holding([10, 5, 3, 1, 1] + [0] * 15, 0.8)
    assert (most.places, most.events) == (3, 18)


@given(places)
def test_the_gini_is_the_mean_gap_between_two_places(events: list[int]) -> None:
    n, mean = len(events), np.mean(events)
    loop = sum(abs(a - b) for a in events for b in events) / (2 * n * n * mean)
    assert concentration.gini(events).gini == pytest.approx(loop)


def test_generalised_gini_is_nought_where_events_are_spread_as_far_as_they_go() -> None:
    thin = concentration.gini([1] * 10 + [0] * 90)
    assert thin.gini == pytest.approx(0.9)
    assert thin.generalised == pytest.approx(0)


def test_generalised_gini_by_hand_for_ten_places_and_four_events() -> None:
    # Shares ½, ¼, ¼ in places 10, 9, 8: Σ i·y = 9.25; ¼(18.5 − 11) − 10/4 + 1 = 0.375.
    found = concentration.gini([2, 1, 1] + [0] * 7)
    assert found.generalised == pytest.approx(0.375)


@given(places, st.randoms(use_true_random=False))
def test_the_order_of_places_does_not_matter(events: list[int], shuffler: object) -> None:
    mixed = events.copy()
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    assert concentration.gini(mixed).gini == pytest.approx(concentration.gini(events).gini)


@given(places)
def test_with_plenty_of_events_both_ginis_agree(events: list[int]) -> None:
    plenty = np.array(events) + 1
    found = concentration.gini(plenty)
    assert found.generalised == pytest.approx(found.gini)
    twice = concentration.gini(np.concatenate([plenty, plenty]))
    assert twice.gini == pytest.approx(found.gini)


@pytest.mark.parametrize(("events", "number"), [(1, 2), (3, 3), (4, 2), (5, 3)])
def test_the_expected_gini_is_that_of_every_way_the_events_can_fall(
    events: int, number: int
) -> None:
    ways = np.indices((number,) * events).reshape(events, -1).T
    ginis = [concentration.gini(np.bincount(w, minlength=number)).gini for w in ways]
    assert concentration.expected_gini(events, number) == pytest.approx(np.mean(ginis))


def test_under_even_risk_the_corrected_gini_is_nought_on_average() -> None:
    rng = np.random.default_rng(1)
    drawn = rng.multinomial(120, np.full(300, 1 / 300), size=200)
    found = [concentration.gini(d) for d in drawn]
    beyond = np.array([f.beyond_chance for f in found])
    assert abs(beyond.mean()) < 3 * beyond.std() / np.sqrt(200)
    assert np.mean([f.gini for f in found]) > 0.6  # what the plain one would have claimed


def test_one_place_with_everything_is_fully_concentrated() -> None:
    assert concentration.gini([40, 0, 0, 0]).beyond_chance == pytest.approx(1)


def test_against_chance_sees_concentration_and_reproduces_with_its_seed() -> None:
    events = np.r_[[40] * 5, [2] * 95]
    first = concentration.against_chance(events, np.random.default_rng(2), places_share=0.05)
    again = concentration.against_chance(events, np.random.default_rng(2), places_share=0.05)
    assert first == again
    assert first.observed == pytest.approx(200 / 390)
    assert first.p == 0.001
    assert first.low <= first.expected <= first.high < first.observed


def test_a_base_explains_what_it_should() -> None:
    rng = np.random.default_rng(3)
    residents = np.r_[[5000] * 5, [1000] * 95]
    events = rng.multinomial(2000, residents / residents.sum())
    assert concentration.against_chance(events, rng, base=residents, runs=199).p > 0.05
    assert concentration.against_chance(events, rng, runs=199).p < 0.05


def test_the_simulated_expectation_is_the_exact_one() -> None:
    rng = np.random.default_rng(4)
    found = concentration.against_chance(np.r_[[3], [1] * 49], rng, runs=999)
    assert found.expected == pytest.approx(concentration.expected_gini(52, 50), abs=0.005)


def test_the_risk_behind_sparse_counts_is_recovered() -> None:
    # A gamma of shape ½ has Gini 2/π; its worst 5 % bear 27.9 % of the risk.
    rng = np.random.default_rng(6)
    counted = rng.poisson(0.4 * rng.gamma(0.5, 2, 20_000))
    found = concentration.underlying(counted, 0.05)
    assert found.gini == pytest.approx(2 / np.pi, abs=0.02)
    assert found.worst_share == pytest.approx(0.279, abs=0.02)
    assert concentration.gini(counted).gini > 0.8


def test_counts_no_more_spread_than_chance_have_even_risk() -> None:
    found = concentration.underlying([1, 2, 1, 2, 1, 2])
    assert (found.gini, found.worst_share) == (0, 0.05)


@pytest.mark.slow
def test_the_null_is_called_concentrated_five_times_in_a_hundred() -> None:
    rng = np.random.default_rng(5)
    drawn = rng.multinomial(80, np.full(100, 0.01), size=400)
    called = [concentration.against_chance(d, rng, runs=99).p <= 0.05 for d in drawn]
    assert np.mean(called) < 0.085


@pytest.mark.parametrize("bad", [[], [0, 0]])
def test_no_event_is_said_to_be_none(bad: list[int]) -> None:
    with pytest.raises(NotEnoughData, match="no event"):
        concentration.lorenz(bad)


def test_impossible_shares_and_bases_are_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="0 to 1"):
        concentration.worst([1, 2], 5)
    with pytest.raises(ImpossibleNumbers, match="base"):
        concentration.against_chance([1, 2], np.random.default_rng(), base=[1, 2, 3])
    with pytest.raises(NotEnoughData):
        concentration.expected_gini(0, 4)
    assert concentration.expected_gini(4, 1) == 0.0
