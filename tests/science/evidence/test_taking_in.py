"""What becomes of a delivery: every row accepted or refused, in force as a whole or not at all."""

import pytest

from towpath.evidence import registers
from towpath.evidence.receipts import RowsRefused, Shrunk
from towpath.foundation import Forbidden, Grant
from towpath.sources.parts import DeliveryRefused


def test_an_incident_comes_to_rest_with_every_column(desk, make):
    desk.deliver({"2025-01": [make.row("a" * 64, outcome="Local resolution")]})
    (row,) = desk.rows()
    assert (row["native_id"], row["category"], row["area"]) == ("a" * 64, "burglary", "E01900001")
    assert (row["row"], row["line"], row["vintage"], row["placed"]) == (1, 2, 2021, "given")
    assert (row["outcome"], row["outcome_words"]) == ("local-resolution", "Local resolution")
    assert round(row["easting"]) == pytest.approx(434_000, abs=500)
    assert (row["snapped"], row["outside"], row["precision"]) == (True, False, "month")


def test_a_row_that_breaks_a_rule_is_kept_with_rule_line_and_values(desk, make):
    bad = make.row(make.identity(2), crime="Witchcraft")
    receipt = desk.deliver({"2025-01": [make.row(make.identity(1)), bad, make.row()]})
    assert (receipt.delivered, receipt.accepted, receipt.refused) == (3, 2, 1)
    (refused,) = desk.refused(receipt)
    assert (refused["rule"], refused["line"]) == ("unknown-category", 3)
    assert '"Crime type": "Witchcraft"' in refused["values"]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"Month": "2025-02"}, "month-of-file"),
        ({"Month": "January"}, "not-a-month"),
        ({"Month": ""}, "empty"),
        ({"Longitude": "52.5", "Latitude": "-1.5"}, "point"),
        ({"Longitude": "0", "Latitude": "0"}, "point"),
        ({"Longitude": "nan"}, "point"),
        ({"Latitude": ""}, "point"),
        ({"LSOA code": "E01999999"}, "unknown-small-area"),
        ({"Crime ID": "x" * 65}, "too-long"),
    ],
)
def test_each_rule_refuses_what_it_names(desk, make, cells, rule):
    receipt = desk.deliver({"2025-01": [make.row(), make.row(**cells)]})
    assert [refused["rule"] for refused in desk.refused(receipt)] == [rule]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("a,b,c", "ragged"),
        (",".join("abcdefghijklmnop"), "ragged"),
        ('"never closed,2025-01', "open-quote"),
        ('"a"b,' + "," * 10, "broken-quotes"),
    ],
)
def test_a_broken_line_is_refused_alone(desk, make, line, rule):
    whole = make.text([make.row(), make.row()])
    first, second, third = whole.splitlines()
    receipt = desk.deliver({"2025-01": "\n".join([first, second, line, third]) + "\n"})
    assert (receipt.delivered, receipt.accepted) == (3, 2)
    assert [(x["rule"], x["line"]) for x in desk.refused(receipt)] == [(rule, 3)]
    assert [row["line"] for row in desk.rows()] == [2, 4]


def test_a_value_over_two_lines_keeps_the_lines_after_it_right(desk, make):
    rows = [make.row(Location="On or near\nHigh Street"), make.row()]
    receipt = desk.deliver({"2025-01": rows})
    assert (receipt.accepted, [row["line"] for row in desk.rows()]) == (2, [2, 4])


def test_blank_lines_are_no_rows_and_are_remarked_on(desk, make):
    body = make.text([make.row(), make.row()]).replace("\n", "\n\n")
    receipt = desk.deliver({"2025-01": body})
    assert (receipt.delivered, receipt.accepted) == (2, 2)
    assert any("blank lines" in remark for part in receipt.parts for remark in part.remarks)


def test_line_ends_of_two_kinds_lose_nothing(desk, make):
    lines = make.text([make.row() for _ in range(4)]).splitlines()
    receipt = desk.deliver({"2025-01": "\r\n".join(lines[:3]) + "\r\n" + "\n".join(lines[3:])})
    assert (receipt.delivered, receipt.accepted) == (4, 4)


