"""The files hold the truth that they are said to hold: naive counts find it again."""

import csv
from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pytest
from scipy.spatial import cKDTree

from towpath.analysis import breaks, change, dispersion
from towpath.analysis import months as calendar

# One writing of the full world serves every test of it, in whichever worker.
pytestmark = pytest.mark.xdist_group("demo")

LABELS = {
    "shoplifting": "Shoplifting",
    "vehicle-crime": "Vehicle crime",
    "anti-social-behaviour": "Anti-social behaviour",
    "public-order": "Public order",
    "violence-and-sexual-offences": "Violence and sexual offences",
    "burglary": "Burglary",
}


def months(full, slug):
    """Rows of the district by month, each identifier once."""
    seen, counts = set(), Counter()
    for row in full.street:
        if row["Crime type"] != LABELS[slug] or row["LSOA code"] not in full.mine:
            continue
        if row["Crime ID"] and row["Crime ID"] in seen:
            continue
        seen.add(row["Crime ID"])
        counts[row["Month"]] += 1
    return np.array([counts[month] for month in full.truth.months])


def kept(full):
    """The share of rows that keep their place in the district, by month."""
    law = full.truth.unlocated
    lost = [law["after"] if month >= law["from"] else law["before"] for month in full.truth.months]
    return (1 - np.array(lost)) * (1 - 0.004)


@pytest.mark.parametrize("slug", LABELS)
def test_counts_are_what_was_expected_within_their_dispersion(full, slug):
    expected = np.array(full.truth.expected[slug]) * kept(full)
    gap = months(full, slug).sum() - expected.sum()
    # Burglary's clusters spread it further than its own dispersion: 1 / (1 - offspring) squared.
    spread = full.truth.dispersion[slug] + 1.2 * (slug == "burglary")
    assert abs(gap) < 3.5 * np.sqrt(spread * expected.sum())


def test_months_are_as_dispersed_as_the_truth_says(full):
    ratios = []
    for slug in set(full.truth.rates) - {"burglary"}:
        expected, drawn = np.array(full.truth.expected[slug]), np.array(full.truth.drawn[slug])
        ratios.append(np.mean((drawn - expected) ** 2 / expected) / full.truth.dispersion[slug])
    assert np.mean(ratios) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(("slug", "factor"), [("shoplifting", 1.30), ("vehicle-crime", 0.78)])
def test_the_rise_and_the_fall_of_the_last_year_are_found(full, slug, factor):
    counts = months(full, slug) / kept(full)
    before, after = counts[-24:-12].sum() / 366, counts[-12:].sum() / 365
    error = np.sqrt(
        full.truth.dispersion[slug] * (1 / counts[-12:].sum() + 1 / counts[-24:-12].sum())
    )
    assert abs(np.log(after / before / factor)) < 3 * error
    assert {one.factor for one in full.truth.changes if one.category == slug} == {factor}


def test_anti_social_behaviour_loses_its_share_to_public_order_at_the_change(full):
    at = full.truth.months.index("2024-10")
    asb, order = months(full, "anti-social-behaviour"), months(full, "public-order")
    ratio = asb / order
    jump = ratio[at:].mean() / ratio[:at].mean()
    assert jump == pytest.approx(0.62 / 1.45, rel=0.12)


def test_the_analysis_of_change_gives_the_verdicts_of_the_truth(full):
    drawn = np.array([full.truth.drawn[slug] for slug in full.truth.rates])
    spread = dispersion.of(drawn, calendar.sequence(full.truth.months[0], drawn.shape[1]))
    found = change.between(drawn[:, -24:-12].sum(axis=1), drawn[:, -12:].sum(axis=1), spread=spread)
    said = dict(zip(full.truth.rates, map(str, found.verdict), strict=True))
    clear = {slug: verdict for slug, verdict in said.items() if verdict != "no clear change"}
    assert clear == {
        "anti-social-behaviour": "fell", "public-order": "rose",
        "shoplifting": "rose", "vehicle-crime": "fell",
    }  # fmt: skip


@pytest.mark.parametrize("slug", ["anti-social-behaviour", "public-order"])
def test_the_analysis_of_breaks_dates_the_change_of_recording(full, slug):
    whole = np.sum([full.truth.drawn[one] for one in full.truth.rates], axis=0)
    found = breaks.find(np.array(full.truth.drawn[slug]), whole)
    assert full.truth.months[found.at] == "2024-10"
    assert found.p < 1e-4


def test_the_other_force_records_as_before(full):
    names = Counter(
        (row["Month"] >= "2024-10", row["Crime type"])
        for row in full.street
        if row["Reported by"].startswith("Cawden")
    )
    ratio = {
        since: names[since, "Anti-social behaviour"] / names[since, "Public order"]
        for since in (True, False)
    }
    assert ratio[True] / ratio[False] == pytest.approx(1, abs=0.15)


