"""Tables and the picture of what follows what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.documents.blocks import Align, Cell, Chart, ChartKind, Column, Table
from towpath.foundation import Unit
from towpath.places.following import LEVEL

if TYPE_CHECKING:
    from towpath.places.following import Followed

DISTANCE, RAISED = "Distance", "More than chance"


def ratios(told: Followed) -> Table:
    """Observed over expected by distance and time, and for how long each distance is raised."""
    found = told.knox
    times, names = found.bands.time_names()[:-1], found.bands.distance_names()[:-1]
    rows: list[tuple[Cell, ...]] = []
    for row, name in enumerate(names):
        ratios = (
            told.figure("near-repeat-ratio", found.ratio[row, n], Unit.RATIO,
                        distance=name, time=time)
            for n, time in enumerate(times)
        )  # fmt: skip
        raised = [
            time
            for n, time in enumerate(times)
            if found.p[row, n] <= LEVEL and found.ratio[row, n] > 1
        ]
        rows.append((name, *ratios, ", ".join(raised) or "none"))
    columns = (
        Column(DISTANCE, Align.LEFT), *(Column(time) for time in times),
        Column(RAISED, Align.LEFT),
    )  # fmt: skip
    note = ("Pairs of events so far apart, as many times as chance alone would give: 1 is usual.",)
    return Table("near-repeats", "How many times the usual", columns, tuple(rows), note)


def bands(told: Followed) -> Table:
    """Every band with what was seen, what chance gives, and how often chance gives as much."""
    found = told.knox
    rows: list[tuple[Cell, ...]] = []
    for row, distance in enumerate(found.bands.distance_names()[:-1]):
        for n, time in enumerate(found.bands.time_names()[:-1]):
            basis = {"distance": distance, "time": time}
            rows.append((
                distance,
                time,
                told.figure("near-repeat-pairs", found.observed[row, n], Unit.COUNT, **basis),
                told.figure("near-repeat-expected", found.expected[row, n], Unit.MEAN_COUNT,
                            **basis),
                told.figure("near-repeat-ratio", found.ratio[row, n], Unit.RATIO, **basis),
                told.figure("near-repeat-chance", 100 * found.p[row, n], Unit.PER_CENT, **basis),
                told.figure("near-repeat-chance-any", 100 * found.p_any[row, n], Unit.PER_CENT,
                            **basis),
            ))  # fmt: skip
    columns = (
        Column(DISTANCE, Align.LEFT), Column("Time", Align.LEFT), Column("Pairs seen"),
        Column("By chance"), Column("Times the usual"), Column("Chance of as many"),
        Column("Of as many anywhere"),
    )  # fmt: skip
    note = (f"Of {told.bands.permutations} permutations of the days among the places.",)
    return Table("near-repeat-bands", "Every band of distance and time", columns, tuple(rows), note)


def course(told: Followed) -> Table:
    """How soon the next event came at the same place."""
    course = told.course
    rows = tuple(
        (
            f"{since:g} to {until - 1:g} days",
            told.figure("repeats-in-step", course.repeats[n], Unit.COUNT, step=str(n)),
            told.figure("repeats-by-chance", course.expected[n], Unit.MEAN_COUNT, step=str(n)),
            told.figure("repeats-ratio", course.ratio[n], Unit.RATIO, step=str(n),
                        missing="Chance gives none."),
            told.figure("repeated-within", 100 * course.within[n], Unit.PER_CENT, step=str(n),
                        missing="No place was watched so long."),
        )
        for n, (since, until) in enumerate(zip(course.since, course.until, strict=True))
    )  # fmt: skip
    columns = (
        Column("After an event", Align.LEFT), Column("Repeats"), Column("By chance"),
        Column("Times the usual"), Column("Repeated by then"),
    )  # fmt: skip
    note = ("Corrected for the end of the period: a late event has had no time to be repeated.",)
    caption = "How soon the next one came to the same place"
    return Table("repeats-course", caption, columns, rows, note)


def picture(told: Followed) -> Chart:
    """The table of ratios as a grid; the very place, which outshines all, stands in the table."""
    found = told.knox
    first = int(told.bands.distances[0] == 0 and len(told.bands.distances) > 1)
    rows = tuple(
        (distance, time, told.figure("near-repeat-ratio", found.ratio[row, n], Unit.RATIO,
                                     distance=distance, time=time))
        for row, distance in list(enumerate(found.bands.distance_names()[:-1]))[first:]
        for n, time in enumerate(found.bands.time_names()[:-1])
    )  # fmt: skip
    columns = (Column(DISTANCE, Align.LEFT), Column("Time", Align.LEFT), Column("Times the usual"))
    caption = "How many times the usual, away from the very place"
    table = Table("near-repeat-grid", caption, columns, rows, appendix=True)
    raised = where(told) if told.window.days else ""
    return Chart(
        ChartKind.GRID,
        title=f"The risk is raised {raised}" if raised else "No raised risk nearby and soon",
        alt=(
            f"Grid of distance by time since an event of {told.here.noun}: in each cell how many "
            "times the usual number of pairs was seen."
        ),
        table=table, x="Time", y=DISTANCE, series="Times the usual",
    )  # fmt: skip


def where(told: Followed) -> str:
    """Where the risk is raised, as a sentence takes it."""
    window = told.window
    if not window.metres:
        return "at the same place"
    if not window.beyond:
        within = f"within {window.metres:g} m"
        same = told.bands.distances[0] > 0 or told.knox.p[0, 0] <= LEVEL
        return within if same else f"{within} (though not at the very place)"
    return f"between {window.beyond:g} and {window.metres:g} m away"
