"""Events against a naive pass over the very rows: which there are, what they lack, when."""

from collections import Counter
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from towpath.evidence import events, held, narrowing
from towpath.evidence.narrowing import narrow
from towpath.foundation import Grant, Period, Sensitivity, categories
from towpath.foundation.grants import EVERY_AGENCY
from towpath.sources.declarations import Kind

pytestmark = pytest.mark.xdist_group("aldermere")
YEAR, WEEK = Period.parse("2025"), Period.parse("3 March 2025 to 9 March 2025")


@pytest.fixture(scope="module")
def burglaries(evidence):
    """The rows of burglary that count, as plain dictionaries in the order of load and row."""
    wanted = categories.within("burglary")
    rows = evidence.table(Kind.INCIDENTS).to_pyarrow().to_pylist()
    found = [row for row in rows if row["counts"] and row["category"] in wanted]
    return sorted(found, key=lambda row: (row["load"], row["row"]))


def test_every_event_that_counts_comes_once_in_order(evidence, burglaries):
    found = events.rows(evidence, categories=["burglary"])
    assert found.column_names == list(events.SHOWN)
    plain = [name for name in events.SHOWN if name != "location"]
    assert found.select(plain).to_pylist() == [{n: row[n] for n in plain} for row in burglaries]


def test_events_of_a_period_and_a_feed_only(evidence, burglaries):
    found = events.rows(evidence, categories=["burglary"], period=YEAR, feeds=["force-extract"])
    wanted = [row for row in burglaries
              if row["feed"] == "force-extract" and row["month"].year == 2025]  # fmt: skip
    assert found["row"].to_pylist() == [row["row"] for row in wanted]
    assert wanted


def test_what_events_lack_is_counted_for_each_feed(evidence, burglaries):
    (street,) = [one for one in events.fitness(evidence, categories=["burglary"]).to_pylist()
                 if one["feed"] == "police-uk-street" and one["agency"] == "saltreath"]  # fmt: skip
    mine = [row for row in burglaries
            if (row["feed"], row["agency"]) == (street["feed"], street["agency"])]  # fmt: skip
    assert street["rows"] == street["monthly"] == len(mine)
    assert street["unplaced"] == sum(row["easting"] is None for row in mine) > 0
    assert street["snapped"] == street["rows"] - street["unplaced"]
    assert street["fit"] == 0


def test_the_force_s_own_extract_is_fit(evidence, burglaries):
    found = {
        one["feed"]: one for one in events.fitness(evidence, categories=["burglary"]).to_pylist()
    }
    own = found["force-extract"]
    assert own["fit"] == own["rows"] == Counter(row["feed"] for row in burglaries)["force-extract"]
    assert own["snapped"] == own["monthly"] == own["undated"] == 0


def test_days_are_counted_from_1970_by_the_clock_on_the_wall():
    noon = datetime(1970, 1, 2, 12)
    summer = datetime(2025, 7, 1, 6)  # noon and six o'clock, whatever the season's offset
    table = pa.table({
        "occurred_from": pa.array([noon, None, summer], pa.timestamp("us")),
        "occurred_to": pa.array([noon, None, summer], pa.timestamp("us")),
    })  # fmt: skip
    began, ended = events.days(table)
    assert began.dtype == np.float64
    np.testing.assert_array_equal(began, [1.5, np.nan, 20_270.25])
    np.testing.assert_array_equal(ended, began)


def test_days_of_the_demo_never_end_before_they_begin(evidence):
    began, ended = events.days(events.rows(evidence, categories=["burglary"], period=YEAR))
    assert (ended >= began).all()
    assert (began >= 20_089).all()  # 1 January 2025


def test_an_answer_is_as_closed_as_its_strictest_load_and_field(evidence):
    of = {slug: events.handling_of(evidence, events.rows(evidence, period=YEAR, feeds=[slug]))
          for slug in ("police-uk-street", "force-extract", "council-asb")}  # fmt: skip
    assert of["police-uk-street"].open
    assert of["force-extract"].sensitivity is Sensitivity.PERSONAL
    assert of["council-asb"].sensitivity is Sensitivity.PERSONAL  # its streets
    mixed = events.handling_of(evidence, events.rows(evidence, period=YEAR))
    assert mixed.sensitivity is Sensitivity.PERSONAL


def test_a_stranger_s_grant_sees_open_events_alone(aldermere):
    stranger = Grant("a resident", "nobody", "reading", agencies=EVERY_AGENCY)
    with held.open_held(aldermere, stranger) as narrow:
        found = events.rows(narrow, categories=["burglary"], period=YEAR)
        assert set(found["feed"].to_pylist()) == {"police-uk-street"}


def test_events_of_some_days_are_those_that_began_in_them(evidence, burglaries):
    found = events.rows(evidence, categories=["burglary"], period=WEEK)
    wanted = [row for row in burglaries
              if row["precision"] != "month" and row["occurred_from"] is not None
              and WEEK.start <= row["occurred_from"].date() < WEEK.end]  # fmt: skip
    assert found["row"].to_pylist() == [row["row"] for row in wanted]
    assert wanted


def test_unused_events_are_those_without_an_area_and_the_cancelled(evidence):
    every = evidence.table(Kind.INCIDENTS).to_pyarrow().to_pylist()
    naive: Counter[tuple[str, str]] = Counter()
    for row in every:
        cancelled = dict(row["attributes"] or ()).get("cancelled") or ""
        if row["month"].year == 2025 and (cancelled or not row["area"]):
            naive[row["area"] or "", cancelled] += 1
    found = events.unused(evidence, period=YEAR).to_pylist()
    assert {(row["area"], row["cancelled"]): row["rows"] for row in found} == naive
    assert {bool(area) for area, _ in naive} == {True, False}


@pytest.mark.parametrize("within", [
    {"feeds": ["force-extract"]}, {"agencies": ["saltreath"]}, {"period": YEAR}, {"period": WEEK},
    {"feeds": ["council-asb"], "period": YEAR},
])  # fmt: skip
def test_files_that_are_not_opened_hold_nothing_of_the_question(evidence, within):
    every = narrow(evidence.table(Kind.INCIDENTS), within)
    opened = evidence.paths(Kind.INCIDENTS, **within)
    assert len(opened) <= len(evidence.of(Kind.INCIDENTS))
    select, where = "t.load, t.row", narrowing.sql(within, evidence.engine.text)
    found = evidence.engine.ask(select, opened, f"WHERE {where} ORDER BY t.load, t.row")
    wanted = every.select("load", "row").order_by(["load", "row"]).to_pyarrow()
    assert found.equals(wanted)


def test_a_feed_that_is_not_held_has_no_events(evidence):
    assert events.rows(evidence, feeds=["o'hara's list"]).num_rows == 0
    assert events.rows(evidence, feeds=[]).num_rows == 0
