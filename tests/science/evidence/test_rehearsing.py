"""A delivery tried out says what delivering it would come to, and changes nothing."""

import hashlib
from datetime import UTC, datetime

import pytest

from towpath.evidence import rehearsing
from towpath.evidence.loading import Wishes
from towpath.evidence.rehearsing import Rehearsal
from towpath.sources.parts import DeliveryRefused

AT = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
def tried(desk, make, tmp_path):
    """Try months of rows out on the desk's home."""

    def run(months):
        folder = desk.inbox / "tried"
        folder.mkdir()
        for month, rows in months.items():
            (folder / f"{month}-testshire-street.csv").write_text(make.text(rows))
        return rehearsing.rehearse(
            desk.home, [folder], Wishes(), folder=tmp_path / "rehearsal", at=AT,
            progress=lambda *_: None,
        )  # fmt: skip

    return run


def bytes_of(home):
    """Every file of a home, but for the reference pack."""
    found = [path for path in sorted(home.path.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).digest() for path in found}


def test_it_counts_what_delivering_counts_and_changes_nothing(desk, make, tried, tmp_path):
    rows = [make.row(make.identity(n)) for n in range(20)] + [make.row(code="E01999999")]
    desk.deliver({"2025-01": rows[:8]})
    before = bytes_of(desk.home)
    found = tried({"2025-01": rows})
    assert bytes_of(desk.home) == before
    receipt = desk.load(desk.inbox / "tried")
    assert (found.delivered, found.accepted, found.refused) == (21, 20, 1)
    assert (receipt.delivered, receipt.accepted, receipt.refused) == (21, 20, 1)
    refused = rehearsing.refused(tmp_path / "rehearsal")
    assert [row.line for row in refused] == [row["line"] for row in desk.refused(receipt)] == [22]
    assert found.broken[0].lines == ("tried/2025-01-testshire-street.csv, line 22",)


def test_it_names_the_words_that_a_rule_refused_commonest_first(desk, make, tried):
    kinds = ["Mischief", "Noise", "Mischief", "Burglary", " "]
    found = tried({"2025-01": [make.row(make.identity(n), crime=k) for n, k in enumerate(kinds)]})
    said = {one.rule: one.words for one in found.broken}
    assert said["unknown-category"] == (("Mischief", 2), ("Noise", 1))
    assert Rehearsal.read(found.written) == found


def test_a_delivery_without_one_sound_row_is_told_of_like_any_other(make, tried):
    found = tried({"2025-01": [make.row(make.identity(n), crime="Mischief") for n in range(3)]})
    assert (found.delivered, found.accepted, found.refused, found.repeats) == (3, 0, 3, 0)
    assert [(one.rule, one.rows) for one in found.broken] == [("unknown-category", 3)]
    assert found.months == ()


def test_it_says_which_months_come_again_and_what_would_be_lost(desk, make, tried):
    desk.deliver({"2025-01": [make.row(make.identity(n)) for n in range(10)]})
    found = tried({"2025-01": [make.row()], "2025-02": [make.row(month="2025-02")] * 2})
    said = {one.month: (one.rows, one.held, one.same) for one in found.months}
    assert said == {"2025-01-01": (1, 10, False), "2025-02-01": (2, None, False)}
    assert "10 are held" in found.losses[0]
    assert found.changes


def test_repeats_are_told_against_what_is_held(desk, make, tried):
    desk.deliver({"2025-01": [make.row(make.identity(1)), make.row(make.identity(2))]})
    again = [make.row(make.identity(n), month="2025-02") for n in (1, 2, 3)]
    assert tried({"2025-02": again}).repeats == 2


def test_shares_and_completeness_stand_beside_the_last_delivery(desk, make, tried):
    desk.deliver({"2025-01": [make.row(crime="Burglary"), make.row(crime="Drugs")]})
    found = tried({"2025-02": [make.row(month="2025-02", crime="Burglary", code="")] * 4})
    shares = {one.words: (one.rows, one.of, one.before, one.of_before) for one in found.shares}
    assert shares == {"Burglary": (4, 4, 1, 2), "Drugs": (0, 4, 1, 2)}
    filled = {one.heading: (one.filled, one.rows) for one in found.filled}
    assert filled["LSOA code"] == (0, 4)
    assert filled["Crime type"] == (4, 4)


def test_the_same_again_would_change_nothing_and_is_read_back_as_written(desk, make, tried):
    desk.deliver({"2025-01": [make.row(), make.row(code="E01999999")]})
    found = tried({"2025-01": [make.row(), make.row(code="E01999999")]})
    assert not found.changes
    assert Rehearsal.read(found.written) == found


def test_what_cannot_be_read_is_refused_and_leaves_no_workspace(desk, tmp_path):
    path = desk.inbox / "page.csv"
    path.write_text("<html>")
    with pytest.raises(DeliveryRefused, match="web page"):
        rehearsing.rehearse(desk.home, [path], Wishes(agency="x"), folder=tmp_path / "r", at=AT,
                            progress=lambda *_: None)  # fmt: skip
    assert not (tmp_path / "r" / "work").exists()
