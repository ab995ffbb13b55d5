"""The island's reference files, in the layout and under the names of the official ones."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from scipy.special import ndtr
from shapely.geometry.base import BaseGeometry

from towpath.sources.demo.areas import Areas, Layer
from towpath.sources.demo.files import write_csv, write_json
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.island import Island
from towpath.sources.demo.people import AGES, People
from towpath.sources.demo.world import NOTICE, Floats, Settings
from towpath.sources.reference.grid import to_degrees

_RANKED_2011, _RANKED_2021 = 32844, 33755  # so many small areas are ranked in England
# The smaller of the census's ethnic groups, as shares of the residents of every small area.
_GROUPS = {
    "Asian, Asian British or Asian Welsh": 0.045,
    "Black, Black British, Black Welsh, Caribbean or African": 0.015,
    "Mixed or Multiple ethnic groups": 0.02,
    "Other ethnic group": 0.01,
}
_SCORE = {"Income": 0.09, "Employment": 0.08}  # these two are shares of residents


def write(folder: Path, ground: Ground) -> None:
    """Lookups, population, deprivation and boundaries."""
    settings, island, areas, people = ground.settings, ground.island, ground.areas, ground.people
    _lookups(folder / "lookups", settings, areas)
    _population(folder / "population", areas, people)
    _deprivation(folder / "deprivation", areas, people)
    _boundaries(folder / "boundaries", settings, island, areas)


def _lookups(folder: Path, settings: Settings, areas: Areas) -> None:
    small, old, district = areas.small_2021, areas.small_2011, areas.district
    partnership = [f"X22{n:06d}" for n in range(1, len(district) + 1)]
    force = [settings["forces"][d["force"]] for d in settings["districts"]]
    fire = [settings["fire_authorities"][d["force"]] for d in settings["districts"]]
    ward = _upper(small, areas.ward)
    rows = [
        (small.names[n], small.codes[n], areas.ward.names[ward[n]], areas.ward.codes[ward[n]],
         district.names[d], district.codes[d], partnership[d], district.names[d],
         force[d]["code"], force[d]["short"], 1)
        for n, d in enumerate(small.district)
    ]  # fmt: skip
    header = "lsoa21_name lsoa21_code ward24_name ward24_code ltla24_name ltla24_code csp24_code \
csp24_name pfa24_code pfa24_name n_csp"
    _table(folder / "lsoa21_ward24_ltla24_csp24_pfa24.csv.gz", header, rows)
    changes = [
        (old.names[o], old.codes[o], kind, small.names[n], small.codes[n],
         district.names[small.district[n]], district.codes[small.district[n]])
        for o, n, kind in areas.changes
    ]  # fmt: skip
    header = "lsoa11_name lsoa11_code change_code lsoa21_name lsoa21_code ltla22_name ltla22_code"
    _table(folder / "lookup_lsoa11_lsoa21_ltla22.csv.gz", header, changes)
    _table(
        folder / "lookup_lsoa11_ltla21.csv.gz",
        "lsoa11_name lsoa11_code ltla21_name ltla21_code",
        [(old.names[n], old.codes[n], district.names[d], district.codes[d])
         for n, d in enumerate(old.district)],
    )  # fmt: skip
    _table(
        folder / "lookup_lsoa11_ward17.csv.gz",
        "lsoa11_code ward17_code",
        [(old.codes[n], areas.ward.codes[w]) for n, w in enumerate(_upper(old, areas.ward))],
    )
    _table(
        folder / "lookup_ltla24_csp24_pfa24.csv.gz",
        "ltla24_code ltla24_name csp24_code csp24_name pfa24_code pfa24_name",
        [(district.codes[d], district.names[d], partnership[d], district.names[d],
          force[d]["code"], force[d]["short"]) for d in range(len(district))],
    )  # fmt: skip
    _table(
        folder / "lookup_ltla24_fra24.csv.gz",
        "ltla24_name ltla24_code fra24_name fra24_code",
        [(district.names[d], district.codes[d], fire[d]["name"], fire[d]["code"])
         for d in range(len(district))],
    )  # fmt: skip


def _upper(small: Layer, upper: Layer) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The area of the upper layer that holds the first atom of each small area."""
    first = np.unique(small.of_atom, return_index=True)[1]
    return np.asarray(upper.of_atom[first])


def _table(path: Path, header: str, rows: list[tuple[Any, ...]]) -> None:
    write_csv(path, header.split(), list(zip(*rows, strict=True)))


