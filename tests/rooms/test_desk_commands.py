"""An analyst's desk: feeds of their own, rows that were refused, names that nobody knows."""

import csv

import pytest

from towpath.foundation import ExitCode

OWN = """
slug = "{slug}"
title = "What the wardens report"
based_on = "council-asb"
categories = {{ "Shouting" = "{category}" }}
"""
REPORTS = (
    "Type of report,Date reported,Address\nShouting,01/05/2025,=1+1\nWhispering,02/05/2025,Quay\n"
)
TALLIES = "Concern,Area,Year,Channel,Count,Base\nSpeeding,Nowhere,2025,online,12,60\n"


@pytest.fixture
def wardens(aldermere):
    """The home with a feed of its own, for the length of a test."""
    home, _ = aldermere
    folder = home / "definitions" / "feeds"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "wardens.toml"
    file.write_text(OWN.format(slug="wardens", category="asb-noise"))
    yield home
    file.unlink()


def test_a_feed_of_ones_own_is_listed_and_named(towpath, wardens):
    listed = towpath("feeds", "--json", home=wardens).json
    assert {one["slug"]: one["declared_by"] for one in listed}["wardens"] == "the home's own"
    said = towpath("load", "nothing.csv", "--feed", "nonsense", home=wardens)
    assert "wardens" in said.err


def test_a_word_mapped_to_no_category_stops_the_delivery(towpath, wardens, tmp_path):
    file = wardens / "definitions" / "feeds" / "wardens.toml"
    file.write_text(OWN.format(slug="wardens", category="asb-noyse"))
    (tmp_path / "reports.csv").write_text(REPORTS)
    said = towpath("load", tmp_path / "reports.csv", "--agency", "wardens", home=wardens)
    assert said.code == ExitCode.WRONG_USE
    assert "wardens.toml" in said.err
    assert "asb-noyse" in said.err


def test_refused_rows_are_listed_and_written_for_a_spreadsheet(towpath, wardens, tmp_path):
    (tmp_path / "reports.csv").write_text(REPORTS.replace("Whispering", "=Whispering"))
    delivered = ("--feed", "wardens", "--agency", "wardens")
    said = towpath("load", tmp_path / "reports.csv", *delivered, home=wardens)
    assert "1 load came into force" in said.out
    delivery = said.out.partition("towpath loads refused ")[2].partition("`")[0]
    (row,) = towpath("loads", "refused", delivery, "--json", home=wardens).json
    assert (row["rule"], row["line"], row["part"]) == ("unknown-category", 3, "reports.csv")
    assert "Quay" in towpath("loads", "refused", delivery[:6], home=wardens).out
    towpath("loads", "refused", delivery, "--to", tmp_path / "refused.csv", home=wardens)
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as stream:
        (kept,) = csv.DictReader(stream)
    assert (kept["Line"], kept["Type of report"], kept["Address"]) == ("3", "'=Whispering", "Quay")


def test_a_delivery_that_never_was_has_no_refused_rows(towpath, aldermere):
    said = towpath("loads", "refused", "D-NONE", home=aldermere[0])
    assert said.code == ExitCode.NO_SUCH_DATA


def test_a_measure_of_a_place_nobody_knows_is_remarked_upon(towpath, aldermere, tmp_path):
    home, world = aldermere
    known = world.truth.local_areas[0].name
    rows = TALLIES + f"Speeding,{known},2025,online,9,60\n"
    (tmp_path / "tallies.csv").write_text(rows)
    words = ("--feed", "consultation-tallies", "--agency", "strangers")
    said = towpath("load", tmp_path / "tallies.csv", *words, home=home)
    assert said.code == ExitCode.DONE
    assert '"Nowhere" is not known' in said.err
    assert known not in said.err


