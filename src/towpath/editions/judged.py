"""The judgements of one edition in the form in which `assessment.priorities` reads them.

They lie in a folder of the edition's own beside the partnership's definitions, so that two drafts
never speak through one file, and a file that somebody wrote by hand stays as it is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from towpath.assessment.priorities import judgements
from towpath.assessment.priorities.judgements import Candidate, Decision, Judgements, Recommendation
from towpath.evidence.homes import Home


@dataclass(frozen=True)
class JudgedHome(Home):
    """A home seen through one edition: its definitions with this edition's judgements."""

    own: Path = field(default_factory=Path)

    @property
    def definitions(self) -> Path:
        """The partnership's definitions as copied for this edition."""
        return self.own


def home(of: Home, folder: Path, given: Judgements) -> JudgedHome:
    """Lay out an edition's definitions in its folder, its judgements among them."""
    own = folder / "definitions"
    shutil.rmtree(own, ignore_errors=True)
    if of.definitions.is_dir():
        shutil.copytree(of.definitions, own)
    own.mkdir(parents=True, exist_ok=True)
    if given.candidates:
        # Decisions are asked for in the partnership's file only; they go with either.
        decisions = judgements.read(of.definitions, _any_key()).decisions
        (own / judgements.FILE).write_text(written(given, decisions), "utf-8")
    return JudgedHome(of.path, own)


def _any_key() -> Iterator[str]:
    from towpath.assessment import contents

    return (one.key for one in contents.entries())


def written(given: Judgements, decisions: tuple[Decision, ...] = ()) -> str:
    """Judgements as the text of a priorities.toml."""
    lines: list[str] = []
    for criterion, value in (given.weights or {}).items():
        lines += ["[[weight]]", *_said(criterion=criterion, value=value)]
    for one in given.candidates:
        lines += _candidate(one)
    for recommended in given.recommendations:
        lines += _recommendation(recommended)
    for asked in decisions:
        lines += ["[[decision]]", *_said(ask=asked.ask, owner=asked.owner, because=asked.because)]
    return "\n".join(lines) + "\n"


def _candidate(one: Candidate) -> Iterator[str]:
    yield "[[candidate]]"
    yield from _said(theme=one.theme, confidence=one.confidence)
    if not one.scores:
        yield "score = []"
    for score in one.scores:
        yield "[[candidate.score]]"
        yield from _said(criterion=score.criterion, value=score.value, by=score.by)
        yield from _said(because=score.because, cites=list(score.cites), body=score.body)


def _recommendation(one: Recommendation) -> Iterator[str]:
    yield "[[recommendation]]"
    yield from _said(what=one.what, theme=one.theme, owner=one.owner)
    yield from _said(measure=one.measure, indicator=one.indicator)


def _said(**words: object) -> Iterator[str]:
    for key, value in words.items():
        # JSON's strings, numbers and lists are TOML's, but for one character.
        text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        yield f"{key} = {text}"
