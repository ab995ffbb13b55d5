"""Frozen results come back exactly, and one id never stands for two figures."""

from dataclasses import replace
from datetime import date

import pytest

from towpath.assessment import frozen
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Column, Shapes, Table
from towpath.foundation import Area, Baseline, Figure, Handling, Level, Period, TowpathError, Unit

PERIOD = Period.parse("12 months to October 2022")
COUNT = Figure(
    1_698,
    Unit.COUNT,
    "recorded-incidents",
    period=PERIOD,
    against=Baseline.parse("three-year mean", PERIOD),
    area=Area(Level.DISTRICT, "X06000001", 2024, "Aldermere"),
    low=1_618.2,
    handling=Handling.parse("personal, 7 years"),
    basis={"category": "burglary"},
)


def finding(*cells: Figure) -> Finding:
    table = Table("burglary", "Burglary", (Column("n"),), (cells, (date(2022, 10, 1), "–", None)))
    return Finding(("There were ", COUNT, "."), (table,), key="1a", title="Burglary")


def test_a_finding_comes_back_as_it_was():
    kept = finding(COUNT)
    assert frozen.loads(frozen.dumps(kept)) == kept


def test_the_same_finding_gives_the_same_text():
    text = frozen.dumps(finding(COUNT))
    assert frozen.dumps(frozen.loads(text)) == text


def test_two_values_under_one_id_are_refused():
    with pytest.raises(TowpathError, match=r"claim the id F-"):
        frozen.dumps(finding(COUNT, replace(COUNT, value=1_699)))


def test_outlines_are_kept_once():
    shapes = Shapes("wards", ("W1",), ("Weirside",), (b"\x01\x02",))
    text = frozen.dumps((shapes, shapes))
    assert frozen.loads(text) == (shapes, shapes)
    assert text.count("AQI=") == 1


def test_an_edition_of_a_later_version_is_not_guessed_at():
    text = frozen.dumps(finding(COUNT)).replace(f'"format": {frozen.FORMAT}', '"format": 99')
    with pytest.raises(TowpathError, match="later version"):
        frozen.loads(text)


def test_a_number_that_is_no_number_cannot_be_kept():
    with pytest.raises(ValueError, match="JSON compliant"):
        frozen.dumps(replace(COUNT, value=float("nan")))
