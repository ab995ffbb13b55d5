"""The Word file: structure a screen reader can use, in the partnership's own template."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import docx as word_library
import pytest
from docx.oxml.ns import qn

from towpath.documents import contents, docx
from towpath.documents.audience import Restricted
from towpath.documents.blocks import Heading, Paragraph


@pytest.fixture(scope="module")
def made(sample: ModuleType) -> bytes:
    return docx.file(Restricted(sample.document(), ("Board",)))


@pytest.fixture(scope="module")
def word(made: bytes) -> Any:
    return word_library.Document(io.BytesIO(made))


def test_headings_are_word_headings(word: Any) -> None:
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert styles["Strategic assessment"] == "Title"
    found = {text: name for text, name in styles.items() if name.startswith("Heading")}
    assert found["Changes"] == "Heading 1"
    assert found["Where it happens"] == "Heading 2"


def test_every_picture_has_its_words(word: Any, sample: ModuleType) -> None:
    alts = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert alts == [picture.alt for picture in contents.pictures(sample.document())]


def test_the_first_row_of_every_table_repeats(word: Any) -> None:
    assert len(word.tables) > 2
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_numbers_lead_to_bookmarks_that_are_there(word: Any) -> None:
    body = word.element.body
    links = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks))
    assert len(links) > 20
    assert links <= set(marks)


def test_language_title_and_marking_are_set(word: Any) -> None:
    assert word.core_properties.title.startswith("Strategic assessment")
    assert word.core_properties.language == "en-GB"
    assert word.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "OFFICIAL-SENSITIVE · for Board"
    assert "OFFICIAL-SENSITIVE · for Board" in section.footer.paragraphs[0].text


def test_the_partnerships_template_lends_its_styles_and_loses_its_text(
    sample: ModuleType, tmp_path: Path
) -> None:
    template = word_library.Document()
    template.add_paragraph("Old text of the template")
    template.styles["Heading 1"].font.name = "Georgia"
    template.sections[0].header.paragraphs[0].text = "Wharfe Council"
    template.save(str(tmp_path / "ours.docx"))
    document = replace(sample.document(), blocks=(Heading("New"), Paragraph(("Text.",))))
    made = docx.file(Restricted(document, ("Board",)), tmp_path / "ours.docx")
    word = word_library.Document(io.BytesIO(made))
    assert "Old text" not in " ".join(paragraph.text for paragraph in word.paragraphs)
    assert word.styles["Heading 1"].font.name == "Georgia"
    header = [paragraph.text for paragraph in word.sections[0].header.paragraphs]
    assert header == ["Wharfe Council", "OFFICIAL-SENSITIVE · for Board"]


def test_the_same_document_gives_the_same_bytes(made: bytes, sample: ModuleType) -> None:
    assert docx.file(Restricted(sample.document(), ("Board",))) == made


# The order that the schema asks for (ECMA-376, part 1, 17.3.1.26, 17.4.59 and 17.4.66): Word
# refuses a file whose elements come in another.
ORDER = {
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW
        jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption
        tblDescription""",
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr
        suppressLineNumbers pBdr shd tabs suppressAutoHyphens spacing ind contextualSpacing jc
        outlineLvl rPr sectPr""",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar vAlign",
    "rPr": "rStyle rFonts b bCs i iCs caps color spacing sz szCs lang",
}


@pytest.mark.parametrize("name", ORDER)
def test_elements_come_in_the_order_that_word_asks_for(word: Any, name: str) -> None:
    order = {tag: place for place, tag in enumerate(ORDER[name].split())}
    for element in word.element.body.iter(qn(f"w:{name}")):
        places = [order[child.tag.split("}")[1]] for child in element]
        assert places == sorted(places), [child.tag for child in element]
