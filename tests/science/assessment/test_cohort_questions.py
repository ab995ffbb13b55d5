"""Questions of age and of points, against a naive reading of the delivered files."""

import csv
import tomllib
from collections import Counter, defaultdict
from importlib.resources import files

import pytest

from towpath.evidence import cohorts, points
from towpath.foundation import NoSuchData

STREET = ["police-uk-street"]


@pytest.fixture(scope="module")
def delivered(aldermere):
    """The rows of the world's street and outcomes files, month by month."""
    _, world = aldermere
    read = defaultdict(list)
    for file in sorted(world.police_uk.rglob("*.csv")):
        kind = file.stem.rpartition("-")[2]
        with file.open(encoding="utf-8", newline="") as stream:
            read[kind] += [(file.stem[:7], *row.items()) for row in csv.DictReader(stream)]
    return {kind: [(row[0], dict(row[1:])) for row in rows] for kind, rows in read.items()}


@pytest.fixture(scope="module")
def slugs():
    text = files("towpath.sources.mappings").joinpath("police-uk.toml").read_text("utf-8")
    return tomllib.loads(text)["outcomes"]


def months(text):
    year, month = text.split("-")
    return int(year) * 12 + int(month)


@pytest.mark.parametrize("age", [0, 3, 12])
def test_each_crime_is_looked_at_when_equally_old(evidence, delivered, slugs, age):
    recorded, last = {}, {}
    for month, row in delivered["street"]:
        if row["Crime ID"] and row["Crime type"] != "Anti-social behaviour":
            recorded.setdefault(row["Crime ID"], month)
    for month, row in delivered["outcomes"]:
        first = recorded.get(row["Crime ID"])
        if first and 0 <= months(month) - months(first) <= age:
            last[row["Crime ID"]] = slugs[row["Outcome type"]]
    naive = Counter((month, last.get(one, "")) for one, month in recorded.items())
    rows = cohorts.at_age(evidence, age, feeds=STREET).to_pylist()
    found = {(f"{r['month']:%Y-%m}", r["outcome"]): r["counts"] for r in rows}
    assert found == naive


def test_points_never_seen_before_are_counted_once(evidence, delivered):
    rows = points.first_seen(evidence, STREET).to_pylist()
    naive = {
        (row["Falls within"], row["Longitude"], row["Latitude"])
        for _, row in delivered["street"]
        if row["Longitude"]
    }
    assert sum(row["fresh"] for row in rows) == len(naive)
    firsts = {row["agency"]: row for row in reversed(rows)}
    assert all(row["fresh"] == row["points"] for row in firsts.values())


def test_without_a_feed_of_outcomes_there_is_no_such_data(ask, evidence):
    loads = tuple(load for load in evidence.loads if load.kind != "outcomes")
    bare = type(evidence)(evidence.home, evidence.snapshot, loads, evidence.engine)
    with pytest.raises(NoSuchData, match="outcomes"):
        cohorts.at_age(bare, 3)
