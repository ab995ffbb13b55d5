"""Every question against a naive count over the very rows, and in a fixed order."""

from collections import Counter
from datetime import date, timedelta

import pytest

from towpath.evidence import (
    admissions,
    cohorts,
    coverage,
    hours,
    incidents,
    measures,
    outcomes,
    searches,
)
from towpath.foundation import NoSuchData, NotUnderstood, Period
from towpath.foundation import categories as tree
from towpath.sources.declarations import Kind

pytestmark = pytest.mark.xdist_group("aldermere")
YEAR = Period.parse("2025")


@pytest.fixture(scope="module")
def plain(evidence):
    """Every row of a kind, as plain dictionaries."""
    kept = {}

    def of(kind):
        if kind not in kept:
            kept[kind] = evidence.table(kind).to_pyarrow().to_pylist()
        return kept[kind]

    return of


def _counted(found, by, what="counts"):
    return {tuple(row[one] for one in by): row[what] for row in found.to_pylist()}


def _naive(rows, by):
    return dict(Counter(tuple("" if row[one] is None else row[one] for one in by) for row in rows))


@pytest.mark.parametrize(
    "by",
    [("category", "month"), ("area",), ("feed", "agency", "placed"), ("outcome",), ("location",)],
)
def test_incidents_are_counted_by_anything(evidence, plain, by):
    found = incidents.counts(evidence, by)
    rows = plain(Kind.INCIDENTS)
    assert _counted(found, by, "rows") == _naive(rows, by)
    counting = _naive([row for row in rows if row["counts"]], by)
    assert {key: n for key, n in _counted(found, by).items() if n} == counting


def test_answers_come_in_the_order_of_the_columns_asked_for(evidence):
    keys = list(
        _counted(
            incidents.counts(evidence, ("month", "category", "area")), ("month", "category", "area")
        )
    )
    assert keys == sorted(keys)


def test_areas_at_a_level_add_up_to_all(evidence):
    by_district = incidents.counts(evidence, ("district",), feeds=["police-uk-street"])
    whole = incidents.counts(evidence, ("feed",), feeds=["police-uk-street"])
    assert sum(by_district["counts"].to_pylist()) == whole["counts"].to_pylist()[0]
    assert "" in by_district["district"].to_pylist()  # rows without a place are somewhere too


def test_a_flag_of_a_feed_can_be_counted_by(evidence, plain):
    found = incidents.counts(
        evidence, ("attributes.domestic",), feeds=["force-extract"], period=YEAR
    )
    rows = [row for row in plain(Kind.INCIDENTS)
            if row["feed"] == "force-extract" and YEAR.contains(row["month"])]  # fmt: skip
    said = Counter(dict(row["attributes"]).get("domestic", "") for row in rows)
    assert _counted(found, ("attributes.domestic",), "rows") == {(k,): n for k, n in said.items()}


def test_the_rows_behind_a_count_are_as_many_as_it_says(evidence):
    asked = {"period": YEAR, "categories": ["burglary"], "feeds": ["police-uk-street"]}
    counted, first = incidents.rows(evidence, limit=10, **asked)
    assert counted == sum(incidents.counts(evidence, ("month",), **asked)["counts"].to_pylist())
    assert first.num_rows == 10
    assert set(first["category"].to_pylist()) <= tree.within("burglary")


def test_rows_come_page_by_page_without_a_gap(evidence):
    asked = {"period": Period.parse("March 2025"), "categories": ["burglary"]}
    counted, every = incidents.rows(evidence, limit=1_000_000, **asked)
    pages = [incidents.rows(evidence, limit=7, offset=n, **asked)[1] for n in range(0, counted, 7)]
    assert [row for page in pages for row in page.to_pylist()] == every.to_pylist()
    keys = [(row["load"], row["row"]) for row in every.to_pylist()]
    assert keys == sorted(set(keys))
    assert len(keys) == counted


def test_a_period_of_days_takes_what_began_in_it_where_the_day_is_known(evidence, plain):
    week = Period(date(2025, 3, 3), date(2025, 3, 10), "a week")
    found = incidents.counts(evidence, ("feed",), period=week)
    rows = [row for row in plain(Kind.INCIDENTS) if row["precision"] != "month"
            and row["occurred_from"] and week.contains(row["occurred_from"].date())]  # fmt: skip
    assert _counted(found, ("feed",), "rows") == _naive(rows, ("feed",))
    assert ("police-uk-street",) not in _counted(found, ("feed",))


