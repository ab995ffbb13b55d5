"""Opening what a command works on: the home, its pack, its evidence under the owner's grant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.foundation import Area, Baseline, NotUnderstood, Period
from towpath.foundation.periods import add_months

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.documents.writers import Format
    from towpath.evidence.homes import Home
    from towpath.sources.reference import Pack


def home(path: Path) -> Home:
    """The partnership's home, or a sentence that says how to make one."""
    from towpath.evidence.homes import Home

    return Home.open(path)


def pack(of: Home) -> Pack:
    """Its reference pack, with the local areas that it has named."""
    from towpath.sources.reference import Pack

    return Pack.open(of.reference, of.path / "local_areas.toml")


def area(of: Home, words: str, known: Pack) -> Area:
    """The area of these words; without words, the partnership's own.

    Of several that are called so, the one that lies within the partnership's own is meant.
    """
    own = known.find(str(of.settings["area"]))
    return known.find(words, within=own) if words else own


@contextmanager
def study(path: Path, area_words: str, period: str, against: str) -> Iterator[Study]:
    """A study of an area and two windows, on what is in force, under the owner's grant."""
    from towpath.assessment.study import Question, Study
    from towpath.evidence import held

    of = home(path)
    known = pack(of)
    with held.open_held(of, of.owner()) as evidence:
        latest = max((add_months(load.first, 1) for load in evidence.loads), default=None)
        window = Period.parse(period, latest)
        question = Question(area(of, area_words, known), window, Baseline.parse(against, window))
        yield Study(question, evidence, known)


def formats(said: str) -> tuple[Format, ...] | None:
    """The formats of a comma-separated option; None for all of them."""
    from towpath.documents.writers import Format

    if said.strip().lower() in ("", "all"):
        return None
    words = [word.strip().lower() for word in said.split(",") if word.strip()]
    known = {one.value: one for one in Format}
    wrong = [word for word in words if word not in known]
    if wrong:
        raise NotUnderstood(
            f'There is no format "{wrong[0]}".', f"Say some of {', '.join(known)}, or all."
        )
    return tuple(known[word] for word in words)
