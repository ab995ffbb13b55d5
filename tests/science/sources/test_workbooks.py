"""Workbooks: each visible sheet is a table; what nobody can be sure of is refused."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from towpath.sources.parts import Delivery, DeliveryRefused

Opened = Callable[..., Delivery]
HEADER = ["Type of report", "Date reported", "Easting", "Northing"]
TERMS = {"agency": "council"}


def workbook(
    rows: list[list[Any]], change: Callable[[Workbook], None] = lambda book: None
) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    change(book)
    book.save(written)
    return written.getvalue()


def test_dates_are_written_as_the_feed_declares(opened: Opened) -> None:
    rows = [HEADER, ["Noise", date(2024, 2, 1), 350000.0, 310000], ["Litter", "02/01/2024", "", ""]]
    (part,) = opened({"asb.xlsx": workbook(rows)}, **TERMS).parts
    assert part.path.read_text().splitlines()[1:] == [
        "Noise,01/02/2024,350000,310000", "Litter,02/01/2024,,",
    ]  # fmt: skip
    assert part.name == "asb.xlsx!Sheet"


def test_a_title_of_blank_rows_above_moves_the_first_row(opened: Opened) -> None:
    rows = [[], [], HEADER, ["Noise", datetime(2024, 2, 1), None, None]]
    (part,) = opened({"asb.xlsx": workbook(rows)}, **TERMS).parts
    assert part.first_line == 4


def test_a_formula_is_refused_by_its_cell(opened: Opened) -> None:
    rows = [HEADER, ["Noise", date(2024, 2, 1), "=1+1", 2]]
    with pytest.raises(DeliveryRefused, match="formula in cell C2"):
        opened({"asb.xlsx": workbook(rows)}, **TERMS)


def test_merged_cells_are_refused(opened: Opened) -> None:
    content = workbook([HEADER, ["Noise"]], lambda book: book.active.merge_cells("A1:B1"))
    with pytest.raises(DeliveryRefused, match="merged cells"):
        opened({"asb.xlsx": content}, **TERMS)


def test_hidden_sheets_are_left_alone_and_each_visible_one_is_a_part(opened: Opened) -> None:
    def more(book: Workbook) -> None:
        second = book.create_sheet("March")
        second.append(HEADER)
        second.append(["Litter", date(2024, 3, 1)])
        book.create_sheet("Workings").append(["nonsense"])
        book["Workings"].sheet_state = "hidden"

    delivery = opened({"asb.xlsx": workbook([HEADER, ["Noise", date(2024, 2, 1)]], more)}, **TERMS)
    assert [part.name for part in delivery.parts] == ["asb.xlsx!Sheet", "asb.xlsx!March"]


def test_a_workbook_in_an_archive_is_opened(
    opened: Opened, zipped: Callable[[dict[str, bytes]], bytes]
) -> None:
    content = workbook([HEADER, ["Noise", date(2024, 2, 1)]])
    (part,) = opened({"a.zip": zipped({"q1/asb.xlsx": content})}, **TERMS).parts
    assert part.name == "a.zip!q1/asb.xlsx!Sheet"


def test_a_workbook_of_many_columns_is_refused(opened: Opened) -> None:
    content = workbook([[f"c{n}" for n in range(1200)]])
    with pytest.raises(DeliveryRefused, match="1,200 columns"):
        opened({"asb.xlsx": content}, **TERMS)


def test_a_damaged_workbook_is_refused(opened: Opened) -> None:
    content = workbook([HEADER, ["Noise", date(2024, 2, 1)]])
    with pytest.raises(DeliveryRefused, match="damaged or cut-off"):
        opened({"asb.xlsx": content[:-30]}, **TERMS)


def test_an_empty_workbook_is_refused(opened: Opened) -> None:
    with pytest.raises(DeliveryRefused, match="holds any rows"):
        opened({"asb.xlsx": workbook([])}, **TERMS)


def test_a_true_and_a_whole_number_keep_their_words(opened: Opened) -> None:
    rows = [[*HEADER, "Repeat complainant"], ["Noise", date(2024, 2, 1), 1e6, 1.5, True]]
    (part,) = opened({"asb.xlsx": workbook(rows)}, **TERMS).parts
    assert part.path.read_text().splitlines()[1] == "Noise,01/02/2024,1000000,1.5,True"


def test_blank_rows_keep_the_lines_of_what_follows_and_end_with_it(opened: Opened) -> None:
    rows = [HEADER, [], ["Noise", date(2024, 2, 1)], [""], ["Litter", date(2024, 2, 2)], [""], [""]]
    (part,) = opened({"asb.xlsx": workbook(rows)}, **TERMS).parts
    lines = part.path.read_text().splitlines()
    assert [line[:5] for line in lines[1:]] == [",,,", "Noise", ",,,", "Litte"]
