"""What Word needs and python-docx does not offer: links, bookmarks, repeated headers, words for
pictures, the marking in header and footer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from towpath.documents.templating import template

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.section import _Footer, _Header
    from docx.shape import InlineShape
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

    from towpath.documents.endnotes import Note

cm = Cm
# What the schema puts behind the columns of a section (ECMA-376, part 1, 17.6.17).
_AFTER_COLUMNS = (
    "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi",
    "w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange",
)  # fmt: skip
_FONT = "Arial"
_TEXT_CM = 16.4
LETTERS = 92.0  # that a page is wide, at the size of a table's text
_TWIPS_PER_CM = 567
_HEADING_SIZES = ((1, 17), (2, 13), (3, 11))


def clear(word: Word) -> None:
    """Take a template's text away and leave its page, headers and styles."""
    body = word.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def dress(word: Word, colour: str) -> None:
    """Plain, dark and legible where no template says otherwise."""
    for section in word.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2.2)
    _font(word, "Normal", 10.5)
    _font(word, "Title", 26, bold=True)
    _font(word, "Subtitle", 13, ink="484949")
    _font(word, "Caption", 10.5, bold=True)
    for level, size in _HEADING_SIZES:
        _font(word, f"Heading {level}", size, bold=True, ink=colour.lstrip("#"))
    for border in word.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _font(word: Word, name: str, size: float, *, bold: bool = False, ink: str = "0B0C0C") -> None:
    made: Any = word.styles[name]
    made.font.name, made.font.size, made.font.bold = _FONT, Pt(size), bold
    made.font.italic = False
    made.font.color.rgb = RGBColor.from_string(ink.upper())
    fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for side in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{side}"), _FONT)


def set_language(word: Word, language: str) -> None:
    """The language of all text that says no other."""
    for lang in word.styles.element.findall(f".//{qn('w:lang')}"):
        lang.set(qn("w:val"), language)


class Styles:
    """The styles of a file by name: python-docx would search them for each paragraph."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._ids: dict[str, str | None] = {}

    def put(self, paragraph: Paragraph, name: str) -> Paragraph:
        """The paragraph in the style of that name, or in the plain one where there is none."""
        if name in self._ids:
            paragraph._p.style = self._ids[name]
        elif name in self._word.styles:
            paragraph.style = name
            self._ids[name] = paragraph._p.style
        return paragraph


def mark(word: Word, marking: str, notice: str) -> None:
    """The marking at the head and foot of every page, the notice and page number at the foot."""
    for section in word.sections:
        if marking:
            head = _blank(section.header)
            head.text = marking
            _centre(head)
        foot = _blank(section.footer)
        foot.text = " · ".join(part for part in (marking, notice) if part)
        foot.add_run("   Page ")
        _field(foot, "PAGE")
        _centre(foot)


def _blank(part: _Header | _Footer) -> Paragraph:
    """An empty paragraph of a header or footer; a template's own words and logo stay above it."""
    first = part.paragraphs[0]
    used = first.text or next(first._p.iter(qn("w:drawing"), qn("w:pict")), None) is not None
    return part.add_paragraph() if used else first


