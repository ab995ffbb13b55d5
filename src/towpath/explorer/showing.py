"""Tables and maps as the page has them: every number a link to where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from towpath.assessment.looks import places
from towpath.documents import numbers, pictures, shading
from towpath.documents.blocks import Align, Cell, Chart, Map, Quote, Table, Tile
from towpath.documents.charts import theme
from towpath.explorer.queries import Look


@dataclass(frozen=True)
class Shown:
    """A cell: what is read, where it leads, why it may be empty."""

    text: str
    href: str = ""
    remark: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """A row; `code`, `number` and `said` are for the map, where there is one."""

    head: Shown
    cells: tuple[Shown, ...]
    code: str = ""
    number: int = 0
    said: str = ""


@dataclass(frozen=True)
class Grid:
    """A table."""

    key: str
    caption: str
    headings: tuple[tuple[str, bool, str], ...]  # words, whether numeric, note
    rows: tuple[Row, ...]
    note: str

    @property
    def body(self) -> SafeString:
        """The rows. Made here, since a template takes ten times as long for thousands of cells."""
        return mark_safe("".join(map(_row, self.rows)))  # noqa: S308 - each part is escaped


@dataclass(frozen=True)
class Shade:
    """A class of the map: its number, which is its pattern's too, and what lies in it."""

    number: int
    words: str


@dataclass(frozen=True)
class Large:
    """A large number above the rest."""

    label: str
    value: Shown
    remark: str


class Page:
    """A look as its template asks for it."""

    def __init__(self, look: Look) -> None:
        self.look = look
        # Once for thousands of numbers, which all belong to one look.
        before, after = reverse("explorer:figure", args=["F"]).split("F")
        tail = f"{after}?{look.pinned.query}"
        self._to = {key: f"{before}{key}{tail}" for key in look.figures}

    @cached_property
    def tiles(self) -> tuple[Large, ...]:
        return tuple(self._large(one) for one in self.look.seen.tiles.tiles)

    def _large(self, tile: Tile) -> Large:
        return Large(tile.label, self._cell(tile.figure), numbers.sentence(tile.remark))

    @cached_property
    def months(self) -> Grid:
        return self._grid(self.look.seen.months.table, {})

    @cached_property
    def chart(self) -> SafeString:
        return _drawn(self.look.seen.months, "months")

    @cached_property
    def still(self) -> SafeString | None:
        """The map as a picture."""
        drawn = self.look.seen.drawn
        return _drawn(drawn, "map") if drawn else None

    @cached_property
    def kinds(self) -> Grid | None:
        table, slugs = self.look.seen.kinds, self.look.seen.slugs
        if table is None:
            return None
        links = {str(row[0]): self._look(what=slug)
                 for row, slug in zip(table.rows[1:], slugs[1:], strict=True)}  # fmt: skip
        return self._grid(table, links)

    @cached_property
    def areas(self) -> Grid | None:
        """The areas; each row knows the class in which the map shades it."""
        seen = self.look.seen
        if seen.areas is None or seen.drawn is None:
            return None
        _, number_of = self._classes(seen.drawn)
        at = [one.heading for one in seen.areas.columns].index(seen.drawn.value)
        level = "" if "stable" in seen.drawn.shapes.layer else seen.wanted.level.value
        to = self._look(where=f"{level}:", by="") if level else ""
        rows = tuple(
            self._area(row, at, to, number_of.get(str(row[1]), 0)) for row in seen.areas.rows
        )
        return _without_code(self._of(seen.areas, rows))

    def _area(self, row: tuple[Cell, ...], at: int, to: str, number: int) -> Row:
        code, name = str(row[1]), str(row[0])
        # The code ends the first word of the address, `where`; made once for all of them.
        href = to.replace("%3A", f"%3A{quote(code)}", 1)
        said = f"{name}: {numbers.cell_text(row[at])}" + (f", class {number}" if number else "")
        cells = tuple(self._cell(one) for one in row[2:])
        return Row(Shown(name, href), cells, code, number, said)

    @property
    def outlines(self) -> str:
        """Where the browser's map finds its shapes."""
        return f"{reverse('explorer:outlines')}?{self.look.pinned.query}"

    @property
    def shaded_by(self) -> str:
        """What the map's classes are of."""
        drawn, study = self.look.seen.drawn, self.look.study
        if drawn is None:
            return ""
        return f"Incidents, {study.period}" if drawn.value == places.COUNT else drawn.value

    @property
    def way_up(self) -> tuple[Shown, ...]:
        """The areas and categories above this look."""
        areas = (Shown(one.label, self._look(where=one.value, by=""))
                 for one in self.look.pickers.path)  # fmt: skip
        kinds = (Shown(one.label, self._look(what=one.value)) for one in self.look.pickers.above)
        return *areas, *kinds

    @cached_property
    def shades(self) -> tuple[Shade, ...]:
        """The key of the map, the highest class first."""
        drawn = self.look.seen.drawn
        return self._classes(drawn)[0] if drawn else ()

    def _classes(self, drawn: Map) -> tuple[tuple[Shade, ...], Mapping[str, int]]:
        shades, fill_of = shading.of(drawn)
        rising = [one for one in reversed(shades) if one.fill != theme.PALE]
        number = {one.fill: at for at, one in enumerate(rising, start=1)}
        key = [Shade(number[one.fill], one.words) for one in reversed(rising)]
        key += [Shade(0, one.words) for one in shades if one.fill == theme.PALE]
        return tuple(key), {code: number.get(fill, 0) for code, fill in fill_of.items()}

    def _grid(self, table: Table, links: Mapping[str, str]) -> Grid:
        rows = tuple(
            Row(
                Shown(numbers.cell_text(row[0]), links.get(str(row[0]), "")),
                tuple(self._cell(one) for one in row[1:]),
            )
            for row in table.rows
        )
        return self._of(table, rows)

    def _of(self, table: Table, rows: tuple[Row, ...]) -> Grid:
        headings = tuple((one.heading, one.align is Align.RIGHT, one.note) for one in table.columns)
        return Grid(table.key, table.caption, headings, rows, numbers.sentence(table.note))

    def _cell(self, cell: Cell) -> Shown:
        text, figure = numbers.cell_text(cell), numbers.figure_of(cell)
        if figure is None:
            return Shown(text)
        if isinstance(cell, Quote):  # limits stand beside their number, which is the link
            return Shown(text, numeric=True)
        return Shown(text, self._to[figure.id], numbers.remark(figure), numeric=True)

    def _look(self, **other: str) -> str:
        return f"{reverse('explorer:look')}?{self.look.asked.but(**other).query}"


