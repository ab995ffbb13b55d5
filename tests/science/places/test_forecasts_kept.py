"""Forecasts and scorecards are kept once, whole, and never changed; and scored by what came."""

import json
from datetime import date

import pytest

from towpath.analysis import grids
from towpath.documents import numbers
from towpath.evidence.homes import Home
from towpath.foundation import NoSuchData
from towpath.places import foreseen, kept, kept_scores, walks
from towpath.places.foreseen import Wanted
from towpath.places.methods import Choice
from towpath.places.walks import Asked

pytestmark = pytest.mark.xdist_group("aldermere")
GRID = grids.over(0, 0, 499, 299, 100)
KEY = {"feed": "f", "category": "burglary", "area": "a", "cell": 100.0, "method": "blend"}


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


@pytest.fixture
def forecast(rng):
    question = {"as_of": "2026-01-01", "days": 2, "grid": kept.grid_key(GRID), "asked": "blend"}
    return kept.Forecast(
        question, {"on": True}, GRID, rng.random((2, GRID.cells)), rng.random((2, GRID.cells))
    )


def test_what_is_kept_is_read_as_it_was(home, forecast):
    folder, fresh = kept.keep(home, forecast)
    assert fresh
    (read,) = kept.forecasts(home)
    assert (read.question, read.found, read.id) == (
        forecast.question, forecast.found, folder.name,
    )  # fmt: skip
    assert (read.expected == forecast.expected).all()
    assert (read.plain == forecast.plain).all()
    assert (read.grid.inside == GRID.inside).all()
    assert (read.grid.west, read.grid.south, read.grid.size) == (0, 0, 100)


def test_a_grid_with_holes_comes_back_as_it_was(home, rng):
    inside = rng.random((5, 7)) < 0.4
    grid = grids.Grid(1000.0, 2000.0, 250.0, inside)
    values = rng.random((1, grid.cells))
    question = {"as_of": "2026-01-01", "days": 1, "grid": kept.grid_key(grid)}
    kept.keep(home, kept.Forecast(question, {}, grid, values, values))
    (read,) = kept.forecasts(home)
    assert (read.grid.inside == inside).all()
    assert read.grid.centres == pytest.approx(grid.centres)


def test_the_same_question_again_changes_nothing(home, forecast):
    folder, _ = kept.keep(home, forecast)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    other = kept.Forecast(forecast.question, {"on": False}, GRID, forecast.plain, forecast.plain)
    assert kept.keep(home, other) == (folder, False)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [one.name for one in folder.parent.iterdir()] == [folder.name]


def test_a_death_while_it_is_written_leaves_nothing(home, forecast, monkeypatch):
    def fails(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr("towpath.evidence.homes.sync_folder", fails)
    with pytest.raises(OSError, match="full"):
        kept.keep(home, forecast)
    assert list((home.results / "forecasts").iterdir()) == []
    monkeypatch.undo()
    assert kept.keep(home, forecast)[1]


def test_the_id_is_of_the_question_and_the_grid(forecast):
    moved = grids.Grid(100.0, 0.0, 100.0, GRID.inside)
    question = {**forecast.question, "grid": kept.grid_key(moved)}
    assert kept.id_of("fc", question) != forecast.id
    assert kept.id_of("fc", dict(reversed(forecast.question.items()))) == forecast.id


def card(home, end, *, on, trial=False):
    question = {**KEY, "end": end, "kind": "walk forward"}
    row = {"method": "blend", "on": on, "reason": "better" if on else "worse", "trial": trial}
    kept.keep_scorecard(home, question, {"verdicts": [row]})


def test_a_verdict_stands_for_a_quarter(home):
    card(home, "2025-01-01", on=False)
    card(home, "2025-02-01", on=True)  # a second look within the quarter changes nothing
    found = kept.judgement(home, KEY, date(2025, 3, 1))
    assert (found.on, found.day) == (False, date(2025, 1, 1))
    assert kept.judgement(home, KEY, date(2025, 4, 2)) is None
    card(home, "2025-04-02", on=True)
    assert kept.judgement(home, KEY, date(2025, 4, 3)).on


def test_a_trial_and_another_place_give_no_verdict(home):
    card(home, "2025-01-01", on=False, trial=True)
    assert kept.judgement(home, KEY, date(2025, 1, 2)) is None
    card(home, "2025-01-02", on=False)
    assert kept.judgement(home, {**KEY, "area": "b"}, date(2025, 1, 3)) is None
    assert kept.judgement(home, KEY, date(2025, 1, 1)) is None


@pytest.fixture(scope="module")
def made(evidence, ask):
    """A forecast of each of two days that are held, and of one that is not."""
    wanted = Wanted(Choice("promap"), days=7)
    days = (date(2025, 11, 3), date(2025, 11, 10), date(2026, 1, 1))
    return [foreseen.foresee(evidence, Asked(ask("burglary"), day), wanted).kept for day in days]


def test_none_is_scored_before_its_days_are_held(evidence, made, home, monkeypatch):
    monkeypatch.setattr(Home, "results", home.path)
    with pytest.raises(NoSuchData, match="No forecast has been kept"):
        kept_scores.score(evidence)
    kept.keep(home, made[2])
    with pytest.raises(NoSuchData, match="their days are not held yet"):
        kept_scores.score(evidence)


def test_what_became_of_them_is_counted_and_kept(evidence, ask, made, home, monkeypatch):
    monkeypatch.setattr(Home, "results", home.path)
    for one in made:
        kept.keep(home, one)
    told = kept_scores.score(evidence)
    assert (len(told.outcomes), told.waiting) == (2, 1)
    first = told.outcomes[0]
    begins = walks.number_of(date(2025, 11, 3))
    seen = first.here.events.between(begins, begins + 7)
    assert first.events.sum() == len(seen)
    assert (first.hits <= first.events[:, None]).all()
    for question, found in told.cards:
        kept.keep_scorecard(home, question, found)
    assert [one["question"]["forecast"] for one in kept.scorecards(home)] == [
        one.id for one in made[:2]
    ]
    assert "2 forecasts of those kept can be scored" in numbers.sentence(told.answer.sentences[0])
    json.dumps(told.answer.record(), default=str)
