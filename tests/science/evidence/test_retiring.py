"""Retiring: loads leave force and their rows are gone; what stays is settled anew."""

from datetime import date

import pytest

from towpath.evidence import held, registers, retiring, trails
from towpath.foundation import Forbidden, Grant, NoSuchData, NotUnderstood


@pytest.fixture
def two_months(desk, make):
    """A crime told in January and again, with its outcome, in February."""
    crime, other = make.identity("told twice"), make.identity("told once")
    desk.deliver(
        {
            "2025-01": [make.row(crime, outcome="Under investigation"), make.row(other)],
            "2025-02": [make.row(crime, month="2025-02", outcome="Local resolution")],
        }
    )
    return desk


def _retire(desk, make, *words):
    return retiring.retire(
        desk.home, words, because="retention", grant=desk.home.owner(), at=make.at
    )


def _of_month(desk, month):
    loads = registers.in_force(desk.home).loads
    return next(load for load in loads if load.month.startswith(month))


def test_rows_leave_force_and_the_disk(two_months, make):
    january = _of_month(two_months, "2025-01")
    gone = _retire(two_months, make, january.id)
    assert gone.loads == (january.id,)
    assert gone.snapshot == registers.in_force(two_months.home).id
    assert {row["month"] for row in two_months.rows()} == {date(2025, 2, 1)}
    assert not (two_months.home.loads / january.id).exists()


def test_a_repeat_counts_where_the_first_telling_is_gone(two_months, make):
    assert [row["counts"] for row in two_months.rows()] == [True, True, False]
    january, february = (_of_month(two_months, one) for one in ("2025-01", "2025-02"))
    assert _retire(two_months, make, january.id).settled == (february.id,)
    assert [row["counts"] for row in two_months.rows()] == [True]


def test_an_outcome_goes_with_the_row_that_told_it(two_months, make):
    assert two_months.rows()[0]["outcome"] == "local-resolution"
    _retire(two_months, make, _of_month(two_months, "2025-02").id)
    assert two_months.rows()[0]["outcome"] == "under-investigation"


def test_the_same_as_if_it_had_never_come(two_months, another_desk, make):
    _retire(two_months, make, _of_month(two_months, "2025-02").id)
    crime, other = make.identity("told twice"), make.identity("told once")
    another_desk.deliver(
        {"2025-01": [make.row(crime, outcome="Under investigation"), make.row(other)]}
    )
    assert two_months.rows() == another_desk.rows()
    assert registers.in_force(two_months.home).id == registers.in_force(another_desk.home).id


def test_a_snapshot_that_needs_them_can_no_longer_be_asked(two_months, make):
    before = registers.in_force(two_months.home).id
    _retire(two_months, make, _of_month(two_months, "2025-01").id)
    with pytest.raises(NoSuchData, match="can no longer be asked"):
        registers.find(two_months.home, before)


def test_what_was_superseded_goes_too(two_months, make):
    old = _of_month(two_months, "2025-01")
    two_months.deliver({"2025-01": [make.row(make.identity(n)) for n in range(3)]})
    assert (two_months.home.loads / old.id).exists()
    _retire(two_months, make, _of_month(two_months, "2025-01").id)
    assert not (two_months.home.loads / old.id).exists()


def test_refused_rows_go_with_the_last_of_their_delivery(two_months, make):
    bad = make.row(make.identity(9), month="2025-03", crime="Witchcraft")
    good = make.row(make.identity(8), month="2025-03")
    delivery = two_months.deliver({"2025-03": [good, bad]}).delivery
    kept = two_months.home.deliveries / delivery
    assert (kept / "refused.parquet").exists()
    _retire(two_months, make, _of_month(two_months, "2025-03").id)
    assert [path.name for path in kept.iterdir()] == ["manifest.json"]


def test_a_whole_feed_by_its_name(two_months, make):
    assert len(_retire(two_months, make, "police-uk-street").loads) == 2
    with pytest.raises(NoSuchData, match="Nothing is held"):
        two_months.rows()


def test_the_trail_says_why(two_months, make):
    _retire(two_months, make, _of_month(two_months, "2025-01").id)
    *_, last = trails.events(two_months.home)
    assert (last["what"], last["because"], last["who"]) == ("retire", "retention", "an analyst")
    assert trails.verify(two_months.home) == 2


def test_a_death_before_the_deleting_is_made_good(two_months, make, monkeypatch):
    january = _of_month(two_months, "2025-01")
    with monkeypatch.context() as dying:
        dying.setattr(registers, "forget", _die)
        with pytest.raises(KeyboardInterrupt):
            _retire(two_months, make, january.id)
    assert (two_months.home.loads / january.id).exists()
    with two_months.home.writing():
        registers.sweep(two_months.home)
    assert not (two_months.home.loads / january.id).exists()


def _die(_, event):
    if event["what"] == "retire":
        raise KeyboardInterrupt


def test_delivered_again_it_is_held_again(two_months, make):
    rows = [make.row(make.identity(n), month="2025-03") for n in range(3)]
    two_months.deliver({"2025-03": rows})
    before = registers.in_force(two_months.home)
    _retire(two_months, make, _of_month(two_months, "2025-03").id)
    two_months.deliver({"2025-03": rows})
    assert registers.in_force(two_months.home).id == before.id
    assert len(two_months.rows()) == 6


@pytest.mark.parametrize(
    ("word", "error"), [("L-NONE", NoSuchData), ("", NoSuchData), ("L-", NotUnderstood)]
)
def test_a_word_must_name_one_load(two_months, make, word, error):
    with pytest.raises(error):
        _retire(two_months, make, word)
    assert len(registers.in_force(two_months.home).loads) == 2


def test_only_who_may_write_may_retire(two_months, make):
    reader = Grant("a reader", "council", "reading")
    with pytest.raises(Forbidden):
        retiring.retire(two_months.home, ["police-uk-street"], because="", grant=reader, at=make.at)


def test_what_is_due_is_told_by_the_years_its_handling_keeps(two_months):
    assert retiring.due(two_months.home, date(2040, 1, 1)) == ()  # open data are kept for good


def test_what_is_left_can_still_be_asked(two_months, make):
    _retire(two_months, make, _of_month(two_months, "2025-02").id)
    with held.open_held(two_months.home, two_months.home.owner()) as evidence:
        assert len(evidence.loads) == 1
