"""A document with every block and every kind of chart, for the writers' tests."""

from __future__ import annotations

from datetime import date

from science.documents.sample_tables import (
    BEFORE,
    CATEGORIES,
    CREDIT,
    PERIOD,
    SNAPSHOT,
    WARDS,
    change_table,
    concentration,
    coverage,
    effects,
    figure,
    monthly,
    outcomes,
    ranks,
    steps,
    two_years,
    ward_shapes,
    ward_table,
    week,
)
from towpath.documents.blocks import (
    Align,
    Beside,
    Block,
    Caveat,
    Cell,
    Chart,
    ChartKind,
    Column,
    Document,
    Heading,
    Listing,
    Map,
    Paragraph,
    Quote,
    Table,
    TableOfContents,
    Tile,
    Tiles,
)
from towpath.foundation import Unit

K = ChartKind
__all__ = [
    "BEFORE",
    "CATEGORIES",
    "CREDIT",
    "PERIOD",
    "SNAPSHOT",
    "WARDS",
    "board_summary",
    "change_table",
    "charts",
    "concentration",
    "coverage",
    "document",
    "effects",
    "figure",
    "hidden_map",
    "monthly",
    "outcomes",
    "ranks",
    "steps",
    "two_years",
    "ward_map",
    "ward_shapes",
    "ward_table",
    "week",
]


def ward_map(words: bool = False) -> Map:
    table = ward_table()
    if words:
        state = ("persistent", "new", "faded", "none")
        rows = tuple((*row[:2], state[i % 4]) for i, row in enumerate(table.rows))
        columns = (*table.columns[:2], Column("State", Align.LEFT))
        table = Table("hot-areas", "Persistent, new and faded areas", columns, rows)
    return Map(
        "Three wards in the centre bear the highest rates",
        "Map of twelve wards shaded by rate; Docks, Gasworks and Kirkgate are darkest.",
        table, ward_shapes(), "Code", "State" if words else "Rate per 1,000",
        labels=("Docks", "Gasworks", "Kirkgate", "Canalside"),
    )  # fmt: skip


def hidden_map() -> Map:
    """A map whose last ward's count is hidden by the gate."""
    rows: list[tuple[Cell, ...]] = [
        (f"E05{index:06}", figure(index * 10, of=f"ward {index}")) for index in range(11)
    ]
    rows.append(("E05000011", figure(None, of="ward 11", missing="7 or fewer")))
    columns = (Column("Code", Align.LEFT), Column("Offences"))
    table = Table("hidden", "Offences by ward", columns, tuple(rows))
    return Map("Offences by ward", "A map.", table, ward_shapes(), "Code", "Offences")


def charts() -> tuple[Chart, ...]:
    """One chart of every kind."""
    change, wards = change_table(), ward_table()
    rate = figure(105.2, Unit.PER_1000_RESIDENTS, "rate")
    trend = monthly("trend", ("Vehicle crime", "Burglary", "Robbery"))
    month, offences = "Month", "Offences"
    breaks = ((date(2023, 7, 1), "Snap points changed"), (date(2024, 4, 1), "New recording rules"))
    return (
        Chart(K.LINES, "Vehicle crime has risen for three years", "Three lines; one climbs.",
              trend, month, offences, series="Category", breaks=breaks),
        Chart(K.LINES, "Crime lies within its limits", "One line with a band about it.",
              monthly("limits", ("All recorded crime",), 24, True), month, offences,
              reference=figure(250, name="mean month", of="mean")),
        Chart(K.BARS, "Violence is the largest category", "Bars, violence longest.", change,
              "Category", str(PERIOD)),
        Chart(K.BARS, "Shoplifting and vehicle crime rose", "Bars of change with limits.", change,
              "Category", "Change"),
        Chart(K.BARS, "Two years side by side", "Grouped bars for two years.", two_years(),
              "Category", "Offences", series="Year"),
        Chart(K.STACKED, "Most investigations end without a suspect", "Stacked bars.", outcomes(),
              "Category", "Share", series="Outcome"),
        Chart(K.STACKED, "The mix has kept its shape", "Stacked areas of three categories.",
              monthly("mix", ("Violence", "Theft", "Damage")), month, offences, series="Category"),
        Chart(K.DOTS, "Docks stands above every other ward", "Dots with limits.", wards,
              "Rate per 1,000", "Ward", mark="Outlier", reference=rate),
        Chart(K.SLOPE, "Robbery matters more by harm than by volume", "Two columns.", ranks(),
              "Rank by volume", "Rank by harm", series="Category"),
        Chart(K.FUNNEL, "Seven wards lie outside the funnel", "Points within two limits.", wards,
              "Residents", "Rate per 1,000", low="Lower limit", high="Upper limit",
              mark="Outlier", reference=rate),
        Chart(K.LORENZ, "A tenth of small areas bear a third of crime", "A steep curve.",
              concentration(), "Share of areas", "Share of crime", low="Chance low",
              high="Chance high", mark="Marked"),
        Chart(K.WATERFALL, "Shoplifting drove the rise", "Steps.", steps(),
              "Step", "Offences", mark="Level"),
        Chart(K.MULTIPLES, "Two signals this month", "Six small charts.",
              monthly("signals", tuple(c[0] for c in CATEGORIES[:6]), 24, True), month, offences,
              series="Category", mark="Signal"),
        Chart(K.GRID, "Health has sent nothing", "A grid of what is held.", coverage(),
              "Agency", "Theme", series="Held"),
        Chart(K.GRID, "Friday and Saturday nights peak", "A heat grid.", week(),
              "Hours", "Day", series="Incidents"),
        Chart(K.SPARK, "Twenty-four months", "A line that rises.",
              monthly("spark", ("All recorded crime",), 24), month, offences),
        Chart(K.FOREST, "Only the alley gates worked", "Effects with limits.", effects(),
              "Action", "Effect", mark="Verdict"),
    )  # fmt: skip