def links(look: Look) -> Iterator[tuple[str, str]]:
    """The periods that people mean most, and the ones before and after this: label and address."""
    for one in (*look.pickers.periods, *look.pickers.beside):
        yield one.label, f"{reverse('explorer:look')}?{look.asked.but(when=one.value).query}"


def _drawn(picture: Chart | Map, prefix: str) -> SafeString:
    return mark_safe(pictures.named(picture, prefix))  # noqa: S308 - its words are escaped there


def _without_code(grid: Grid) -> Grid:
    """The page has no room for the code, which is in the link and in every file."""
    return replace(grid, headings=(grid.headings[0], *grid.headings[2:]))


def _row(row: Row) -> str:
    """One row as HTML."""
    facts = ""
    if row.code:
        facts = f' data-code="{escape(row.code)}" data-class="{row.number}"'
        facts += f' data-name="{escape(row.head.text)}" data-said="{escape(row.said)}"'
    head = f'<th scope="row" class="govuk-table__header">{_words(row.head)}</th>'
    return f'<tr class="govuk-table__row"{facts}>{head}{"".join(map(_td, row.cells))}</tr>'


def _td(cell: Shown) -> str:
    kind = " govuk-table__cell--numeric" if cell.numeric else ""
    return f'<td class="govuk-table__cell{kind}">{_words(cell)}</td>'


def _words(cell: Shown) -> str:
    if not cell.href:
        return str(escape(cell.text))
    why = f' title="{escape(cell.remark)}"' if cell.remark else ""
    return f'<a class="govuk-link" href="{escape(cell.href)}"{why}>{escape(cell.text)}</a>'
