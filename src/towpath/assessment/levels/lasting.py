"""1h: hot areas that last, come and go: the top tenth of three years, on stable areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import persistence
from towpath.assessment import caveats, locations, measures, small_areas, wording
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Cell, Column, Map, Spans, Table
from towpath.foundation import Figure, Level, NoSuchData, Period
from towpath.foundation.categories import ALL_CRIME

if TYPE_CHECKING:
    from towpath.analysis.persistence import Overlap, Persistence
    from towpath.assessment.small_areas import Areas, Integers
    from towpath.assessment.study import Study

YEARS, TOP = 3, 0.1
KINDS = ("persistent", "recurring", "new", "faded")
SAYS = {
    "persistent": "in the top tenth in every year held",
    "recurring": "in it now, and in some year before",
    "new": "in it now for the first time",
    "faded": "in it before, not now",
}
SHOWN = 8  # of each kind on the page
WHERE, CODE, KIND = "Where", "Code", "Kind"


@dataclass(frozen=True, eq=False)
class Lasting:
    """The top tenth of each year: windows oldest first, counts (areas, years)."""

    areas: Areas
    years: tuple[Period, ...]
    counts: Integers
    found: Persistence

    def of(self, kind: str) -> list[int]:
        """The places of the areas of a kind, most incidents in the latest year first."""
        places = np.flatnonzero(self.found.kind == kind)
        return sorted(places.tolist(), key=lambda place: (-self.counts[place].max(), place))


def find(study: Study) -> Finding:
    """A sentence, a map and a table; what can be said on two years where three are not held."""
    held = study.remembered("lasting", reckon)
    blocks = (_map(study, held), _overlaps(study, held), _table(study, held))
    found = Finding(_said(study, held), blocks)
    return found.with_caveats(
        *caveats.named(study, "stable-areas", "regression-to-mean", "covid", "snapped")
    )


def years(study: Study) -> tuple[Period, ...]:
    """The edition's months in the last three years, oldest first, as far as they are held."""
    wanted = [study.period.shifted(-12 * back) for back in range(YEARS)]
    held = []
    for window in wanted:
        if not study.holds(window):
            break
        held.append(window)
    return tuple(reversed(held))


def lacking(study: Study) -> str:
    """Which month of three years is missing, as a sentence; empty where none is."""
    windows = [study.period.shifted(-12 * back) for back in range(YEARS)]
    said = (measures.missing_months(study, window) for window in windows)
    return next(filter(None, said), "")


def reckon(study: Study) -> Lasting:
    """Sort the stable areas by how they moved in and out of the top tenth."""
    windows = years(study)
    if len(windows) < 2:
        raise NoSuchData(
            f"Three years are needed to tell what lasts. {lacking(study)}",
            "Load the files of the years before: `towpath load`.",
        )
    areas = small_areas.of(study, Level.STABLE)
    counted = np.column_stack([areas.counts(ALL_CRIME, window) for window in windows])
    return Lasting(areas, windows, counted, persistence.classify(counted, top=TOP))


def _said(study: Study, held: Lasting) -> Spans:
    grounds = {
        "area": study.area,
        "period": wording.the(study.period),
        "now": _size(study, held, "now", int(held.found.hot[:, -1].sum())),
        "both": _both(study, held, held.found.always),
        "chance": _chance(study, held, held.found.always),
    }
    if len(held.years) < YEARS:
        return wording.spans(
            "Three years are not held, so what lasts cannot be told ({lack}); of the {now} areas "
            "of {area} in the top tenth for recorded crime in {period}, {both} were in it the "
            "year before too, where chance alone would give {chance}.",
            lack=lacking(study).removesuffix("."),
            **grounds,
        )
    return wording.spans(
        "Of the {now} areas of {area} in the top tenth for recorded crime in {period}, {both} "
        "were in it in all three years, where chance alone would give {chance}; {new} are new, "
        "and {faded} that were in it before have faded.",
        new=_kind(study, held, "new"),
        faded=_kind(study, held, "faded"),
        **grounds,
    )


def _size(study: Study, held: Lasting, kind: str, value: int) -> Figure:
    return measures.figure(
        study, "top-areas", value, kind=kind, years=_named(held.years), category=ALL_CRIME
    )


def _kind(study: Study, held: Lasting, kind: str) -> Figure:
    return _size(study, held, kind, len(held.of(kind)))


def _named(windows: tuple[Period, ...]) -> str:
    return "+".join(window.key for window in windows)


