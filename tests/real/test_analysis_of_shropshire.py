"""The methods on a real county: Shropshire in 2025, by small area."""

import csv
import gzip
import io
import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from numpy.typing import NDArray
from scipy import sparse

from towpath.analysis import concentration, contiguity, gradient, harm, hotspots, settings

pytestmark = pytest.mark.real


def table(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def shapes(path: Path) -> tuple[list[str], list[shapely.Geometry]]:
    grid = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    polygons = [shapely.geometry.shape(f["geometry"]) for f in features]
    moved = [shapely.transform(p, grid.transform, interleaved=False) for p in polygons]
    return [f["properties"]["LSOA21CD"] for f in features], moved


@dataclass(frozen=True)
class County:
    codes: list[str]
    polygons: list[shapely.Geometry]
    crimes: NDArray[np.int64]
    residents: NDArray[np.float64]
    income: NDArray[np.float64]
    labels: NDArray[np.str_]
    categories: Counter[str]


@pytest.fixture(scope="module")
def county(shared: Path) -> County:
    data = shared / "data"
    codes, polygons = shapes(data / "reference/boundaries/lsoa-E06000051.geojson.gz")
    crimes: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    labels = []
    with zipfile.ZipFile(data / "police_uk/west-mercia-2025.zip") as archive:
        for name in archive.namelist():
            rows = csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8-sig"))
            for row in rows:
                labels.append(row["Location"])
                categories[row["Crime type"]] += 1
                crimes[row["LSOA code"]] += row["Crime type"] != "Anti-social behaviour"
    census = table(
        data / "reference/population/census2021_ts001_residents_lsoa21_england_wales.csv.gz"
    )
    total = "Residence type: Total; measures: Value"
    residents = {row["geography code"]: float(row[total]) for row in census}
    scores = table(data / "reference/deprivation/imd2025_england_lsoa21.csv.gz")
    income = {row["lsoa21_code"]: float(row["Income_score"]) for row in scores}
    by_code = (crimes, residents, income)
    columns = [np.array([column[c] for c in codes]) for column in by_code]
    return County(codes, polygons, *columns, np.array(labels), categories)


def test_every_small_area_of_a_mainland_county_has_a_neighbour(county: County) -> None:
    found = contiguity.queen(county.polygons, county.codes, gap=1.0)
    assert found.islands == ()
    assert abs(found.weights - found.weights.T).sum() == 0
    near = shapely.dwithin(np.array(county.polygons[:20])[:, None], np.array(county.polygons), 1.0)
    near[np.arange(20), np.arange(20)] = False
    assert (found.weights[:20].toarray() > 0).tolist() == near.tolist()


def test_moments_and_shuffling_agree_on_a_town_centre_among_villages(
    county: County, rng: np.random.Generator
) -> None:
    links = contiguity.queen(county.polygons, county.codes, gap=1.0).weights
    exact = hotspots.find(county.crimes, county.residents, links)
    drawn = hotspots.find(county.crimes, county.residents, links, permutations=9999, rng=rng)
    assert (exact.kind == drawn.kind).mean() > 0.97
    assert np.abs(exact.p - drawn.p).max() < 0.05
    top = np.argsort(-exact.z)[:5]
    star = sparse.csr_array(links + sparse.eye_array(len(exact.z)))
    around = star @ county.crimes / (star @ county.residents)
    assert (around[top] > 1.5 * county.crimes.sum() / county.residents.sum()).all()


def test_real_rates_dealt_out_at_random_are_quiet(county: County, rng: np.random.Generator) -> None:
    links = contiguity.queen(county.polygons, county.codes, gap=1.0).weights
    alarms = 0
    for _ in range(100):
        order = rng.permutation(len(county.codes))
        dealt = hotspots.find(county.crimes[order], county.residents[order], links)
        alarms += bool((dealt.kind != "not significant").any())
    assert alarms <= 15


def test_crime_is_concentrated_beyond_chance_and_beyond_residents(
    county: County, rng: np.random.Generator
) -> None:
    half = concentration.holding(county.crimes, 0.5)
    assert 0.1 < half.places_share < 0.35
    found = concentration.against_chance(county.crimes, rng, base=county.residents, runs=199)
    assert found.p == 0.005
    assert found.observed > found.high


def test_harm_turns_the_order_round_and_leaves_asb_in_sight(shared: Path, county: County) -> None:
    path = shared / "data/weights/cchi2026_by_force_and_police_uk_category.csv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    origin = "Cambridge Crime Harm Index 2026 by category of one force, second-hand"
    days = {
        r["crime_type"]: harm.Weight(float(r["cchi_days"]), origin)
        for r in rows
        if r["force"] == "West Mercia"
    }
    found = harm.rank(list(county.categories), list(county.categories.values()), days)
    by_name = dict(zip(found.categories, found.shift, strict=True))
    assert found.unweighted == ("Anti-social behaviour",)
    assert 0.6 < found.covered < 0.9
    assert by_name["Robbery"] > 0 > by_name["Shoplifting"]


def test_crime_rises_with_income_deprivation(county: County) -> None:
    found = gradient.measure(county.crimes, county.residents, county.income)
    assert found.relative.low > 1
    assert found.correlation.low > 0
    assert found.groups.events.sum() == county.crimes.sum()


def test_every_kind_of_place_is_read_and_the_rest_are_streets(county: County) -> None:
    found = settings.mix(county.labels)
    assert found.counts.sum() == county.labels.size
    assert found.slugs[0] == "street"
    kinds = {label for label in county.labels if "/" in label}
    assert "street" not in settings.classes(np.array(sorted(kinds)))
