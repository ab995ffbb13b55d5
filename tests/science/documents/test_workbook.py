"""The workbook: a sheet a table, numbers unrounded, formulas never."""

from __future__ import annotations

import io
from dataclasses import replace
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from towpath.documents import contents, xlsx
from towpath.documents.audience import Public, Restricted
from towpath.documents.blocks import Column, Quote, Table
from towpath.foundation import Unit


@pytest.fixture(scope="module")
def made(sample: ModuleType) -> bytes:
    return xlsx.workbook(Restricted(sample.document(), ("Board",)))


@pytest.fixture(scope="module")
def book(made: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made))


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_every_table_has_its_sheet_and_a_link_to_it(book: Any, sample: ModuleType) -> None:
    keys = [table.key for table in contents.tables(sample.document())]
    assert book.sheetnames == ["Contents", *keys, "Figures"]
    links = [c.hyperlink.location for row in book["Contents"] for c in row if c.hyperlink]
    assert links == [f"'{name}'!A1" for name in (*keys, "Figures")]


def test_numbers_are_unrounded_and_shown_by_their_unit(book: Any, sample: ModuleType) -> None:
    rate = sample.ward_table().rows[0][4]
    cell = next(c for row in book["wards"] for c in row if c.value == pytest.approx(rate.value))
    assert cell.number_format == "[<10]0.00;#,##0.0"
    change = next(c for row in book["change-by-category"] for c in row if c.value == 18.2)
    assert change.number_format.startswith("+#,##0.0")


def test_ids_stand_beside_their_numbers_and_lead_to_the_figures(book: Any) -> None:
    shoplifting = next(row for row in rows(book["change-by-category"]) if row[0] == "Shoplifting")
    figures = {row[0]: row for row in rows(book["Figures"])}
    assert figures[shoplifting[-2]][3] == shoplifting[2] == 1893


def test_what_is_missing_says_so_and_why(book: Any) -> None:
    sheet = book["change-by-category"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "Possession of weapons")
    assert [cell.value for cell in row[1:3]] == ["7 or fewer", "not supplied"]
    assert "has not sent" in row[2].comment.text


def test_limits_alone_are_two_columns_of_numbers(sample: ModuleType) -> None:
    change = sample.figure(2.4, Unit.CHANGE, low=0.8, high=5.7)
    columns = (Column("Change"), Column("Limits"))
    table = Table("t", "T", columns, ((change, Quote(change, between=True)),))
    data = xlsx.workbook(Public(replace(sample.document(), blocks=(table,)), gated=False))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["t"]
    assert rows(sheet)[-1] == (2.4, 0.8, 5.7, change.id)


def test_a_cell_that_looks_like_a_formula_stays_text(sample: ModuleType) -> None:
    table = Table("=1+1", "=HYPERLINK(1)", (Column("A"),), (("=cmd|'/c calc'!A0",), ("+1",)))
    document = replace(sample.document(), blocks=(table,))
    data = xlsx.workbook(Public(document, gated=False))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[1]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=cmd|'/c calc'!A0" in [cell.value for cell in cells]


def test_long_and_forbidden_names_become_names_that_excel_takes(sample: ModuleType) -> None:
    long = "a-table-with-a-name-longer-than-excel-allows"
    tables = tuple(
        Table(key, key, (Column("A"),), (("x",),)) for key in (long, long + "-2", "a/b", "figures")
    )
    data = xlsx.workbook(Public(replace(sample.document(), blocks=tables), gated=False))
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert len({name.casefold() for name in names}) == 6
    assert all(len(name) <= 31 for name in names)


def test_the_marking_is_printed_on_every_sheet(book: Any) -> None:
    for sheet in book.worksheets:
        assert "OFFICIAL-SENSITIVE" in sheet.oddHeader.center.text
        assert "OFFICIAL-SENSITIVE" in sheet.oddFooter.center.text


def test_the_same_document_gives_the_same_bytes(made: bytes, sample: ModuleType) -> None:
    assert xlsx.workbook(Restricted(sample.document(), ("Board",))) == made