def test_months_may_end_their_lines_differently(desk, make):
    january = make.text([make.row()]).replace("\n", "\r\n")
    receipt = desk.deliver({"2025-01": january, "2025-02": [make.row(month="2025-02")]})
    assert (receipt.accepted, len(receipt.loads)) == (2, 2)


def test_the_same_file_twice_changes_nothing_and_says_so(desk, make):
    first = desk.deliver({"2025-01": [make.row(make.identity(1))]})
    again = desk.deliver({"2025-01": [make.row(make.identity(1))]})
    assert first.changed
    assert not again.changed
    assert again.snapshot == first.snapshot
    assert "in force already" in again.remarks[-1]


def test_a_month_issued_again_supersedes(desk, make):
    first = desk.deliver({"2025-01": [make.row(make.identity(n)) for n in range(3)]})
    second = desk.deliver({"2025-01": [make.row(make.identity(n)) for n in range(4)]})
    assert second.superseded == first.loads
    assert len(desk.rows()) == 4


def test_a_month_that_shrinks_is_held_until_confirmed(desk, make):
    desk.deliver({"2025-01": [make.row(make.identity(n)) for n in range(10)]})
    few = {"2025-01": [make.row(make.identity(n)) for n in range(6)]}
    with pytest.raises(Shrunk, match="has 6 rows; 10 are held"):
        desk.deliver(few)
    assert len(desk.rows()) == 10
    desk.deliver(few, confirm=True)
    assert len(desk.rows()) == 6


def test_strict_takes_nothing_where_one_row_is_refused(desk, make):
    with pytest.raises(RowsRefused):
        desk.deliver({"2025-01": [make.row(), make.row(crime="Witchcraft")]}, strict=True)
    assert registers.in_force(desk.home).loads == ()


def test_a_delivery_of_nothing_but_refused_rows_is_refused_whole(desk, make):
    with pytest.raises(DeliveryRefused, match="None of the 1 rows"):
        desk.deliver({"2025-01": [make.row(crime="Witchcraft")]})


def test_who_may_not_write_delivers_nothing(desk, make):
    from towpath.evidence import loading

    with pytest.raises(Forbidden):
        loading.deliver(desk.home, [desk.inbox], grant=Grant("a", "b", "c"), at=make.at)


def test_codes_of_2011_are_read_in_their_own_vintage(desk, make):
    codes = ["E01800002", "E01900001"]
    desk.deliver({"2022-01": [make.row(month="2022-01", code=code) for code in codes]})
    assert [row["vintage"] for row in desk.rows()] == [2011, 2011]


def test_one_file_of_many_months_becomes_a_load_a_month(desk, make, tmp_path):
    rows = [make.row(month=f"2025-0{1 + n % 3}") for n in range(9)]
    (tmp_path / "extract.csv").write_text(make.text(rows))
    receipt = desk.load(tmp_path / "extract.csv", agency="testshire")
    held = registers.in_force(desk.home).loads
    assert [(load.month, load.rows) for load in held] == [
        ("2025-01-01", 3), ("2025-02-01", 3), ("2025-03-01", 3)]  # fmt: skip
    again = desk.load(tmp_path / "extract.csv", agency="testshire")
    assert not again.changed
    assert again.snapshot == receipt.snapshot


def test_an_outcome_nobody_mapped_is_kept_in_its_words(desk, make):
    receipt = desk.deliver({"2025-01": [make.row(make.identity(1), outcome="Sent to Coventry")]})
    (row,) = desk.rows()
    assert (row["outcome"], row["outcome_words"]) == (None, "Sent to Coventry")
    assert "Sent to Coventry" in receipt.parts[0].remarks[-1]


def test_the_same_files_anywhere_give_the_same_snapshot(desk, another_desk, make):
    months = {"2025-01": [make.row(make.identity(1))], "2025-02": [make.row(month="2025-02")]}
    one = desk.deliver(months)
    for month, rows in reversed(months.items()):
        other = another_desk.deliver({month: rows})
    assert one.snapshot == other.snapshot
