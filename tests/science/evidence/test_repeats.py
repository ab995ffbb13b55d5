"""A native id counts once within its source: first month, latest outcome, in whatever order."""

import random
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from towpath.evidence import registers, retiring

NUMBERS = count()
OUTCOMES = ("Under investigation", "Local resolution", "Suspect charged", "")


def _told(desk):
    return [(r["month"].month, r["row"], r["counts"], r["outcome_words"]) for r in desk.rows()]


def test_the_first_month_counts_and_takes_the_latest_outcome(desk, make):
    same = make.identity(1)
    early = make.row(same, outcome="Under investigation")
    late = make.row(same, month="2025-02", outcome="Local resolution")
    receipt = desk.deliver({"2025-01": [early]})
    second = desk.deliver({"2025-02": [late]})
    assert _told(desk) == [(1, 1, True, "Local resolution"), (2, 1, False, "Local resolution")]
    assert second.settled == receipt.loads
    (first, _) = desk.rows()
    assert (first["updated"], first["own_outcome_words"]) == (True, "Under investigation")


def test_within_a_month_the_row_with_a_place_counts(desk, make):
    same = make.identity(1)
    desk.deliver({"2025-01": [make.row(same, code=""), make.row(same)]})
    assert [row["counts"] for row in desk.rows()] == [False, True]


def test_rows_without_an_id_are_never_repeats(desk, make):
    desk.deliver({"2025-01": [make.row(), make.row()]})
    assert [row["counts"] for row in desk.rows()] == [True, True]


def test_two_agencies_may_use_one_id_for_two_crimes(desk, make):
    for agency in ("testshire", "elsewhere"):
        desk.deliver({"2025-01": [make.row(make.identity(1))]}, agency=agency)
    assert [row["counts"] for row in desk.rows()] == [True, True]


def test_a_repeat_counts_again_when_the_first_is_retired(desk, make):
    same = make.identity(1)
    desk.deliver({"2025-01": [make.row(same, outcome="Under investigation")]})
    desk.deliver({"2025-02": [make.row(same, month="2025-02")]})
    first = registers.in_force(desk.home).loads[0]
    retired = retiring.retire(
        desk.home, [first.id], because="a test", grant=desk.home.owner(), at=make.at
    )
    assert _told(desk) == [(2, 1, True, None)]
    assert len(retired.settled) == 1


@st.composite
def _histories(draw):
    """Three months, some issued twice, with ids that repeat within and across them."""
    months = []
    for number in range(1, 4):
        issues = draw(st.integers(0, 2))
        for _ in range(issues):
            ids = draw(st.lists(st.integers(0, 5), min_size=4, max_size=5))
            said = draw(st.lists(st.sampled_from(OUTCOMES), min_size=5, max_size=5))
            months.append((f"2025-{number:02d}", tuple(zip(ids, said, strict=False))))
    return months


@given(history=_histories(), seed=st.integers(0, 10**6))
@settings(max_examples=max(6, settings.default.max_examples // 5))
def test_any_order_of_deliveries_gives_one_state(history, seed, tmp_path_factory, reference, make):
    if not history:
        return
    desks = [make.desk(tmp_path_factory.mktemp(f"d{next(NUMBERS)}"), reference) for _ in range(2)]
    for desk, order in zip(desks, (history, _shuffled(history, seed)), strict=True):
        for month, ids in order:
            rows = [make.row(make.identity(n) if n else "", month=month, outcome=said)
                    for n, said in ids]  # fmt: skip
            desk.deliver({month: rows})
            if seed % 3 == 0:
                desk.deliver({month: rows})  # the same again, which changes nothing
    states = [(registers.in_force(desk.home).id, desk.rows()) for desk in desks]
    assert states[0] == states[1]
    assert _counts_once(states[0][1])


def _shuffled(history, seed):
    """Any order in which the issues of one month keep their own."""
    places = [month for month, _ in history]
    random.Random(seed).shuffle(places)
    waiting = {month: [one for one in history if one[0] == month] for month in set(places)}
    return [waiting[month].pop(0) for month in places]


def _counts_once(rows):
    """The naive loop: the first row of each id counts, and every row without one."""
    seen = set()
    for row in rows:
        first = row["native_id"] is None or row["native_id"] not in seen
        seen.add(row["native_id"])
        if row["counts"] != first:
            return False
    return True
