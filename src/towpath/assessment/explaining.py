"""Where a number comes from: its definition, its snapshot, its loads with their files, its rows.

A figure is looked up by its id among the kept editions and the ledger; its rows are counted out
again from the snapshot that it names, as long as the loads live.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from towpath.assessment import definitions, editions, ledger
from towpath.documents import numbers
from towpath.foundation import (
    Area,
    Baseline,
    Figure,
    Grant,
    Level,
    NoSuchData,
    NotUnderstood,
    Period,
    categories,
)
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.evidence.held import Held
    from towpath.evidence.homes import Home
    from towpath.evidence.registers import Load

Listed = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
ONE_DAY = timedelta(days=1)
BESIDE_LOADS = "it is worked out from the loads below, whose files are named"
BESIDE_NONE = "it is not counted from rows of a period"
ROW_HEADINGS = ("Load", "Line", "Identifier", "Month", "Category", "Area", "Place")


@dataclass(frozen=True)
class Rows:
    """The rows behind one side of a figure: how many there are, and the first of them."""

    title: str
    counted: int
    first: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Explained:
    """Everything there is to say about a figure."""

    figure: Figure
    definition: definitions.Definition
    printed_in: tuple[str, ...]
    loads: tuple[Load, ...] = ()
    rows: tuple[Rows, ...] = ()
    gone: str = ""
    windows: tuple[Period, ...] = field(default=())

    def facts(self) -> dict[str, str]:
        """Label and value, for a terminal."""
        figure, meant = self.figure, self.definition
        said = {
            "Figure": f"{figure.id}  {numbers.text(figure)} {_unit(figure)}",
            "Limits": numbers.limits(figure).strip("()"),
            "What it is": f"{meant.title}. {meant.says}",
            "Definition": f"{meant.slug}, version {figure.version}, of {meant.origin}",
            "Method": " · ".join(filter(None, (meant.method, meant.paper))),
            "Area": _area(figure.area) if figure.area else "",
            "Period": _dated(figure.period) if figure.period else "",
            "Against": _dated(figure.against) if figure.against else "",
            "Made of": _made_of(figure),
            "Further": ", ".join(f"{key} {value}" for key, value in sorted(figure.basis.items())),
            "Why missing": figure.missing,
            "Handling": figure.handling.sensitivity.name.lower(),
            "Snapshot": figure.snapshot,
            "Printed in": ", ".join(self.printed_in) or "a command's output",
            "Rows": self.gone or self._counted(),
        }
        return {label: value for label, value in said.items() if value}

    def _counted(self) -> str:
        if self.rows:
            return "; ".join(f"{one.title}: {one.counted:,}" for one in self.rows)
        return f"not listed; {BESIDE_LOADS if self.loads else BESIDE_NONE}"

    def tables(self) -> Iterator[Listed]:
        """The loads with their files, and the first rows of each window."""
        if self.loads:
            loads: list[tuple[str, ...]] = [
                (load.id, load.agency, load.month[:7], f"{load.rows:,}", name, sha)
                for load in self.loads
                for name, sha in load.parts
            ]
            yield "Loads", ("Load", "Agency", "Month", "Rows", "File", "SHA-256"), loads
        for one in self.rows:
            if one.first:
                title = f"{one.title}: the first {len(one.first)} of {one.counted:,} rows"
                yield title, ROW_HEADINGS, list(one.first)

    def as_json(self) -> dict[str, Any]:
        """The same for a script."""
        figure = self.figure
        return {
            "figure": figure.id,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "snapshot": figure.snapshot,
            "definition": {"slug": self.definition.slug, "version": figure.version},
            "facts": self.facts(),
            "loads": [
                {"load": load.id, "agency": load.agency, "month": load.month[:7], "rows": load.rows}
                | {"files": [{"name": name, "sha256": sha} for name, sha in load.parts]}
                for load in self.loads
            ],
            "rows": [
                {"window": one.title, "counted": one.counted}
                | {"first": [dict(zip(ROW_HEADINGS, row, strict=True)) for row in one.first]}
                for one in self.rows
            ],
        }


def explain(home: Home, words: str, *, rows: int, grant: Grant) -> Explained:
    """Explain the figure whose id begins with `words`, with so many of its rows.

    Raises NoSuchData where no figure has the id, NotUnderstood where several begin with it.
    """
    figure, printed = look_up(home, words)
    return grounds(home, figure, printed, rows=rows, grant=grant)


def grounds(
    home: Home, figure: Figure, printed: tuple[str, ...] = (), *, rows: int, grant: Grant
) -> Explained:
    """Explain a figure at hand, with so many of its rows; nothing is looked up or remembered."""
    meant = definitions.get(figure.definition, home.definitions)
    told = Explained(figure, meant, printed)
    if not _windows(figure):
        return told
    told = replace(told, windows=_windows(figure), loads=_loads(home, figure, grant))
    try:
        return replace(told, rows=_listed(home, told, rows, grant))
    except NoSuchData as lack:
        return replace(told, gone=f"no longer held. {lack}")


def look_up(home: Home, words: str) -> tuple[Figure, tuple[str, ...]]:
    """A figure by a unique beginning of its id, and the editions that print it."""
    wanted = words.strip().upper()
    wanted = wanted if wanted.startswith("F-") else f"F-{wanted}"
    found: dict[str, Figure] = {}
    printed: dict[str, list[str]] = {}
    for figure, where in _known(home, wanted):
        if figure.id.startswith(wanted):
            found.setdefault(figure.id, figure)
            printed.setdefault(figure.id, []).extend(filter(None, [where]))
    if not found:
        raise NoSuchData(
            f"No figure {wanted} was ever printed here.",
            "Check the id; it stands beside the number, or at the end of the document.",
        )
    if len(found) > 1:
        raise NotUnderstood(
            f"{len(found)} figures begin with {wanted}: {', '.join(sorted(found)[:5])}.",
            "Give more of the id.",
        )
    ((key, figure),) = found.items()
    return figure, tuple(dict.fromkeys(printed[key]))


def _known(home: Home, wanted: str) -> Iterator[tuple[Figure, str]]:
    """Every figure printed, with its edition; editions without the id are not even thawed."""
    for figure in ledger.remembered(home.results):
        yield figure, ""
    for edition in editions.held(home.editions):
        if wanted in (home.editions / edition / editions.FROZEN).read_text("utf-8"):
            for figure in editions.get(home.editions, edition).figures:
                yield figure, edition


def _loads(home: Home, figure: Figure, grant: Grant) -> tuple[Load, ...]:
    """The loads of the figure's feed and windows: known from the register, retired ones too.

    What is delivered once for a year is filed under its first month, so it may lie beside the
    window; then all loads of the feed are told.
    """
    from towpath.evidence import engines, registers
    from towpath.evidence.held import Held

    then = next((one for one in registers.history(home) if one.id == figure.snapshot), None)
    if then is None:
        return ()
    may = tuple(one for one in then.loads if grant.may_read(one.agency, one.handling.sensitivity))
    of_feed = _of_feed(Held(home, then, may, engines.Engine(engines.DUCKDB, home)), figure)
    windows = _windows(figure)
    inside = tuple(one for one in of_feed if any(each.contains(one.first) for each in windows))
    return inside or of_feed


def _of_feed(held: Held, figure: Figure) -> tuple[Load, ...]:
    """The loads of its feed, of the agencies that serve its area."""
    feed = figure.basis.get("feed", "")
    if figure.area is None:
        return tuple(one for one in held.loads if one.feed == feed)
    return _study(held, figure).loads(feed)


def _study(held: Held, figure: Figure) -> Study:
    from towpath.assessment.study import Question, Study

    assert figure.area is not None  # the callers asked
    windows = _windows(figure)
    return Study(Question(figure.area, windows[0], Baseline.of(windows[-1])), held, held.pack)


def _listed(home: Home, told: Explained, most: int, grant: Grant) -> tuple[Rows, ...]:
    """The rows of each window, where they are rows of incidents of a category."""
    from towpath.evidence import held
    from towpath.sources.declarations import Kind

    figure = told.figure
    of_incidents = any(load.kind == Kind.INCIDENTS for load in told.loads)
    with held.open_held(home, grant, figure.snapshot) as evidence:
        if figure.area is None or not figure.basis.get("category") or not of_incidents:
            return ()
        study = _study(evidence, figure)
        return tuple(_rows(study, figure, window, most) for window in told.windows)


def _windows(figure: Figure) -> tuple[Period, ...]:
    """The period first, then what it is set against."""
    against = figure.against
    others = against.periods if isinstance(against, Baseline) else (against,) if against else ()
    return tuple(dict.fromkeys(filter(None, (figure.period, *others))))


def _rows(study: Study, figure: Figure, window: Period, most: int) -> Rows:
    from towpath.evidence import incidents

    counted, table = incidents.rows(
        study.held,
        period=window,
        areas=_counted_in(study, figure),
        categories=figure.basis["category"].split("+"),
        feeds=(figure.basis["feed"],),
        limit=most,
    )
    first = tuple(_row(one) for one in table.to_pylist())
    return Rows(str(window), counted, first)


def _counted_in(study: Study, figure: Figure) -> frozenset[str]:
    """The small areas behind a figure: those of its area, within another where it says so."""
    assert figure.area is not None  # the caller asked
    codes = study.codes(figure.area)
    within = figure.basis.get("within", "")
    if not within:
        return codes
    level, code, vintage = within.split(":")
    return codes & study.codes(Area(Level(level), code, int(vintage)))


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["load"],
        str(row["line"]),
        row["native_id"] or "none",
        f"{row['month']:%Y-%m}",
        categories.get(row["category"]).label,
        row["area"] or "none",
        row["location"] or "",
    )


def _unit(figure: Figure) -> str:
    return "" if figure.unit.value in ("per cent", "per cent change") else figure.unit.value


def _made_of(figure: Figure) -> str:
    if figure.numerator is None or figure.denominator is None:
        return ""
    part, whole = numbers.plain(figure.numerator), numbers.plain(figure.denominator)
    return f"{part:,} over {whole:,}"


def _area(area: Area) -> str:
    """Its name, level and code, and of which year's boundaries."""
    of = f", of {area.vintage}" if area.vintage else ""
    return f"{area} ({area.level.label} {area.code}{of})"


def _dated(window: Period | Baseline) -> str:
    """Its name and, where that does not say them, its first and last day."""
    periods = window.periods if isinstance(window, Baseline) else (window,)
    days = "; ".join(f"{_day(one.start)} to {_day(one.end - ONE_DAY)}" for one in periods)
    return f"{window} ({days})"


def _day(day: date) -> str:
    return f"{day.day} {month_name(day)}"
