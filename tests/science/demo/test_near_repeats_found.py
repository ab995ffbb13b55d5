"""Knox's test of the force's own extract finds the process that its burglaries were drawn from."""

import csv
from datetime import datetime

import numpy as np
import pytest

from towpath.analysis import events, near_repeat

pytestmark = pytest.mark.xdist_group("demo")
FORM = "%d/%m/%Y %H:%M"
DISTANCES, TIMES = (0, 100, 200, 300, 400), (7, 14, 21, 28)


@pytest.fixture(scope="module")
def homes(full):
    """Burglaries of homes in 2025, each at the middle of the span in which it happened."""
    found = []
    for path in sorted((full.folder / "deliveries" / "saltreath-police").glob("*2025*.csv")):
        with path.open() as text:
            found += [row for row in csv.DictReader(text) if row["Premises"] == "Dwelling"]
    x, y = (np.array([float(row[name]) for row in found]) for name in ("Easting", "Northing"))
    began, ended = (
        np.array([datetime.strptime(row[name], FORM) for row in found], "datetime64[s]")  # noqa: DTZ007
        for name in ("Committed from", "Committed to")
    )
    middle = began + (ended - began) / 2
    return events.of(x, y, middle.astype("datetime64[D]"))


@pytest.fixture(scope="module")
def knox(homes):
    return near_repeat.knox(homes, DISTANCES, TIMES, np.random.default_rng(1), permutations=199)


def test_the_risk_is_raised_within_two_hundred_metres_for_a_fortnight(knox):
    assert (knox.p[:3, 0] <= 0.005).all()
    assert (knox.p[1:3, 1] <= 0.01).all()
    window = near_repeat.risk_window(knox, after="a burglary")
    assert 100 <= window.metres <= 300
    assert 7 <= window.days <= 21


def test_it_falls_with_distance_and_with_time(knox):
    first_week = knox.ratio[:5, 0]
    assert first_week[0] > 10
    assert (np.diff(first_week) < 0).all()
    assert (np.diff(knox.ratio[1, :3]) < 0).all()


def test_beyond_three_hundred_metres_there_is_nothing(knox):
    assert knox.ratio[4, :4] == pytest.approx(1, abs=0.3)
    assert (knox.p_any[4, :4] > 0.05).all()


def test_the_extra_pairs_are_as_many_as_were_set_off(full, knox):
    law = full.truth.near_repeat
    set_off = knox.events * law.set_off / law.burglaries
    extra = (knox.observed - knox.expected)[:3, :3].sum()
    # Siblings and grandchildren make pairs too; a lag beyond three weeks makes none.
    assert 0.6 * set_off < extra < 1.6 * set_off
