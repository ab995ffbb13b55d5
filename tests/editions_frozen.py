"""Frozen editions small enough to be made by hand, with what figures a test asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from towpath.assessment import editions
from towpath.assessment.editions import Edition
from towpath.assessment.findings import Contents, Finding, Section
from towpath.documents.blocks import Align, Column, Document, Table
from towpath.foundation import Area, Baseline, Figure, Level, Period

PERIOD = Period.parse("2025")


def keep(name: str, *figures: Figure) -> Path:
    """An edition of one finding whose table holds the figures, kept in the site's home."""
    columns = (Column("Area", Align.LEFT), Column("Incidents"))
    table = Table("counts", "Counts", columns, tuple((str(one.area), one) for one in figures))
    found = Finding(("It is so.",), (table,) if figures else (), key="1a", title="Levels")
    made = Edition(
        id=name, partnership="Safer Aldermere", area=Area(Level.DISTRICT, "X1", 2024, "Aldermere"),
        period=PERIOD, baseline=Baseline.of(PERIOD.year_before), snapshot="S-1", loads=(),
        compiled=date(2026, 5, 4), version="1", facts=(("Area", "Aldermere"),),
        contents=Contents((Section(1, "Levels", "What?", (found,)),)),
        board=Document("Board", "", "Safer Aldermere", date(2026, 5, 4), (), ()),
    )  # fmt: skip
    return editions.keep(settings.HOME / "editions", made)
