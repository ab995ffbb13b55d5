"""`towpath places`: what a person types, what they get, and the code a script gets."""

import json

import pytest

from towpath.foundation import ExitCode

YEAR = ("--period", "2025")
QUICK = ("--formats", "csv,geojson")


def places(towpath, aldermere, command, *words):
    return towpath("places", command, *words, home=aldermere[0])


def test_help_names_the_commands_and_their_options(towpath):
    assert "overlay" in towpath("places", "--help").out
    said = towpath("places", "hotspots", "--help").out
    assert "--across" in said
    assert "areas to walk" in said


def test_hotspots_are_said_listed_and_written(towpath, aldermere, tmp_path):
    folder = tmp_path / "told"
    words = ("--category", "burglary", *YEAR, "--out", str(folder))
    said = places(towpath, aldermere, "hotspots", *words)
    assert said.code == ExitCode.DONE
    assert said.out.startswith("In Aldermere, ")
    assert "areas that each take some" in said.out
    assert "Where it is" in said.out
    assert "OFFICIAL-SENSITIVE" in said.err
    names = {path.name for path in folder.rglob("*.*")}
    assert names >= {"hotspots.html", "patrol-areas.gpkg", "hotspot-cells.png", "answer.json"}
    features = json.loads((folder / "patrol-areas.geojson").read_text())["features"]
    assert {one["geometry"]["type"] for one in features} <= {"Polygon", "MultiPolygon"}


def test_json_gives_the_record_and_its_figures_can_be_explained(towpath, aldermere):
    words = ("--category", "burglary", *YEAR, *QUICK, "--json")
    record = places(towpath, aldermere, "hotspots", *words).json
    assert record["asked"]["category"] == "burglary"
    assert all(path.startswith("/") for path in record["files"])
    first = record["tables"]["patrol-areas"][0]["Share"]
    told = towpath("explain", first["figure"], "--json", home=aldermere[0]).json
    assert told["value"] == first["value"]
    assert told["definition"]["slug"] == "patrol-share"


def test_repeats_say_the_risk_window(towpath, aldermere):
    words = ("--category", "burglary", "--period", "24 months to December 2025", *QUICK, "--json")
    record = places(towpath, aldermere, "repeats", *words).json
    assert record["risk_window"]["found"]
    assert record["risk_window"]["ratio"] > 1
    assert set(record["tables"]) == {"near-repeats", "repeats-course", "near-repeat-bands"}


def test_hours_are_told_by_day_and_hour(towpath, aldermere):
    words = ("--category", "violence-and-sexual-offences", *YEAR, *QUICK)
    said = places(towpath, aldermere, "hours", *words)
    assert "four hours hold" in said.out
    assert "Friday" in said.out


def test_an_overlay_counts_the_agencies_of_a_place(towpath, aldermere):
    record = places(towpath, aldermere, "overlay", *YEAR, *QUICK, "--json").json
    rows = record["tables"]["shared-places"]
    agencies = [row["Agencies"]["value"] for row in rows]
    assert agencies == sorted(agencies, reverse=True)
    assert agencies[0] >= 3


def test_open_data_bear_no_marking(towpath, aldermere, tmp_path):
    words = ("--category", "shoplifting", *YEAR, "--out", tmp_path / "open", "--formats", "html")
    said = places(towpath, aldermere, "hotspots", *words)
    assert "OFFICIAL-SENSITIVE" not in said.err
    page = (tmp_path / "open" / "hotspots.html").read_text()
    assert "OFFICIAL-SENSITIVE" not in page
    assert "Anonymised points" in page


def test_the_last_year_held_is_meant_where_no_period_is_named(towpath, aldermere):
    words = ("--category", "burglary", *QUICK, "--json")
    record = places(towpath, aldermere, "hotspots", *words).json
    assert record["period"]["days"] == "2025-01-01..2026-01-01"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("repeats", "--category", "shoplifting"), ExitCode.NO_SUCH_DATA, "tells the month"),
        (("hours", "--category", "shoplifting"), ExitCode.NO_SUCH_DATA, "tells the month"),
        (("hotspots", "--category", "burglary", "--period", "2019"), ExitCode.NO_SUCH_DATA,
         "No burglary is held"),
        (("hotspots", "--category", "witchcraft"), ExitCode.WRONG_USE, "witchcraft"),
        (("hotspots", "--category", "shoplifting", "--cell", "50"), ExitCode.WRONG_USE,
         "anonymised"),
        (("hotspots", "--category", "burglary", "--cell", "-5"), ExitCode.WRONG_USE, "below"),
        (("hotspots", "--category", "burglary", "--formats", "shp"), ExitCode.WRONG_USE, "shp"),
        (("repeats", "--category", "burglary", "--days", "x"), ExitCode.WRONG_USE, "row of"),
        (("overlay", "--at-least", "9"), ExitCode.NO_SUCH_DATA, "Of 9 agencies"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_in_a_sentence(towpath, aldermere, words, code, sentence):
    said = places(towpath, aldermere, *words)
    assert said.code == code
    assert sentence in said.err
    assert said.out == ""
