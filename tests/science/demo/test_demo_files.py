"""The same world gives the same bytes, says that it is synthetic, and its parts fit together."""

import csv
import gzip
import hashlib
import json
from collections import Counter

import numpy as np
import pytest
import shapely

from towpath.foundation import NotUnderstood
from towpath.sources import deliveries, demo
from towpath.sources.demo import world
from towpath.sources.feeds import every

# One writing of the full world serves every test of it, in whichever worker.
pytestmark = pytest.mark.xdist_group("demo")


def tiny(folder, seed=7):
    """A world of a few small areas, as quick as can be."""
    said = world.settings()
    said["districts"] = said["districts"][:1] + said["districts"][4:5]
    for one in said["districts"]:
        one["small_areas"], one["wards"] = 20, 3
    said["vintages"] = {"splits": 1, "merges": 1}
    said["island"] |= {"grid": 1200, "people_points": 12}
    demo.write(folder, seed, 24, said)
    return folder


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_world(tmp_path):
    one = hashes(tiny(tmp_path / "one"))
    assert one == hashes(tiny(tmp_path / "two"))
    other = hashes(tiny(tmp_path / "three", seed=8))
    drawn = {name for name in one if not name.startswith("definitions/")}  # people's words are not
    assert {name for name in drawn if name in other and one[name] == other[name]} <= {
        "README.md", "reference/lookups/lookup_ltla24_fra24.csv.gz",
        "reference/lookups/lookup_ltla24_csp24_pfa24.csv.gz",
        "papers/plan-actions-2025.csv",
    }  # fmt: skip


def test_a_world_too_short_to_compare_two_years_is_refused(tmp_path):
    with pytest.raises(NotUnderstood, match="no year with a year before it"):
        demo.write(tmp_path, months=12)


def test_the_truth_reads_back_as_it_was_written(full):
    assert demo.Truth.read(full.folder / "truth.json") == full.truth
    assert full.truth.notice == demo.NOTICE


def shapes(full, kind):
    found = {}
    for path in sorted((full.folder / "reference" / "boundaries").glob(f"{kind}-*.geojson.gz")):
        said = json.loads(gzip.decompress(path.read_bytes()))
        assert said["notice"] == demo.NOTICE
        for one in said["features"]:
            code = next(v for k, v in one["properties"].items() if k.endswith("CD"))
            found[code] = shapely.geometry.shape(one["geometry"])
    return found


def read(path):
    with path.open() as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("kind", ["lsoa", "lsoa11", "msoa", "ward"])
def test_areas_tile_the_island_without_gap_or_overlap(full, kind):
    tiles = np.array(list(shapes(full, kind).values()))
    assert shapely.is_valid(tiles).all()
    assert shapely.coverage_is_valid(tiles)
    island = np.array(list(shapes(full, "lsoa").values()))
    assert shapely.area(tiles).sum() == pytest.approx(shapely.area(island).sum(), rel=1e-9)
    assert shapely.union_all(tiles).symmetric_difference(shapely.union_all(island)).area < 1e-9


def test_every_layer_lies_offshore_where_no_district_is(full):
    west, south, east, north = shapely.total_bounds(np.array(list(shapes(full, "lsoa").values())))
    assert 0.9 < west < east < 1.75  # degrees: E 600000 to 640000
    assert 53.4 < south < north < 53.8


def test_the_lookup_between_vintages_agrees_with_the_shapes(full, rows):
    old, new = shapes(full, "lsoa11"), shapes(full, "lsoa")
    links = rows("lookups/lookup_lsoa11_lsoa21_ltla22.csv.gz")
    assert {row["lsoa11_code"] for row in links} == set(old)
    assert {row["lsoa21_code"] for row in links} == set(new)
    assert set("USMX") == {row["change_code"] for row in links}
    for row in links:
        one, other = old[row["lsoa11_code"]], new[row["lsoa21_code"]]
        assert one.intersection(other).area > 0
        assert one.equals_exact(other, 1e-6) is (row["change_code"] == "U")
        assert (row["lsoa11_code"] == row["lsoa21_code"]) is (row["change_code"] == "U")


