"""Near repeats: a naive loop agrees to the last pair, the moments are exact, the null is quiet."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crime_world
from towpath.analysis import bands, events, kernels, near_repeat, pairs
from towpath.analysis.bands import Rules
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.events import Events

CORNER = np.array([400_000.0, 300_000.0])


def scattered(rng: np.random.Generator, n: int, side: float = 600, days: int = 60) -> Events:
    """Points on a coarse grid, so that places are shared and edges are hit."""
    xy = CORNER + rng.integers(0, side // 50, (n, 2)) * 50
    return events.of(*xy.T, rng.integers(0, days, n))


def naive(held: Events, distances: list[float], times: list[float], rules: Rules) -> np.ndarray:
    table = np.zeros((len(distances) + 1, len(times) + 1), dtype=int)
    for i in range(len(held)):
        for j in range(i):
            across, up = np.abs(held.xy[i] - held.xy[j])
            apart = across + up if rules.blocks else np.hypot(across, up)
            gap = held.day[i] - held.day[j]
            table[band(apart, distances, rules), band(gap, times, rules, place=False)] += 1
    return table


def band(value: float, edges: list[float], rules: Rules, *, place: bool = True) -> int:
    for number, edge in enumerate(edges):
        within = value <= edge if rules.inclusive else value < edge
        if within or (place and edge == 0 and value <= rules.same_place):
            return number
    return len(edges)


@pytest.mark.parametrize("blocks", [True, False], ids=["blocks", "straight"])
@pytest.mark.parametrize("inclusive", [True, False], ids=["included", "left out"])
def test_a_naive_loop_agrees_to_the_last_pair(blocks: bool, inclusive: bool) -> None:
    held, rules = scattered(np.random.default_rng(1), 120), Rules(blocks, inclusive)
    distances, times = [0, 50, 100, 250], [1, 2, 7, 14, 21, 28]  # more times than one sweep holds
    found = near_repeat.moments(held, distances, times, rules=rules)
    assert found.observed.tolist() == naive(held, distances, times, rules).tolist()


def test_times_of_day_are_counted_to_the_second() -> None:
    rng = np.random.default_rng(2)
    xy, day = CORNER + rng.integers(0, 8, (80, 2)) * 50, rng.integers(0, 3_600, 80) / 48
    held = events.of(*xy.T, day)
    found = near_repeat.moments(held, [100], [0.5, 1, 7.25])
    assert found.observed.tolist() == naive(held, [100], [0.5, 1, 7.25], Rules()).tolist()


def test_by_hand() -> None:
    # Two pairs of neighbours, one of them a day apart: 2 close of 6 pairs, 2 soon of 6.
    held = events.of([0, 10, 5000, 5010], [900, 900, 900, 900], [0, 1, 50, 90])
    found = near_repeat.moments(held, [20], [1])
    assert found.observed.tolist() == [[1, 1], [0, 4]]
    assert found.mean[0, 0] == pytest.approx(2 * 1 / 6)


def redealt(held: Events, days: np.ndarray) -> Events:
    return events.of(*held.xy.T, days)


def test_the_moments_are_those_of_every_permutation() -> None:
    held = scattered(np.random.default_rng(5), 6, side=250, days=9)
    found = near_repeat.moments(held, [50, 120], [1, 4])
    dealt = (redealt(held, np.array(days)) for days in permutations(held.day))
    tables = np.array([naive(one, [50, 120], [1, 4], Rules()) for one in dealt])
    assert found.mean == pytest.approx(tables.mean(axis=0))
    assert found.variance == pytest.approx(tables.var(axis=0), abs=1e-12)
    assert np.count_nonzero(found.variance) > 4


def test_permutations_scatter_as_the_moments_say() -> None:
    held = crime_world.make(3_000, np.random.default_rng(3))
    exact = near_repeat.moments(held, [100, 400], [7, 14])
    found = near_repeat.knox(held, [100, 400], [7, 14], np.random.default_rng(1))
    assert (found.observed == exact.observed).all()
    error = np.sqrt(exact.variance / found.permutations)
    assert (np.abs(found.expected - exact.mean) < 4 * error + 1e-9).all()
    assert (exact.z[:2, 0] > 5).all()
    assert (found.p[:2, 0] == 1 / 1000).all()


def test_a_shuffle_deals_each_day_once_and_anywhere() -> None:
    from towpath.analysis.kernels import near_repeat as loops

    day, live = np.arange(7, dtype=np.int16), np.arange(7, dtype=np.int32)
    dealt = []
    for seed in range(100):
        wide = np.empty((7, loops.LANES), dtype=np.int16)
        loops.shuffle(day, live, seed, 1, wide)
        assert wide[:, 0].tolist() == day.tolist()
        assert (np.sort(wide, axis=0) == day[:, None]).all()
        dealt.append(wide[:, 1:])
    count = np.array([np.bincount(row, minlength=7) for row in np.hstack(dealt)])
    expected = count.sum() / 49
    assert ((count - expected) ** 2 / expected).sum() < 66.6  # 36 degrees of freedom, 0.1 %


def test_more_pairs_than_a_lane_can_hold_are_poured_in_time() -> None:
    xy = np.tile(CORNER, (400, 1))
    held = events.of(*xy.T, np.zeros(400))
    found = near_repeat.knox(held, [0, 50], [1], np.random.default_rng(1), permutations=5)
    assert found.observed.tolist() == [[79_800, 0], [0, 0], [0, 0]]
    assert found.p[0, 0] == 1


def test_the_answer_does_not_depend_on_the_number_of_threads(monkeypatch) -> None:
    held = scattered(np.random.default_rng(7), 200)
    answers = []
    for number in (1, 2):
        monkeypatch.setattr(kernels, "threads", lambda number=number: number)
        answers.append(near_repeat.knox(held, [100], [7], np.random.default_rng(4)))
    assert (answers[0].p == answers[1].p).all()
    assert (answers[0].expected == answers[1].expected).all()


points = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 40)), min_size=4, max_size=60
)


@given(points, st.randoms(), st.integers(-5, 5))
def test_neither_order_nor_place_nor_date_matters(rows, random, moved) -> None:
    def table(listed, shift: float = 0):
        x, y, day = np.array(listed, dtype=float).T
        held = events.of(400_000 + 64 * (x + shift), 300_000 + 64 * y, day + 100 * shift)
        return near_repeat.moments(held, [0, 64, 200], [2, 9])

    first = table(rows)
    mixed = list(rows)
    random.shuffle(mixed)
    again = table(mixed, moved)
    assert (first.observed == again.observed).all()
    assert first.variance == pytest.approx(again.variance)
    assert first.observed.sum() == len(rows) * (len(rows) - 1) // 2


@given(points)
def test_the_same_events_twice_are_four_times_the_pairs_and_the_pairs_with_themselves(rows) -> None:
    x, y, day = np.array(rows, dtype=float).T
    once = events.of(400_000 + 64 * x, 300_000 + 64 * y, day)
    twice = events.of(*np.vstack([once.xy, once.xy]).T, np.tile(once.day, 2))
    one, two = (near_repeat.moments(e, [0, 200], [0, 9]).observed for e in (once, twice))
    one = 4 * one
    one[0, 0] += len(rows)
    assert two.tolist() == one.tolist()


@given(st.integers(0, 60), st.integers(0, 2**32), st.booleans())
def test_cells_find_what_all_pairs_find(n: int, seed: int, blocks: bool) -> None:
    xy = CORNER + np.random.default_rng(seed).integers(0, 9, (n, 2)) * [50, 7]
    near = pairs.near(xy, [0.1, 50, 101], blocks=blocks)
    first, second, _ = near.each()
    gap = np.abs(xy[:, None] - xy[None])
    apart = gap.sum(axis=2) if blocks else np.hypot(gap[..., 0], gap[..., 1])
    close = np.argwhere(np.triu(apart <= 101, 1))
    assert sorted(zip(first, second, strict=True)) == sorted(map(tuple, close))
    assert (near.degrees().sum(axis=1) == ((apart <= 101).sum(axis=1) - 1)[near.order]).all()


def quiet_share(runs: int, seed: int) -> tuple[float, float]:
    """How often events without near repeats give p ≤ 0.05 in a band, and a window at all."""
    rng = np.random.default_rng(seed)
    rules = crime_world.Rules(side=6_000, children=0, days=200)
    alarms, windows = [], []
    for _ in range(runs):
        held = crime_world.make(400, rng, rules)
        found = near_repeat.knox(held, [100, 200], [7, 14], rng, permutations=99)
        alarms.append(found.p[1, 0] <= 0.05)
        windows.append(near_repeat.risk_window(found).days > 0)
    return float(np.mean(alarms)), float(np.mean(windows))


def test_the_null_is_quiet() -> None:
    alarms, windows = quiet_share(100, 1)
    assert alarms < 0.12
    assert windows < 0.12


@pytest.mark.slow
def test_the_null_is_quiet_five_times_in_a_hundred() -> None:
    alarms, windows = quiet_share(1_200, 2)
    assert 0.03 < alarms < 0.065  # as many pairs or more: ties make it a little quieter
    assert windows < 0.06


def test_the_window_is_read_off_in_a_sentence() -> None:
    held = crime_world.make(5_000, np.random.default_rng(3))
    found = near_repeat.knox(held, [0, 200], [7, 14], np.random.default_rng(1))
    window = near_repeat.risk_window(found, after="a burglary")
    assert window.sentence.startswith("After a burglary, the risk within 200 m is ")
    assert window.days == 14
    assert 5 < window.ratio < 15
    assert f"{window.ratio:.1f} times the usual for 14 days." in window.sentence


def raised(p: list[list[float]]) -> near_repeat.Window:
    """The window of a table with these p-values, twice the expected pairs in every band."""
    inner = np.array(p)
    whole = np.ones((inner.shape[0] + 1, inner.shape[1] + 1))
    whole[:-1, :-1] = inner
    edges = bands.of([0, 100, 200], [7, 14])
    twice = np.full(whole.shape, 2)
    table = near_repeat.Knox(
        edges, twice, twice / 2, twice.astype(float), whole, whole, 999, 9, True
    )
    return near_repeat.risk_window(table)


@pytest.mark.parametrize(
    ("p", "beyond", "metres", "days"),
    [
        ([[0.01, 0.9], [0.01, 0.9], [0.9, 0.9]], 0, 100, 7),
        ([[0.9, 0.9], [0.01, 0.01], [0.9, 0.9]], 0, 100, 14),
        ([[0.9, 0.9], [0.01, 0.9], [0.01, 0.9]], 0, 200, 7),
        ([[0.01, 0.01], [0.9, 0.9], [0.9, 0.9]], 0, 0, 14),
        ([[0.9, 0.01], [0.9, 0.01], [0.9, 0.01]], 0, 0, 0),
        ([[0.01, 0.9], [0.9, 0.9], [0.01, 0.01]], 100, 200, 14),
    ],
)
def test_the_window_is_the_largest_run_from_the_first_day_on(p, beyond, metres, days) -> None:
    found = raised(p)
    assert (found.beyond, found.metres, found.days) == (beyond, metres, days)


def test_the_sentence_says_where() -> None:
    here, elsewhere, further = (
        raised(p).sentence
        for p in (
            [[0.01, 0.9], [0.9, 0.9], [0.9, 0.9]],
            [[0.9, 0.9], [0.01, 0.9], [0.9, 0.9]],
            [[0.9, 0.9], [0.9, 0.9], [0.01, 0.9]],
        )
    )
    assert here == "After an event, the risk at the same place is 2.0 times the usual for 7 days."
    assert "risk elsewhere within 100 m is" in elsewhere
    assert "risk between 100 and 200 m is" in further


def test_the_sentence_names_the_band_that_stands_far_above_its_window() -> None:
    held = crime_world.make(20_000, np.random.default_rng(3))
    found = near_repeat.knox(held, [0, 100, 200, 300], [7, 14, 21], np.random.default_rng(1))
    said = near_repeat.risk_window(found, after="a burglary").sentence
    top = found.ratio[:-1, :-1].max()
    assert said.endswith(f"It is highest at the same place, 0 to 7 days: {top:.1f} times.")


def test_where_nothing_is_raised_the_sentence_says_so() -> None:
    held = scattered(np.random.default_rng(8), 100)
    found = near_repeat.knox(held, [100], [7], np.random.default_rng(1), permutations=99)
    assert near_repeat.risk_window(found).sentence == "No raised risk was found near an event."


def test_bands_are_named_for_what_they_hold() -> None:
    said = bands.of([0, 100, 200], [7, 14])
    assert said.distance_names() == ("same place", "0 to 100 m", "100 to 200 m", "over 200 m")
    assert said.time_names() == ("0 to 7 days", "8 to 14 days", "over 14 days")
    theirs = bands.of([100], [7, 14], bands.CALCULATOR)
    assert theirs.distance_names() == ("up to 100 m", "over 100 m")
    assert theirs.time_names() == ("0 to 6 days", "7 to 13 days", "over 13 days")
    assert theirs.time_names(whole_days=False)[-2:] == ("7 to 14 days", "over 14 days")


def test_what_cannot_be_is_refused() -> None:
    held = scattered(np.random.default_rng(1), 20)
    with pytest.raises(ImpossibleNumbers, match="do not rise"):
        near_repeat.moments(held, [100, 100], [7])
    with pytest.raises(ImpossibleNumbers, match="do not rise"):
        near_repeat.moments(held, 100, 7)  # type: ignore[arg-type]
    with pytest.raises(ImpossibleNumbers, match="same place"):
        near_repeat.moments(held, [0, 0.05], [7])
    with pytest.raises(NotEnoughData, match="There are 3 events"):
        near_repeat.moments(held.only(np.arange(20) < 3), [100], [7])
    with pytest.raises(ImpossibleNumbers, match="no number of permutations"):
        near_repeat.knox(held, [100], [7], np.random.default_rng(1), permutations=0)
    with pytest.raises(ImpossibleNumbers, match="68 years"):
        bands.ticked(np.array([0.5, 30_000]))
