"""Hot over time: each kind is called what it is, and a map that stays as it is shows no trend."""

import numpy as np
import pytest
from scipy import sparse

from towpath.analysis import grids, hot_over_time
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

SIDE, PERIODS = 24, 10


def lattice() -> sparse.csr_array:
    return grids.over(0, 0, SIDE - 1, SIDE - 1, 1).neighbours()


def told(stories: dict[tuple[int, int], list[float]], seed: int) -> hot_over_time.OverTime:
    """A map on which each block of 4 × 4 cells follows a story of its own."""
    heat = np.ones((SIDE, SIDE, PERIODS))
    for (row, column), story in stories.items():
        heat[row : row + 4, column : column + 4] = story
    rng = np.random.default_rng(seed)
    events = rng.poisson(30 * heat.reshape(-1, PERIODS) * rng.gamma(20, 0.05, (SIDE**2, 1)))
    return hot_over_time.classify(events, np.ones(SIDE**2), lattice())


STORIES = {
    "persistent": [3.0] * 10,
    "emerging": [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6],
    "fading": [6, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1.0],
    "new": [1.0] * 9 + [3],
    "intermittent": [3, 1, 3, 1, 1, 3, 1, 3, 1, 3.0],
    "gone": [1, 1, 3, 1, 3, 3, 1, 1, 3, 1.0],
}


def test_each_story_is_called_what_it_is() -> None:
    corners = [(1, 1), (1, 9), (1, 17), (14, 1), (14, 9), (14, 17)]
    found = told(dict(zip(corners, STORIES.values(), strict=True)), 1)
    kind = found.kind.reshape(SIDE, SIDE)
    for (row, column), name in zip(corners, STORIES, strict=True):
        inner = kind[row + 1 : row + 3, column + 1 : column + 3]
        assert (inner == name).mean() >= 0.75, (name, inner)
    assert (kind[7:12] == "never hot").mean() > 0.95


def moving(maps: int, seed: int) -> tuple[float, float]:
    """Share of maps with any trend, though nothing moves; and of hot cells called so in error."""
    rng = np.random.default_rng(seed)
    heat = np.ones((SIDE, SIDE))
    heat[3:9, 3:9] = 2.5
    alarms = 0
    wrong = []
    for _ in range(maps):
        events = rng.poisson(20 * np.repeat(heat.reshape(-1, 1), PERIODS, axis=1))
        found = hot_over_time.classify(events, np.ones(SIDE**2), lattice())
        alarms += bool(np.isin(found.kind, ["emerging", "fading"]).any())
        far = np.ones((SIDE, SIDE), dtype=bool)
        far[1:11, 1:11] = False
        wrong.append(found.hot[far.ravel()].sum() / max(found.hot.sum(), 1))
    return alarms / maps, float(np.mean(wrong))


def test_a_map_that_stays_as_it_is_shows_no_trend() -> None:
    alarms, wrong = moving(8, 2)
    assert alarms <= 0.25
    assert wrong < 0.05


@pytest.mark.slow
def test_false_trends_and_false_heat_are_held_over_many_maps() -> None:
    alarms, wrong = moving(200, 3)
    assert alarms < 0.08
    assert wrong < 0.05


def test_a_rise_everywhere_moves_nothing() -> None:
    rng = np.random.default_rng(4)
    risk = rng.gamma(4, 0.25, (SIDE**2, 1))
    events = rng.poisson(20 * risk * np.linspace(1, 4, PERIODS))
    kind = hot_over_time.classify(events, np.ones(SIDE**2), lattice()).kind
    assert not np.isin(kind, ["emerging", "fading"]).any()


def test_of_periods_turned_round_what_grew_fades() -> None:
    rng = np.random.default_rng(5)
    heat = np.ones((SIDE, SIDE, PERIODS))
    heat[4:8, 4:8] = STORIES["emerging"]
    events = rng.poisson(30 * heat.reshape(-1, PERIODS))
    onward = hot_over_time.classify(events, np.ones(SIDE**2), lattice())
    back = hot_over_time.classify(events[:, ::-1], np.ones((SIDE**2, PERIODS)), lattice())
    assert (back.hot == onward.hot[:, ::-1]).all()
    assert np.nan_to_num(back.trend) == pytest.approx(-np.nan_to_num(onward.trend))
    assert (back.kind[onward.kind == "emerging"] == "fading").all()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="4 periods"):
        hot_over_time.classify(np.ones((SIDE**2, 3)), np.ones(SIDE**2), lattice())
    with pytest.raises(ImpossibleNumbers, match="persistent"):
        hot_over_time.classify(np.ones((SIDE**2, 4)), np.ones(SIDE**2), lattice(), persistent=0)