def test_earlier_snapshots_are_told_with_their_day_latest_first(towpath, aldermere):
    home, _ = aldermere
    told = towpath("snapshot", "--json", home=home).json
    days = [told["came"][one] for one in told["past"]]
    assert days == sorted(days, reverse=True)
    assert f"{told['past'][0]}  20" in towpath("snapshot", home=home).out


def test_an_accepted_gap_is_listed_and_withdrawn(towpath, aldermere):
    home, _ = aldermere
    towpath("evidence", "accept-gap", "5", "--because", "not scored", "--by", "A", home=home)
    number = towpath("evidence", "list", "--json", home=home).json[-1]["number"]
    told = towpath("evidence", "withdraw", number, "--by", "B", "--because", "scored", home=home)
    assert "section 5 is withdrawn" in told.out
    assert "withdrawn on" in towpath("evidence", "list", home=home).out


def test_a_home_is_set_up_with_the_notice_it_prints(towpath, aldermere, tmp_path):
    _, world = aldermere
    words = ("Aldermere", "--reference", world.reference, "--notice", "Draft for discussion.")
    said = towpath("init", *words, home=tmp_path / "home")
    assert said.code == ExitCode.DONE
    assert 'notice = "Draft for discussion."' in (tmp_path / "home" / "towpath.toml").read_text()


def test_areas_say_which_district_they_are_in(towpath, aldermere):
    home, _ = aldermere
    found = towpath("areas", "abbeygate", "--json", home=home).json
    assert [(one["level"], one["district"]) for one in found] == [("ward", "Aldermere")]


def test_a_ward_and_a_local_area_of_one_name_must_be_told_apart_here(towpath, aldermere):
    home, _ = aldermere
    asked = ("change", "--period", "2025", "--against", "2024", "--area")
    said = towpath(*asked, "Port Alder", home=home)
    assert said.code == ExitCode.WRONG_USE
    assert '"local:Port Alder", "ward:Port Alder"' in said.err
    assert towpath(*asked, "ward:Port Alder", home=home).code == ExitCode.DONE


def test_a_narrow_terminal_leaves_columns_out_and_cuts_no_number(towpath, aldermere, monkeypatch):
    home, _ = aldermere
    monkeypatch.delenv("COLUMNS", raising=False)
    asked = ("change", "--period", "2025", "--against", "2024")
    wide = towpath(*asked, home=home)
    monkeypatch.setenv("COLUMNS", "80")
    narrow = towpath(*asked, home=home)
    assert max(map(len, narrow.out.splitlines())) <= 80
    assert "95 % limits" not in narrow.out
    assert "95 % limits" in narrow.err
    assert "95 % limits" in wide.out
    records = towpath(*asked, "--json", home=home).json
    assert all(row["figure"] in narrow.out and f"{row['after']:,}" in narrow.out for row in records)


def test_hashes_are_folded_but_never_cut(towpath, aldermere, monkeypatch):
    home, _ = aldermere
    monkeypatch.delenv("COLUMNS", raising=False)
    asked = ("change", "--period", "2025", "--against", "2024", "--json")
    figure = towpath(*asked, home=home).json[2]["figure"]
    told = towpath("explain", figure, "--json", home=home).json
    sha = told["loads"][0]["files"][0]["sha256"]
    assert sha in towpath("explain", figure, home=home).out
    monkeypatch.setenv("COLUMNS", "80")
    narrow = towpath("explain", figure, home=home).out
    assert "…" not in narrow.partition("Loads")[2]
    assert sha[:12] in narrow


def test_a_tab_completes_commands(monkeypatch, capsys):
    from towpath.cli import app, commands

    commands.register(app.app)
    monkeypatch.setenv("COMP_WORDS", "towpath lo")
    monkeypatch.setenv("COMP_CWORD", "1")
    monkeypatch.setenv("_TOWPATH_COMPLETE", "complete_bash")
    with pytest.raises(SystemExit):
        app.app([], prog_name="towpath")
    assert capsys.readouterr().out.split() == ["load", "loads"]
