"""The analysis on the real police files: dispersion as measured, the recording change found."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest

from towpath.analysis import breaks, change, dispersion, false_discovery, months, outcomes

pytestmark = pytest.mark.real

LEICESTER, ASB = "E06000016", "Anti-social behaviour"
COLUMNS = ["Month", "LSOA code", "Crime type", "Last outcome category"]


def rows(archive: Path) -> pa.Table:
    """All street-level rows of an archive, the columns that are counted."""
    tables = []
    with zipfile.ZipFile(archive) as held:
        for name in sorted(n for n in held.namelist() if n.endswith("-street.csv")):
            options = pa.csv.ConvertOptions(
                include_columns=COLUMNS, column_types=dict.fromkeys(COLUMNS, pa.string())
            )
            tables.append(pa.csv.read_csv(io.BytesIO(held.read(name)), convert_options=options))
    return pa.concat_tables(tables)


def monthly(table: pa.Table) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Counts (categories, months), with the names of both."""
    grouped = table.group_by(["Crime type", "Month"]).aggregate([([], "count_all")])
    kinds = sorted(set(grouped["Crime type"].to_pylist()))
    run = sorted(set(grouped["Month"].to_pylist()))
    counts = np.zeros((len(kinds), len(run)))
    for row in grouped.to_pylist():
        counts[kinds.index(row["Crime type"]), run.index(row["Month"])] = row["count_all"]
    return counts, kinds, np.array(run, dtype="datetime64[M]")


@pytest.fixture(scope="module")
def leicestershire(shared) -> pa.Table:
    return rows(shared / "data/police_uk/leicestershire-2019-12-to-2022-10.zip")


@pytest.fixture(scope="module")
def leicester(shared, leicestershire) -> tuple[np.ndarray, list[str], np.ndarray]:
    lookup = shared / "data/reference/lookups/lookup_lsoa11_ltla21.csv.gz"
    with gzip.open(lookup, "rt", encoding="utf-8-sig") as file:
        codes = [r["lsoa11_code"] for r in csv.DictReader(file) if r["ltla21_code"] == LEICESTER]
    inside = pc.is_in(leicestershire["LSOA code"], value_set=pa.array(codes))
    return monthly(leicestershire.filter(inside))


def test_the_dispersion_of_leicester_is_about_as_measured(leicester) -> None:
    counts, kinds, run = leicester
    found = dict(zip(kinds, dispersion.of(counts, run).value, strict=True))
    # Measured before with the trend alone removed, so the seasonal series come out lower here.
    for kind, measured in {
        "Burglary": 1.7,
        "Violence and sexual offences": 2.7,
        "Vehicle crime": 5.9,
        ASB: 10.8,
    }.items():
        assert measured / 1.75 < found[kind] < measured * 1.75
    assert found["Burglary"] < found["Violence and sexual offences"] < found[ASB]


def test_chance_alone_would_call_more_changes_than_the_series_allow(leicester) -> None:
    counts, kinds, run = leicester
    before, after = counts[:, -24:-12].sum(axis=1), counts[:, -12:].sum(axis=1)
    found = change.between(before, after, spread=dispersion.of(counts, run))
    by_chance = false_discovery.adjust(change.ratio(before, after).p) <= 0.05
    assert np.count_nonzero(found.verdict != "no clear change") < np.count_nonzero(by_chance)
    assert found.verdict[kinds.index("Burglary")] == "rose"
    assert found.verdict[kinds.index(ASB)] == "no clear change"


def test_the_recording_change_of_west_mercia_is_found_across_the_gap(shared) -> None:
    folder = shared / "data/police_uk"
    first, kinds, _ = monthly(rows(folder / "west-mercia-2014.zip"))
    second, later_kinds, _ = monthly(rows(folder / "west-mercia-2025.zip"))
    common = sorted(set(kinds) | set(later_kinds))
    tables = [np.zeros((len(common), t.shape[1])) for t in (first, second)]
    for table, own, counts in zip(tables, (kinds, later_kinds), (first, second), strict=True):
        table[[common.index(kind) for kind in own]] = counts
    found = breaks.jumps(*tables)
    asb = common.index(ASB)
    assert found.before[asb] == pytest.approx(0.45, abs=0.01)
    assert found.after[asb] == pytest.approx(0.17, abs=0.01)
    assert found.jumped[asb]


def test_outcome_age_is_noticed(shared) -> None:
    folder, tables = shared / "data/police_uk", []
    for year in ("2024", "2025"):
        table = rows(folder / f"leicestershire-{year}.zip")
        april = table.filter(pc.equal(table["Month"], f"{year}-04"))
        crimes = april.filter(pc.not_equal(april["Crime type"], ASB))
        still = pc.equal(crimes["Last outcome category"], "Under investigation")
        pending = pc.sum(pc.fill_null(still, False)).as_py()
        tables.append([[crimes.num_rows - pending, pending]])
    found = outcomes.compare(*tables, follow_up=([2], [2]), pending=1)
    assert not found.fair
    assert "still open" in found.why


def test_the_months_run_without_a_gap(leicester) -> None:
    _, _, run = leicester
    assert months.consecutive(run, 35).size == 35
    assert months.covid(run).sum() == 17
