"""What the commands of places share: the question opened, the answer kept, and told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, screen
from towpath.foundation import NotUnderstood, Period, categories
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.evidence.held import Held
    from towpath.places.answers import Answer
    from towpath.places.ground import Question
    from towpath.places.keeping import Addressed

USUAL_MONTHS = 12

CategoryOption = Annotated[
    str, typer.Option(help='"burglary", "violence", …: `towpath categories`.')
]
PeriodOption = Annotated[
    str, typer.Option(help='"12 months to April 2025", "2024/25"; else the last 12 months held.')
]
AreaOption = Annotated[str, typer.Option(help="The area, if not the partnership's own.")]
CellOption = Annotated[float, typer.Option(help="Metres across a cell; 0 for one that suits.")]
FeedOption = Annotated[str, typer.Option(help="Count from this feed; else from the one that fits.")]
NetworkOption = Annotated[
    Path | None,
    typer.Option(
        help="Street centre lines (.gpkg, .geojson), drawn for who walks; hotspots ranks them too."
    ),
]
OutOption = Annotated[
    Path | None, typer.Option(help="Where to write the files; else HOME/results/places/….")
]
FormatsOption = Annotated[
    str,
    typer.Option(
        help="Some of html, pdf, docx, xlsx, csv, gpkg, geojson, pmtiles, png, svg; or all."
    ),
]
RecipientOption = Annotated[
    list[str] | None, typer.Option("--for", help="Who a marked answer is for; repeatable.")
]
QUICK = "html,csv,gpkg,geojson,png"


@dataclass(frozen=True)
class Asked:
    """What a person typed of where, when and what."""

    category: str
    period: str = ""
    area: str = ""
    cell: float = 0.0
    feed: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a person wants of the answer."""

    out: Path | None
    formats: str
    recipients: tuple[str, ...]
    json: bool = False


def wishes(out: Path | None, formats: str, recipients: list[str] | None, *, json: bool) -> Wishes:
    """Them as they were typed."""
    return Wishes(out, formats, tuple(recipients or ()), json)


def answer(
    path: Path,
    asked: Asked,
    wanted: Wishes,
    doing: str,
    find: Callable[[Held, Question], Answer],
) -> None:
    """Ask, keep what is found, and tell it; `doing`: what stands beside the bar meanwhile."""
    with question(path, asked) as (held, said), screen.progress("Looking") as on:
        on(doing, 0.2)
        found = find(held, said)
        on("Drawing", 0.7)
        files = keep(held, found, wanted)
    tell(found, files, json=wanted.json)


@contextmanager
def question(path: Path, asked: Asked) -> Iterator[tuple[Held, Question]]:
    """The question in its own terms, on what is in force, under the owner's grant."""
    from towpath.evidence import held
    from towpath.places.ground import Question

    home = opening.home(path)
    known = opening.pack(home)
    category = categories.find(asked.category)
    if asked.cell < 0:
        raise NotUnderstood("A cell below nought has no size.", "Give metres: --cell 150.")
    with _without_pandas(), held.open_held(home, home.owner()) as evidence:
        area = opening.area(home, asked.area, known)
        latest = max(add_months(load.first, 1) for load in evidence.loads)
        window = Period.parse(asked.period, latest) if asked.period else _usual(latest)
        yield evidence, Question(category, area, window, asked.cell, asked.feed)


class _NoPandas(MetaPathFinder):
    """Pandas is not to be found.

    PyArrow and pyogrio import it wherever it is installed, to ask of a value whether it is one of
    its frames. No answer of places holds one, and the import takes a fifth of a second.
    """

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("No command of places needs pandas.", name=fullname)


@contextmanager
def _without_pandas() -> Iterator[None]:
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _usual(latest: date) -> Period:
    return Period.of_months(add_months(latest, -USUAL_MONTHS), USUAL_MONTHS)


def keep(held: Held, answer: Answer, wanted: Wishes) -> tuple[Path, ...]:
    """Remember the answer's figures and write its files; their paths."""
    from towpath.assessment import ledger
    from towpath.places import keeping

    keeping.formats(wanted.formats)  # refused before anything is written
    ledger.record(held.home.results, answer.figures)
    folder = wanted.out or keeping.folder_of(held.home, answer)
    return keeping.keep(answer, _addressed(held, answer, wanted), folder, wanted.formats)


def _addressed(held: Held, answer: Answer, wanted: Wishes) -> Addressed:
    """Closed feeds: exact, marked, and for those named. Open data: for anyone, as they are."""
    from towpath.assessment import definitions, publishing
    from towpath.cli import compilation
    from towpath.documents import audience, layers
    from towpath.places.keeping import Addressed

    used = sorted({figure.definition for figure in answer.figures})
    meant = tuple((slug, definitions.get(slug).says) for slug in used)
    document = replace(answer.document(), definitions=meant)
    if answer.handling.open:
        public = tuple(layers.released(one, lambda given: given) for one in answer.layers)
        return Addressed(publishing.publish(document), public)
    named = compilation.recipients(held.home, wanted.recipients)
    closed = tuple(layers.Restricted(one, named) for one in answer.layers)
    return Addressed(audience.Restricted(document, named), closed)


def tell(answer: Answer, files: tuple[Path, ...], *, json: bool) -> None:
    """The answer for a script, or its sentences, first table, caveats and files for a person."""
    from towpath.documents import numbers

    if json:
        screen.put_json(answer.record() | {"files": [str(one) for one in files]})
        return
    for sentence in answer.sentences:
        screen.say(numbers.sentence(sentence))
    for table in answer.tables[:1]:
        headings = [column.heading for column in table.columns]
        rows: list[list[str]] = [[numbers.cell_text(cell) for cell in row] for row in table.rows]
        words = frozenset(
            place for place, column in enumerate(table.columns) if column.align == "left"
        )
        screen.say()
        screen.put_table(table.caption, headings, rows, words | {0}, _SPARE)
    for caveat in answer.caveats:
        screen.remark(f"{caveat.name}: {numbers.sentence(caveat.spans)}", grave=caveat.grave)
    if not answer.handling.open:
        screen.remark("From a closed feed: the files are marked OFFICIAL-SENSITIVE.")
    shown = [one for one in files if one.suffix in _SHOWN]
    for file in shown:
        screen.say(f"  {file}")
    if len(files) > len(shown):
        screen.remark(f"and {screen.counted(len(files) - len(shown), 'more file')} beside them.")


# Columns that a narrow terminal can do without: the files have them.
_SPARE = frozenset((
    "Hectares", "Minutes round", "Times denser", "Times the mean", "Share", "Kept next day",
    "Happened / expected", "In 0.5\N{NO-BREAK SPACE}%", "In 1\N{NO-BREAK SPACE}%",
))  # fmt: skip
_SHOWN = (".html", ".png", ".gpkg", ".geojson", ".pdf")


def edges(said: str) -> tuple[float, ...]:
    """Numbers between commas."""
    try:
        return tuple(float(word) for word in said.split(",") if word.strip())
    except ValueError as error:
        raise NotUnderstood(f'"{said}" is not a row of numbers.', "Say 0,100,200.") from error
