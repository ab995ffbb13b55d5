"""5a: the priority matrix: what named people put first, and whether it stays first.

Ranks carry the range they have under a thousand random weightings. Confidence stands beside them
and is never multiplied in: it would bury hidden crime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import priorities
from towpath.analysis.priorities import Matrix
from towpath.assessment import caveats, headlines, measures, wording
from towpath.assessment.contents import entries
from towpath.assessment.findings import Finding
from towpath.assessment.priorities import judgements
from towpath.assessment.priorities.judgements import CRITERIA, Candidate, Judgements
from towpath.documents.blocks import Align, Block, Cell, Chart, ChartKind, Column, Spans, Table
from towpath.foundation import Figure

if TYPE_CHECKING:
    from towpath.assessment.study import Study

# Fixed, so that the same judgements give the same ranges.
SEED = 1998
RUNS = 1000
OWNER = "the strategy group"
GROUNDS, BY = "priority-grounds", "By"
LACK = "No candidate priority has been scored on every criterion."


def find(study: Study) -> Finding:
    """The matrix with its grounds; without scores, what the evidence puts forward to be scored."""
    given = judgements.read(study.held.home.definitions, (one.key for one in entries()))
    asked = (*_recommendations(given), *_decisions(given))
    if not given.scored:
        return _unscored(study, asked)
    ranked = rank(given)
    order = np.argsort(ranked.rank, kind="stable").tolist()
    blocks: tuple[Block, ...] = (
        _chart(study, given, ranked, order),
        _table(study, given, ranked, order),
        _grounds(given),
        *asked,
    )
    found = Finding(_sentence(study, given, ranked, order), blocks)
    return found.with_caveats(*caveats.named(study, "judgement"))


def rank(given: Judgements) -> Matrix:
    """The scored candidates, by the agreed weights and by random ones."""
    scored = given.scored
    scores = {word: [one.mean(word) or 0.0 for one in scored] for word in CRITERIA}
    return priorities.rank(
        [one.theme for one in scored],
        {word: np.array(values) for word, values in scores.items()},
        np.random.default_rng(SEED),
        weights=dict(given.weights) if given.weights else None,
        confidence=[one.confidence for one in scored],
        runs=RUNS,
    )


def _unscored(study: Study, asked: tuple[Block, ...]) -> Finding:
    """Not supplied, with what the evidence puts forward for the group to score."""
    told = headlines.told_of(study)
    rows: list[tuple[Cell, ...]] = [
        (row.label, row.after, row.change, row.verdict, "not yet scored")
        for row in (told.rows[1:] if told else ())
    ]
    columns = (Column("Candidate", Align.LEFT), Column("Incidents"), Column("Change"),
               Column("Verdict", Align.LEFT), Column("Score", Align.LEFT))  # fmt: skip
    table = Table("candidates", "Candidates that the evidence puts forward", columns, tuple(rows))
    missing = f"Not supplied: {LACK} Owner: {OWNER}."
    return Finding((missing,), (table, *asked), missing=missing, owner=OWNER)


def _sentence(study: Study, given: Judgements, ranked: Matrix, order: list[int]) -> Spans:
    first = order[0]
    said = wording.spans(
        "The strategy group put {theme} first; it stays first in {share} of a thousand random "
        "weightings, on {confidence} confidence in the evidence.",
        theme=ranked.names[first].lower(),
        share=_first(study, ranked, first),
        confidence=str(ranked.confidence[first]),
    )
    waiting = [one.theme for one in given.candidates if not one.complete]
    if not waiting:
        return said
    return wording.joined((*said, " Not yet scored: ", *wording.listed(waiting), "."))


def _first(study: Study, ranked: Matrix, place: int) -> Figure:
    return measures.figure(
        study, "priority-first", 100 * float(ranked.first[place]), feed=judgements.FILE,
        theme=ranked.names[place], seed=SEED, runs=RUNS, denominator=RUNS,
        numerator=round(ranked.first[place] * RUNS), judged=_mark(ranked),
    )  # fmt: skip


def _rank(study: Study, ranked: Matrix, place: int) -> Figure:
    return measures.figure(
        study, "priority-rank", int(ranked.rank[place]), low=float(ranked.rank_low[place]),
        high=float(ranked.rank_high[place]), limits="95 % of random weightings", seed=SEED,
        feed=judgements.FILE, theme=ranked.names[place], judged=_mark(ranked),
    )  # fmt: skip


def _mark(ranked: Matrix) -> str:
    """What was judged, in short: other judgements make other figures."""
    import hashlib

    text = f"{ranked.names}{ranked.score.round(9).tolist()}{ranked.weights.round(9).tolist()}"
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _chart(study: Study, given: Judgements, ranked: Matrix, order: list[int]) -> Chart:
    rows = tuple((ranked.names[one], _rank(study, ranked, one)) for one in order)
    columns = (Column("Candidate", Align.LEFT), Column("Rank"))
    caption = "Rank of each candidate and its range"
    table = Table("priority-ranks", caption, columns, rows, appendix=True)
    sure = ranked.rank_high[order[0]] == 1
    title = "What comes first, " + (
        "whatever the weights" if sure else "and how far other weights would move it"
    )
    ranges = (f"{ranked.names[one]} {ranked.rank_low[one]:.0f} to {ranked.rank_high[one]:.0f}"
              for one in order)  # fmt: skip
    alt = f"Ranks under a thousand random weightings: {'; '.join(ranges)}."
    return Chart(ChartKind.DOTS, title, alt, table, x="Rank", y="Candidate",
                 x_title="rank, 1 is first")  # fmt: skip


def _table(study: Study, given: Judgements, ranked: Matrix, order: list[int]) -> Table:
    columns = (
        Column("Candidate", Align.LEFT), Column("Rank"), Column("Range", Align.LEFT),
        Column("First"), *(Column(word.capitalize()) for word in CRITERIA), Column("Score"),
        Column("Confidence", Align.LEFT),
    )  # fmt: skip
    rows = tuple(_row(study, given.scored[one], ranked, one) for one in order)
    weights = ", ".join(f"{word} {weight:.0%}" for word, weight in
                        zip(ranked.criteria, ranked.weights, strict=True))  # fmt: skip
    note = (
        f"Scores from {judgements.LOWEST} to {judgements.HIGHEST}; weights: {weights}. "
        "The range holds the middle 95 % of its ranks under random weights."
    )
    return Table("priority-matrix", "The priority matrix", columns, rows, (note,))


def _row(study: Study, one: Candidate, ranked: Matrix, place: int) -> tuple[Cell, ...]:
    scores = (
        measures.figure(study, "priority-criterion", one.mean(word), feed=judgements.FILE,
                        theme=one.theme, criterion=word, judged=_mark(ranked))
        for word in CRITERIA
    )  # fmt: skip
    whole = measures.figure(
        study, "priority-score", float(ranked.score[place]), feed=judgements.FILE,
        theme=one.theme, judged=_mark(ranked),
    )  # fmt: skip
    low, high = int(ranked.rank_low[place]), int(ranked.rank_high[place])
    wide = f"{low} to {high}" if low != high else f"{low}"
    return (one.theme, _rank(study, ranked, place), wide, _first(study, ranked, place),
            *scores, whole, one.confidence)  # fmt: skip


def _grounds(given: Judgements) -> Table:
    words = ("Candidate", "Criterion", "Score", "By", "Body", "Because", "Rests on")
    columns = tuple(Column(word, Align.LEFT, private=word == BY) for word in words)
    rows = tuple(
        (one.theme, score.criterion, f"{score.value:g}", score.by, score.body or "not said",
         score.because, ", ".join(score.cites))
        for one in given.candidates
        for score in one.scores
    )  # fmt: skip
    return Table(GROUNDS, "Who judged what, and on what grounds", columns, rows,
                 appendix=True)  # fmt: skip


def _recommendations(given: Judgements) -> tuple[Block, ...]:
    if not given.recommendations:
        return ()
    columns = tuple(Column(word, Align.LEFT) for word in
                    ("Recommendation", "Priority", "Owner", "Measure", "Indicator"))  # fmt: skip
    rows = tuple((one.what, one.theme, one.owner, one.measure, one.indicator)
                 for one in given.recommendations)  # fmt: skip
    return (
        Table("recommendations", "Recommendations, to be carried into the plan", columns, rows),
    )


def _decisions(given: Judgements) -> tuple[Block, ...]:
    if not given.decisions:
        return ()
    columns = tuple(Column(word, Align.LEFT) for word in ("Decision", "Owner", "Because"))
    rows = tuple((one.ask, one.owner, one.because) for one in given.decisions)
    return (Table("decisions", "Each with who carries it out", columns, rows),)
