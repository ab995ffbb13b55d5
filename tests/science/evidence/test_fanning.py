"""A pure function on each area's events: the same numbers in a loop and over Spark's workers."""

import warnings

import pytest

from towpath.evidence import engines, events, fanning, held
from towpath.foundation import Level

NAMES = ("events", "east", "days")
QUESTION = {"categories": ["burglary"], "feeds": ["force-extract"]}


def summed(group, points):
    """Something that depends on every value and on their order."""
    order = range(1, points.x.size + 1)
    return {
        "events": points.x.size,
        "east": sum(n * x for n, x in zip(order, points.x, strict=True)),
        "days": float((points.until - points.since).sum()),
    }


def fanned(evidence, work=summed):
    of = evidence.pack.membership(Level.WARD, 2021)
    mine = {code: of[code] for code in evidence.pack.small_areas(the_area(evidence), 2021)}
    return fanning.each(evidence, mine, work, NAMES, **QUESTION)


def the_area(evidence):
    return evidence.pack.find("Aldermere")


def test_every_event_with_a_day_and_a_point_is_handed_over_once(evidence):
    made = fanned(evidence)
    codes = evidence.pack.small_areas(the_area(evidence), 2021)
    (row,) = events.fitness(evidence, areas=codes, **QUESTION).to_pylist()
    assert sum(made["events"].to_pylist()) == row["fit"] > 0
    assert made["group"].to_pylist() == sorted(set(made["group"].to_pylist()))


def test_what_is_snapped_or_monthly_is_never_handed_over(evidence):
    of = dict.fromkeys(evidence.pack.small_areas(the_area(evidence), 2021), "all")
    made = fanning.each(evidence, of, summed, NAMES, feeds=["police-uk-street"])
    assert made.num_rows == 0
    assert made.column_names == ["group", *NAMES]


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same_numbers(aldermere, evidence):
    pytest.importorskip("pyspark", reason="PySpark is in the extra spark")
    with (
        warnings.catch_warnings(),
        held.open_held(aldermere, aldermere.owner(), engine=engines.SPARK) as spark,
    ):
        warnings.simplefilter("ignore")
        assert fanned(spark).equals(fanned(evidence))
