"""An analyst's plain extract of events, as it comes: dates of two forms, grid or degrees."""

from datetime import datetime

import pytest
from pyproj import Transformer

from towpath.evidence import events, held
from towpath.foundation import Sensitivity

AT = (430_000, 290_000)


def on_the_grid(longitude, latitude):
    """What another transformation than ours makes of a point."""
    return Transformer.from_crs(4326, 27700, always_xy=True).transform(longitude, latitude)


def extract(desk, text, name="events.csv"):
    """Load an extract; its rows, and what was refused of it."""
    path = desk.inbox / name
    path.write_text(text, "utf-8")
    receipt = desk.load(path, feed="event-extract", agency="testshire")
    return desk.rows(), [one["rule"] for one in desk.refused(receipt)] if receipt.refused else []


@pytest.mark.parametrize(
    ("said", "began", "ended", "precision"),
    [
        ("31/01/2025", datetime(2025, 1, 31), datetime(2025, 1, 31, 23, 59, 59), "day"),
        ("2025-01-31", datetime(2025, 1, 31), datetime(2025, 1, 31, 23, 59, 59), "day"),
        ("31/01/2025 18:05", datetime(2025, 1, 31, 18, 5), datetime(2025, 1, 31, 18, 5), "minute"),
        ("2025-01-31T18:05:00", datetime(2025, 1, 31, 18, 5), None, "minute"),
        ("2025-01-31 18:05:30", datetime(2025, 1, 31, 18, 5, 30), None, "minute"),
    ],
)
def test_a_day_or_a_day_with_its_time(desk, said, began, ended, precision):
    ((row,), refused) = extract(desk, f"Date,X,Y,Category\n{said},430000,290000,burglary\n")
    assert refused == []
    assert (row["occurred_from"], row["occurred_to"]) == (began, ended or began)
    assert (row["precision"], row["category"], row["counts"]) == (precision, "burglary", True)
    assert (row["easting"], row["northing"]) == AT


def test_a_time_in_a_column_of_its_own(desk):
    rows, _ = extract(desk, "Date,Time,X,Y,Category\n31/01/2025,18:05,430000,290000,Burglary\n"
                            "31/01/2025,,430000,290000,Burglary\n")  # fmt: skip
    assert [row["precision"] for row in rows] == ["minute", "day"]
    assert rows[0]["occurred_from"] == rows[0]["occurred_to"] == datetime(2025, 1, 31, 18, 5)


def test_a_range_of_days_reaches_to_the_end_of_its_last(desk):
    rows, refused = extract(
        desk,
        "Date from,Date to,X,Y,Offence\n"
        "24/01/2025 09:00,27/01/2025,430000,290000,BURGLARY\n"
        "27/01/2025 14:00,27/01/2025,430000,290000,Burglary\n"
        "28/01/2025,27/01/2025,430000,290000,Burglary\n",
    )
    assert [row["occurred_to"] for row in rows] == [datetime(2025, 1, 27, 23, 59, 59)] * 2
    assert refused == ["from-after-to"]


def test_degrees_are_put_on_the_grid_at_the_door(desk):
    rows, refused = extract(
        desk,
        "Date,Longitude,Latitude,Category\n31/01/2025,-1.5,52.5,burglary\n"
        "31/01/2025,52.5,-1.5,burglary\n31/01/2025,,,burglary\n",
    )
    assert (rows[0]["easting"], rows[0]["northing"]) == pytest.approx(
        on_the_grid(-1.5, 52.5), abs=5
    )
    assert rows[1]["easting"] is None
    assert refused == ["point-in-degrees"]


def test_x_and_y_may_be_said_to_be_degrees(desk):
    path = desk.inbox / "degrees.csv"
    path.write_text("Date,X,Y,Category\n31/01/2025,-1.5,52.5,burglary\n", "utf-8")
    desk.load(path, feed="event-extract", agency="testshire",
              mapping={"Longitude": "X", "Latitude": "Y"})  # fmt: skip
    (row,) = desk.rows()
    assert (row["easting"], row["northing"]) == pytest.approx(on_the_grid(-1.5, 52.5), abs=5)


@pytest.mark.parametrize(
    ("said", "rule"),
    [("01-31-2025", "not-a-moment"), ("13/13/2025", "not-a-moment"), ("31/01/2031", "future-day")],
)
def test_a_date_that_could_be_anything_is_refused(desk, said, rule):
    good = "31/01/2025,430000,290000,burglary\n"
    rows, refused = extract(desk, f"Date,X,Y,Category\n{good}{said},430000,290000,burglary\n")
    assert len(rows) == 1
    assert refused == [rule]


def test_words_that_nobody_knows_are_refused_and_codes_are_read(desk):
    rows, refused = extract(
        desk,
        "Date,X,Y,Offence,Offence code\n31/01/2025,430000,290000,mischief,\n"
        "31/01/2025,430000,290000,,30C\n31/01/2025,430000,290000,,\n",
    )
    assert [row["native_category"] for row in rows] == ["30C"]
    assert sorted(refused) == ["unknown-category", "unknown-category"]


def test_a_file_of_one_category_needs_no_column_for_it(desk):
    own = desk.home.feeds / "our-burglaries.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('slug = "our-burglaries"\nbased_on = "event-extract"\n'
                   'title = "Our burglaries"\ncategory = "burglary"\n')  # fmt: skip
    path = desk.inbox / "burglaries.csv"
    path.write_text("When,X,Y\n31/01/2025,430000,290000\n", "utf-8")
    desk.load(path, feed="our-burglaries", agency="testshire", mapping={"Date": "When"})
    assert [row["category"] for row in desk.rows()] == ["burglary"]


def test_it_is_personal_and_fit_for_near_repeats(desk):
    extract(desk, "Date,X,Y,Category,Street\n31/01/2025,430000,290000,burglary,Mill Lane\n")
    with held.open_held(desk.home, desk.home.owner()) as evidence:
        found = events.rows(evidence)
        assert found["location"].to_pylist() == ["Mill Lane"]
        assert events.handling_of(evidence, found).sensitivity is Sensitivity.PERSONAL
        assert events.fitness(evidence)["fit"].to_pylist() == [1]


def test_a_fire_at_an_hour_is_one_moment_and_one_of_a_day_lasts_a_day(desk):
    path = desk.inbox / "fires.csv"
    path.write_text(
        "Type of incident,Date of incident,Time,Date to\n"
        "Violence to staff,31/01/2025,18:05,\nViolence to staff,31/01/2025,,\n"
        "Violence to staff,31/01/2025,18:05,31/01/2025\n",
        "utf-8",
    )
    desk.load(path, feed="statutory-fire", agency="fire")
    midnight = datetime(2025, 1, 31, 23, 59, 59)
    assert [(row["occurred_to"], row["precision"]) for row in desk.rows()] == [
        (datetime(2025, 1, 31, 18, 5), "minute"), (midnight, "day"), (midnight, "minute"),
    ]  # fmt: skip


def test_the_example_of_the_page_can_be_loaded(desk, root):
    page = (root / "docs/how-to/own-events.md").read_text("utf-8")
    rows, refused = extract(desk, page.partition("```text\n")[2].partition("```")[0])
    assert refused == []
    assert [row["precision"] for row in rows] == ["minute", "minute"]
    assert [row["location"] for row in rows] == ["Mill Lane", "Ferry Road"]
