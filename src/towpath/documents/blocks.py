"""The block model: what a document is made of, whatever it is written as.

Blocks hold values, not ink: a number in a sentence or a cell is a `Figure`, rounded once, by the
writer. A chart or map draws a `Table` and nothing else, so whatever the disclosure gate does to
the table holds for the picture, its text alternative and its download.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from towpath.foundation import Figure


@dataclass(frozen=True)
class Quote:
    """A figure as a sentence or cell says it: without its sign ("fell by 12.3 %"), with its limits.

    `between` says its limits and nothing else ("9.9 to 21.4"), for a column of them.
    """

    figure: Figure
    unsigned: bool = False
    limits: bool = False
    between: bool = False


# A sentence is a run of words and figures, in order: ("Burglary fell by ", figure, ".")
Span = str | Figure | Quote
Spans = tuple[Span, ...]
# A cell is words, a figure, a month or nothing ("not supplied" is a Figure without a value).
Cell = str | Figure | Quote | date | None


class Align(StrEnum):
    """Words left, numbers right."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Heading:
    """A heading; levels start at 2, since the title is level 1, and never skip."""

    text: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `lead` marks the one plain sentence that says what a finding shows."""

    spans: Spans
    lead: bool = False


@dataclass(frozen=True)
class Caveat:
    """What a reader must know before using a figure: a name, and a sentence or two."""

    name: str
    spans: Spans
    # A caveat that forbids the bare percentage (a recording change, say).
    grave: bool = False


@dataclass(frozen=True)
class Tile:
    """One large figure under a label, with a remark below it."""

    label: str
    figure: Figure
    remark: Spans = ()


@dataclass(frozen=True)
class Tiles:
    """A row of tiles."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, how it aligns, and its unit where all cells share one.

    A private one names people: the public form has it not.
    """

    heading: str
    align: Align = Align.RIGHT
    note: str = ""
    private: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption. The first column heads its rows.

    `key` names it within the document (sheet, file and anchor names are made of it). `rank` says
    that the order carries meaning. `appendix` tables go to workbook and CSV, not to the page.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Spans = ()
    appendix: bool = False


class ChartKind(StrEnum):
    """The charts that the findings draw."""

    LINES = "lines"  # x month or period, one line a series; breaks marked
    BARS = "bars"  # sorted horizontal bars, interval whiskers where given
    STACKED = "stacked"  # stacked bars or area, shares
    DOTS = "dots"  # dot and interval, one row an area
    SLOPE = "slope"  # two columns of ranks joined by lines
    FUNNEL = "funnel"  # rate against base with limits
    LORENZ = "lorenz"  # concentration curve with its chance band
    WATERFALL = "waterfall"
    MULTIPLES = "multiples"  # small multiples of lines with limits, signals marked
    GRID = "grid"  # coverage or heat grid, word in each cell
    SPARK = "spark"  # a line without axes, in a tile or cell
    FOREST = "forest"


@dataclass(frozen=True)
class Chart:
    """A picture of a table.

    `x`, `y`, `series`, `low`, `high` and `mark` name columns of the table by heading; where `low`
    and `high` are not given, the limits of the figures in `y` are drawn. `title` says what it shows
    in active words, `alt` says the same for who cannot see it. Kinds that read the columns in their
    own way:

    - SLOPE: `x` and `y` are the two columns of ranks, `series` the names they join;
    - WATERFALL: rows with a `mark` are levels (before, after), the others steps between them;
    - GRID: `x` across, `y` down, `series` the word or figure in the cell;
    - BARS, DOTS and FOREST: `x` is the value along the bottom or `y` is: words go down the side;
    - LORENZ: `x` and `y` are cumulative shares in per cent, `low` and `high` the band by chance.
    """

    kind: ChartKind
    title: str
    alt: str
    table: Table
    x: str
    y: str
    series: str = ""
    low: str = ""
    high: str = ""
    mark: str = ""  # a column whose non-empty cells are marked and named on the picture
    breaks: tuple[tuple[date, str], ...] = ()  # known breaks in a series, drawn and named
    reference: Figure | None = None  # a line for the whole area, say
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True)
class Shapes:
    """Outlines of areas: codes, names and WKB geometries on the British National Grid (metres)."""

    layer: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    wkb: tuple[bytes, ...] = field(repr=False)
    credit: str = ""


@dataclass(frozen=True)
class Map:
    """A choropleth of a table: `code` and `value` name columns; `labels` are areas named on it.

    `value` may hold figures (coloured by class, pattern for the top class) or words (one colour a
    word, at most six).
    """

    title: str
    alt: str
    table: Table
    shapes: Shapes
    code: str
    value: str
    labels: tuple[str, ...] = ()
    context: Shapes | None = None  # outlines drawn faintly above: wards, say
    order: tuple[str, ...] = ()  # words of `value`, the strongest first; else as they come
    graded: bool = False  # these words are steps of one scale, shaded from dark to pale
    # Upper ends of the classes as shares of the areas, the last of them 1; else equal fifths.
    shares: tuple[float, ...] = ()
    ground: Shapes | None = None  # drawn palely below, and what the map reaches over: the area
    marked: Shapes | None = None  # outlined boldly above all, each with its name: "1", "2"…
    # Drawn as near as its shapes allow, the context named, and where that is on a small map.
    close: bool = False
    told: str = ""  # a column whose words the key lists beside each code: what "1" stands for
    lines: Shapes | None = None  # streets, drawn thinly over the areas


@dataclass(frozen=True)
class Listing:
    """A list of sentences, numbered where the order matters."""

    items: tuple[Spans, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Beside:
    """Blocks side by side where there is room, one below the other on a phone.

    `shares` are relative widths; equal where not given.
    """

    sides: tuple[tuple[Block, ...], ...]
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class PageBreak:
    """The next block starts a page, where the writer has pages."""


@dataclass(frozen=True)
class TableOfContents:
    """Where paper has its table of contents; a web page has its own beside the text."""


Block = (
    Heading
    | Paragraph
    | Caveat
    | Tiles
    | Table
    | Chart
    | Map
    | Listing
    | Beside
    | PageBreak
    | TableOfContents
)


@dataclass(frozen=True)
class Document:
    """A title, some facts about the document, and its blocks.

    `facts` are label and value pairs printed under the title (area, period, snapshot, cut-off).
    `modified` is fixed by the edition, never by the clock, so that rendering twice gives the same
    bytes. `colour` is the partnership's own, as #rrggbb.
    """

    title: str
    subtitle: str
    author: str
    modified: date
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    credits: tuple[str, ...] = ()
    notice: str = ""  # on every page: "Synthetic data…" in the demo
    language: str = "en-GB"
    colour: str = "#12436D"
    # Definition slug and the sentence that says what it counts, for the grounds at the end.
    definitions: tuple[tuple[str, str], ...] = ()
    # Label and relative address of the files that lie beside this one; web pages link to them.
    siblings: tuple[tuple[str, str], ...] = ()
    # A board summary: small type, no contents, no grounds, and it must fit one sheet of A4.
    compact: bool = False
