"""5a: judgements with authors and grounds, ranks that other weights may move, gaps said."""

from __future__ import annotations

import pytest

from towpath.assessment.priorities import judgements, matrix
from towpath.assessment.priorities.judgements import CRITERIA, Candidate, Judgements, Score
from towpath.documents.blocks import Table
from towpath.foundation import NotUnderstood

KEYS = ("1c", "2a")


def candidate(theme, *values, confidence="low"):
    scores = [Score(word, value, "A. Analyst", "It is so.", ("1c",))
              for word, value in zip(CRITERIA, values, strict=False)]  # fmt: skip
    return Candidate(theme, confidence, tuple(scores))


def read(tmp_path, score='by="A"\nbecause="B."\ncites=["1c"]', value=3, confidence="low"):
    text = f'[[candidate]]\ntheme="Burglary"\nconfidence="{confidence}"\n'
    for word in CRITERIA:
        text += f'[[candidate.score]]\ncriterion="{word}"\nvalue={value}\n{score}\n'
    (tmp_path / judgements.FILE).write_text(text, "utf-8")
    return judgements.read(tmp_path, KEYS)


def test_what_is_best_on_everything_is_first_whatever_the_weights():
    ranked = matrix.rank(Judgements((candidate("A", 5, 5, 5, 5), candidate("B", 4, 4, 4, 4))))
    assert ranked.first.tolist() == [1.0, 0.0]


def test_low_confidence_does_not_bury_a_candidate():
    hidden = candidate("Exploitation", 5, 5, 5, 5, confidence="low")
    seen = candidate("Shop theft", 4, 4, 4, 4, confidence="high")
    ranked = matrix.rank(Judgements((seen, hidden)))
    assert ranked.rank.tolist() == [2, 1]


def test_several_judges_are_averaged():
    two = Candidate("A", "low", candidate("A", 2).scores + candidate("A", 4).scores)
    assert two.mean("harm") == 3


@pytest.mark.parametrize(
    ("score", "words"),
    [('by=""\nbecause="B."\ncites=["1c"]', "lacks by"),
     ('by="A"\nbecause=""\ncites=["1c"]', "lacks because"),
     ('by="A"\nbecause="B."\ncites=[]', "cites nothing"),
     ('by="A"\nbecause="B."\ncites=["9z"]', "cites 9z")],
)  # fmt: skip
def test_a_judgement_without_author_reason_or_grounds_is_refused(tmp_path, score, words):
    with pytest.raises(NotUnderstood, match=words):
        read(tmp_path, score)


def test_a_score_off_the_scale_is_refused(tmp_path):
    with pytest.raises(NotUnderstood, match="Scores go from 1 to 5"):
        read(tmp_path, value=6)


def test_a_figure_may_be_cited(tmp_path):
    found = read(tmp_path, 'by="A"\nbecause="B."\ncites=["F-4KDQZ7PA"]')
    assert found.scored


def test_without_scores_the_evidence_puts_candidates_forward(ask):
    found = matrix.find(ask())
    assert not found.supplied
    (table,) = (one for one in found.blocks if isinstance(one, Table))
    assert {row[-1] for row in table.rows} == {"not yet scored"}


def test_a_candidate_without_all_scores_waits(ask, monkeypatch):
    given = Judgements((candidate("A", 5, 5, 5, 5), candidate("B", 1, 2)))
    monkeypatch.setattr(judgements, "read", lambda *_: given)
    found = matrix.find(ask())
    assert "Not yet scored: B." in "".join(one for one in found.sentence if isinstance(one, str))


def test_the_same_judgements_give_the_same_figures(ask, monkeypatch):
    given = Judgements((candidate("A", 5, 1, 3, 2), candidate("B", 3, 4, 2, 2)))
    monkeypatch.setattr(judgements, "read", lambda *_: given)
    once, again = (matrix.find(ask()).figures for _ in range(2))
    assert [(f.id, f.value) for f in once] == [(f.id, f.value) for f in again]
