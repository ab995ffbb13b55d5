"""Compiling an assessment from the command: open, reckon, keep, write, and say where it is."""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.cli import opening, screen
from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    from towpath.assessment.compiling import Printing
    from towpath.assessment.editions import Edition
    from towpath.documents.writers import Format
    from towpath.evidence.homes import Home


@dataclass(frozen=True)
class Wanted:
    """What to compile: the words for area and windows, the forms and formats to write."""

    period: str
    against: str
    area: str = ""
    forms: tuple[str, ...] = ("partnership", "public")
    formats: Collection[Format] | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compiled:
    """What came of it."""

    edition: Edition
    folder: Path
    files: tuple[Path, ...]
    seconds: float


def compile(path: Path, wanted: Wanted, *, at: date) -> Compiled:
    """Compile an edition on what is in force and write its files."""
    from towpath.assessment import compiling, editions, rendering, typed

    started = time.perf_counter()
    with screen.progress("Reading the evidence") as bar, ExitStack() as beside:
        with opening.study(path, wanted.area, wanted.period, wanted.against) as study:
            home = study.held.home
            pool = beside.enter_context(rendering.beside(wanted.forms))
            edition = compiling.compile(
                study,
                printing(home),
                at=at,
                evidence=typed.read(home.editions),
                progress=lambda what, share: bar(what, share * 0.5),
            )
        folder = editions.keep(home.editions, edition)
        files = rendering.render(
            folder,
            rendering.Wanted(
                recipients(home, wanted.recipients), wanted.formats, word_template(home)
            ),
            forms=wanted.forms,
            progress=lambda what, share: bar(what, 0.5 + share * 0.5),
            pool=pool,
        )
    return Compiled(edition, folder, files, time.perf_counter() - started)


def printing(home: Home) -> Printing:
    """How the home wants its editions dressed."""
    from towpath.assessment.compiling import Printing

    said = home.settings
    return Printing(
        str(said["name"]), str(said.get("colour", "#12436D")), str(said.get("notice", ""))
    )


def recipients(home: Home, named: tuple[str, ...]) -> tuple[str, ...]:
    """Who a restricted edition is for: those named, else the partnership itself."""
    return named or (str(home.settings["name"]),)


def word_template(home: Home) -> Path | None:
    """The partnership's own Word file: `word_template` in towpath.toml, beside it or anywhere."""
    said = str(home.settings.get("word_template", ""))
    if not said:
        return None
    path = home.path / said
    if path.suffix.lower() != ".docx" or not path.is_file():
        raise NotUnderstood(
            f"The Word template {path} is no .docx file that can be found.",
            "Mend word_template in towpath.toml, or take the line out.",
        )
    return path


def tell(made: Compiled) -> None:
    """Say what was made and where it lies."""
    edition = made.edition
    found = [finding for finding in edition.contents if finding.supplied]
    screen.say(f"{edition.title}, {edition.period}, against {edition.baseline}")
    screen.say(f"Edition {edition.id}, snapshot {edition.snapshot}")
    screen.say(
        f"{len(found)} findings, {len(edition.figures):,} figures, {len(made.files)} files in "
        f"{made.seconds:.1f} seconds:"
    )
    for file in made.files:
        if file.stem in ("assessment", "board"):
            screen.say(f"  {file}")
    gaps = [finding for finding in edition.contents if not finding.supplied]
    if gaps:
        screen.remark(f"Not supplied: {', '.join(f'{one.key} {one.title}' for one in gaps)}.")
    for reason in edition.blocked:
        screen.remark(f"Blocks sign-off: {reason}")
