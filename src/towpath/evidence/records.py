"""The records of a plain CSV file, counted apart from the engine, and sifted where they are odd.

An engine in parallel is fast but vague about odd files: where a quote is never closed it may
swallow what follows, and it does not say on which line a row stood. So the engine's count is only
believed where every record is one line; any other file is sifted here, line by line: what parses
to the header's columns is a row, what does not is refused under its line, and the next line is a
new beginning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 20
LONGEST_RECORD = 1 << 18  # characters
MOST_LINES = 200  # that one quoted value may run over


@dataclass(frozen=True)
class Broken:
    """A record that is no row: its line in the file (from 0), what is wrong, its text."""

    line: int
    rule: str
    sentence: str
    text: str


@dataclass(frozen=True)
class Sifted:
    """What sifting a file found. `rows` were written, each led by its line."""

    rows: int
    broken: tuple[Broken, ...]
    blank: int


def count(path: Path) -> int:
    """A file's lines; the last one counts whether or not it is ended."""
    import numpy as np

    end = ord("\n")
    lines, last, chunk = 0, end, np.empty(CHUNK, np.uint8)
    with path.open("rb", buffering=0) as stream:
        while read := stream.readinto(chunk.data):
            lines += int(np.count_nonzero(chunk[:read] == end))
            last = chunk[read - 1]
    return lines + int(last != end)


def header_lines(path: Path, delimiter: str) -> int:
    """How many lines the header takes: more than one where a name is broken by a line end."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        rows = csv.reader(stream, delimiter=delimiter)
        next(rows, None)
        return rows.line_num


def sift(path: Path, target: Path, columns: int, delimiter: str) -> Sifted:
    """Write the rows of a file to `target`, each led by its line (from 0 at the first record)."""
    broken: list[Broken] = []
    rows = blank = 0
    with target.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        for found in _records(_body(path, delimiter), columns, delimiter):
            if isinstance(found, Broken):
                broken.append(found)
            elif found is None:
                blank += 1
            else:
                writer.writerow(found)
                rows += 1
    return Sifted(rows, tuple(broken), blank)


def pick(path: Path, lines: Iterable[int], delimiter: str) -> dict[int, list[str]]:
    """The values on some lines (from 0 at the first record) of a file with one record a line."""
    wanted = set(lines)
    last = max(wanted, default=-1)
    found: dict[int, list[str]] = {}
    for number, line in enumerate(_body(path, delimiter)):
        if number in wanted:
            found[number] = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
        if number >= last:
            break
    return found


def pick_sifted(path: Path, lines: Iterable[int]) -> dict[int, list[str]]:
    """The values on some lines, of a file that `sift` wrote."""
    wanted = set(lines)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        return {int(row[0]): row[1:] for row in rows if int(row[0]) in wanted}


def _body(path: Path, delimiter: str) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        for _ in range(header_lines(path, delimiter)):
            stream.readline()
        yield from stream


def _records(
    lines: Iterator[str], columns: int, delimiter: str
) -> Iterator[Sequence[str | int] | Broken | None]:
    ahead: list[str] = []  # lines read on for a quote that was not closed, to be begun anew
    number = -1

    def following() -> str | None:
        return ahead.pop(0) if ahead else next(lines, None)

    while (line := following()) is not None:
        number += 1
        if not line.strip("\r\n"):
            yield None
            continue
        taken = [line]
        row = _parse(taken, delimiter)
        while row is None and _may_go_on(taken) and (more := following()) is not None:
            taken.append(more)
            row = _parse(taken, delimiter)
        if isinstance(row, list) and _fits(row, columns):
            yield [number, *row[:columns]]
            number += len(taken) - 1
        else:
            ahead = taken[1:] + ahead
            yield _broken(number, line, row if len(taken) == 1 else None, columns)


def _may_go_on(taken: list[str]) -> bool:
    return len(taken) < MOST_LINES and sum(map(len, taken)) < LONGEST_RECORD


def _parse(lines: list[str], delimiter: str) -> list[str] | str | None:
    """A row; None where a quote is still open at the end; a sentence where it is broken."""
    if len(lines[0]) > LONGEST_RECORD:
        return f"The row is longer than {LONGEST_RECORD:,} letters."
    whole = [*lines[:-1], lines[-1].rstrip("\r\n")]
    try:
        rows = list(csv.reader(whole, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        return f"The row's quotes are broken ({error})."
    return rows[0] if len(rows) == 1 else "The row's line ends are broken."


def _fits(row: list[str], columns: int) -> bool:
    # One more delimiter at the end of a row is how some programs end every row.
    return len(row) == columns or (len(row) == columns + 1 and not row[-1])


def _broken(number: int, line: str, row: list[str] | str | None, columns: int) -> Broken:
    text = line.rstrip("\r\n")[:LONGEST_RECORD]
    if row is None:
        return Broken(number, "open-quote", "A quote is opened and never closed.", text)
    if isinstance(row, str):
        rule = "over-long" if "longer" in row else "broken-quotes"
        return Broken(number, rule, row, text)
    said = f"The row has {len(row)} columns where the header has {columns}."
    return Broken(number, "ragged", said, text)
