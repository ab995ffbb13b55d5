"""`towpath places helped` and `pilot`: what a person types, what they get, and the codes."""

import pytest

from towpath.foundation import ExitCode

PLACES = ("--category", "burglary", "--treated", "Withy Moor", "--control", "ward:Port Alder")
TIMES = ("--before", "6 months to December 2023", "--after", "6 months to December 2024")
QUICK = ("--formats", "csv,geojson,html")


def places(towpath, aldermere, command, *words):
    return towpath("places", command, *words, home=aldermere[0])


def test_whether_it_helped_is_said_listed_and_written(towpath, aldermere, tmp_path):
    words = (*PLACES, *TIMES, "--buffer", "250", *QUICK, "--out", str(tmp_path / "told"))
    said = places(towpath, aldermere, "helped", *words)
    assert said.code == ExitCode.DONE
    assert ": in Withy Moor, burglary went from " in said.out
    assert "What cannot: that" in said.out
    assert "Around the control" in said.out
    assert "OFFICIAL-SENSITIVE" in said.err
    assert {"helped.html", "plots.geojson"} <= {p.name for p in (tmp_path / "told").iterdir()}


def test_its_figures_can_be_explained(towpath, aldermere):
    words = (*PLACES, *TIMES, *QUICK, "--chosen-otherwise", "--json")
    record = places(towpath, aldermere, "helped", *words).json
    assert record["verdict"] in ("fewer", "more", "neither")
    first = record["tables"]["measures"][0]["Value"]
    told = towpath("explain", first["figure"], "--json", home=aldermere[0]).json
    assert told["value"] == first["value"]
    assert told["definition"]["slug"] == "displacement-local"


def test_a_pilot_is_judged_beforehand(towpath, aldermere):
    words = (*PLACES, "--months", "6", "--fall", "20", *QUICK, "--json")
    record = places(towpath, aldermere, "pilot", *words).json
    assert record["says"][0].startswith(("Too small to tell", "Worth trying"))
    assert record["tables"]["pilot"][0]["Length"] == "6 months"
    chances = [row["Fall of 50 %"]["value"] for row in record["tables"]["pilot"]]
    assert chances == sorted(chances)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("helped", *PLACES, "--before", "2019", "--after", "2025"), ExitCode.NO_SUCH_DATA,
         "holds nothing of January 2019"),
        (("helped", *PLACES, "--before", "2025", "--after", "2024"), ExitCode.WRONG_USE,
         "not over when"),
        (("helped", *PLACES, *TIMES, "--buffer", "7"), ExitCode.WRONG_USE, "narrower"),
        (("helped", *PLACES[:-1], "x.gpkg", *TIMES), ExitCode.REFUSED, "no file"),
        (("pilot", *PLACES, "--fall", "0"), ExitCode.WRONG_USE, "Nothing falls by"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_said_in_a_sentence(towpath, aldermere, words, code, sentence):
    said = places(towpath, aldermere, *words)
    assert said.code == code
    assert sentence in said.err
    assert said.out == ""
