"""The command: what a person types, what they get, and the code a script gets."""

import pytest

from towpath.foundation import ExitCode

YEARS = ("--period", "2025", "--against", "2024")
RECORD = (
    "category", "before", "after", "rows_before", "rows_after", "change_percent", "low", "high",
    "per_day_percent", "verdict", "figure",
)  # fmt: skip


def test_help_names_every_group(towpath):
    said = towpath("--help")
    assert said.code == ExitCode.DONE
    for group in ("Set up", "Evidence", "Ask", "Assess"):
        assert group in said.out


def test_the_version_is_told(towpath):
    assert towpath("--version").out.startswith("towpath ")


def test_change_gives_the_records_that_are_promised(towpath, aldermere):
    home, _ = aldermere
    records = towpath("change", *YEARS, "--json", home=home).json
    assert [row["category"] for row in records[:2]] == [
        "All recorded crime",
        "Anti-social behaviour",
    ]
    assert all(tuple(row) == RECORD for row in records)
    assert {row["verdict"] for row in records} <= {"fell", "rose", "no clear change"}


def test_change_in_full_gives_its_grounds_and_caveats(towpath, aldermere):
    home, _ = aldermere
    said = towpath("change", *YEARS, "--json=full", home=home).json
    assert said["period"] == {"name": "2025", "days": "2025-01-01..2026-01-01"}
    assert said["changes"][0]["exact_low"] > said["changes"][0]["low"]
    assert "Not official statistics" in [one["name"] for one in said["caveats"]]


def test_change_prints_a_table_and_says_what_it_rests_on(towpath, aldermere):
    home, _ = aldermere
    said = towpath("change", *YEARS, home=home)
    assert "Shoplifting" in said.out
    assert "police-uk-street" in said.err


def test_a_figure_is_explained_down_to_its_rows(towpath, aldermere):
    home, _ = aldermere
    robbery = next(
        row
        for row in towpath("change", *YEARS, "--json", home=home).json
        if row["category"] == "Robbery"
    )
    told = towpath("explain", robbery["figure"], "--rows", "3", "--json", home=home).json
    assert told["definition"]["slug"] == "change-in-count"
    assert [one["counted"] for one in told["rows"]] == [robbery["after"], robbery["before"]]
    assert all(len(file["sha256"]) == 64 for load in told["loads"] for file in load["files"])
    assert all(row["Category"] == "Robbery" for one in told["rows"] for row in one["first"])


def test_a_figure_is_found_by_the_beginning_of_its_id(towpath, aldermere):
    home, _ = aldermere
    figure = towpath("change", *YEARS, "--json", home=home).json[0]["figure"]
    assert figure in towpath("explain", figure[:7].lower(), home=home).out


def test_loads_say_what_is_held(towpath, aldermere):
    home, _ = aldermere
    loads = towpath("loads", "--json", home=home).json
    assert {load["feed"] for load in loads} >= {"police-uk-street", "force-extract"}
    shown = towpath("loads", "show", loads[0]["id"], home=home)
    assert "SHA-256" in shown.out


def test_the_audit_trail_is_whole(towpath, aldermere):
    home, _ = aldermere
    assert "whole" in towpath("audit", home=home).out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("change", "--period", "nonsense"), ExitCode.WRONG_USE, "is not a period"),
        (("change", "--period", "2025", "--against", "Q1 2024/25"), ExitCode.WRONG_USE, "compared"),
        (("change", "--period", "2019"), ExitCode.NO_SUCH_DATA, "Nothing of"),
        (("change", *YEARS, "--area", "Nowhere"), ExitCode.WRONG_USE, "Nowhere"),
        (("explain", "F-AAAAAAAA"), ExitCode.NO_SUCH_DATA, "No figure"),
        (("load", "nothing-there.csv"), ExitCode.NO_SUCH_DATA, "nothing-there.csv"),
        (("no-such-command",), ExitCode.WRONG_USE, "no-such-command"),
        (("assess", *YEARS, "--formats", "odt"), ExitCode.WRONG_USE, "odt"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_code(towpath, aldermere, words, code, sentence):
    home, _ = aldermere
    said = towpath(*words, home=home)
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_a_home_that_is_not_there_says_how_to_make_one(towpath, tmp_path):
    said = towpath("loads", home=tmp_path / "none")
    assert said.code == ExitCode.WRONG_USE
    assert "towpath init" in said.err


def test_the_same_delivery_twice_changes_nothing_and_says_so(towpath, aldermere):
    home, world = aldermere
    before = towpath("snapshot", "--json", home=home).json["snapshot"]
    said = towpath("load", world.police_uk, home=home)
    assert said.code == ExitCode.DONE
    assert "in force already" in said.err
    assert towpath("snapshot", "--json", home=home).json["snapshot"] == before
