"""Weighted surveys: by hand, limits that hold, concerns that nothing in the plan answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import proportions, surveys
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


def test_shares_by_hand() -> None:
    found = surveys.shares(["speeding", "litter"], [[1, 0], [1, 1], [0, 1]], [1, 1, 2])
    assert found.share == pytest.approx([0.5, 0.75])
    assert found.rank.tolist() == [2, 1]
    # Σw²(y−p)² = ¼ + ¼ + 4·¼ = 1.5; /16 · 3/2 = 0.140625; plain ¼/3: the effect is 1.6875.
    assert found.design_effect[0] == pytest.approx(1.6875)
    assert found.effective[0] == pytest.approx(3 / 1.6875)


answers = st.lists(st.integers(0, 1), min_size=4, max_size=40).filter(lambda a: 0 < sum(a) < len(a))


@given(answers)
def test_with_equal_weights_it_is_nearly_a_plain_sample(said: list[int]) -> None:
    found = surveys.shares(["x"], np.array(said)[:, None])
    n = len(said)
    assert found.share[0] == pytest.approx(np.mean(said))
    assert found.design_effect[0] == pytest.approx(n / (n - 1))
    plain = proportions.wilson(sum(said), n)
    assert found.low[0] <= plain.low
    assert found.high[0] >= plain.high


@given(answers, st.floats(0.1, 50))
def test_the_scale_of_the_weights_does_not_matter(said: list[int], scale: float) -> None:
    weights = np.arange(1, len(said) + 1, dtype=float)
    one = surveys.shares(["x"], np.array(said)[:, None], weights)
    other = surveys.shares(["x"], np.array(said)[:, None], weights * scale)
    assert other.share == pytest.approx(one.share)
    assert other.effective == pytest.approx(one.effective)


def test_a_question_not_answered_counts_for_nothing() -> None:
    found = surveys.shares(["x", "y"], [[1, np.nan], [0, 1], [1, 0], [np.nan, 0]])
    assert found.answered.tolist() == [3, 3]
    assert found.share == pytest.approx([2 / 3, 1 / 3])


def test_where_all_agree_kish_stands_in() -> None:
    found = surveys.shares(["x"], [[1], [1], [1]], [1, 1, 4])
    assert found.design_effect[0] == pytest.approx(3 * 18 / 36)
    assert found.high[0] == 1
    assert found.low[0] < 0.6


def coverage(runs: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(runs):
        # Young people answer less often, weigh more, and worry more.
        young = rng.random(300) < 0.2
        said = rng.random(300) < np.where(young, 0.6, 0.2)
        found = surveys.shares(["x"], said[:, None].astype(float), np.where(young, 2.5, 0.625))
        hits += found.low[0] <= 0.4 <= found.high[0]
    return hits / runs


def test_the_limits_hold_the_truth_about_as_often_as_they_say() -> None:
    assert coverage(200, 1) > 0.89


@pytest.mark.slow
def test_the_limits_hold_the_truth_over_four_thousand_surveys() -> None:
    assert 0.93 < coverage(4000, 2) < 0.97


def test_each_group_is_ranked_by_itself() -> None:
    chose = [[1, 0], [1, 0], [0, 1], [0, 1]]
    found = surveys.by_group(["a", "b"], chose, ["North", "North", "South", "South"])
    assert found["North"].rank.tolist() == [1, 2]
    assert found["South"].rank.tolist() == [2, 1]
    assert list(found) == ["North", "South"]


def test_speeding_is_first_everywhere_and_no_row_answers_it() -> None:
    themes = ["speeding", "burglary", "drugs", "graffiti", "violence"]
    found = surveys.grid(themes, [50, 40, 30, 20, 10], [1, 8, 5, 2, 9], [0, 3, 1, 0, 0], top=2)
    assert [(row.theme, row.flag) for row in found] == [
        ("speeding", "concern without action"),
        ("burglary", "in step"),
        ("drugs", "in step"),
        ("graffiti", "in step"),
        ("violence", "evidence without action"),
    ]
    assert (found[0].concern_rank, found[0].evidence_rank) == (1, 5)


def test_concern_and_evidence_that_part_ways_are_flagged() -> None:
    found = surveys.grid(["a", "b"], [9, 1], [1, 9], [1, 1], top=1)
    assert [row.flag for row in found] == ["concern without evidence", "evidence without concern"]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="Nobody"):
        surveys.shares(["x"], [[np.nan]])
    with pytest.raises(ImpossibleNumbers, match="answers"):
        surveys.shares(["x"], [[2]])
    with pytest.raises(ImpossibleNumbers, match="group"):
        surveys.by_group(["x"], [[1]], [])
    with pytest.raises(ImpossibleNumbers, match="theme"):
        surveys.grid(["a"], [1], [1], [])
