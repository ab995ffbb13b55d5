"""The scorecard of every method on the demo, the month that comes, and many areas at once."""

import warnings
from datetime import date

import numpy as np
import pytest

from towpath.assessment import definitions
from towpath.documents import contents, numbers
from towpath.evidence import engines, held
from towpath.foundation import Level, NoSuchData, Period, categories
from towpath.places import burden, coming_month, ground, national, scorecards, scoring, walks
from towpath.places.scoring import Wanted
from towpath.places.walks import Asked

pytestmark = pytest.mark.xdist_group("aldermere")
SLUGS = ("trafford", "promap", "blend")


@pytest.fixture(scope="module")
def walk(evidence, ask):
    asked = Asked(ask("burglary"), date(2026, 1, 1))
    return scoring.walk(evidence, asked, Wanted(days=100, slugs=SLUGS))


@pytest.fixture(scope="module")
def card(walk):
    return scoring.answered(walk)


@pytest.fixture(scope="module")
def month(evidence, ask):
    return coming_month.find(evidence, ask("burglary", feed="police-uk-street"))


def words(spans):
    return numbers.sentence(spans).replace(numbers.HARD_SPACE, " ")


def test_the_plain_map_is_always_scored_and_comes_first(card):
    labels = [row[0] for row in card.tables[0].rows]
    assert labels == ["Last year's counts", "Trafford method", "ProMap", "Blend of memories"]


@pytest.mark.parametrize("fixture", ["card", "month"])
def test_every_figure_is_defined_and_has_an_id_of_its_own(fixture, request):
    values = {}
    for figure in contents.figures(request.getfixturevalue(fixture).document()):
        meant = definitions.get(figure.definition)
        assert (figure.unit, figure.version) == (meant.unit, meant.version), figure.definition
        assert values.setdefault(figure.id, figure.value) == figure.value, figure.question


def test_a_larger_part_of_the_ground_catches_no_less(card):
    for row in card.tables[0].rows:
        caught = [cell.value for cell in row[1:6]]
        assert caught == sorted(caught)
        assert all(cell.low <= cell.value <= cell.high for cell in row[1:6])


def test_the_marks_agree_with_each_other(card):
    (marks,) = (one for one in card.tables if one.key == "marks")
    for row in marks.rows:
        share = float(str(row[1]).split()[0])
        assert row[4].value == pytest.approx(row[2].value / share)  # PAI
        assert 0 <= row[6].value <= 1  # PEI


def test_a_method_is_on_only_where_its_whole_interval_lies_above_nought(walk):
    _, found = scorecards.record(walk)
    for one in found["verdicts"][1:]:
        assert one["on"] == (one["low"] > 0)
        assert not one["trial"]
        assert one["share"] == walks.JUDGED


def test_fewer_than_ninety_days_are_a_trial(evidence, ask):
    asked = Asked(ask("burglary"), date(2026, 1, 1))
    short = scoring.walk(evidence, asked, Wanted(days=30, slugs=("promap",)))
    _, found = scorecards.record(short)
    assert [one["trial"] for one in found["verdicts"]] == [True, True]
    assert "On trial" in {one.name for one in scoring.answered(short).caveats}


def test_who_bears_it_sums_to_the_whole(walk):
    borne = burden.of(walk, "blend")
    for shares in (borne.found.carried, borne.found.residents, borne.found.recorded):
        assert shares.sum() == pytest.approx(1)
    assert len(burden.table(borne).rows) == 5
    assert "who live there" in burden.NOT_FOR


def test_too_long_a_walk_is_refused_with_one_that_would_do(evidence, ask):
    with pytest.raises(NoSuchData, match="too late to score") as refused:
        scoring.walk(evidence, Asked(ask("burglary"), date(2026, 1, 1)), Wanted(days=5000))
    assert "--days" in refused.value.remedy


def test_months_alone_are_refused_and_the_month_offered(evidence, ask):
    with pytest.raises(NoSuchData, match="tells the month") as refused:
        scoring.score(evidence, Asked(ask("burglary", feed="police-uk-street")))
    assert "--by month" in refused.value.remedy


def test_the_coming_month_counts_every_incident_of_the_area_once(evidence, ask, month):
    question = ask("burglary", feed="police-uk-street")
    told = coming_month.Coming(month_ground(evidence, question))
    assert told.seen.sum() > 0
    assert (told.seen == np.round(told.seen)).all()
    assert told.expected.sum() == pytest.approx(told.seen[:, -12:].sum() / 12, rel=0.5)
    assert len(month.tables[2].rows) == len(told.codes) == len(told.shapes.codes)


def month_ground(evidence, question):
    months = coming_month._months(evidence, question)
    period = Period.of_months(months[0], len(months))
    return ground.load(evidence, type(question)(question.category, question.area, period,
                                                feed=question.feed))  # fmt: skip


def test_the_month_says_what_it_is_worth(month):
    lead = words(month.sentences[0])
    assert "of the small areas over" in lead
    assert month.handling.open
    assert str(month.standing.period) == "January 2026"


def test_each_ward_is_judged_by_its_own_events(evidence, ask):
    answer = national.score_each(evidence, Asked(ask("burglary")), "ward", 100, "promap")
    (table,) = answer.tables
    assert len(table.rows) > 5
    assert {row[-1] for row in table.rows} <= {"on", "off"}


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_many_areas_are_scored_alike_on_both_engines(evidence, loaded_home):
    pytest.importorskip("pyspark", reason="PySpark is in the extra spark")
    home, _ = loaded_home
    area = evidence.pack.find("Aldermere")
    of = evidence.pack.membership(Level.WARD, 2021)
    groups = {code: of[code] for code in evidence.pack.small_areas(area, 2021)}
    protocol = national.Protocol(walks.number_of(date(2025, 10, 1)), 92, "promap")
    asked = (categories.find("burglary"), groups, protocol, "force-extract")
    with (
        warnings.catch_warnings(),
        held.open_held(home, home.owner(), engine=engines.SPARK) as spark,
    ):
        warnings.simplefilter("ignore")
        assert repr(national.scores(spark, *asked).to_pylist()) == repr(
            national.scores(evidence, *asked).to_pylist()
        )