def _population(folder: Path, areas: Areas, people: People) -> None:
    old, new = areas.small_2011, areas.small_2021
    ages = [*(str(age) for age in range(AGES - 1)), "90+"]
    for year, residents, first in (
        ("17", people.mid_2017, ("lsoa11_code", "lsoa11_name")),
        ("20", people.mid_2020, ("lsoa11_name", "lsoa11_code")),
    ):
        by_age = old.total(residents).astype(int)
        names = {"lsoa11_code": old.codes, "lsoa11_name": old.names}
        write_csv(
            folder / f"population{year}_lsoa11.csv.gz",
            [*first, "total_population", *ages],
            [*(names[one] for one in first), by_age.sum(axis=1).tolist(), *by_age.T.tolist()],
        )
    total, communal, households = (
        new.total(values).astype(int)
        for values in (people.census_2021, people.communal, people.households)
    )
    residence = ("Total", "Lives in a household", "Lives in a communal establishment")
    write_csv(
        folder / "census2021_ts001_residents_lsoa21_england_wales.csv.gz",
        ["date", "geography", "geography code",
         *(f"Residence type: {one}; measures: Value" for one in residence)],
        [["2021"] * len(new), new.names, new.codes, total.tolist(),
         (total - communal).tolist(), communal.tolist()],
    )  # fmt: skip
    groups = {name: (total * share).astype(int) for name, share in _GROUPS.items()}
    groups["White"] = total - sum(groups.values())
    write_csv(
        folder / "census2021_ts021_ethnic_group_lsoa21.csv.gz",
        ["date", "geography", "geography code", "Ethnic group: Total: All usual residents",
         *(f"Ethnic group: {name}" for name in groups)],
        [["2021"] * len(new), new.names, new.codes, total.tolist(),
         *(people.tolist() for people in groups.values())],
    )  # fmt: skip
    write_csv(
        folder / "census2021_households_lsoa21.csv.gz",
        ["lsoa21_code", "total_households"],
        [new.codes, households.tolist()],
    )


def _deprivation(folder: Path, areas: Areas, people: People) -> None:
    """Ranks among as many areas as England has, so that deciles read as they do at home."""
    weight = people.mid_2020.sum(axis=1).astype(float)
    for year, layer, ranked, sixth, prefix in (
        (2019, areas.small_2011, _RANKED_2011, "Housing_and_Access", "lsoa11"),
        (2025, areas.small_2021, _RANKED_2021, "Housing_and_Services", "lsoa21"),
    ):
        scores = {"IMD": people.deprivation} | people.domains
        mean = {
            (sixth if name == "Housing" else name):
            layer.total(score * weight) / layer.total(weight) * 0.9
            for name, score in scores.items()
        }  # fmt: skip
        ranks = {name: _rank(score, ranked) for name, score in mean.items()}
        header = [f"{prefix}_code", *(f"{n}_decile" for n in mean), *(f"{n}_rank" for n in mean)]
        deciles = [-(-rank * 10 // ranked) for rank in ranks.values()]
        columns: list[Any] = [layer.codes, *deciles, *ranks.values()]
        if year == 2025:
            header += [f"{name}_score" for name in mean]
            columns += [_score(name, score) for name, score in mean.items()]
        write_csv(folder / f"imd{year}_england_{prefix}.csv.gz", header, columns)


def _rank(score: Floats, ranked: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """1 is the most deprived; equal ranks are moved apart."""
    order = np.argsort(-score, kind="stable")
    rank = np.empty(len(score), dtype=np.int64)
    rank[order] = np.maximum.accumulate(np.ceil(ndtr(-score[order]) * ranked).astype(np.int64))
    for before, after in pairwise(order):
        rank[after] = max(rank[after], rank[before] + 1)
    return rank


def _score(name: str, score: Floats) -> list[float]:
    if name in _SCORE:
        return list(np.round(_SCORE[name] * np.exp(0.6 * score), 3).tolist())
    if name in ("Health", "Crime"):
        return list(np.round(score, 3).tolist())
    return list(np.round(18.0 * np.exp(0.65 * score), 3).tolist())


def _boundaries(folder: Path, settings: Settings, island: Island, areas: Areas) -> None:
    layers = (
        ("lsoa11", areas.small_2011, "LSOA11CD", "LSOA11NM"),
        ("lsoa", areas.small_2021, "LSOA21CD", "LSOA21NM"),
        ("msoa", areas.msoa, "MSOA21CD", "MSOA21NM"),
        ("ward", areas.ward, "WD25CD", "WD25NM"),
    )
    for kind, layer, code, name in layers:
        shapes = _degrees(layer.shapes(island))
        for number, district in enumerate(areas.district.codes):
            extra = {"LADCD_ACTIVE": district}
            if kind == "ward":
                extra |= {"LAD25CD": district, "LAD25NM": areas.district.names[number]}
            features = [
                _feature({code: layer.codes[n], name: layer.names[n], **extra}, shapes[n])
                for n in np.flatnonzero(layer.district == number)
            ]
            write_json(folder / f"{kind}-{district}.geojson.gz", _collection(district, features))
    shapes = _degrees(areas.district.shapes(island))
    features = []
    for number, one in enumerate(settings["districts"]):
        force = settings["forces"][one["force"]]
        said = {"csp24_code": f"X22{number + 1:06d}", "csp24_name": one["name"],
                "pfa24_code": force["code"], "pfa24_name": force["short"],
                "n_lad": 1}  # fmt: skip
        features.append(_feature(said, shapes[number]))
    name = "england_wales_csp_2024"
    write_json(folder / f"{name}.geojson.gz", _collection(name, features))


def _degrees(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """WGS84 to 6 decimal places; shared corners stay shared, for equal numbers round alike."""
    moved = shapely.transform(
        np.array(shapes),
        lambda xy: np.stack(to_degrees(*xy.T), axis=1).round(6),
    )
    return list(moved)


def _feature(said: dict[str, Any], shape: BaseGeometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": said, "geometry": shapely.geometry.mapping(shape)}


def _collection(name: str, features: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "name": name,
        "notice": NOTICE,
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        "features": features,
    }
