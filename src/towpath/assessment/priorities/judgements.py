"""Judgements: what named people scored for each candidate priority, and what they ask for.

HOME/definitions/priorities.toml holds them; docs/how-to/priorities.md says how to write it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from towpath.foundation import NotUnderstood

FILE = "priorities.toml"
CRITERIA = ("harm", "likelihood", "public concern", "capacity")
LOWEST, HIGHEST = 1, 5
CONFIDENCE = ("high", "medium", "low")
_FIGURE = re.compile(r"F-[A-Z2-7]{4,8}")


@dataclass(frozen=True)
class Score:
    """One person's score of a candidate on one criterion, why, and what it rests on.

    `by` is for the partnership; `body`, the agency for which they scored, for anybody.
    """

    criterion: str
    value: float
    by: str
    because: str
    cites: tuple[str, ...]
    body: str = ""


@dataclass(frozen=True)
class Candidate:
    """A candidate priority; `confidence` is a word about its evidence, never a factor."""

    theme: str
    confidence: str
    scores: tuple[Score, ...]

    @property
    def complete(self) -> bool:
        """Whether it is scored on every criterion."""
        return all(self.mean(criterion) is not None for criterion in CRITERIA)

    def mean(self, criterion: str) -> float | None:
        """The mean of what was scored on a criterion; None where nobody scored it."""
        given = [one.value for one in self.scores if one.criterion == criterion]
        return sum(given) / len(given) if given else None


@dataclass(frozen=True)
class Recommendation:
    """What ought to be done: by whom, and how it will be seen to have worked."""

    what: str
    theme: str
    owner: str
    measure: str
    indicator: str


@dataclass(frozen=True)
class Decision:
    """What the board is asked to decide, and who carries it out."""

    ask: str
    owner: str
    because: str


@dataclass(frozen=True)
class Judgements:
    """Everything that the strategy group wrote down. No weights means equal weights."""

    candidates: tuple[Candidate, ...] = ()
    weights: Mapping[str, float] | None = None
    recommendations: tuple[Recommendation, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def scored(self) -> tuple[Candidate, ...]:
        """The candidates that can be ranked."""
        return tuple(one for one in self.candidates if one.complete)


def read(definitions: Path, keys: Iterable[str]) -> Judgements:
    """The judgements of a home; empty where there is no file. `keys` are the findings' keys."""
    file = definitions / FILE
    if not file.is_file():
        return Judgements()
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise NotUnderstood(f"{FILE} cannot be read: {error}.", "Mend that line.") from error
    known = frozenset(keys)
    weights = {_criterion(row["criterion"]): float(row["value"]) for row in given.get("weight", [])}
    return Judgements(
        tuple(_candidate(row, known) for row in given.get("candidate", [])),
        weights or None,
        tuple(_recommendation(row) for row in given.get("recommendation", [])),
        tuple(
            Decision(**_words(row, "ask", "owner", "because")) for row in given.get("decision", [])
        ),
    )


def _candidate(row: Mapping[str, Any], known: frozenset[str]) -> Candidate:
    theme, confidence = _words(row, "theme")["theme"], str(row.get("confidence", ""))
    if confidence not in CONFIDENCE:
        raise NotUnderstood(
            f'{FILE}: "{theme}" has the confidence "{confidence}".',
            f"Say one of {', '.join(CONFIDENCE)}.",
        )
    return Candidate(theme, confidence, tuple(_score(theme, one, known) for one in row["score"]))


def _score(theme: str, row: Mapping[str, Any], known: frozenset[str]) -> Score:
    said = _words(row, "by", "because")
    value, cites = float(row["value"]), tuple(str(one) for one in row.get("cites", ()))
    wrong = [one for one in cites if one not in known and not _FIGURE.fullmatch(one)]
    if wrong or not cites:
        raise NotUnderstood(
            f'{FILE}: a score of "{theme}" by {said["by"]} cites {", ".join(wrong) or "nothing"}.',
            'Cite findings by key ("1c") or figures by id ("F-…").',
        )
    if not LOWEST <= value <= HIGHEST:
        raise NotUnderstood(
            f'{FILE}: {said["by"]} scored "{theme}" {value:g}.',
            f"Scores go from {LOWEST} to {HIGHEST}.",
        )
    criterion, body = _criterion(row["criterion"]), " ".join(str(row.get("body", "")).split())
    return Score(criterion, value, said["by"], said["because"], cites, body)


def _criterion(word: str) -> str:
    if word not in CRITERIA:
        raise NotUnderstood(f'{FILE}: "{word}" is no criterion.', f"Use {', '.join(CRITERIA)}.")
    return word


def _recommendation(row: Mapping[str, Any]) -> Recommendation:
    return Recommendation(**_words(row, "what", "theme", "owner", "measure", "indicator"))


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(**_words(row, "ask", "owner", "because"))


def _words(row: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The named words of a row, none of them empty."""
    lacking = [name for name in names if not str(row.get(name, "")).strip()]
    if lacking:
        raise NotUnderstood(
            f"{FILE}: an entry lacks {', '.join(lacking)}: {dict(row)!r:.80}.",
            "Every judgement names its author and its reason, every recommendation its owner.",
        )
    return {name: " ".join(str(row[name]).split()) for name in names}
