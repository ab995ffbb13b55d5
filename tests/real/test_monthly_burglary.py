"""What can be foreseen of Trafford's burglaries, of which only months and small areas are known."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from numpy.typing import NDArray

from towpath.analysis import disparity, gradient, monthly_forecast
from towpath.analysis import months as calendar
from towpath.analysis.monthly_forecast import Score

pytestmark = pytest.mark.real

TRAFFORD = "E08000009"
MONTHS = calendar.sequence("2016-02", 36)


def areas(path: Path) -> tuple[list[str], list[float]]:
    """Codes and km² of the small areas."""
    grid = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    codes = [one["properties"]["LSOA11CD"] for one in features]
    shapes = [shapely.geometry.shape(one["geometry"]) for one in features]
    flat = [shapely.transform(one, grid.transform, interleaved=False) for one in shapes]
    return codes, [one.area / 1e6 for one in flat]


@pytest.fixture(scope="module")
def burglaries(shared: Path) -> tuple[list[str], NDArray[np.float64], list[float]]:
    """Codes of the small areas, their counts by month, and their km²."""
    codes, km2 = areas(shared / f"data/reference/boundaries/lsoa11-{TRAFFORD}.geojson.gz")
    file = shared / "data/gm/greater_manchester_burglary_2016-02_2019-01_geocoded.csv.gz"
    counted = np.zeros((len(codes), MONTHS.size))
    with gzip.open(file, "rt", newline="") as text:
        for row in csv.DictReader(text):
            if row["ltla21_code"] == TRAFFORD:
                month = int(np.datetime64(row["month"], "M") - MONTHS[0])
                counted[codes.index(row["lsoa11_code"]), month] += 1
    assert counted.sum() == 5116
    return codes, counted, km2


@pytest.fixture(scope="module")
def scored(burglaries: tuple[list[str], NDArray[np.float64], list[float]]) -> list[Score]:
    _, counted, km2 = burglaries
    walked = monthly_forecast.walk(counted, MONTHS, "2017-02", km2=km2)
    return list(monthly_forecast.scores(walked))


def test_a_fifth_of_the_areas_hold_less_than_a_third_of_the_burglaries(scored: list[Score]) -> None:
    for score in scored:
        rates = " / ".join(f"{100 * rate:.1f}" for rate in score.hit_rate.value)
        print(f"{score.label:28} {rates}  PAI by km² {score.pai.round(2)}  {score.deviance:.1f}")
        assert 0.29 < score.hit_rate.value[2] < 0.33
        assert (score.hit_rate.low > [0.05, 0.10, 0.20]).all()


def test_no_ranking_is_clearly_better_than_last_years_counts(scored: list[Score]) -> None:
    for score in scored[1:]:
        assert (score.difference.low <= 0).all()
        assert (score.difference.high >= 0).all()
        assert "cannot be told apart" in score.sentence


def test_but_the_numbers_of_shrunken_forecasts_are_better(scored: list[Score]) -> None:
    for score in scored[1:]:
        assert score.sharper.low > 0


def table(path: Path, code: str, value: str) -> dict[str, float]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
        return {row[code]: float(row[value]) for row in csv.DictReader(text)}


def test_a_forecast_of_counts_carries_what_each_fifth_of_income_recorded(
    shared: Path, burglaries: tuple[list[str], NDArray[np.float64], list[float]]
) -> None:
    codes, counted, _ = burglaries
    reference = shared / "data/reference"
    income = table(
        reference / "deprivation/imd2019_england_lsoa11.csv.gz", "lsoa11_code", "Income_rank"
    )
    people = table(
        reference / "population/population17_lsoa11.csv.gz", "lsoa11_code", "total_population"
    )
    fifth = gradient.quantiles([-income[code] for code in codes])
    ahead = monthly_forecast.Weighted().coming(counted[:, :24], MONTHS[:24])
    found = disparity.report(
        ahead, [people[code] for code in codes], counted[:, 24:].sum(axis=1), fifth
    )
    print(found.sentence, found.per_resident.round(2), found.per_event.value.round(2))
    assert found.groups.tolist() == [0, 1, 2, 3, 4]
    assert ((found.per_event.value > 0.8) & (found.per_event.value < 1.25)).all()
