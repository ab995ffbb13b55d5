"""Two real counties: an assessment warns of what is wrong with its data without being told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from towpath.assessment import caveats, contents, frozen
from towpath.assessment.caveats import places, recording
from towpath.assessment.changes import comparison
from towpath.assessment.study import Question, Study
from towpath.documents import numbers
from towpath.documents.blocks import Table
from towpath.evidence import held, loading
from towpath.evidence.homes import Home
from towpath.foundation import Baseline, Period

SHARED = Path(__file__).parents[3] / "shared" / "data"
AT = datetime(2026, 11, 20, tzinfo=UTC)
pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the real files of ../shared/data are not on this machine"
)


@pytest.fixture(scope="module")
def pack(real_pack):
    return real_pack


def _opened(folder, pack, *names):
    made = Home.create(folder / "home", {"name": "Real", "owner": "tester"})
    made.reference.rmdir()
    made.reference.symlink_to(pack, target_is_directory=True)
    paths = [SHARED / "police_uk" / f"{name}.zip" for name in names]
    loading.deliver(made, paths, grant=made.owner(), at=AT)
    return held.open_held(made, made.owner())


@pytest.fixture(scope="module")
def leicestershire(tmp_path_factory, pack):
    name = "leicestershire-2019-12-to-2022-10"
    with _opened(tmp_path_factory.mktemp("leicestershire"), pack, name) as opened:
        yield opened


@pytest.fixture(scope="module")
def west_mercia(tmp_path_factory, pack):
    names = ("west-mercia-2014", "west-mercia-2024", "west-mercia-2025")
    with _opened(tmp_path_factory.mktemp("west-mercia"), pack, *names) as opened:
        yield opened


@pytest.fixture(scope="module")
def leicester(leicestershire):
    return _study(leicestershire, "Leicester", "12 months to October 2022", "the year before")


@pytest.fixture(scope="module")
def shropshire(west_mercia):
    return _study(west_mercia, "Shropshire", "4 months to April 2025", "the year before")


@pytest.fixture(scope="module")
def decade(west_mercia):
    """Shropshire in 2025 against 2014."""
    against = "11 months to November 2014"
    return _study(west_mercia, "Shropshire", "11 months to November 2025", against)


def _study(opened, name, period, against):
    window = Period.parse(period)
    question = Question(opened.pack.find(name), window, Baseline.parse(against, window))
    return Study(question, opened, opened.pack)


def _said(study):
    return {one.name: numbers.sentence(one.spans) for one in caveats.all_of(study)}


def _finding(key, study):
    return next(one for one in contents.entries() if one.key == key).find(study)


def test_leicester_warns_of_new_points_covid_lost_rows_and_young_outcomes(leicester):
    said = _said(leicester)
    assert "In July 2022, 95.4" in said["New anonymous points"]
    assert "9 months of the 12 months to October 2021" in said["COVID months"]
    assert "0.5" in said["Rows without a place"]
    assert "2.7" in said["Rows without a place"]
    assert "Outcomes of unequal age" in said
    assert "Recording changed" not in said


def test_leicester_headlines_stand_apart_with_their_marks(leicester):
    told = comparison.of(leicester)
    crime, asb = told["crime"], told["asb"]
    assert (crime.before.value, crime.after.value) == (41_843, 48_314)
    assert (asb.before.value, asb.after.value) == (4_923, 4_672)
    assert round(crime.change.value, 1) == 15.5
    assert asb.verdict == "no clear change"  # by chance alone it would have "fallen"
    assert told["asb"].exact[1] < 0


def test_leicester_outcomes_are_refused_as_they_stand(leicester):
    assert "cannot be compared" in numbers.sentence(_finding("3a", leicester).sentence)


def test_leicester_answers_again_with_lost_rows(leicester):
    (found,) = (b for b in _finding("2h", leicester).blocks
                if isinstance(b, Table) and b.key == "change-unplaced-allocated")  # fmt: skip
    crime = found.rows[0]
    assert crime[3].value == pytest.approx(18.4, abs=0.1)


def test_shropshire_spring_has_no_clear_change_and_unequal_days(shropshire):
    told = comparison.of(shropshire)
    assert (told["crime"].before.value, told["crime"].after.value) == (5_485, 5_410)
    assert (told["asb"].before.value, told["asb"].after.value) == (979, 1_033)
    assert {row.verdict for row in told.rows} == {"no clear change"}
    assert "Unequal days" in _said(shropshire)
    assert "Outcomes of unequal age" in _said(shropshire)


def test_a_decade_of_shropshire_warns_of_recording_without_being_told(decade):
    (warned,) = caveats.named(decade, "recording")
    words = numbers.sentence(warned.spans)
    assert warned.grave
    assert "Anti-social behaviour from 44.7" in words
    assert {"asb", "violence-and-sexual-offences"} <= recording.drift(decade).recorded_otherwise
    rows = {row[0]: row for row in _finding("2a", decade).blocks[0].rows}
    assert rows["Anti-social behaviour"][3:] == (None, None, None, "recording changed")
    assert rows["Burglary"][-1] == "fell"


def test_a_decade_of_shropshire_warns_of_points_and_vintages(decade):
    said = _said(decade)
    assert "By January 2024" in said["New anonymous points"]
    assert "2011 and 2021" in said["Small areas of two vintages"]
    assert [one.month.year for one in places.new_catalogues(decade)] == [2024]


@pytest.mark.parametrize("key", ["2a", "2b", "2c", "2d", "2e", "2f", "2g", "2h", "3a", "3b"])
def test_every_finding_of_leicester_can_be_kept(leicester, key):
    found = _finding(key, leicester)
    assert found.supplied
    assert frozen.loads(frozen.dumps(found)) == found


@pytest.mark.parametrize("name", ["Charnwood", "Blaby", "Rutland"])
def test_its_neighbours_are_not_said_to_record_otherwise(leicestershire, name):
    study = _study(leicestershire, name, "12 months to October 2022", "the year before")
    assert recording.drift(study).recorded_otherwise == frozenset()


def test_a_winter_is_set_against_the_one_before_covid_where_it_is_held(leicestershire):
    window = ("3 months to February 2022", "the year before")
    study = _study(leicestershire, "Leicester", *window)
    tables = [one for one in _finding("2a", study).blocks if isinstance(one, Table)]
    (beside,) = (one for one in tables if one.key == "change-other-baselines")
    burglary = next(row for row in beside.rows if row[0] == "Burglary")
    assert round(burglary[1].value) == -26
