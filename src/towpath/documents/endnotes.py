"""The grounds on paper: what most figures share said once, then each figure in a line or less.

A web page has room for a table of every condition; paper has room for what tells a figure apart
from the others. The rest stands in the page, in `tables/figures.csv` and in `towpath explain`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from towpath.documents import contents, grounds, numbers
from towpath.documents.blocks import Document
from towpath.foundation import Figure

Facts = Mapping[str, str]
HOW_TO_READ = (
    "Every number above leads here. What most of them share is said first; each entry says only "
    "what is its own, with 95 % limits in brackets. Numerators, denominators and long conditions "
    "in full stand in the web page and in tables/figures.csv. For the rows and files behind a "
    "number, type towpath explain and its name."
)
# A longer condition (all twelve categories of crime, say) is given by its beginning.
_LONGEST = 60


@dataclass(frozen=True)
class Note:
    """The figures of one definition: what they share, and each one's id and words."""

    name: str
    about: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Endnotes:
    """What holds wherever a figure says nothing else, and the notes by definition."""

    common: str
    notes: tuple[Note, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The figures that have a note."""
        return frozenset(name for note in self.notes for name, _ in note.entries)


def of(document: Document) -> Endnotes:
    """The notes of every figure that paper shows; none in a document of one sheet."""
    shown = () if document.compact else contents.shown(document, behind=False)
    conditions = {figure.id: _conditions(figure) for figure in shown}
    common = _commonest(conditions.values())
    by_definition: dict[str, list[Figure]] = {}
    for figure in shown:
        name = f"{figure.definition}, version {figure.version}"
        by_definition.setdefault(name, []).append(figure)
    sentences = dict(document.definitions)
    notes = (
        _note(name, sentences.get(some[0].definition, ""), some, (conditions, common))
        for name, some in sorted(by_definition.items())
    )
    return Endnotes(_said(common), tuple(notes))


def _note(
    name: str, sentence: str, figures: list[Figure], known: tuple[Mapping[str, Facts], Facts]
) -> Note:
    conditions, common = known
    told = [_telling(conditions[figure.id], common) for figure in figures]
    first, *others = told
    shared = {key: first[key] for key in first if all(o.get(key) == first[key] for o in others)}
    about = f"{sentence} {_said(shared)}".strip()
    entries = (
        (figure.id, _entry(figure, {key: one[key] for key in one if key not in shared}))
        for figure, one in zip(figures, told, strict=True)
    )
    return Note(name, about, tuple(entries))


def _entry(figure: Figure, facts: Facts) -> str:
    missing = "" if figure.value is not None or numbers.gated(figure) else figure.missing
    value = grounds.value_text(figure).replace("95\N{NO-BREAK SPACE}% limits ", "")
    parts = (value, missing, *(_short(facts[key]) for key in facts))
    return ", ".join(part for part in parts if part)


def _conditions(figure: Figure) -> Facts:
    """All that a figure depends on, by name."""
    return {
        "period": figure.period.name if figure.period else "no one period",
        "against": figure.against.name if figure.against else "",
        "area": _area(figure),
        "snapshot": figure.snapshot,
        **{key: str(figure.basis[key]) for key in sorted(figure.basis)},
    }


def _area(figure: Figure) -> str:
    area = figure.area
    return (f"{area} ({area.code})" if area.name else area.code) if area else "no one area"


def _commonest(every: Iterable[Facts]) -> Facts:
    """The period, area, snapshot and feed that most figures have."""
    counted: dict[str, Counter[str]] = {}
    for facts in every:
        for key in ("period", "area", "snapshot", "feed"):
            counted.setdefault(key, Counter())[facts.get(key, "")] += 1
    first = {key: held.most_common(1)[0][0] for key, held in counted.items()}
    return {key: value for key, value in first.items() if value}


def _telling(facts: Facts, common: Facts) -> Facts:
    """The conditions that are not as most figures have them."""
    return {key: value for key, value in facts.items() if value and common.get(key) != value}


def _short(value: str) -> str:
    parts = value.split("+")
    if len(value) <= _LONGEST or len(parts) < 2:
        return value.replace("+", " + ")
    return f"{parts[0]} + {len(parts) - 1} more"


def _said(facts: Facts) -> str:
    return " ".join(f"{key.capitalize()}: {_short(value)}." for key, value in facts.items())
