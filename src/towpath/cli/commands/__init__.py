"""The commands, one module for each thing a person comes to do."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Hang every command on the frame."""
    from towpath.cli.commands import asking, assessing, demo, fetching, homes, loading

    if app.registered_commands:
        return
    for module in (homes, demo, loading, fetching, asking, assessing):
        module.hang(app)