def _both(
    study: Study, held: Lasting, overlap: Overlap, windows: tuple[Period, ...] = ()
) -> Figure:
    return measures.figure(
        study, "top-areas", overlap.both,
        kind="every", years=_named(windows or held.years), category=ALL_CRIME,
    )  # fmt: skip


def _chance(
    study: Study, held: Lasting, overlap: Overlap, windows: tuple[Period, ...] = ()
) -> Figure:
    return measures.figure(
        study, "top-areas-by-chance", overlap.expected,
        years=_named(windows or held.years), category=ALL_CRIME,
    )  # fmt: skip


def _overlaps(study: Study, held: Lasting) -> Table:
    """Each year with the next, and all together, beside chance."""
    pairs = list(zip(held.years[:-1], held.years[1:], held.found.consecutive, strict=True))
    told: list[tuple[tuple[Period, ...], Overlap]] = [((a, b), both) for a, b, both in pairs]
    if len(held.years) > 2:
        told.append((held.years, held.found.always))
    rows: list[tuple[Cell, ...]] = []
    for windows, overlap in told:
        named = "all of them" if len(windows) > 2 else f"{windows[0]} and {windows[1]}"
        both, chance = (one(study, held, overlap, windows) for one in (_both, _chance))
        rows.append((named, both, chance, "yes" if overlap.p < 0.05 else "no"))
    columns = (
        Column("Years", Align.LEFT),
        Column("Areas in every top tenth"),
        Column("By chance alone"),
        Column("Clearly more than chance", Align.LEFT),
    )
    caption = "How far the top tenth is the same from year to year"
    return Table("lasting-overlap", caption, columns, tuple(rows))


def _table(study: Study, held: Lasting) -> Table:
    names = locations.named(held.areas)
    rows: list[tuple[Cell, ...]] = []
    for kind in _kinds(held):
        for place in held.of(kind)[:SHOWN]:
            rows.append((names[place], kind, *_counts(study, held, place)))
    columns = (
        Column(WHERE, Align.LEFT),
        Column(KIND, Align.LEFT),
        *(Column(_heading(window)) for window in held.years),
    )
    told = (f"{kind.capitalize()}: {SAYS[kind]}" for kind in _kinds(held))
    note = f"{'; '.join(told)}. At most {SHOWN} of each; the workbook has all."
    caption = "Recorded crime in the areas of the top tenth"
    return Table("lasting", caption, columns, tuple(rows), (note,))


def _heading(window: Period) -> str:
    """Which months a column counts: "To April 2025" for a year, "4 months to April 2025"."""
    last = f"{window.month_starts[-1]:%B %Y}"
    if window.months == 1:
        return last
    return f"To {last}" if window.months == 12 else f"{window.length} to {last}"


def _kinds(held: Lasting) -> tuple[str, ...]:
    """On two years nothing can recur."""
    return tuple(kind for kind in KINDS if len(held.years) > 2 or kind != "recurring")


def _counts(study: Study, held: Lasting, place: int) -> tuple[Figure, ...]:
    where = held.areas.area(place)
    return tuple(
        measures.figure(
            study, "recorded-incidents", int(count), period=window, area=where, category=ALL_CRIME
        )
        for window, count in zip(held.years, held.counts[place], strict=True)
    )


def _map(study: Study, held: Lasting) -> Map:
    areas, names = held.areas, locations.named(held.areas)
    kinds = ["none" if kind == "other" else str(kind) for kind in held.found.kind]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (names[n], areas.codes[n], kinds[n], *_counts(study, held, n)) for n in range(len(areas))
    )
    columns = (
        Column(WHERE, Align.LEFT), Column(CODE, Align.LEFT), Column(KIND, Align.LEFT),
        *(Column(str(window)) for window in held.years),
    )  # fmt: skip
    caption = "Every stable area, its recorded crime by year and how it moved"
    table = Table("lasting-areas", caption, columns, rows, appendix=True)
    last = held.of("persistent")
    title = f"On top in every year held: {names[last[0]]}" if last else "No area lasts on top"
    alt = (
        f"Map of the areas of {study.area} that were in the top tenth for recorded crime in every "
        "year held, are new in it, come again or have faded."
    )
    wards = locations.wards(study)
    return Map(title, alt, table, locations.outlines(areas), CODE, KIND,
               tuple(areas.codes[n] for n in last[:3]), wards, _kinds(held))  # fmt: skip
