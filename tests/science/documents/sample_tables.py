"""The tables of the sample document: a believable district whose numbers are made up.

Wharfe and Canalside is not a real place.
"""

from __future__ import annotations

import math
from datetime import date

import shapely

from towpath.documents.blocks import Align, Cell, Column, Shapes, Table
from towpath.foundation import Area, Figure, Level, Period, Unit
from towpath.foundation.periods import add_months

PERIOD = Period.of_months(date(2024, 10, 1), 12)
BEFORE = PERIOD.year_before
DISTRICT = Area(Level.DISTRICT, "E07999999", 2024, "Wharfe and Canalside")
SNAPSHOT = "s-4f1c2a9b"
WARDS = (
    "Abbey", "Bridge Street", "Canalside", "Docks", "Eastfield", "Fairview", "Gasworks",
    "Hillside", "Ings", "Jubilee", "Kirkgate", "Lock Meadow",
)  # fmt: skip
CATEGORIES = (
    ("Violence and sexual offences", 4312, 4105, 4.9, 0.6, 9.4),
    ("Shoplifting", 1893, 1602, 18.2, 10.6, 26.3),
    ("Criminal damage and arson", 1204, 1262, -4.6, -11.5, 2.8),
    ("Public order", 1077, 1318, -18.3, -24.7, -11.4),
    ("Burglary", 702, 815, -13.9, -22.1, -4.7),
    ("Vehicle crime", 655, 548, 19.5, 6.4, 34.3),
    ("Drugs", 344, 311, 10.6, -5.2, 29.1),
    ("Robbery", 121, 104, 16.3, -10.7, 51.4),
)
CREDIT = (
    "Contains National Statistics and OS data © Crown copyright and database right 2024. "
    "Licensed under the Open Government Licence v3.0."
)


def figure(
    value: float | None, unit: Unit = Unit.COUNT, name: str = "recorded", **more: object
) -> Figure:
    """A figure of this district and year; `of` sets it apart from its like."""
    basis = {"category": str(more.pop("of", "all recorded crime"))}
    more.setdefault("period", PERIOD)
    more.setdefault("area", DISTRICT)
    return Figure(value, unit, name, 2, SNAPSHOT, basis=basis, **more)  # type: ignore[arg-type]


def change_table() -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, after, before, change, low, high in CATEGORIES:
        rows.append((
            name,
            figure(before, of=name, period=BEFORE),
            figure(after, of=name),
            figure(change, Unit.CHANGE, "change", of=name, against=BEFORE, low=low, high=high,
                   numerator=after, denominator=before),
            "rose" if low > 0 else "fell" if high < 0 else "no clear change",
        ))  # fmt: skip
    rows.append((
        "Possession of weapons",
        figure(None, of="weapons", period=BEFORE, missing="7 or fewer"),
        figure(None, of="weapons", missing="The force has not sent this category since July."),
        figure(None, Unit.CHANGE, "change", of="weapons", against=BEFORE,
               missing="One of the two years is missing."),
        "not supplied",
    ))  # fmt: skip
    columns = (
        Column("Category", Align.LEFT),
        Column(str(BEFORE)),
        Column(str(PERIOD)),
        Column("Change", note="per cent, with the sign of its direction"),
        Column("Verdict", Align.LEFT),
    )
    note = (
        "Each Crime ID is counted once. ",
        figure(46, name="repeats"),
        " repeats were left out.",
    )
    return Table(
        "change-by-category", "Recorded crime by category, two years", columns, tuple(rows), note
    )