def document() -> Document:
    """An assessment in small: every block, every kind of chart."""
    total = figure(10308, low=10109.9, high=10509)
    up = figure(
        2.4,
        Unit.CHANGE,
        "change",
        against=BEFORE,
        low=-0.8,
        high=5.7,
        numerator=10308,
        denominator=10065,
    )
    rate = figure(
        105.2,
        Unit.PER_1000_RESIDENTS,
        "rate",
        numerator=10308,
        denominator=97986,
        low=103.2,
        high=107.3,
    )
    asb = figure(3411, of="anti-social behaviour")
    drawn = charts()
    blocks: list[Block] = [
        Paragraph(("Recorded crime changed by ", Quote(up, limits=True), " to ", total,
                   ": no clear change. Shoplifting and vehicle crime rose."), lead=True),
        Tiles((
            Tile("All recorded crime", total, ("12 months to September 2025",)),
            Tile("Rate per 1,000 residents", rate, ("Census 2021 residents",)),
            Tile("Change on the year before", up, ("no clear change",)),
            Tile("Anti-social behaviour", asb, ("counted apart from crime",)),
        )),
        TableOfContents(),
        Heading("Levels and patterns", 2, "levels"),
        Paragraph(("Police recorded ", total, " crimes, ", rate, " for each 1,000 residents.")),
        Caveat("Not official statistics", ("Published rows, counted. Fraud is not among them.",)),
        Heading("What makes up the total", 3),
        drawn[2], drawn[8], drawn[10],
        Heading("Where it happens", 3),
        ward_map(), ward_table(), drawn[9], drawn[7],
        ward_map(words=True),
        Heading("Changes", 2, "changes"),
        Caveat("Recording of public order changed", ("Its share fell from ",
               figure(13.1, Unit.PER_CENT, "share", of="before"), " to ",
               figure(10.4, Unit.PER_CENT, "share", of="after"),
               ": read its change with care."), grave=True),
        change_table(), drawn[3], drawn[0], drawn[1], drawn[4], drawn[6], drawn[11], drawn[12],
        Heading("Why", 2, "why"),
        drawn[5], drawn[13], drawn[14],
        Beside(((Heading("Signals", 3), drawn[15]), (Heading("Actions", 3), drawn[16]))),
        Heading("Priorities", 2, "priorities"),
        Paragraph(("A word too long for a phone: ", "burglary+" * 14, ".")),
        Listing((("Vehicle crime: ", figure(655, of="Vehicle crime"), " offences; owner: police."),
                 ("Shoplifting in Kirkgate; owner: council <trading standards> & police.",)), True),
    ]  # fmt: skip
    return Document(
        "Strategic assessment", "Wharfe and Canalside Community Safety Partnership, 2025",
        "Community safety team", date(2025, 11, 20),
        (("Area", "Wharfe and Canalside"), ("Period", str(PERIOD)), ("Compared with", str(BEFORE)),
         ("Snapshot", SNAPSHOT)),
        tuple(blocks), (CREDIT,), "Synthetic data: no real place or person.",
        definitions=(("recorded", "Recorded crimes, each Crime ID once, by month recorded."),
                     ("rate", "Recorded crimes for each 1,000 residents.")),
    )  # fmt: skip


def board_summary() -> Document:
    """One sheet for the board."""
    whole = document()
    drawn = charts()
    left: tuple[Block, ...] = (
        Heading("Clearest rises and falls", 2),
        Listing((("Vehicle crime ", figure(19.5, Unit.CHANGE, "change", of="Vehicle crime")),
                 ("Shoplifting ", figure(18.2, Unit.CHANGE, "change", of="Shoplifting")),
                 ("Public order ", figure(-18.3, Unit.CHANGE, "change", of="Public order")))),
        drawn[1],
    )  # fmt: skip
    right: tuple[Block, ...] = (Heading("Priority places", 2), ward_map())
    blocks: tuple[Block, ...] = (
        *whole.blocks[:2], Beside((left, right), (1.0, 1.0)),
        Heading("Decisions asked for today", 2),
        Listing((("Agree vehicle crime as a priority; owner: police.",),
                 ("Ask health for its data; owner: public health.",)), True),
        Caveat("What the data cannot show", ("Crimes nobody reported; who was harmed.",)),
    )  # fmt: skip
    return Document(
        "Board summary", whole.subtitle, whole.author, whole.modified, whole.facts, blocks,
        whole.credits, whole.notice, definitions=whole.definitions, compact=True,
    )  # fmt: skip
