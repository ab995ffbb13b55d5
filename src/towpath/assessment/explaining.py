"""Where a number comes from: its definition, its snapshot, its loads with their files, its rows.

A figure is looked up by its id among the kept editions and the ledger; its rows are counted out
again from the snapshot that it names, as long as the loads live.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.evidence.homes import Home
    from towpath.evidence.registers import Load

Listed = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
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
            "Area": f"{figure.area} ({figure.area.key})" if figure.area else "",
            "Period": f"{figure.period} ({figure.period.key})" if figure.period else "",
            "Against": f"{figure.against} ({figure.against.key})" if figure.against else "",
            "Made of": _made_of(figure),
            "Further": ", ".join(f"{key} {value}" for key, value in sorted(figure.basis.items())),
            "Why missing": figure.missing,
            "Handling": figure.handling.sensitivity.name.lower(),
            "Snapshot": figure.snapshot,
            "Printed in": ", ".join(self.printed_in) or "a command's output",
            "Rows": self.gone or "; ".join(f"{r.title}: {r.counted:,}" for r in self.rows),
        }
        return {label: value for label, value in said.items() if value}

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
    meant = definitions.get(figure.definition, home.definitions)
    told = Explained(figure, meant, printed)
    if figure.area is None or (figure.period is None and figure.against is None):
        return told
    try:
        return _with_rows(home, told, rows, grant)
    except NoSuchData as gone:
        return Explained(figure, meant, printed, gone=str(gone))


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


def _with_rows(home: Home, told: Explained, most: int, grant: Grant) -> Explained:
    from towpath.assessment.study import Question, Study
    from towpath.evidence import held

    figure = told.figure
    windows = _windows(figure)
    assert figure.area is not None  # the caller asked
    with held.open_held(home, grant, figure.snapshot) as evidence:
        study = Study(
            Question(figure.area, windows[0], Baseline.of(windows[-1])), evidence, evidence.pack
        )
        feed = figure.basis.get("feed", "")
        loads = tuple(
            load
            for load in study.loads(feed)
            if any(window.contains(load.first) for window in windows)
        )
        listed = tuple(_rows(study, figure, feed, window, most) for window in windows)
    counted = tuple(one for one in listed if one is not None)
    return Explained(figure, told.definition, told.printed_in, loads, counted, windows=windows)


def _windows(figure: Figure) -> tuple[Period, ...]:
    """The period first, then what it is set against."""
    against = figure.against
    others = against.periods if isinstance(against, Baseline) else (against,) if against else ()
    return tuple(dict.fromkeys(filter(None, (figure.period, *others))))


def _rows(study: Study, figure: Figure, feed: str, window: Period, most: int) -> Rows | None:
    from towpath.evidence import incidents

    named = figure.basis.get("category", "")
    if not named or figure.area is None:
        return None
    counted, table = incidents.rows(
        study.held,
        period=window,
        areas=_counted_in(study, figure),
        categories=named.split("+"),
        feeds=(feed,),
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
    return f"{figure.numerator:,} over {figure.denominator:,}"
