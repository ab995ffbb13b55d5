"""The priority matrix: by hand, sure where one dominates, confidence never multiplied in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import priorities
from towpath.analysis.errors import ImpossibleNumbers


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_scores_and_ranks_by_hand() -> None:
    found = priorities.rank(
        ["burglary", "hate crime", "litter"],
        {"harm": [3, 5, 1], "likelihood": [5, 3, 5]},
        rng(),
        weights={"harm": 3, "likelihood": 1},
    )
    assert found.weights.tolist() == [0.75, 0.25]
    assert found.score == pytest.approx([3.5, 4.5, 2.0])
    assert found.rank.tolist() == [2, 1, 3]
    assert found.confidence.tolist() == ["not supplied"] * 3


def test_one_that_is_worse_on_everything_is_first_whatever_the_weights() -> None:
    found = priorities.rank(["a", "b"], {"harm": [5, 1], "concern": [4, 2]}, rng())
    assert found.first.tolist() == [1, 0]
    assert (found.rank_low[0], found.rank_high[0]) == (1, 1)


def test_two_mirror_images_share_first_place_evenly() -> None:
    found = priorities.rank(["a", "b"], {"x": [5, 1], "y": [1, 5]}, rng(), runs=4000)
    assert found.first == pytest.approx([0.5, 0.5], abs=0.03)
    assert found.rank.tolist() == [1, 1]
    assert (found.rank_low[0], found.rank_high[0]) == (1, 2)


def test_the_share_of_first_places_is_the_area_of_weights_that_agree() -> None:
    # a beats b where 4w > 1 − w, that is w > 1/5.
    found = priorities.rank(["a", "b"], {"x": [5, 1], "y": [1, 2]}, rng(), runs=20_000)
    assert found.first[0] == pytest.approx(0.8, abs=0.01)


tables = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=8
)


@given(tables)
def test_the_ranks_are_those_of_a_loop_over_the_same_weightings(
    rows: list[tuple[int, int, int]],
) -> None:
    names = [str(i) for i in range(len(rows))]
    columns = dict(zip("xyz", zip(*rows, strict=True), strict=True))
    found = priorities.rank(names, columns, rng(), runs=30)
    firsts = np.zeros(len(rows))
    for w in rng().dirichlet(np.ones(3), size=30):
        score = np.round([float(np.dot(row, w)) for row in rows], 12)
        firsts += score == score.max()
    assert found.first == pytest.approx(firsts / 30)


def test_confidence_stands_beside_and_changes_nothing() -> None:
    scores = {"harm": [5, 1], "concern": [2, 3]}
    sure = priorities.rank(["a", "b"], scores, rng(), confidence=["low", "high"])
    unsaid = priorities.rank(["a", "b"], scores, rng())
    assert sure.confidence.tolist() == ["low", "high"]
    assert (sure.score == unsaid.score).all()
    assert (sure.first == unsaid.first).all()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="weights do not match"):
        priorities.rank(["a"], {"x": [1]}, rng(), weights={"y": 1})
    with pytest.raises(ImpossibleNumbers, match="weights do not match"):
        priorities.rank(["a"], {"x": [1]}, rng(), weights={"x": 0})
    with pytest.raises(ImpossibleNumbers, match="lacks a score"):
        priorities.rank(["a", "b"], {"x": [1, np.nan]}, rng())
    with pytest.raises(ImpossibleNumbers, match="confidence"):
        priorities.rank(["a"], {"x": [1]}, rng(), confidence=[])
