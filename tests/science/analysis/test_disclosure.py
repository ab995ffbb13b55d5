"""The gate: what it hides, what it rounds, and that nothing finer passes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import disclosure
from towpath.analysis.disclosure import NotForPublication

counts = st.integers(0, 5000)


@pytest.mark.parametrize("n", range(8))
def test_nought_to_seven_is_hidden_and_a_true_nought_looks_like_the_others(
    n: int,
) -> None:
    shown = disclosure.publish(n)
    assert shown.hidden
    assert str(shown) == "7 or fewer"
    assert (shown.low, shown.high) == (0, 7)


@pytest.mark.parametrize(
    ("n", "value", "low", "high"),
    [
        (8, 10, 8, 12),
        (12, 10, 8, 12),
        (13, 15, 13, 17),
        (17, 15, 13, 17),
        (1003, 1005, 1003, 1007),
    ],
)
def test_more_is_rounded_to_five(n: int, value: int, low: int, high: int) -> None:
    shown = disclosure.publish(n)
    assert (shown.value, shown.low, shown.high) == (value, low, high)


@given(counts)
def test_no_published_number_tells_fewer_than_five_values(n: int) -> None:
    shown = disclosure.publish(n)
    assert shown.low <= n <= shown.high
    assert shown.high - shown.low >= 4
    same = {str(disclosure.publish(m)) for m in range(shown.low, shown.high + 1)}
    assert same == {str(shown)}


@given(st.lists(counts, max_size=30))
def test_the_vectorised_gate_is_the_loop_over_single_counts(many: list[int]) -> None:
    shown = disclosure.gate(np.array(many, dtype=int))
    assert shown.texts() == [str(disclosure.publish(n)) for n in many]


@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=1, max_size=5))
def test_totals_pass_the_same_rule_and_are_not_sums_of_printed_cells(
    rows: list[list[int]],
) -> None:
    shown = disclosure.with_totals(np.array(rows))
    assert str(shown.total) == str(disclosure.publish(int(np.sum(rows))))
    assert shown.rows.texts() == [str(disclosure.publish(sum(r))) for r in rows]
    assert shown.columns.texts() == [
        str(disclosure.publish(int(c))) for c in np.sum(np.array(rows), axis=0)
    ]


def test_a_hidden_cell_poisons_every_sum_that_touches_it() -> None:
    shown = disclosure.gate([3, 40])
    assert np.isnan(shown.values.sum())


def test_shares_and_rates_use_published_counts_only() -> None:
    few, some, many = (disclosure.publish(n) for n in (3, 12, 48))
    assert disclosure.share(some, many) == pytest.approx(10 / 50)
    assert disclosure.share(few, many) is None
    assert disclosure.share(some, few) is None
    assert disclosure.rate(some, 2000) == pytest.approx(5.0)
    assert disclosure.rate(few, 2000) is None
    assert disclosure.share(disclosure.publish(13), disclosure.publish(12)) == 1.0


def test_a_mean_needs_eight_records() -> None:
    assert disclosure.mean(range(7)) is None
    assert disclosure.mean(range(8)) == pytest.approx(3.5)


def test_more_than_a_tenth_hidden_asks_for_coarser_groups() -> None:
    assert disclosure.advice(disclosure.gate([3] + [50] * 8)).coarsen
    assert not disclosure.advice(disclosure.gate([3] + [50] * 9)).coarsen
    assert "merge" in disclosure.advice(disclosure.gate([1, 2])).sentence


def test_one_address_behind_more_than_half_of_a_cell_is_found() -> None:
    assert list(disclosure.dominated([6, 5, 0], [10, 10, 0])) == [True, False, False]
    with pytest.raises(NotForPublication, match="largest contributor"):
        disclosure.dominated([11], [10])


def test_a_revision_of_a_few_records_must_wait() -> None:
    assert list(disclosure.too_few_to_revise([0, 1, 7, 8])) == [False, True, True, False]


def test_open_data_is_printed_as_it_is() -> None:
    shown = disclosure.republish([0, 3, 1012])
    assert shown.texts() == ["0", "3", "1,012"]


@pytest.mark.parametrize("bad", [[-1], [2.5], [np.nan]])
def test_only_whole_counts_pass(bad: list[float]) -> None:
    with pytest.raises(NotForPublication):
        disclosure.gate(bad)


def test_a_table_needs_two_ways_and_a_rate_needs_a_base() -> None:
    with pytest.raises(NotForPublication, match="rows and columns"):
        disclosure.with_totals([1, 2])
    with pytest.raises(NotForPublication, match="base above zero"):
        disclosure.rate(disclosure.publish(20), 0)
