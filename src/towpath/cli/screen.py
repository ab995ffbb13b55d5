"""What a person sees: tables on stdout, progress and remarks on stderr, JSON for scripts."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

# Rich is imported where it is used: it is not needed for `--json`.


def complain(sentence: str, remedy: str = "") -> None:
    """An error: one sentence, and what to do next."""
    from rich.console import Console
    from rich.text import Text

    words = Text(sentence, style="bold red")
    if remedy:
        words.append("\n" + remedy, style="not bold default")
    Console(stderr=True, soft_wrap=True).print(words)


def remark(sentence: str, *, grave: bool = False) -> None:
    """A remark beside the result; a grave one stands out."""
    from rich.console import Console

    style = "bold yellow" if grave else "dim"
    Console(stderr=True, soft_wrap=True, highlight=False).print(sentence, style=style, markup=False)


def say(sentence: str = "") -> None:
    """A line of the result."""
    sys.stdout.write(sentence + "\n")


def counted(number: int, noun: str) -> str:
    """A number with its noun, one or many."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def put_json(value: object) -> None:
    """The result for a script."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def put_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    words: frozenset[int] = frozenset({0}),
    spare: frozenset[str] = frozenset(),
) -> None:
    """A table that fits the terminal; columns named in `words` are set left, numbers right.

    Where it does not fit, the `spare` columns are left out, and said to be; then words are folded.
    """
    table = [tuple(headings), *map(tuple, rows)]
    room = _room()
    kept = list(range(len(headings)))
    if spare and _framed(_widest(table)) > room:
        kept = [at for at in kept if headings[at] not in spare]
    table = [tuple(row[at] for at in kept) for row in table]
    left = frozenset(place for place, at in enumerate(kept) if at in words)
    say(title)
    _print(table, left, _fitted(table, left, room))
    if len(kept) < len(headings):
        names = ", ".join(one for one in headings if one in spare)
        remark(f"Left out for want of room: {names}. A wider window or --json has them.")


def _print(table: Sequence[Cells], left: frozenset[int], widths: Sequence[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD)
    headings, *rows = table
    for place, heading in enumerate(headings):
        justify: Literal["left", "right"] = "left" if place in left else "right"
        drawn.add_column(heading, justify=justify, width=widths[place], overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    Console(highlight=False, markup=False, width=_framed(widths)).print(drawn)


Cells = tuple[str, ...]
_LONGEST = range(26, 11, -1)  # where there is no room, longer words are folded: hashes first


def _fitted(table: Sequence[Cells], left: frozenset[int], room: float) -> list[int]:
    """The columns' widths: only words are narrowed, since half a number is a wrong number."""
    widest = _widest(table)
    longest = _widest([tuple("\n".join(cell.split()) for cell in row) for row in table])
    for limit in _LONGEST:
        widths = [
            min(longest[place], limit) if place in left else whole
            for place, whole in enumerate(widest)
        ]
        if _framed(widths) <= room:
            break
    while _framed(widths) < room and widths != widest:
        place = max(range(len(widths)), key=lambda at: widest[at] - widths[at])
        widths[place] += 1
    return widths


def _widest(table: Sequence[Cells]) -> list[int]:
    """The longest line of each column."""
    return [
        max(len(line) for cell in cells for line in ["", *cell.splitlines()])
        for cells in zip(*table, strict=True)
    ]


def _framed(widths: Sequence[int]) -> int:
    return 1 + sum(width + 3 for width in widths)


def _room() -> float:
    """A terminal's width, or what COLUMNS says; piped output is as wide as it needs to be."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return int(said)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else math.inf


def put_facts(facts: Mapping[str, str]) -> None:
    """Label and value, a line each, the labels aligned."""
    widest = max(map(len, facts), default=0)
    for label, value in facts.items():
        lines = value.splitlines() or [""]
        say(f"{label:<{widest}}  {lines[0]}")
        for line in lines[1:]:
            say(" " * (widest + 2) + line)


Progress = Callable[[str, float], None]


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """A bar on stderr; the work calls it with what it does and the share done (0 to 1)."""
    if not sys.stderr.isatty():
        yield lambda _what, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns: list[Any] = [SpinnerColumn(), TextColumn("{task.description}", markup=False)]
    columns += [BarColumn(bar_width=30), TimeElapsedColumn()]
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)