def test_rows_without_a_place_jump_when_the_truth_says_so(full):
    law = full.truth.unlocated
    mine = [row for row in full.street if row["Reported by"].startswith("Saltreath")]
    for held, share in ((False, law["before"]), (True, law["after"])):
        rows = [not row["LSOA code"] for row in mine if (row["Month"] >= law["from"]) is held]
        assert np.mean(rows) == pytest.approx(share, rel=0.1)


def test_the_leap_day_brings_more_of_everything(full):
    at = full.truth.months.index("2024-02")
    steady = np.array(full.truth.expected["drugs"])
    assert steady[at] / steady[at + 12] == pytest.approx(29 / 28, rel=1e-3)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_hotspots_stand_out_while_they_last(full, number):
    spot = full.truth.hotspots[number]
    labels = {"vehicle-crime": "Vehicle crime", "burglary": "Burglary",
              "criminal-damage-and-arson": "Criminal damage and arson"}  # fmt: skip
    rows = [row for row in full.street
            if row["Crime type"] == labels[spot.category] and row["LSOA code"] in full.mine
            and row["Month"] >= full.truth.small_areas_2021_from]  # fmt: skip
    inside = [row for row in rows if row["LSOA code"] in spot.areas]
    share = len(inside) / len(rows)
    assert share > 1.6 * len(spot.areas) / 92
    if spot.since or spot.until:
        edge = spot.since or spot.until
        late = Counter(row["Month"] >= edge for row in inside)
        held = sum(month >= edge for month in full.truth.months) / 36
        assert (late[True] / len(inside) > held) is bool(spot.since)


def test_identifiers_repeat_as_often_as_the_truth_says(full):
    counts = Counter(row["Crime ID"] for row in full.street if row["Crime ID"])
    assert sum(n - 1 for n in counts.values()) == full.truth.repeated_rows
    assert not any(row["Crime ID"] for row in full.street if row["Crime type"].startswith("Anti"))


def extract(full):
    """Rows of the force's extract, and when each was committed at the earliest."""
    for path in sorted((full.folder / "deliveries" / "saltreath-police").glob("*.csv")):
        with path.open() as text:
            for row in csv.DictReader(text):
                yield row, datetime.strptime(row["Committed from"], "%d/%m/%Y %H:%M")  # noqa: DTZ007


def test_the_town_centre_is_busy_at_night_from_thursday_to_saturday(full):
    area = next(one for one in full.truth.local_areas if one.hours)
    nights = []
    for row, begun in extract(full):
        if row["LSOA code"] in area.areas and row["Offence code"] in ("8N", "105A", "34B"):
            evening = begun - timedelta(hours=4)  # a night belongs to the day on which it began
            nights.append(evening.weekday() in (3, 4, 5) and evening.hour >= 16)
    by_chance = 3 / 7 * 0.55  # of the rest: three days in seven, half of them in the evening
    share = full.truth.nights["share"]
    assert np.mean(nights) == pytest.approx(share + (1 - share) * by_chance, abs=0.05)


def burglaries(full):
    """Points and days of the extract's burglaries of dwellings."""
    rows = [(row, begun) for row, begun in extract(full) if row["Premises"] == "Dwelling"]
    points = np.array([[float(row["Easting"]), float(row["Northing"])] for row, _ in rows])
    start = datetime(2022, 7, 1)
    return points, np.array([(begun - start).total_seconds() / 86400 for _, begun in rows])


def close_pairs(points, days, metres=200, within=14):
    pairs = cKDTree(points).query_pairs(metres, output_type="ndarray")
    return int((np.abs(np.subtract(*days[pairs].T)) <= within).sum())


def test_burglaries_cluster_in_space_and_time_as_the_branching_process_makes_them(full, rng):
    points, days = burglaries(full)
    law = full.truth.near_repeat
    assert len(points) == law.burglaries
    by_chance = np.mean([close_pairs(points, rng.permutation(days)) for _ in range(19)])
    excess = close_pairs(points, days) - by_chance
    # Each of those set off makes a pair with its parent, most of them within 200 m and 14 days;
    # siblings and grandchildren add some.
    assert 0.6 * law.set_off < excess < 1.6 * law.set_off


def test_the_same_home_is_burgled_again_far_more_often_than_by_chance(full):
    points, _ = burglaries(full)
    homes = Counter(map(tuple, points.tolist()))
    again = sum(n - 1 for n in homes.values())
    assert again >= 0.9 * full.truth.near_repeat.set_off_at_same_address


def test_recent_months_have_more_rows_still_under_investigation(full):
    share = {}
    for month in ("2024-06", "2025-12"):
        rows = [row["Last outcome category"] for row in full.street if row["Month"] == month]
        share[month] = rows.count("Under investigation") / len(rows)
    assert share["2025-12"] > share["2024-06"] + 0.2
