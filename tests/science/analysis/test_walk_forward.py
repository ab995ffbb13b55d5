"""Walk forward: no look ahead, each day scored as by a loop, and a verdict that can be trusted."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from towpath.analysis import events, grids, scoring, walk_forward
from towpath.analysis.arrays import Floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.walk_forward import Reason

FIRST = 400.0


@dataclass(frozen=True)
class Counts:
    """Counts of the last days: the smallest method that does anything."""

    memory: float = 365.0
    slug: str = "counts"
    label: str = "The plain map"

    def fit(self, known: Events, grid: Grid, as_of: float) -> "Fitted":
        assert not len(known) or known.day.max() < as_of
        return Fitted(self.memory, grid, as_of)


@dataclass(frozen=True)
class Fitted:
    memory: float
    grid: Grid
    as_of: float

    def daily(self, happened: Events, first: float, days: int) -> Floats:
        rows = [happened.between(d - self.memory, d).xy for d in first + np.arange(days)]
        return np.stack([self.grid.count(xy) / self.memory for xy in rows])

    def settings(self) -> dict[str, float]:
        return {"memory": self.memory, "as_of": self.as_of}


@dataclass(frozen=True)
class Given:
    """One map, the same every day."""

    values: Floats
    slug: str = "given"
    label: str = "The given map"

    def fit(self, known: Events, grid: Grid, as_of: float) -> "Given":
        return self

    def daily(self, happened: Events, first: float, days: int) -> Floats:
        return np.tile(self.values, (days, 1))

    def settings(self) -> dict[str, float]:
        return {}


GRID = grids.over(1000, 1000, 2999, 2999, 100)


def happened(per_day: float, days: int = 500, seed: int = 1) -> tuple[Events, Floats]:
    rng = np.random.default_rng(seed)
    risk = rng.gamma(0.4, size=GRID.cells)
    risk /= risk.sum()
    number = rng.poisson(per_day * days)
    centre = GRID.centres[rng.choice(GRID.cells, number, p=risk)]
    when = np.floor(rng.random(number) * days)
    return events.of(*centre.T, when), risk


def test_every_day_is_scored_as_by_a_loop() -> None:
    held, _ = happened(6)
    found = walk_forward.run([Counts()], held, GRID, FIRST, 20)
    track = found.tracks[0]
    for i, day in enumerate(found.day):
        row = GRID.count(held.between(day - 365, day).xy) / 365
        cells = GRID.cell_of(held.between(day, day + 1).xy)
        assert found.events[i] == cells.size
        assert track.hits[i] == pytest.approx(scoring.hits(row, cells))
        assert track.total[i] == pytest.approx(row.sum())
        # The base period and the memory are one, so recapture is expectation times 365.
        assert track.recaptured[i] == pytest.approx(365 * track.expected[i])
        assert found.before[i] == pytest.approx(365 * row.sum())


def test_what_is_kept_from_day_to_day_by_hand() -> None:
    still = walk_forward.run([Given(np.arange(400.0))], happened(6)[0], GRID, FIRST, 5)
    assert np.isnan(still.tracks[0].kept[0])
    assert still.tracks[0].kept[1:] == pytest.approx(np.ones(4))
    score = walk_forward.scores(still)[0]
    assert (score.kept, score.jaccard) == (1, 1)


def test_methods_are_fitted_anew_as_often_as_asked() -> None:
    held, _ = happened(6)
    once = walk_forward.run([Counts()], held, GRID, FIRST, 20)
    often = walk_forward.run([Counts()], held, GRID, FIRST, 20, refit_every=8)
    assert [day for day, _ in once.tracks[0].settings] == [400]
    assert [s["as_of"] for _, s in often.tracks[0].settings] == [400, 408, 416]
    assert often.tracks[0].hits == pytest.approx(once.tracks[0].hits)


def test_a_large_grid_is_forecast_in_pieces_to_the_same_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, _ = happened(6)
    whole = walk_forward.run([Counts()], held, GRID, FIRST, 20)
    monkeypatch.setattr(walk_forward, "_VALUES_HELD", 3 * GRID.cells)
    pieces = walk_forward.run([Counts()], held, GRID, FIRST, 20)
    assert np.array_equal(whole.tracks[0].hits, pieces.tracks[0].hits)
    assert np.array_equal(whole.tracks[0].kept, pieces.tracks[0].kept, equal_nan=True)


def test_events_outside_the_grid_are_counted_apart() -> None:
    held, _ = happened(6)
    moved = held.xy.copy()
    moved[held.day == FIRST] += 50_000
    found = walk_forward.run([Counts()], replace(held, xy=moved), GRID, FIRST, 3)
    assert found.events[0] == 0
    assert found.outside[0] == (held.day == FIRST).sum()
    assert found.outside[1:].sum() == 0


def test_the_best_fixed_map_is_that_of_all_days_together() -> None:
    held, _ = happened(6)
    found = walk_forward.run([Counts()], held, GRID, FIRST, 30)
    counted = GRID.count(held.between(FIRST, FIRST + 30).xy)
    perfect = walk_forward.run([Given(counted)], held, GRID, FIRST, 30)
    assert perfect.tracks[0].hits.sum(axis=0) == pytest.approx(found.best_fixed)
    assert (found.best.sum(axis=0) >= found.best_fixed - 1e-9).all()


def test_a_method_against_itself_differs_by_nothing() -> None:
    held, _ = happened(6)
    found = walk_forward.run([Counts(), Counts(slug="same")], held, GRID, FIRST, 30)
    same = walk_forward.compare(found, "same", "counts")
    assert not same.difference.value.any()
    assert not same.telling.any()


def judged(per_day: float, days: int, forecast: str) -> walk_forward.Verdict:
    held, risk = happened(per_day)
    rng = np.random.default_rng(5)
    maps = {"truth": risk, "blind": rng.permutation(risk), "twin": risk * rng.gamma(8, size=400)}
    methods = [Counts(), Given(maps[forecast])]
    found = walk_forward.run(methods, held, GRID, FIRST, days)
    return walk_forward.verdict(found, "given", "counts")


@pytest.mark.parametrize(
    ("per_day", "days", "forecast", "reason", "on"),
    [
        (4, 95, "truth", Reason.BETTER, True),
        (6, 95, "blind", Reason.WORSE, False),
        (1.5, 95, "twin", Reason.NO_BETTER, False),
        (0.1, 95, "truth", Reason.TOO_FEW, False),
        (6, 30, "truth", Reason.TRIAL, True),
    ],
)
def test_a_forecast_earns_its_place_or_is_switched_off(
    per_day: float, days: int, forecast: str, reason: Reason, on: bool
) -> None:
    found = judged(per_day, days, forecast)
    assert (found.reason, found.on) == (reason, on)
    assert found.days == min(days, 90)


def test_the_verdict_is_a_sentence_with_its_numbers() -> None:
    said = judged(6, 95, "blind").sentence
    assert said.startswith("The given map: ")
    assert "events caught in 5 % of the area over 90 days. The plain map: " in said
    assert said.endswith("worse than the plain map and is switched off.")


@pytest.mark.slow
def test_of_two_maps_alike_one_is_seldom_called_better() -> None:
    rng, called = np.random.default_rng(9), []
    for _ in range(120):
        centre = GRID.centres[rng.integers(GRID.cells, size=900)]
        held = events.of(*centre.T, np.floor(rng.random(900) * 90))
        methods = [Given(rng.random(GRID.cells), slug) for slug in ("one", "plain")]
        found = walk_forward.run(methods, held, GRID, 0, 90)
        called.append(walk_forward.verdict(found, "one", "plain").reason)
    assert called.count(Reason.BETTER) + called.count(Reason.WORSE) < 12
    assert called.count(Reason.NO_BETTER) > 100


def test_the_plain_map_is_the_yardstick_and_stays_on() -> None:
    held, _ = happened(6)
    found = walk_forward.run([Counts()], held, GRID, FIRST, 95)
    said = walk_forward.verdict(found, "counts", "counts")
    assert (said.on, said.reason) == (True, Reason.YARDSTICK)


def test_without_any_event_the_verdict_still_speaks() -> None:
    held, _ = happened(6)
    found = walk_forward.run([Counts(), Given(np.ones(400))], held, GRID, 600, 95)
    said = walk_forward.verdict(found, "given", "counts")
    assert said.reason == Reason.TOO_FEW
    assert "no event fell on the map" in said.sentence
    score = walk_forward.scores(found)[1]
    assert np.isnan(score.hit_rate.value).all()
    assert (score.hit_rate.high == 1).all()


def test_what_cannot_be_walked_is_refused() -> None:
    held, _ = happened(1)
    with pytest.raises(NotEnoughData, match="two days"):
        walk_forward.run([Counts()], held, GRID, FIRST, 1)
    with pytest.raises(ImpossibleNumbers, match="no method to score"):
        walk_forward.run([], held, GRID, FIRST, 3)
    for refit in (0, -7):
        with pytest.raises(ImpossibleNumbers, match="days between refits"):
            walk_forward.run([Counts()], held, GRID, FIRST, 3, refit_every=refit)
    with pytest.raises(ImpossibleNumbers, match="wrong shape"):
        walk_forward.run([Given(np.ones(3))], held, GRID, FIRST, 3)
    with pytest.raises(ImpossibleNumbers, match="negative"):
        walk_forward.run([Given(-np.ones(400))], held, GRID, FIRST, 3)
    with pytest.raises(NotEnoughData, match="No method called kde"):
        walk_forward.run([Counts()], held, GRID, FIRST, 3).track("kde")