def monthly(key: str, names: tuple[str, ...], months: int = 36, limits: bool = False) -> Table:
    first = add_months(PERIOD.end, -months)
    rows: list[tuple[Cell, ...]] = []
    for index, name in enumerate(names):
        for step in range(months):
            month = add_months(first, step)
            level = 260 / (index + 1) + 30 * math.sin(step / 1.9 + index) + step * (1.4 - index / 2)
            level = max(12, level)
            period = Period.of_months(month, 1)
            shown = figure(
                round(level),
                of=f"{key} {name}",
                period=period,
                low=max(0, level - 40) if limits else None,
                high=level + 40 if limits else None,
            )
            signal = "above limits" if limits and (step * 7 + index) % 23 == 22 else None
            rows.append((month, name, shown, signal))
    columns = (
        Column("Month", Align.LEFT),
        Column("Category", Align.LEFT),
        Column("Offences"),
        Column("Signal", Align.LEFT),
    )
    return Table(
        key, f"Offences by month: {', '.join(names[:3])}", columns, tuple(rows), appendix=True
    )


def ward_table() -> Table:
    rows: list[tuple[Cell, ...]] = []
    for index, name in enumerate(WARDS):
        area = Area(Level.WARD, f"E05{index:06}", 2024, name)
        residents = 4200 + 900 * (index * 5 % 12)
        count = round(residents * (0.06 + 0.09 * ((index * 7 + 3) % 12) / 12))
        rate = 1000 * count / residents
        spread = 196 * math.sqrt(0.09 / residents) * 10
        rows.append((
            name,
            area.code,
            figure(residents, name="residents", area=area),
            figure(count, area=area),
            figure(rate, Unit.PER_1000_RESIDENTS, "rate", area=area, numerator=count,
                   denominator=residents, low=rate * 0.93, high=rate * 1.07),
            figure(105 - spread * 4, Unit.PER_1000_RESIDENTS, "funnel low", area=area),
            figure(105 + spread * 4, Unit.PER_1000_RESIDENTS, "funnel high", area=area),
            name if abs(rate - 105) > spread * 4 else None,
        ))  # fmt: skip
    columns = (
        Column("Ward", Align.LEFT), Column("Code", Align.LEFT), Column("Residents"),
        Column("Offences"), Column("Rate per 1,000"), Column("Lower limit"),
        Column("Upper limit"), Column("Outlier", Align.LEFT),
    )  # fmt: skip
    return Table("wards", "Every ward: recorded crime and its rate", columns, tuple(rows))


