"""Bringing open data over the network, where the machine is on one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, screen
from towpath.foundation import Level, Period

if TYPE_CHECKING:
    from towpath.evidence.homes import Home

fetch_app = typer.Typer(help="Bring open data over the network.", no_args_is_help=True)


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.add_typer(fetch_app, name="fetch", rich_help_panel="Evidence")
    fetch_app.command("reference")(reference)
    fetch_app.command("police")(police)


def reference(
    context: typer.Context,
    to: Annotated[Path, typer.Option(help="Where to put the files.")] = Path("reference"),
    build: Annotated[bool, typer.Option(help="Build the home's pack anew from them.")] = False,
) -> None:
    """Fetch the reference files from ONS; run it again to go on where it broke off."""
    from towpath.sources import fetch

    folder = fetch.reference(to, tell=screen.remark)
    screen.say(f"The reference files are in {folder}.")
    if build:
        from towpath.sources.reference import building

        home = opening.home(context.obj)
        building.build(folder, home.reference)
        screen.say("The reference pack was built anew.")


def police(
    context: typer.Context,
    period: Annotated[str, typer.Option(help='"12 months to October 2025".')],
    force: Annotated[
        list[str] | None, typer.Option(help="Forces as their files name them; else the area's.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Where to put the files.")] = None,
    load: Annotated[bool, typer.Option(help="Load them at once.")] = True,
) -> None:
    """Fetch a force's months from data.police.uk, only its own files, and load them."""
    from towpath.evidence import loading as taking
    from towpath.sources import fetch

    home = opening.home(context.obj)
    forces = force or [own_force(home)]
    folder = to or home.path / "fetched"
    found = fetch.police(folder, forces, Period.parse(period), tell=screen.remark)
    screen.say(f"{screen.counted(len(found), 'file')} of {', '.join(forces)} are in {folder}.")
    if load:
        receipt = taking.deliver(home, found, grant=home.owner(), at=datetime.now(UTC))
        screen.say(
            f"{screen.counted(receipt.accepted, 'row')} accepted, {receipt.refused:,} refused."
        )


def own_force(home: Home) -> str:
    """The slug of the police force that the home's area lies in."""
    pack = opening.pack(home)
    area = opening.area(home, "", pack)
    code = pack.small_areas(area, 2021)[0]
    (force, *_) = pack.parents(code, 2021)[Level.FORCE]
    return re.sub(r"[^a-z0-9]+", "-", pack.names(Level.FORCE)[force].lower()).strip("-")
