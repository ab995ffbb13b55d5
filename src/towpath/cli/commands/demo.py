"""The demo partnership: Aldermere, invented, with its data, its home and its assessment."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from towpath.cli import screen

demo_app = typer.Typer(
    help="The demo: an invented partnership whose truth is known.", no_args_is_help=True
)
NAME = "Safer Aldermere Partnership"
COLOUR = "#1D5E54"
PERIOD, AGAINST = "2025", "the year before"


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.add_typer(demo_app, name="demo", rich_help_panel="Set up")
    demo_app.callback()(_group)
    demo_app.command("build")(build)
    demo_app.command("write")(write)


def _group() -> None:
    """Keep `build` a word of its own."""


def write(
    folder: Annotated[Path, typer.Argument(help="Where to write the agencies' files.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 2026,
) -> None:
    """Write the demo's files as its agencies would deliver them, to practise loading."""
    from towpath.sources import demo

    demo.write(folder, seed)
    screen.say(f"Reference files: {folder / 'reference'}")
    for handed in demo.handed_over(folder):
        screen.say(f"Delivery:        {handed.folder}")
    screen.remark(demo.NOTICE)


def build(
    home: Annotated[Path, typer.Option(help="Where its home shall be.")] = Path("towpath-demo"),
    again: Annotated[bool, typer.Option(help="Build it anew even if it is there.")] = False,
) -> None:
    """Make the demo: its files, its home, its loads, and its strategic assessment."""
    from towpath.cli import compilation

    made = home / "towpath.toml"
    if again or not made.exists():
        _found(home)
    wanted = compilation.Wanted(PERIOD, AGAINST)
    done = compilation.compile(home, wanted, at=datetime.now(UTC).date())
    compilation.tell(done)


def _found(home: Path) -> None:
    """Everything is built aside and moved into place at the end: half a demo is no demo."""
    import shutil

    from towpath.cli import founding
    from towpath.evidence import loading
    from towpath.sources import demo

    with tempfile.TemporaryDirectory(dir=home.absolute().parent, prefix=".demo-") as scratch:
        files = Path(scratch) / "files"
        screen.remark("Inventing Aldermere and its agencies' files…")
        demo.write(files)
        aside, _ = founding.found(
            Path(scratch) / "home",
            "Aldermere",
            reference=files / "reference",
            name=NAME,
            colour=COLOUR,
            tell=screen.remark,
            notice=demo.NOTICE,
        )
        shutil.copy(files / "local_areas.toml", aside.path)
        shutil.copytree(files / "definitions", aside.definitions, dirs_exist_ok=True)
        with screen.progress("Loading") as bar:
            handed = demo.handed_over(files)
            for place, one in enumerate(handed):
                bar(f"Loading {one.folder.name}", place / len(handed))
                loading.deliver(
                    aside,
                    [one.folder],
                    loading.Wishes(feed=one.feed, agency=one.agency),
                    grant=aside.owner(),
                    at=datetime.now(UTC),
                )
        if home.exists():
            shutil.rmtree(home)
        aside.path.rename(home.absolute())