def ward_shapes() -> Shapes:
    """Twelve wards about a river, drawn as bent cells so that they look like a place."""

    def bend(x: float, y: float) -> tuple[float, float]:
        return (
            430_000 + 1900 * x + 330 * math.sin(2.1 * y + x),
            433_000 + 1700 * y + 300 * math.sin(1.7 * x),
        )

    def cell(column: int, row: int) -> bytes:
        edge = [(column + t / 12, row) for t in range(12)]
        edge += [(column + 1, row + t / 12) for t in range(12)]
        edge += [(column + 1 - t / 12, row + 1) for t in range(12)]
        edge += [(column, row + 1 - t / 12) for t in range(12)]
        return bytes(shapely.to_wkb(shapely.Polygon([bend(*point) for point in edge])))

    cells = tuple(cell(index % 4, index // 4) for index in range(12))
    codes = tuple(f"E05{index:06}" for index in range(12))
    return Shapes("wards", codes, WARDS, cells, CREDIT)


def two_years() -> Table:
    rows = tuple(
        (name, str(year), figure(value, of=name, period=year))
        for name, after, before, *_ in CATEGORIES[:4]
        for year, value in ((BEFORE, before), (PERIOD, after))
    )
    columns = (Column("Category", Align.LEFT), Column("Year", Align.LEFT), Column("Offences"))
    return Table("two-years", "Four categories in two years", columns, rows, appendix=True)


def outcomes() -> Table:
    parts = (("Positive outcome", 14.2), ("Evidential difficulties", 38.5), ("No suspect", 42.1),
             ("Still open", 5.2))  # fmt: skip
    rows = tuple(
        (
            name,
            part,
            figure(
                share + (i * 3 if j == 0 else -i * 3 if j == 2 else 0),
                Unit.PER_CENT,
                "outcome share",
                of=f"{name} {part}",
            ),
        )
        for i, (name, *_) in enumerate(CATEGORIES[:5])
        for j, (part, share) in enumerate(parts)
    )
    columns = (Column("Category", Align.LEFT), Column("Outcome", Align.LEFT), Column("Share"))
    return Table("outcomes", "Outcomes at six months by category", columns, rows)


def ranks() -> Table:
    harm = (1, 6, 7, 8, 3, 5, 4, 2)
    rows = tuple(
        (
            name,
            figure(i + 1, Unit.RANK, "rank by volume", of=name),
            figure(harm[i], Unit.RANK, "rank by harm", of=name),
        )
        for i, (name, *_) in enumerate(CATEGORIES)
    )
    columns = (Column("Category", Align.LEFT), Column("Rank by volume"), Column("Rank by harm"))
    return Table("ranks", "Rank by volume and by harm", columns, rows)


def concentration() -> Table:
    rows = []
    for step in range(0, 101, 4):
        share = 100 * (1 - (1 - step / 100) ** 3.2)
        even = 100 * (1 - (1 - step / 100) ** 1.25)
        at = str(step)
        rows.append((
            figure(step, Unit.PER_CENT, "share of areas", of=at),
            figure(share, Unit.PER_CENT, "share of crime", of=at),
            figure(max(0, even - 2), Unit.PER_CENT, "chance low", of=at),
            figure(min(100, even + 2), Unit.PER_CENT, "chance high", of=at),
            "half of crime in 20 % of areas" if step == 20 else None,
        ))  # fmt: skip
    columns = (Column("Share of areas"), Column("Share of crime"), Column("Chance low"),
               Column("Chance high"), Column("Marked", Align.LEFT))  # fmt: skip
    return Table("concentration", "Concentration of crime", columns, tuple(rows), appendix=True)


def steps() -> Table:
    parts = [("12 months to September 2024", 10065, "level")]
    parts += [(name, after - before, "") for name, after, before, *_ in CATEGORIES]
    parts += [("12 months to September 2025", 10308, "level")]
    rows = tuple(
        (
            name,
            figure(value, name="step" if not level else "recorded total", of=name),
            level or None,
        )
        for name, value, level in parts
    )
    columns = (Column("Step", Align.LEFT), Column("Offences"), Column("Level", Align.LEFT))
    return Table("steps", "What made the change", columns, rows, appendix=True)


def coverage() -> Table:
    agencies = ("Police", "Council", "Fire", "Ambulance", "Health")
    themes = ("Crime and disorder", "ASB and environment", "Substance misuse", "Serious violence")
    words = ("held", "held", "part", "part", "not supplied")
    rows = tuple(
        (agency, theme, words[(i + j) % 5 if i < 4 else 4])
        for j, theme in enumerate(themes)
        for i, agency in enumerate(agencies)
    )
    columns = tuple(Column(name, Align.LEFT) for name in ("Agency", "Theme", "Held"))
    return Table("coverage", "What evidence is held for each theme", columns, rows)


def week() -> Table:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    rows = tuple(
        (
            f"{hour:02}–{hour + 3:02}",
            day,
            figure(
                round(12 + 5 * i + 2.2 * hour * (1.6 if i in (4, 5) else 0.8)), of=f"{day} {hour}"
            ),
        )
        for i, day in enumerate(days)
        for hour in range(0, 24, 3)
    )
    columns = (Column("Hours", Align.LEFT), Column("Day", Align.LEFT), Column("Incidents"))
    return Table("week", "Incidents by day and hour", columns, rows, appendix=True)


def effects() -> Table:
    parts = (("Alley gates, Gasworks", 0.71, 0.55, 0.92),
             ("Street wardens, Docks", 0.94, 0.78, 1.13),
             ("Property marking, Abbey", 1.08, 0.83, 1.41))  # fmt: skip
    rows = tuple(
        (
            name,
            figure(value, Unit.RATIO, "effect", of=name, low=low, high=high),
            "fell" if high < 1 else "no clear change",
        )
        for name, value, low, high in parts
    )
    columns = (Column("Action", Align.LEFT), Column("Effect"), Column("Verdict", Align.LEFT))
    return Table("effects", "Did the placed actions work", columns, rows)