def test_hours_are_told_where_they_are_known(evidence, plain):
    found = hours.counts(evidence, ("weekday", "hour", "hours"))
    known = [row for row in plain(Kind.INCIDENTS)
             if row["precision"] in ("hour", "minute") and row["occurred_from"]]  # fmt: skip
    said = Counter(_week(row) for row in known)
    assert _counted(found, ("weekday", "hour", "hours"), "rows") == dict(said)


def _week(row):
    took = (row["occurred_to"] - row["occurred_from"]) // timedelta(hours=1)
    return row["occurred_from"].weekday(), row["occurred_from"].hour, min(took, hours.WEEK)


def test_searches_are_counted_by_who_and_what_was_found(evidence, plain):
    found = searches.counts(evidence, ("ethnicity", "object", "linked"), period=YEAR)
    words = {True: "yes", False: "no", None: ""}
    rows = [row | {"linked": words[row["linked"]]} for row in plain(Kind.SEARCHES)
            if YEAR.contains(row["month"])]  # fmt: skip
    asked = ("ethnicity", "object", "linked")
    assert _counted(found, asked, "rows") == _naive(rows, asked)


def test_outcomes_are_counted_where_and_when_they_were_told(evidence, plain):
    found = outcomes.told(evidence)
    assert _counted(found, ("agency", "month", "outcome"), "rows") == _naive(
        plain(Kind.OUTCOMES), ("agency", "month", "outcome")
    )


@pytest.mark.parametrize("months", [0, 3])
def test_outcomes_at_equal_age_are_those_told_by_then(evidence, plain, months):
    told = {}
    for row in sorted(plain(Kind.OUTCOMES), key=lambda row: (row["month"], row["row"])):
        told.setdefault((row["agency"], row["native_id"]), []).append(row)
    said = Counter()
    for crime in plain(Kind.INCIDENTS):
        if crime["counts"] and crime["feed"] == "police-uk-street" and crime["native_id"]:
            seen = [one["outcome"] for one in told.get((crime["agency"], crime["native_id"]), ())
                    if 0 <= _apart(crime["month"], one["month"]) <= months]  # fmt: skip
            said[crime["month"], (seen or [""])[-1] or ""] += 1
    found = cohorts.at_age(evidence, months, feeds=["police-uk-street"])
    assert _counted(found, ("month", "outcome")) == dict(said)


def _apart(first, last):
    return (last.year - first.year) * 12 + last.month - first.month


def test_admissions_are_counted_apart_from_incidents(evidence, plain):
    found = admissions.counts(evidence, ("attributes.age-band",))
    said = Counter((dict(row["attributes"])["age-band"],) for row in plain(Kind.ADMISSIONS))
    assert _counted(found, ("attributes.age-band",), "rows") == dict(said)
    feeds = incidents.counts(evidence, ("feed",))["feed"].to_pylist()
    assert "hospital-admissions" not in feeds


def test_measures_come_with_what_the_feed_says_besides(evidence):
    (row,) = [row for row in measures.rows(evidence, "plan-results").to_pylist()
              if row["indicator"] == "Shoplifting"]  # fmt: skip
    assert (row["value"], dict(row["attributes"])["target"]) == (487, "315")
    assert (row["period_start"], row["period_end"]) == (date(2025, 1, 1), date(2026, 1, 1))


def test_coverage_tells_the_months_of_every_source(evidence):
    held = {(one.feed, one.agency): one for one in coverage.sources(evidence)}
    street = held["police-uk-street", "saltreath"]
    assert (street.first, street.last, street.gaps) == (date(2023, 7, 1), date(2025, 12, 1), ())
    assert sum(one.rows for one in held.values()) == sum(load.rows for load in evidence.loads)


@pytest.mark.parametrize(
    "ask",
    [
        lambda held: incidents.counts(held, ("colour",)),
        lambda held: incidents.counts(held, ()),
        lambda held: searches.counts(held, ("category",)),
        lambda held: outcomes.told(held, categories=["burglary"]),
        lambda held: hours.counts(held, ("minute",)),
    ],
)
def test_a_question_that_cannot_be_asked_says_what_can(evidence, ask):
    with pytest.raises(NotUnderstood):
        ask(evidence)


def test_a_feed_of_measures_that_nobody_delivered_is_said_so(evidence):
    with pytest.raises(NoSuchData, match="Nothing of survey is held"):
        measures.rows(evidence, "survey")
