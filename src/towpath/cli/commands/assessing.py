"""Compiling, rendering and listing assessments, and the monthly report."""

from __future__ import annotations

import typer


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
