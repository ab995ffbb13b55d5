"""The priority matrix as it stands now: ranks, their ranges, and scores with confidence beside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from towpath.access.viewers import Viewer
from towpath.assessment.priorities.judgements import CRITERIA
from towpath.editions import gathering, queries


@dataclass(frozen=True)
class Ranked:
    """A candidate's place by the agreed weights, and under a thousand random weightings."""

    theme: str
    rank: int
    low: int
    high: int
    first: int  # per cent of the weightings that put it first
    means: tuple[float, ...]
    score: float
    confidence: str

    @property
    def span(self) -> str:
        """The range of its rank."""
        return f"{self.low} to {self.high}" if self.low != self.high else f"{self.low}"


@dataclass(frozen=True)
class Ranking:
    """The scored candidates in order, what is not yet scored, and whether the order would hold."""

    rows: tuple[Ranked, ...]
    waiting: tuple[str, ...]
    criteria: tuple[str, ...] = CRITERIA

    @property
    def says(self) -> str:
        """The one plain sentence."""
        if not self.rows:
            return "No candidate has been scored on every criterion yet."
        first = self.rows[0]
        if first.low == first.high == 1:
            return f"{first.theme} comes first, whatever the weights."
        return (
            f"{first.theme} comes first by the agreed weights, and in {first.first} % of a "
            f"thousand random weightings; its rank would lie between {first.low} and {first.high}."
        )


def ranking(*, viewer: Viewer, id: UUID) -> Ranking:
    """Rank what has been scored so far, in the way in which the edition prints it."""
    from towpath.assessment.priorities import matrix

    given = gathering.judged(queries.found(viewer=viewer, id=id))
    waiting = tuple(one.theme for one in given.candidates if not one.complete)
    if not given.scored:
        return Ranking((), waiting)
    found = matrix.rank(given)
    rows = (
        Ranked(
            found.names[place],
            int(found.rank[place]),
            int(found.rank_low[place]),
            int(found.rank_high[place]),
            round(100 * float(found.first[place])),
            tuple(one.mean(word) or 0.0 for word in CRITERIA),
            float(found.score[place]),
            str(found.confidence[place]),
        )
        for place, one in enumerate(given.scored)
    )
    return Ranking(tuple(sorted(rows, key=lambda one: (one.rank, one.theme))), waiting)
