"""The monthly report from the command."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.cli import compilation, opening
from towpath.foundation import NotUnderstood, Period

if TYPE_CHECKING:
    from towpath.documents.writers import Format


def month(
    path: Path,
    period: str,
    area: str,
    *,
    forms: tuple[str, ...],
    formats: Collection[Format] | None,
    recipients: tuple[str, ...],
    at: date,
) -> tuple[Path, ...]:
    """Compile the report of one month and write it below HOME/results/months."""
    from towpath.assessment import findings as found
    from towpath.assessment import ledger, rendering
    from towpath.assessment import month as monthly
    from towpath.documents import writers

    if Period.parse(period).months != 1:
        raise NotUnderstood(f'"{period}" is not one month.', 'Say it as "March 2025".')
    with opening.study(path, area, period, "the year before") as study:
        home = study.held.home
        document = monthly.compile(study, compilation.printing(home), at=at)
        ledger.record(home.results, found.block_figures(document.blocks))
    readers = compilation.recipients(home, recipients)
    name = rendering.slug(f"{study.area} {study.period}")
    written: list[Path] = []
    for form in forms:
        readable = rendering.address(document, form, readers)
        folder = home.results / "months" / name / form
        written += writers.write(readable, folder, formats or writers.ALL, name="month")
    return tuple(written)
