"""What a person sees: tables on stdout, progress and remarks on stderr, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

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
) -> None:
    """A table that fits the terminal; columns named in `words` are set left, numbers right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for place, heading in enumerate(headings):
        # Only words may wrap: half a number is a wrong number.
        left = place in words
        table.add_column(heading, justify="left" if left else "right", no_wrap=not left)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False, width=_width()).print(table)


def _width() -> int | None:
    """Piped output is as wide as it needs to be; a terminal gives its own width."""
    return None if sys.stdout.isatty() else 160


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