def test_residents_add_up_by_age_and_between_vintages(full, rows):
    mid = rows("population/population20_lsoa11.csv.gz")
    ages = [*map(str, range(90)), "90+"]
    assert all(int(row["total_population"]) == sum(int(row[age]) for age in ages) for row in mid)
    mine = sum(int(r["total_population"]) for r in mid if r["lsoa11_code"] in full.mine)
    assert mine == full.truth.residents
    census = rows("population/census2021_ts001_residents_lsoa21_england_wales.csv.gz")
    totals = [[int(v) for k, v in row.items() if k.startswith("Residence")] for row in census]
    assert all(all_of == housed + others for all_of, housed, others in totals)
    assert sum(t[0] for t in totals) == pytest.approx(
        sum(int(r["total_population"]) for r in mid), rel=0.03)  # fmt: skip


def test_crime_follows_income_deprivation(full, rows):
    income = {r["lsoa21_code"]: int(r["Income_rank"])
              for r in rows("deprivation/imd2025_england_lsoa21.csv.gz")}  # fmt: skip
    crime = {code: sum(by.values()) for code, by in full.truth.expected_by_area.items()}
    ranks = [np.argsort(np.argsort([table[c] for c in crime])) for table in (income, crime)]
    assert np.corrcoef(*ranks)[0, 1] < -0.3
    assert len(set(income.values())) == len(income)


def test_street_rows_carry_the_vintage_of_their_month(full, rows):
    old = {row["lsoa11_code"] for row in rows("lookups/lookup_lsoa11_ltla21.csv.gz")}
    new = {row["lsoa21_code"] for row in rows("lookups/lsoa21_ward24_ltla24_csp24_pfa24.csv.gz")}
    for row in full.street:
        if row["LSOA code"]:
            assert row["LSOA code"] in (new if row["Month"] >= "2023-01" else old)


def test_snapped_points_are_replaced_together_and_lie_in_their_small_area(full):
    points = Counter()
    for row in full.street:
        if row["Longitude"]:
            points[row["Month"] >= "2023-07", row["Longitude"], row["Latitude"]] += 1
    before, after = ({p[1:] for p in points if p[0] is held} for held in (False, True))
    assert len(before & after) < 0.06 * len(after)
    tiles = shapes(full, "lsoa")
    for row in full.street[-2000::10]:
        if row["Longitude"]:
            point = shapely.Point(float(row["Longitude"]), float(row["Latitude"]))
            assert tiles[row["LSOA code"]].distance(point) < 1e-5


def test_street_files_have_the_header_of_the_declared_feed(full):
    declared = every()["police-uk-street"].official_header
    assert tuple(full.street[0]) == declared
    assert {row["Context"] for row in full.street} == {"Synthetic"}


def test_every_delivery_opens_under_its_feed_with_every_column_known(full, tmp_path):
    opened = {}
    for number, one in enumerate(demo.handed_over(full.folder)):
        delivery = deliveries.open_delivery(
            [one.folder], workspace=tmp_path / str(number), feed=one.feed, agency=one.agency
        )
        assert not any("does not know" in said for part in delivery.parts for said in part.remarks)
        opened |= {part.feed.slug: part.agency for part in delivery.parts}
    assert len(opened) == 11
    assert {"saltreath", "saltreath-fire", "aldermere-partnership"} <= set(opened.values())


def test_each_word_of_the_deliveries_is_mapped_to_a_category(full):
    for one in demo.handed_over(full.folder):
        if one.feed and (words := every()[one.feed].categories):
            fields = {f.name: f.headers for f in every()[one.feed].fields}
            rows = [row for path in sorted(one.folder.glob("*.csv")) for row in read(path)]
            column = next((name for name in fields["category"] if name in rows[0]), None)
            assert column is None or {row[column] for row in rows} <= {*words, ""}
