"""Change told in a terminal and to a script: the record of `contracts.md`, and a table to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from towpath.assessment import definitions
from towpath.assessment.caveats import recording
from towpath.assessment.changes.comparison import Comparison, Row
from towpath.documents import numbers
from towpath.documents.blocks import Caveat, Spans
from towpath.foundation import Figure

if TYPE_CHECKING:
    from towpath.assessment.study import Study

HEADINGS = ("Category", "Before", "After", "Change", "95 % limits", "Per day", "Verdict", "Figure")


def figures(told: Comparison) -> tuple[Figure, ...]:
    """Every figure of a comparison."""
    return tuple(
        figure
        for row in told.rows
        for figure in (
            row.before, row.after, row.rows_before, row.rows_after, row.change, row.per_day
        )
    )  # fmt: skip


def record(row: Row) -> dict[str, Any]:
    """One category as `towpath change --json` gives it; unrounded, None where not supplied."""
    return {
        "category": row.label,
        "before": row.before.value,
        "after": row.after.value,
        "rows_before": row.rows_before.value,
        "rows_after": row.rows_after.value,
        "change_percent": row.change.value,
        "low": row.change.low,
        "high": row.change.high,
        "per_day_percent": row.per_day.value,
        "verdict": row.verdict,
        "figure": row.change.id,
    }


def full(study: Study, told: Comparison, warned: tuple[Caveat, ...]) -> dict[str, Any]:
    """`--json=full`: the records with their grounds, and the caveats beside them."""
    return {
        "area": {"name": study.area.name, "level": study.area.level, "code": study.area.code},
        "period": _window(study.period.name, study.period.key),
        "against": _window(told.baseline.name, told.baseline.key),
        "snapshot": study.snapshot,
        "feed": study.feed,
        "changes": [record(row) | _grounds(study, told, row) for row in told.rows],
        "caveats": [
            {"name": one.name, "grave": one.grave, "says": plain(one.spans)} for one in warned
        ],
    }


def _window(name: str, key: str) -> dict[str, str]:
    return {"name": name, "days": key}


def _grounds(study: Study, told: Comparison, row: Row) -> dict[str, Any]:
    meant = definitions.get(row.change.definition)
    return {
        "exact_low": row.exact[0],
        "exact_high": row.exact[1],
        "dispersion": row.dispersion,
        "per_day_verdict": row.per_day_verdict,
        "recording_changed": recording.blocked(study, row.category, told.baseline),
        "definition": f"{meant.slug} version {meant.version}: {meant.says}",
        "figures": {
            "before": row.before.id,
            "after": row.after.id,
            "rows_before": row.rows_before.id,
            "rows_after": row.rows_after.id,
            "per_day": row.per_day.id,
        },
    }


def table(study: Study, told: Comparison) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """Title, headings and rows for a terminal."""
    title = f"{study.area}: {study.period} against {told.baseline}"
    return title, HEADINGS, [_line(study, told, row) for row in told.rows]


def _line(study: Study, told: Comparison, row: Row) -> tuple[str, ...]:
    """A row to read; where recording changed, no percentage stands bare."""
    counts = (row.label, numbers.text(row.before), numbers.text(row.after))
    if recording.blocked(study, row.category, told.baseline):
        return (*counts, "", "", "", "recording changed", row.change.id)
    limits = numbers.limits(row.change)
    bare = limits.removeprefix("(").removesuffix(")").partition("limits ")[2]
    return (
        *counts,
        numbers.text(row.change),
        bare,
        numbers.text(row.per_day),
        row.verdict,
        row.change.id,
    )


def remarks(study: Study, told: Comparison) -> tuple[str, ...]:
    """What must be said below the table."""
    said = [
        (
            "Limits and verdicts allow for the series' own ups and downs and for the number of "
            f"categories tried at once. Counted from {study.feed}, snapshot {study.snapshot}."
        )
    ]
    repeated = [row for row in told.rows[:2] if _repeats(row)]
    for row in repeated:
        before, after = numbers.text(row.rows_before), numbers.text(row.rows_after)
        said.append(f"{row.label}: {before} and {after} rows before repeats are counted once.")
    altered = [row.label for row in told.rows if row.per_day_verdict != row.verdict]
    if altered:
        said.append(f"Per day, the verdict differs for {', '.join(altered)}.")
    return tuple(said)


def _repeats(row: Row) -> bool:
    pairs = ((row.before, row.rows_before), (row.after, row.rows_after))
    return all(counted.value is not None for counted, _ in pairs) and any(
        counted.value != rows.value for counted, rows in pairs
    )


def plain(spans: Spans) -> str:
    """A sentence as plain text."""
    return numbers.sentence(spans)
