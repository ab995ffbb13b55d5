"""The commands, one module for each thing a person comes to do."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Hang every command on the frame."""
    from towpath.cli.commands import (
        asking,
        assessing,
        demo,
        fetching,
        forecasts,
        homes,
        keeping,
        loading,
        places,
        serving,
    )

    if app.registered_commands:
        return
    rooms = (homes, demo, loading, fetching, asking, places, forecasts, assessing, serving, keeping)
    for module in rooms:
        module.hang(app)
