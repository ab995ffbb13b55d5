"""The command's frame: its options, its groups of commands, and how an error leaves it."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from towpath import __version__
from towpath.foundation import ExitCode, TowpathError

app = typer.Typer(
    name="towpath",
    help="The working system of a community safety partnership: from partners' files to a "
    "strategic assessment that anyone can check.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


# A command makes many objects, drops few in cycles, and ends: looking for cycles after each 700 new
# ones, as Python does, takes a tenth of a short command's time.
_SELDOM = (50_000, 20, 20)


def _version(asked: bool) -> None:
    if asked:
        print(f"towpath {__version__}")
        raise typer.Exit


@app.callback()
def frame(
    context: typer.Context,
    home: Annotated[
        Path,
        typer.Option(envvar="TOWPATH_HOME", help="The partnership's home folder.", metavar="PATH"),
    ] = Path("towpath-home"),
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Remember which home the command works in."""
    context.obj = home


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with one of the five exit codes."""
    from towpath.cli import commands

    gc.set_threshold(*_SELDOM)
    commands.register(app)
    given = sys.argv[1:] if arguments is None else arguments
    # click has no option with an optional value; `--json=full` is one option of its own.
    spelt = ["--json-full" if one == "--json=full" else one for one in given]
    try:
        code = app(spelt, standalone_mode=False)
    except TowpathError as error:
        _say(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Nothing half done was kept.\n")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last door: a person gets a sentence
        _refuse_or_raise(error)
    sys.exit(code if isinstance(code, int) else ExitCode.DONE)


def _say(error: TowpathError) -> None:
    from towpath.cli import screen

    screen.complain(error.sentence, error.remedy)


def _refuse_or_raise(error: Exception) -> None:
    """Wrong use ends in a sentence; a fault of ours ends in one too, with the trace on request."""
    shown = getattr(error, "format_message", None)
    if shown is not None:
        from towpath.cli import screen

        screen.complain(shown(), "`towpath --help` lists what can be said.")
        sys.exit(ExitCode.WRONG_USE)
    if os.environ.get("TOWPATH_TRACE"):
        raise error
    from towpath.cli import screen

    screen.complain(
        f"Something went wrong inside Towpath: {type(error).__name__}: {error}",
        "Run it again with TOWPATH_TRACE=1 and report what it prints.",
    )
    sys.exit(ExitCode.FAULT)
