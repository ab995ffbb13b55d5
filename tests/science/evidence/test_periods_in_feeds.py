"""Feeds whose rows are of a period: read as people say it, and held by the month it begins in."""

from datetime import date

import pytest

from towpath.evidence import held, measures, registers
from towpath.evidence.receipts import Shrunk

PLAN = "Indicator,Area,Period,Target,Actual"
TALLY = "Concern,Area,Year,Channel,Count,Base"


def _deliver(desk, feed, header, *lines):
    path = desk.inbox / f"{feed}-{len(list(desk.inbox.iterdir()))}.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return desk.load(path, feed=feed, agency="partnership")


def _rows(desk, feed):
    with held.open_held(desk.home, desk.home.owner()) as evidence:
        return measures.rows(evidence, feed).to_pylist()


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2024/25", date(2024, 4, 1), date(2025, 4, 1)),
        ("Q2 2024/25", date(2024, 7, 1), date(2024, 10, 1)),
        ("12 months to March 2025", date(2024, 4, 1), date(2025, 4, 1)),
        ("March 2025", date(2025, 3, 1), date(2025, 4, 1)),
        ("10 June 2025 to 21 June 2025", date(2025, 6, 10), date(2025, 6, 22)),
    ],
)
def test_a_period_is_read_as_people_say_it(desk, said, start, end):
    receipt = _deliver(desk, "plan-results", PLAN, f"Burglary,Testham,{said},90,100")
    assert (receipt.accepted, receipt.refused) == (1, 0)
    (row,) = _rows(desk, "plan-results")
    assert (row["period"], row["period_start"], row["period_end"]) == (said, start, end)
    assert row["month"] == start.replace(day=1)


@pytest.mark.parametrize("said", ["soon", "2025-13", "13 months of 2025"])
def test_what_is_no_period_is_refused_with_its_words(desk, said):
    good = "Robbery,Testham,2025,4,5"
    receipt = _deliver(desk, "plan-results", PLAN, good, f"Burglary,Testham,{said},90,100")
    assert (receipt.accepted, receipt.refused) == (1, 1)
    (refused,) = desk.refused(receipt)
    assert (refused["rule"], refused["line"]) == ("not-a-period", 3)
    assert said in refused["values"]
    assert refused["sentence"].startswith("The period cannot be read")


def test_an_empty_period_is_refused_as_empty(desk):
    receipt = _deliver(
        desk, "plan-results", PLAN, "Robbery,Testham,2025,4,5", "Burglary,Testham,,9,9"
    )
    assert [rule for rule, _, _ in receipt.refused_by_rule] == ["empty"]


def test_a_year_alone_is_a_period_of_a_consultation(desk):
    lines = [f"Speeding,Testham,{year},Online,{year - 2000},100" for year in (2023, 2024, 2025)]
    receipt = _deliver(desk, "consultation-tallies", TALLY, *lines)
    assert receipt.accepted == 3
    loads = registers.in_force(desk.home).loads
    assert [load.month for load in loads] == ["2023-01-01", "2024-01-01", "2025-01-01"]
    assert [row["numerator"] for row in _rows(desk, "consultation-tallies")] == [23, 24, 25]


def test_an_area_is_known_by_name_and_by_code(desk):
    lines = ["Burglary,Testham,2025,9,9", "Robbery,E06900001,2025,9,9"]
    _deliver(desk, "plan-results", PLAN, *lines)
    assert {(row["area"], row["level"]) for row in _rows(desk, "plan-results")} == {
        ("E06900001", "district")
    }


def test_results_of_another_year_stand_beside_those_of_this(desk):
    _deliver(desk, "plan-results", PLAN, "Burglary,Testham,2024,90,100")
    receipt = _deliver(desk, "plan-results", PLAN, "Burglary,Testham,2025,80,85")
    assert receipt.superseded == ()
    assert [row["value"] for row in _rows(desk, "plan-results")] == [100, 85]


def test_the_same_period_delivered_again_supersedes(desk):
    _deliver(desk, "plan-results", PLAN, "Burglary,Testham,2025,90,100")
    receipt = _deliver(desk, "plan-results", PLAN, "Burglary,Testham,2025,90,99")
    assert len(receipt.superseded) == 1
    assert [row["value"] for row in _rows(desk, "plan-results")] == [99]


def test_a_year_does_not_take_its_first_quarter_away_unasked(desk):
    _deliver(desk, "plan-results", PLAN, "Burglary,Testham,Q1 2025/26,20,25")
    year = "Burglary,Testham,2025/26,80,85"
    with pytest.raises(Shrunk, match=r"lacks what is held now: Burglary \(3 months"):
        _deliver(desk, "plan-results", PLAN, year)
    assert [row["value"] for row in _rows(desk, "plan-results")] == [25]
    _deliver(desk, "plan-results", PLAN, "Burglary,Testham,Q1 2025/26,20,25", year)
    assert {row["value"] for row in _rows(desk, "plan-results")} == {25, 85}


def test_the_same_period_in_other_words_is_the_same(desk):
    _deliver(desk, "plan-results", PLAN, "Burglary,Testham,2024/25,90,100")
    receipt = _deliver(desk, "plan-results", PLAN, "Burglary,Testham,year to March 2025,90,99")
    assert len(receipt.superseded) == 1


def test_a_measure_goes_where_that_is_confirmed(desk):
    _deliver(desk, "plan-results", PLAN, "Burglary,Testham,2025,90,100")
    path = desk.inbox / "other.csv"
    path.write_text(f"{PLAN}\nRobbery,Testham,2025,9,10\n")
    desk.load(path, feed="plan-results", agency="partnership", confirm=True)
    assert [row["indicator"] for row in _rows(desk, "plan-results")] == ["Robbery"]


def test_a_number_stays_as_it_was_written_among_what_the_feed_says_besides(desk):
    _deliver(desk, "plan-results", PLAN, "Burglary,Testham,2025,90.0,100")
    (row,) = _rows(desk, "plan-results")
    assert dict(row["attributes"]) == {"target": "90.0"}


def test_without_a_reference_pack_a_name_stands_for_itself(desk):
    desk.home.reference.unlink()  # a link to the pack
    _deliver(desk, "plan-results", PLAN, "Burglary,Somewhere,2025,90,100")
    assert [row["area_name"] for row in _rows(desk, "plan-results")] == ["Somewhere"]
