"""A figure is explained after its loads are gone, in whole numbers, days and words."""

import shutil
from datetime import UTC, datetime

import pytest

from towpath.assessment import explaining, ledger, measures, telling
from towpath.assessment.changes import comparison
from towpath.evidence import held, retiring
from towpath.evidence.homes import Home
from towpath.foundation import Period


def test_loads_and_hashes_are_told_after_the_rows_are_gone(aldermere, ask, tmp_path):
    home, _ = aldermere
    copy = Home.open(shutil.copytree(home.path, tmp_path / "home"))
    december = Period.parse("December 2025")
    figure = measures.count(ask(), period=december)
    ledger.record(copy.results, [figure])
    with held.open_held(copy, copy.owner()) as evidence:
        (load,) = (one for one in ask().loads("police-uk-street") if december.contains(one.first))
        assert load in evidence.loads
    at = datetime(2026, 1, 20, tzinfo=UTC)
    retiring.retire(copy, [load.id], because="Its years are over.", grant=copy.owner(), at=at)
    told = explaining.explain(copy, figure.id, rows=2, grant=copy.owner())
    assert told.loads == (load,)
    assert next(told.tables())[2][0][-1] == load.parts[0][1]
    assert told.facts()["Rows"].startswith("no longer held")


def test_days_parts_and_areas_are_said_as_a_person_says_them(aldermere, ask):
    home, _ = aldermere
    row = comparison.of(ask())["robbery"]
    ledger.record(home.results, [row.change])
    facts = explaining.explain(home, row.change.id, rows=1, grant=home.owner()).facts()
    assert facts["Period"] == "2025 (1 January 2025 to 31 December 2025)"
    assert "district X" in facts["Area"]
    assert facts["Made of"] == f"{row.after.value:,} over {row.before.value:,}"


@pytest.mark.parametrize("key", ["1n", "4a", "6a"])
def test_figures_of_other_kinds_name_their_loads(aldermere, whole, key):
    home, _ = aldermere
    _, edition = whole
    crime = ("police-uk-street", "force-extract")
    figure = next(
        one for one in edition.contents[key].figures
        if one.period and one.basis["feed"] not in crime and "." not in one.basis["feed"]
    )  # fmt: skip
    ledger.record(home.results, [figure])
    told = explaining.explain(home, figure.id, rows=1, grant=home.owner())
    assert {load.feed for load in told.loads} == {figure.basis["feed"]}
    assert told.facts()["Rows"].startswith("not listed")


def test_scripts_learn_where_recording_changed(ask):
    study = ask()
    told = comparison.of(study)
    records = {one["category"]: one for one in telling.full(study, told, ())["changes"]}
    assert records["Anti-social behaviour"]["recording_changed"]
    assert not records["Robbery"]["recording_changed"]


def test_a_missing_month_is_named_once_and_no_verdict_is_spoken_of(ask):
    from towpath.assessment import caveats

    study = ask("12 months to January 2026")
    said = [telling.plain(one.spans) for one in caveats.all_of(study)]
    said += telling.remarks(study, comparison.of(study))
    assert sum("January 2026 of" in one for one in said) == 1
    assert not any("alters no verdict" in one for one in said)
