"""A person opens every file of the demo world's edition, whatever they read it with."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGES = ("partnership/assessment", "partnership/board", "public/assessment", "public/board")


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_fault_for_axe_at_any_width(
    written: Path, page: Any, axe: Callable[[Any], list[str]], name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((written / f"{name}.html").as_uri())
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_profile_page_is_sound(
    written: Path, page: Any, axe: Callable[[Any], list[str]]
) -> None:
    pages = sorted((written / "partnership" / "profiles").glob("*.html"))
    assert len(pages) >= 6
    for one in pages[:2]:
        page.goto(one.as_uri())
        assert axe(page) == []


def test_every_pdf_is_tagged_for_who_cannot_see(written: Path) -> None:
    import pdf_tags

    for file in (
        *written.glob("*/*.pdf"),
        *sorted(written.glob("partnership/profiles/*.pdf"))[:2],
    ):
        with pdf_tags.pikepdf.open(file) as read:
            assert pdf_tags.faults(read) == [], file.name


def test_the_boards_page_is_one_sheet(written: Path) -> None:
    import pdf_tags

    for file in written.glob("*/board.pdf"):
        with pdf_tags.pikepdf.open(file) as read:
            assert len(read.pages) == 1


def test_the_workbook_has_every_table_and_every_figure(written: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(written / "partnership" / "assessment.xlsx", read_only=True)
    tables = list((written / "partnership" / "tables").glob("*.csv"))
    assert len(book.sheetnames) > len(tables) > 30
    book.close()


def test_the_word_file_opens_and_has_its_headings(written: Path) -> None:
    import docx

    document = docx.Document(str(written / "partnership" / "assessment.docx"))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert any(heading.startswith("1. Levels and patterns") for heading in headings)


def test_every_figure_of_the_open_tables_is_listed_with_its_grounds(written: Path) -> None:
    with (written / "public" / "tables" / "figures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1_000
    assert all(next(iter(row.values())).startswith("F-") for row in rows)


def test_the_maps_open_in_a_gis(written: Path) -> None:
    maps = sorted((written / "public" / "maps").glob("*.gpkg"))
    assert maps
    for one in maps:
        with sqlite3.connect(one) as read:
            (srs,) = read.execute("SELECT srs_id FROM gpkg_contents").fetchone()
        assert srs == 27700


def test_restricted_files_bear_their_marking(written: Path) -> None:
    text = (written / "partnership" / "assessment.html").read_text("utf-8")
    assert text.count("OFFICIAL-SENSITIVE · for The board") >= 2
    assert "OFFICIAL-SENSITIVE" not in (written / "public" / "assessment.html").read_text("utf-8")