def _centre(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in paragraph.runs:
        run.font.size, run.bold = Pt(8), True


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def new_page(word: Word) -> None:
    """What follows starts a page."""
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def link(paragraph: Paragraph, text: str, anchor: str) -> None:
    """Words that lead to a bookmark of the same file."""
    made = OxmlElement("w:hyperlink")
    made.set(qn("w:anchor"), _name(anchor))
    made.set(qn("w:history"), "1")
    run = paragraph.add_run(text)
    made.append(run._r)
    paragraph._p.append(made)


def bookmark(paragraph: Paragraph, anchor: str, number: int) -> None:
    """The place that links of that name lead to; the number is its own in the file."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _name(anchor))
    end.set(qn("w:id"), str(number))
    paragraph._p.append(start)
    paragraph._p.append(end)


def _name(anchor: str) -> str:
    # Word allows letters, digits and underscores, at most forty of them.
    return "a_" + "".join(c if c.isalnum() else "_" for c in anchor)[:38]


def enlarge(paragraph: Paragraph, size: float = 12.5, *, bold: bool = False) -> None:
    """Larger type for a lead sentence or a main figure, its links too."""
    from docx.text.run import Run

    for element in paragraph._p.iter(qn("w:r")):
        run = Run(element, paragraph)
        run.font.size = Pt(size)
        run.bold = bold or run.bold


def side_bar(paragraph: Paragraph, colour: str) -> None:
    """A bar down the left side."""
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for key, value in (("val", "single"), ("sz", "24"), ("space", "8"), ("color", colour)):
        left.set(qn(f"w:{key}"), value)
    borders.append(left)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    paragraph.paragraph_format.left_indent = Cm(0.4)


def restart(word: Word, items: Sequence[Paragraph]) -> None:
    """Number this list from 1, whatever list came before it."""
    styled: Any = items[0].style
    numbering: Any = word.part.numbering_part.element
    found = styled.element.find(f".//{qn('w:numId')}")
    if found is None:
        return
    old = numbering.num_having_numId(int(found.get(qn("w:val"))))
    new = numbering.add_num(old.abstractNumId.val)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    for item in items:
        shape = item._p.get_or_add_pPr().get_or_add_numPr()
        shape.get_or_add_numId().val = new.numId


def cells(table: Table) -> list[list[_Cell]]:
    """All cells by row; asking a large table cell by cell is slow."""
    width = len(table.columns)
    flat = table._cells
    return [flat[start : start + width] for start in range(0, len(flat), width)]


def in_cell(paragraph: Paragraph, *, bold: bool, right: bool) -> None:
    """Type for a cell whose paragraph has none of its own, its links too."""
    shape, letters = _cell_type(bold, right)
    paragraph._p.insert(0, deepcopy(shape))
    for run in paragraph._p.iter(qn("w:r")):
        run.insert(0, deepcopy(letters))


@cache
def _cell_type(bold: bool, right: bool) -> tuple[Any, Any]:
    """The shape of a paragraph and the type of a run: made once and copied into each cell, since
    python-docx looks for the place of every property anew.
    """
    from docx.text.paragraph import Paragraph

    made: Any = Paragraph(OxmlElement("w:p"), None)  # type: ignore[arg-type]  # in no file yet
    made.paragraph_format.space_after = Pt(2)
    made.paragraph_format.space_before = Pt(2)
    if right:
        made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = made.add_run("0")
    enlarge(made, 9.5, bold=bold)
    return made._p.pPr, run._r.rPr


def small_notes(word: Word, note: Note, marks: Iterator[int]) -> None:
    """A definition and its figures in small type, each figure's id a bookmark.

    It is parsed whole: thousands of runs, one after another, would take python-docx many seconds.
    """
    entries = [(next(marks), _name(name), name, words) for name, words in note.entries]
    made = parse_xml(template("grounds.xml").render(note=note, entries=entries))
    for paragraph in list(made):
        word.element.body.insert_element_before(paragraph, "w:sectPr")


def columns(word: Word, number: int) -> None:
    """What follows is set in so many columns, on the same page."""
    section: Any = word.add_section(WD_SECTION.CONTINUOUS)._sectPr
    for old in section.findall(qn("w:cols")):
        section.remove(old)
    made = OxmlElement("w:cols")
    made.set(qn("w:num"), str(number))
    made.set(qn("w:space"), "400")
    section.insert_element_before(made, *_AFTER_COLUMNS)


def repeat_header(table: Table) -> None:
    """The first row heads each page, and no row breaks across two."""
    for index, row in enumerate(table.rows):
        shape: Any = row._tr.get_or_add_trPr()
        shape.append(OxmlElement("w:cantSplit"))
        if index == 0:
            shape.append(OxmlElement("w:tblHeader"))


def table_words(table: Table, title: str, description: str) -> None:
    """The table's own title and description for who cannot see it."""
    shape: Any = table._tbl.tblPr
    for tag, words in (("w:tblCaption", title), ("w:tblDescription", description)):
        if words:
            element = OxmlElement(tag)
            element.set(qn("w:val"), words)
            shape.append(element)


def rule(table: Table) -> None:
    """Hairlines between rows, a stronger line under the header."""
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (("bottom", "4", "CFD4D7"), ("insideH", "4", "CFD4D7")):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    shape: Any = table._tbl.tblPr
    layout = shape.find(qn("w:tblLayout"))
    shape.insert(list(shape).index(layout) if layout is not None else 1, borders)


def share_width(table: Table, shares: Sequence[float]) -> None:
    """Columns as wide as their shares of the page's width."""
    table.autofit = False
    _narrow_margins(table)
    whole = sum(shares)
    for place, share in enumerate(shares):
        table.columns[place].width = Cm(_TEXT_CM * share / whole)
    widths = [Cm(_TEXT_CM * share / whole) for share in shares]
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width


def _narrow_margins(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("left", "55"), ("right", "85")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    shape: Any = table._tbl.tblPr
    shape.insert(list(shape).index(shape.find(qn("w:tblLayout"))) + 1, margins)


def shade(table: Table, colour: str) -> None:
    """A light ground under every cell."""
    for row in cells(table):
        for cell in row:
            ground = OxmlElement("w:shd")
            ground.set(qn("w:val"), "clear")
            ground.set(qn("w:fill"), colour)
            cell._tc.get_or_add_tcPr().append(ground)


def picture_words(picture: InlineShape, title: str, alt: str) -> None:
    """The text alternative of a picture."""
    shape: Any = picture._inline.docPr
    shape.set("descr", alt)
    shape.set("title", title)
