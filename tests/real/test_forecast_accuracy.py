"""Every forecast on Chicago's burglaries: no worse than was measured before, method by method.

The protocol: the last 60 days (from 2 November 2017) are held back; parameters are settled once,
from the days before; 250 m cells whose centre lies within 750 m of an earlier event; ties shared;
all days pooled. The floor is what trial code of each method caught, less the half width of the 95 %
interval of its difference from the plain map, day by day.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from towpath.analysis import calibration, events, grids, walk_forward
from towpath.analysis.arrays import Floats
from towpath.analysis.prospective import (
    Method,
    blending,
    counting,
    promap,
    self_exciting_cells,
    self_exciting_points,
    smoothing,
    trafford,
)

pytestmark = [pytest.mark.real, pytest.mark.slow]

DAYS = 60
PLAIN, RECOMMENDED = "counts-365", "blend"

# Hit rates in % at 1, 2, 5, 10 and 20 % of the area.
FLOOR = {
    "counts": (7.6, 11.8, 20.1, 33.0, 51.9),
    "counts-365": (7.2, 10.4, 18.8, 30.2, 49.2),
    "counts-56": (4.7, 8.0, 16.3, 25.8, 36.7),
    "promap-grid": (5.2, 8.4, 16.5, 29.2, 45.0),
    "promap": (6.6, 9.9, 17.9, 28.6, 44.5),
    "density": (7.2, 11.3, 19.5, 31.3, 50.4),
    "density-90": (7.1, 11.1, 19.5, 31.7, 49.6),
    "self-exciting-grid": (7.8, 12.4, 20.7, 33.4, 52.5),
    "self-exciting": (7.3, 11.2, 20.2, 31.8, 50.9),
}

METHODS: list[Method] = [
    counting.Counts(),
    counting.Counts(365),
    counting.Counts(56),
    promap.Promap(on_cells=True),
    promap.Promap(),
    smoothing.Smooth(bandwidth=250),
    smoothing.Smooth(bandwidth=250, window=90),
    self_exciting_cells.SelfExcitingCells(),
    self_exciting_points.SelfExciting(),
    trafford.Trafford(),
    blending.Blend(),
]


def burglaries(path: Path) -> events.Events:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    iso = ["-".join(reversed(row["date_single"].split("/"))) for row in rows]
    x, y = ([float(row[axis]) for row in rows] for axis in "xy")
    return events.of(x, y, np.array(iso, dtype="datetime64[D]"))


@pytest.fixture(scope="module")
def held(shared: Path) -> events.Events:
    return burglaries(shared / "data/events/chicago_burglary_2014_2017.csv")


def walk(held: events.Events, methods: list[Method], days: int) -> walk_forward.Result:
    first = float(held.day[-1]) - days + 1
    ground = grids.around(held.before(first).xy, 250, 750)
    return walk_forward.run(methods, held, ground, first, days)


@pytest.fixture(scope="module")
def walked(held: events.Events) -> walk_forward.Result:
    return walk(held, METHODS, DAYS)


@pytest.fixture(scope="module", autouse=True)
def table(walked: walk_forward.Result) -> None:
    """Print what was measured, for `pytest -s`."""
    print(f"\n{walked.events.sum():.0f} events on {walked.cells} cells, {walked.outside.sum()} off")
    for score in walk_forward.scores(walked):
        rates = " / ".join(f"{100 * rate:.1f}" for rate in score.hit_rate.value)
        print(f"{score.label:40} {rates}   kept {score.kept:.2f}")


def room(walked: walk_forward.Result, slug: str) -> Floats:
    """Half the width of the paired interval against the plain map, in points."""
    against = "counts" if slug == PLAIN else PLAIN
    found = walk_forward.compare(walked, slug, against).difference
    return 100 * (found.high - found.low)[1:] / 2


@pytest.mark.parametrize("slug", FLOOR)
def test_a_method_catches_what_its_trial_caught(walked: walk_forward.Result, slug: str) -> None:
    score = next(s for s in walk_forward.scores(walked) if s.slug == slug)
    caught = 100 * score.hit_rate.value[1:]
    assert (caught >= np.array(FLOOR[slug]) - room(walked, slug)).all(), caught.round(1)


def test_the_recommended_method_is_not_below_last_years_counts(
    walked: walk_forward.Result,
) -> None:
    assert (walk_forward.compare(walked, RECOMMENDED, PLAIN).difference.value >= 0).all()
    # Nor below the counts of all years, by more than chance.
    assert (walk_forward.compare(walked, RECOMMENDED, "counts").difference.high >= 0).all()


def test_no_event_fell_off_the_ground_and_every_forecast_beats_a_blind_map(
    walked: walk_forward.Result,
) -> None:
    assert walked.outside.sum() <= 0.01 * walked.events.sum()
    for score in walk_forward.scores(walked):
        assert (score.pai.low > 1).all(), score.slug


def test_no_method_looks_ahead(held: events.Events, walked: walk_forward.Result) -> None:
    first = float(walked.day[0])
    ground = grids.around(held.before(first).xy, 250, 750)
    short = walk_forward.run(METHODS, held.before(first + 10), ground, first, 10)
    for one, whole in zip(short.tracks, walked.tracks, strict=True):
        assert one.hits == pytest.approx(whole.hits[:10]), one.slug
        assert one.expected == pytest.approx(whole.expected[:10]), one.slug


def test_sixty_days_are_a_trial_and_no_verdict(walked: walk_forward.Result) -> None:
    found = walk_forward.verdict(walked, RECOMMENDED, PLAIN)
    assert found.reason == walk_forward.Reason.TRIAL


def test_over_ninety_days_the_recommended_stays_on_and_short_memories_are_switched_off(
    held: events.Events,
) -> None:
    quarter = walk(held, METHODS, 90)
    verdicts = {t.slug: walk_forward.verdict(quarter, t.slug, PLAIN) for t in quarter.tracks}
    for found in verdicts.values():
        print(found.sentence)
    assert verdicts[RECOMMENDED].on
    assert verdicts["counts-56"].reason == walk_forward.Reason.WORSE
    assert verdicts["trafford"].reason == walk_forward.Reason.WORSE


def test_the_recommended_method_expects_about_what_happens_in_every_band(
    walked: walk_forward.Result,
) -> None:
    track = walked.track(RECOMMENDED)
    found = calibration.bands(track.expected, track.total, track.hits, walked.events)
    assert found.p_of_shape > 0.001
    assert ((found.ratio.value > 0.6) & (found.ratio.value < 1.5)).all(), found.ratio.value
