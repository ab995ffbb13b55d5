"""Open-data CSV: what anything that reads RFC 4180 gets back."""

from __future__ import annotations

import csv as reader
import io
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.documents import csv
from towpath.documents.audience import Public
from towpath.documents.blocks import Column, Quote, Table
from towpath.foundation import Unit


def read(text: str) -> list[list[str]]:
    return list(reader.reader(io.StringIO(text, newline="")))


def test_numbers_are_raw_and_their_ids_stand_beside(sample: ModuleType) -> None:
    lines = read(csv.table(sample.change_table()))
    assert lines[0][-3:] == [
        "12 months to September 2024 figure", "12 months to September 2025 figure", "Change figure",
    ]  # fmt: skip
    assert lines[2][:5] == ["Shoplifting", "1602", "1893", "18.2", "rose"]
    assert all(cell.startswith("F-") for cell in lines[2][-3:])


def test_limits_are_two_columns_of_numbers(sample: ModuleType) -> None:
    change = sample.figure(-2.4, Unit.CHANGE, low=-5.70000000000001, high=0.1 + 0.2)
    columns = (Column("Change"), Column("Limits"))
    both = Table("t", "T", columns, ((change, Quote(change, between=True)),))
    assert read(csv.table(both)) == [
        ["Change", "Limits low", "Limits high", "Change figure"],
        ["-2.4", "-5.7", "0.3", change.id],
    ]
    alone = Table("t", "T", columns[:1], ((change,),))
    assert read(csv.table(alone))[0] == ["Change", "Change low", "Change high", "Change figure"]


def test_months_are_iso_dates(sample: ModuleType) -> None:
    assert read(csv.table(sample.monthly("m", ("A",), 2)))[1][0] == "2025-08-01"


def test_hidden_and_missing_numbers_say_so(sample: ModuleType) -> None:
    assert read(csv.table(sample.change_table()))[-1][1:3] == ["7 or fewer", "not supplied"]


def test_every_figure_is_listed_with_its_grounds(sample: ModuleType) -> None:
    lines = read(csv.figures(Public(sample.document(), gated=False)))
    by_id = {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    total = sample.figure(10308)
    assert by_id[total.id]["Value"] == "10308"
    assert by_id[total.id]["Snapshot"] == sample.SNAPSHOT
    assert by_id[total.id]["Area code"] == "E07999999"


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_words_come_back_and_never_start_a_formula(words: list[str]) -> None:
    rows = tuple((word,) for word in words)
    lines = read(csv.table(Table("t", "T", (Column("A"),), rows)))
    for word, (cell, *_) in zip(words, [line or [""] for line in lines[1:]], strict=True):
        assert cell in (word, "'" + word)
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    "word", ["=1+1", "%x", "|calc", " =1", "\ufeff=1", "\u00a0+1", "\x00=1", "\t@a", "\rx", " -1"]
)
def test_a_formula_is_quoted_wherever_it_hides(word: str) -> None:
    assert read(csv.table(Table("t", "T", (Column("A"),), ((word,),))))[1] == ["'" + word]


def test_words_with_a_space_before_them_are_left_alone() -> None:
    assert read(csv.table(Table("t", "T", (Column("A"),), ((" High Street",),))))[1] == [
        " High Street"
    ]


def test_dates_and_blanks_are_harmless(sample: ModuleType) -> None:
    table = Table("t", "T", (Column("=A"), Column("B")), ((date(2025, 9, 1), None),))
    assert csv.table(table) == "'=A,B\r\n2025-09-01,\r\n"
    assert (
        csv.figures(Public(replace(sample.document(), blocks=(table,)), gated=True)).count("\r\n")
        == 1
    )
