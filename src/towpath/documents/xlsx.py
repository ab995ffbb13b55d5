"""The workbook: every table a sheet, with its notes, and every figure with its grounds."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from towpath.documents import contents, csv, grounds, numbers
from towpath.documents.audience import Readable
from towpath.documents.blocks import Align, Cell, Document, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {
    # A cell that starts with = stays the text that it is; so does one that looks like a link.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "in_memory": True,
}
_WIDEST = 46
_FIGURES = "Figures"


def workbook(readable: Readable) -> bytes:
    """The document's tables as an Excel workbook."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties(_properties(readable.document))
        _Sheets(book, readable).write()
    return out.getvalue()


def _properties(document: Document) -> dict[str, Any]:
    day = document.modified
    return {
        "title": f"{document.title}: {document.subtitle}",
        "author": document.author,
        "comments": document.notice,
        "created": datetime(day.year, day.month, day.day),
    }


class _Sheets:
    """One workbook in the making: its formats and its sheets."""

    def __init__(self, book: Workbook, readable: Readable) -> None:
        self._book = book
        self._readable = readable
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._tables = contents.tables(readable.document)
        self._names = _sheet_names([table.key for table in self._tables])

    def write(self) -> None:
        front = self._sheet("Contents")
        for table in self._tables:
            self._table(table, self._sheet(self._names[table.key]))
        self._figures(self._sheet(_FIGURES))
        self._front(front)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        marking = self._readable.marking.replace("&", "&&")
        if marking:
            sheet.set_header(f"&C{marking}")
        sheet.set_footer(f"&C{marking}&R&P of &N" if marking else "&R&P of &N")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return sheet

    def _front(self, sheet: Worksheet) -> None:
        document = self._readable.document
        lines = [document.subtitle, self._readable.marking, document.notice]
        lines += [f"{label}: {value}" for label, value in document.facts]
        lines += list(document.credits)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        sheet.write(0, 0, document.title, self._format(bold=True, font_size=16))
        row = 1
        for line in filter(None, lines):
            sheet.write(row, 0, line)
            row += 1
        row += 1
        head = self._format(bold=True, bottom=1)
        sheet.write_row(row, 0, ["Sheet", "What it holds"], head)
        listed = [(self._names[table.key], table.caption) for table in self._tables]
        for name, caption in [*listed, (_FIGURES, "Every figure, with its grounds")]:
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
            sheet.write(row, 1, caption)

    def _table(self, table: Table, sheet: Worksheet) -> None:
        notes = [numbers.sentence(table.note)]
        notes += [f"{column.heading}: {column.note}" for column in table.columns if column.note]
        top = self._head(sheet, table.caption, notes)
        header = csv.header(table)
        self._grid(sheet, top, header, len(table.rows), f"t_{table.key}")
        records, sources = csv.records(table), csv.sources(table)
        for index, (row, record) in enumerate(zip(table.rows, records, strict=True)):
            for place, value in enumerate(record):
                source = sources[place]
                cell = None if source is None else row[source]
                self._cell(sheet, (top + 1 + index, place), value, cell)
        for place, heading in enumerate(header):
            sheet.set_column(place, place, _width(heading, [record[place] for record in records]))

    def _cell(self, sheet: Worksheet, at: tuple[int, int], value: csv.Plain, cell: Cell) -> None:
        figure = numbers.figure_of(cell)
        if value is None:
            sheet.write_blank(*at, None, self._format())
        elif isinstance(value, str):
            side = Align.RIGHT if figure else Align.LEFT
            sheet.write_string(*at, value, self._format(align=side.value))
            if figure and numbers.remark(figure):
                sheet.write_comment(*at, numbers.remark(figure))
        elif isinstance(value, int | float):
            shape = numbers.spreadsheet_format(figure.unit) if figure else "General"
            sheet.write_number(*at, float(value), self._format(num_format=shape))
        else:
            sheet.write_datetime(*at, value, self._format(num_format="mmm yyyy", align="left"))

    def _figures(self, sheet: Worksheet) -> None:
        title = "Every figure, with its grounds"
        hint = "towpath explain and the name of a figure lead to its rows and files."
        found = contents.figures(self._readable.document)
        top = self._head(sheet, title, [hint])
        self._grid(sheet, top, list(grounds.COLUMNS), len(found), "figures")
        for index, figure in enumerate(found):
            for place, value in enumerate(grounds.record(figure)):
                sheet.write(top + 1 + index, place, value)
        sheet.set_column(0, 0, 13)
        sheet.set_column(1, len(grounds.COLUMNS) - 1, 18)

    def _head(self, sheet: Worksheet, title: str, notes: list[str]) -> int:
        """Title, marking, notes and the way back; the row where the table starts."""
        sheet.write(0, 0, title, self._format(bold=True, font_size=14))
        row = 1
        for note in filter(None, [self._readable.marking, self._readable.document.notice, *notes]):
            sheet.write(row, 0, note)
            row += 1
        sheet.write_url(row, 0, "internal:'Contents'!A1", string="Contents")
        return row + 2

    def _grid(self, sheet: Worksheet, top: int, header: list[str], rows: int, name: str) -> None:
        """A real Excel table, so that a screen reader finds its header."""
        sheet.add_table(top, 0, top + max(rows, 1), len(header) - 1, {
            "name": re.sub(r"\W", "_", name), "style": "Table Style Light 1",
            "banded_rows": False, "autofilter": rows > 1,
            "columns": [{"header": one, "header_format": self._head_format(one)}
                        for one in _apart(header)],
        })  # fmt: skip
        sheet.freeze_panes(top + 1, 1)

    def _head_format(self, heading: str) -> Format:
        ink = "#6F777B" if heading.endswith(" figure") else "#0B0C0C"
        return self._format(bold=True, bottom=2, text_wrap=True, valign="bottom", font_color=ink)

    def _format(self, **shape: Any) -> Format:
        key = tuple(sorted(shape.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": "Arial", **shape})
        return self._formats[key]


def _apart(header: list[str]) -> list[str]:
    """Excel wants each heading of a table once."""
    seen: dict[str, int] = {}
    apart = []
    for heading in header:
        key = heading.casefold()
        seen[key] = seen.get(key, 0) + 1
        apart.append(heading if seen[key] == 1 else f"{heading} ({seen[key]})")
    return apart


def _sheet_names(keys: list[str]) -> dict[str, str]:
    """Names that Excel accepts: at most 31 letters, none of []:*?/\\, no two alike."""
    names: dict[str, str] = {}
    taken = {"contents", _FIGURES.casefold()}
    for key in keys:
        name = re.sub(r"[\[\]:*?/\\']", " ", key)[:31].strip() or "table"
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{name[:27].rstrip()} {count}"
        taken.add(name.casefold())
        names[key] = name
    return names


def _width(heading: str, values: list[csv.Plain]) -> float:
    longest = max((len(str(value)) for value in values if isinstance(value, str)), default=0)
    return min(max(longest, len(heading) * 0.7, 8) + 2, _WIDEST)
