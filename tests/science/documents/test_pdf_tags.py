"""The PDF says what it is made of: a small tag reader over PDF/UA-1."""

from __future__ import annotations

import io
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

import pdf_tags
from towpath.documents import contents, pdf
from towpath.documents.audience import Public, Restricted
from towpath.documents.blocks import Heading, Listing, Paragraph, Table
from towpath.foundation import TowpathError

pikepdf = pdf_tags.pikepdf


@pytest.fixture(scope="module")
def made(sample: ModuleType) -> bytes:
    return pdf.sheets(Restricted(sample.document(), ("Board", "Police")))


@pytest.fixture(scope="module")
def read(made: bytes) -> Any:
    return pikepdf.open(io.BytesIO(made))


@pytest.fixture(scope="module")
def tags(read: Any) -> list[Any]:
    return pdf_tags.of(read)


def test_it_is_marked_and_says_its_language_and_title(read: Any) -> None:
    assert str(read.docinfo["/Title"]).startswith("Strategic assessment")
    assert pdf_tags.faults(read) == []


def test_every_picture_has_its_words(tags: list[Any], sample: ModuleType) -> None:
    with_words = [str(tag.Alt) for tag in pdf_tags.named(tags, "Figure") if "/Alt" in tag]
    alts = [picture.alt for picture in contents.pictures(sample.document())]
    assert len(pdf_tags.named(tags, "Figure")) == len(alts)
    assert with_words == alts


def test_table_headings_are_tagged(tags: list[Any]) -> None:
    assert len(pdf_tags.named(tags, "TH")) > 10


def test_it_has_an_outline_and_links_to_the_grounds(read: Any, sample: ModuleType) -> None:
    with read.open_outline() as outline:
        below = [child.title for item in outline.root for child in item.children]
        titles = [item.title for item in outline.root] + below
    assert "Levels and patterns" in titles
    links = [a for page in read.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
    assert len(links) > len(contents.shown(sample.document(), behind=False))


def words(made: bytes) -> list[str]:
    """The text of each page."""
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(made)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def test_the_marking_is_on_every_page_twice(made: bytes) -> None:
    assert all(page.count("OFFICIAL-SENSITIVE · for Board, Police") == 2 for page in words(made))


def test_text_is_never_markup(sample: ModuleType) -> None:
    evil = '#panic("x") *bold* $x$ <script> = Heading'
    document = replace(sample.document(), title=evil, blocks=(Paragraph((evil,)),))
    text = " ".join(words(pdf.sheets(Public(document, gated=False)))).replace("\r\n", " ")
    assert text.count('#panic("x") *bold* $x$ <script> = Heading') >= 2


def test_the_same_document_gives_the_same_bytes(made: bytes, sample: ModuleType) -> None:
    assert pdf.sheets(Restricted(sample.document(), ("Board", "Police"))) == made


def test_a_board_summary_fits_one_sheet(sample: ModuleType) -> None:
    assert len(words(pdf.sheets(Public(sample.board_summary(), gated=False)))) == 1


def test_a_summary_that_cannot_fit_is_refused(sample: ModuleType) -> None:
    long = Listing(tuple((f"Sentence {index} of far too many.",) for index in range(150)))
    document = replace(sample.board_summary(), blocks=(Heading("Much"), long))
    with pytest.raises(TowpathError, match="does not fit one sheet"):
        pdf.sheets(Public(document, gated=False))


def test_appendix_tables_stay_off_the_page(sample: ModuleType) -> None:
    table: Table = sample.two_years()
    document = replace(sample.document(), blocks=(Paragraph(("Nothing else.",)), table))
    assert table.caption not in " ".join(words(pdf.sheets(Public(document, gated=False))))
