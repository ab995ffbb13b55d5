"""Where a row is: its own code first, then the polygon that its point lies in, else nowhere."""

import csv

import pytest

import homes
from towpath.evidence import held, loading

pytestmark = pytest.mark.xdist_group("placing")
HEADER = "Case reference,Type of report,Date reported,Easting,Northing,LSOA code"


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The small world's home with its boundaries, nothing loaded, and the council's own rows."""
    home, world = homes.founded(tmp_path_factory.mktemp("placing"))
    with next(world.deliveries.glob("*council/*2024-Q1.csv")).open() as stream:
        return home, [row for row in csv.DictReader(stream) if row["LSOA code"]]


@pytest.fixture
def place(founded, tmp_path, request):
    """Deliver rows of easting, northing and code; what they became, and what was refused."""
    home, _ = founded

    def deliver(*rows):
        lines = [f"R{n},Noise,02/03/2024,{x},{y},{code}" for n, (x, y, code) in enumerate(rows)]
        path = tmp_path / "reports.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n")
        wishes = loading.Wishes(feed="council-asb", agency=request.node.name, confirm=True)
        receipt = loading.deliver(home, [path], wishes, grant=home.owner(), at=homes.AT)
        with held.open_held(home, home.owner()) as evidence:
            table = evidence.table("incidents")
            found = table.filter(table.load.isin(receipt.loads)).order_by("row").to_pyarrow()
        return found.to_pylist(), {rule for rule, _, _ in receipt.refused_by_rule}

    return deliver


def test_a_point_finds_the_small_area_that_the_council_names_itself(founded, place):
    _, own = founded
    rows, refused = place(*((row["Easting"], row["Northing"], "") for row in own))
    assert not refused
    assert {(row["placed"], row["vintage"]) for row in rows} == {("point", 2021)}
    same = [row["area"] == its["LSOA code"] for row, its in zip(rows, own, strict=True)]
    assert sum(same) >= 0.99 * len(own)  # a point on a border may fall on its other side


def test_a_code_is_kept_whatever_the_point_says(founded, place):
    _, own = founded
    elsewhere = next(row for row in own if row["LSOA code"] != own[0]["LSOA code"])
    (row,), _ = place((own[0]["Easting"], own[0]["Northing"], elsewhere["LSOA code"]))
    assert (row["area"], row["placed"]) == (elsewhere["LSOA code"], "given")
    assert (row["easting"], row["northing"]) == (
        float(own[0]["Easting"]),
        float(own[0]["Northing"]),
    )


def test_grid_metres_are_taken_as_they_are(founded, place):
    _, own = founded
    (row,), _ = place((f"{own[0]['Easting']}.5", own[0]["Northing"], ""))
    assert row["easting"] == float(own[0]["Easting"]) + 0.5
    assert row["snapped"] is False


def test_a_point_in_no_small_area_is_kept_without_a_place(founded, place):
    _, own = founded
    sea = (650_000, 650_000, "")
    rows, refused = place((own[0]["Easting"], own[0]["Northing"], ""), sea)
    assert not refused
    assert [(row["placed"], row["area"] is None) for row in rows] == [
        ("point", False),
        ("none", True),
    ]
    assert rows[1]["easting"] == 650_000


def test_neither_code_nor_point_is_no_place(founded, place):
    _, own = founded
    rows, refused = place((own[0]["Easting"], own[0]["Northing"], ""), ("", "", ""))
    assert not refused
    assert (rows[1]["placed"], rows[1]["area"], rows[1]["easting"]) == ("none", None, None)


@pytest.mark.parametrize(
    "point", [("0", "0"), ("414000", ""), ("-1.5", "52.5"), ("419000", "1419000"), ("1e9", "5")],
    ids=["zero", "half", "degrees", "north of Britain", "far east"],
)  # fmt: skip
def test_a_point_that_cannot_be_is_refused(founded, place, point):
    _, own = founded
    rows, refused = place((own[0]["Easting"], own[0]["Northing"], ""), (*point, ""))
    assert len(rows) == 1
    assert refused == {"point"}


def test_what_is_no_number_is_refused(founded, place):
    _, own = founded
    rows, refused = place((own[0]["Easting"], own[0]["Northing"], ""), ("here", "there", ""))
    assert len(rows) == 1
    assert refused in ({"point"}, {"not-a-number"})
