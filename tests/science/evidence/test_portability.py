"""Every question on Spark: the same answer as on DuckDB, to the last digit."""

import warnings

import pytest

from towpath.evidence import (
    admissions,
    cohorts,
    cubes,
    engines,
    events,
    held,
    hours,
    incidents,
    measures,
    outcomes,
    points,
    searches,
)
from towpath.foundation import Grant, Period
from towpath.foundation.grants import EVERY_AGENCY
from towpath.sources.declarations import Kind

pytestmark = [
    pytest.mark.spark,
    pytest.mark.xdist_group("spark"),
    # PySpark warns of pandas, by way of which no answer goes.
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
YEAR, WEEK = Period.parse("2025"), Period.parse("3 March 2025 to 9 March 2025")
STREET = ["police-uk-street"]

QUESTIONS = {
    "counts": lambda held: incidents.counts(held, ("category", "month")),
    "counts by area": lambda held: incidents.counts(held, ("ward", "stable"), period=YEAR),
    "counts by days": lambda held: incidents.counts(held, ("feed", "placed"), period=WEEK),
    "counts by a flag": lambda held: incidents.counts(held, ("attributes.domestic", "month")),
    "rows": lambda held: incidents.rows(held, limit=50, offset=5, categories=["burglary"])[1],
    "latest outcomes": lambda held: outcomes.latest(held, feeds=STREET),
    "outcomes told": lambda held: outcomes.told(held, ("agency", "month", "outcome", "district")),
    "outcomes at equal age": lambda held: cohorts.at_age(held, 3, feeds=STREET),
    "searches": lambda held: searches.counts(held, ("ethnicity", "object", "linked"), period=YEAR),
    "hours": lambda held: hours.counts(held, ("weekday", "hour", "hours")),
    "admissions": lambda held: admissions.counts(held, ("category", "attributes.age-band")),
    "plan": lambda held: measures.rows(held, "plan-results"),
    "consultation": lambda held: measures.rows(held, "consultation-tallies"),
    "indicators": measures.indicators,
    "points": lambda held: points.first_seen(held, STREET),
    "events": lambda held: events.rows(held, categories=["burglary"], period=YEAR),
    "events of other agencies": lambda held: events.rows(held, feeds=["council-asb"]),
    "events of a week": lambda held: events.rows(held, period=WEEK, categories=["crime"]),
    "unused events": lambda held: events.unused(held, period=YEAR),
    "fitness": lambda held: events.fitness(held, categories=["burglary"]),
}


@pytest.fixture(scope="module")
def on_spark(aldermere):
    pytest.importorskip("pyspark", reason="PySpark is in the extra spark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with held.open_held(aldermere, aldermere.owner(), engine="spark") as opened:
            yield opened


@pytest.mark.parametrize("name", QUESTIONS)
def test_spark_gives_the_same_answer(evidence, on_spark, name):
    here, there = QUESTIONS[name](evidence), QUESTIONS[name](on_spark)
    assert here.num_rows > 0
    assert there.schema.equals(here.schema)
    assert there.equals(here)


def test_spark_counts_as_many_rows_behind_a_figure(evidence, on_spark):
    asked = {"limit": 0, "period": YEAR, "categories": ["burglary"]}
    assert incidents.rows(on_spark, **asked)[0] == incidents.rows(evidence, **asked)[0] > 0


def test_two_grants_on_one_spark_see_each_their_own(aldermere, on_spark):
    reader = Grant("a reader", "council", "reading", agencies=EVERY_AGENCY)
    with held.open_held(aldermere, reader, engine="spark") as narrow:
        open_rows = narrow.table(Kind.INCIDENTS)
        every = engines.fetch(on_spark.backend, _feeds(on_spark.table(Kind.INCIDENTS)))
        only = engines.fetch(narrow.backend, _feeds(open_rows))
    assert only["feed"].to_pylist() == STREET
    assert set(every["feed"].to_pylist()) > set(STREET)


def _feeds(rows):
    return rows.select("feed").distinct()


def test_spark_counts_the_same_cube(evidence, on_spark):
    here, there = (cubes.of_incidents(one, "lsoa", feeds=STREET) for one in (evidence, on_spark))
    assert (there.areas, there.categories) == (here.areas, here.categories)
    assert (there.counts == here.counts).all()
    assert (there.rows == here.rows).all()
