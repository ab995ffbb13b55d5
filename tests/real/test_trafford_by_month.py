"""Trafford's own burglaries, of which only months and stand-in points are known."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from towpath.documents import numbers
from towpath.evidence import held, loading
from towpath.evidence.homes import Home
from towpath.foundation import NoSuchData, Period, categories
from towpath.places import coming_month, foreseen, repeats, scoring
from towpath.places.ground import Question
from towpath.places.walks import Asked

pytestmark = pytest.mark.real
AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
FILE = "greater_manchester_burglary_2016-02_2019-01_geocoded.csv.gz"


@pytest.fixture(scope="module")
def trafford(shared, real_pack, tmp_path_factory) -> Iterator[tuple]:
    folder = tmp_path_factory.mktemp("trafford")
    home = Home.create(folder / "home", {"name": "Trafford", "area": "Trafford"})
    home.reference.rmdir()
    home.reference.symlink_to(real_pack, target_is_directory=True)
    file = folder / "burglaries.csv"
    file.write_bytes(gzip.decompress((shared / "data" / "gm" / FILE).read_bytes()))
    wishes = loading.Wishes(feed="open-incidents", agency="greater-manchester")
    receipt = loading.deliver(home, [file], wishes, grant=home.owner(), at=AT)
    with held.open_held(home, home.owner()) as evidence:
        area = evidence.pack.find("district:Trafford")
        period = Period.parse("36 months to January 2019")
        yield evidence, Question(categories.find("burglary"), area, period), receipt


def test_the_file_is_loaded_as_it_is(trafford):
    evidence, _, receipt = trafford
    assert (receipt.accepted, receipt.refused) == (receipt.delivered, 0)
    rows = evidence.table("incidents").select("snapped", "precision").distinct().to_pyarrow()
    assert rows.to_pylist() == [{"snapped": True, "precision": "month"}]


def test_near_repeats_are_refused(trafford):
    evidence, question, _ = trafford
    with pytest.raises(NoSuchData, match="tells the month of a crime and puts every crime at"):
        repeats.find(evidence, question)


@pytest.mark.parametrize(
    "command",
    [
        lambda held, asked: foreseen.foresee(held, asked, foreseen.Wanted()),
        scoring.score,
    ],
)
def test_days_are_refused_and_months_offered(trafford, command):
    evidence, question, _ = trafford
    with pytest.raises(NoSuchData, match="tells the month of a crime") as refused:
        command(evidence, Asked(question))
    assert refused.value.exit_code == 4
    assert "forecast --by month" in refused.value.remedy


def test_the_coming_month_is_foreseen_and_scored_beside_last_year_s_counts(trafford):
    evidence, question, _ = trafford
    answer = coming_month.find(evidence, question)
    lead = numbers.sentence(answer.sentences[0])
    assert "over 24 months" in lead
    assert "cannot be told from nothing" in lead
    plain, _, weighted = answer.tables[0].rows
    assert 0.29 < plain[3].value / 100 < 0.33
    assert weighted[6].low > 0  # no better a ranking, but better numbers
    assert len(answer.tables[2].rows) == 138
