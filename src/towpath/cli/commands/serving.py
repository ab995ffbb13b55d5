"""The site, as a process of its own: the command knows nothing of Django."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, screen
from towpath.foundation import ExitCode, NotUnderstood

if TYPE_CHECKING:
    from towpath.evidence.homes import Home


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.command(rich_help_panel="Site")(serve)
    app.command(rich_help_panel="Site")(administrator)
    app.command(rich_help_panel="Site")(recover)
    app.command(rich_help_panel="Evidence")(audit)


def serve(
    context: typer.Context,
    address: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(help="Left out, the first that is free from 8000 on.")
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes that answer pages.")] = 1,
) -> None:
    """Serve the site of a partnership until it is stopped with Ctrl-C."""
    command = site(opening.home(context.obj).path, "serve", "--address", address)
    command += ["--workers", str(workers), *(["--port", str(port)] if port else [])]
    if os.name == "posix":  # the site takes this process over, and hears its signals
        os.execv(command[0], command)  # noqa: S606 - no shell is meant
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def administrator(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Their full name.")],
    email: Annotated[str, typer.Argument(help="The address that they sign in with.")],
    agency: Annotated[str, typer.Option(help="Their agency's short name.")] = "council",
    agency_name: Annotated[str, typer.Option(help="Its name, if it is new here.")] = "",
) -> None:
    """Add the first person of the site, who adds the others; prints their link to a password."""
    command = site(opening.home(context.obj).path, "administrator", name, email)
    command += ["--agency", agency, "--agency-name", agency_name]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def recover(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="The address that they sign in with.")],
    because: Annotated[str, typer.Option(help="Why, for the audit trail.")],
) -> None:
    """Let somebody in again who has lost every second step: they set up a new one."""
    command = site(opening.home(context.obj).path, "recover", email, "--because", because)
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def audit(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="verify, which is all that there is.")] = "verify",
) -> None:
    """Check that nobody has changed the audit trails: the evidence's, and the site's."""
    from towpath.evidence import trails

    if what != "verify":
        raise NotUnderstood(f'There is no "audit {what}".', "Say `towpath audit verify`.")
    home = opening.home(context.obj)
    events = screen.counted(trails.verify(home), "event")
    screen.say(f"The audit trail is whole: {events}, each chained to the one before.")
    done = prove(home)
    if done is not None and done.returncode:
        screen.remark(done.stderr.strip())
        raise typer.Exit(ExitCode.FAULT)
    if done is not None:
        screen.say(done.stdout.strip())


def prove(home: Home) -> subprocess.CompletedProcess[str] | None:
    """What the site says of its own trail; None where there is no site."""
    if not has_site(home):
        return None
    words = site(home.path, "verify_audit")
    return subprocess.run(words, capture_output=True, text=True, check=False)


def has_site(home: Home) -> bool:
    """Whether people have worked in the browser here."""
    return bool(home.settings.get("database_url")) or (home.path / "site.sqlite3").exists()


def site(home: Path, *words: str) -> list[str]:
    """The site's own process, by name."""
    if find_spec("django") is None:
        raise NotUnderstood(
            "The site is not installed here: this is Towpath for the command line alone.",
            "Install it with its extra: towpath[site].",
        )
    return [sys.executable, "-m", "towpath.web", "--home", str(home), *words]
