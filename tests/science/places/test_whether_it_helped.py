"""Did it help: against the demo's truth, against counts by hand, and what is refused."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import shapely

from towpath.documents import numbers
from towpath.documents.layers import geojson
from towpath.foundation import Level, NoSuchData, NotUnderstood, Period
from towpath.places import compared, helped, pilot, plots
from towpath.sources.parts import DeliveryRefused

pytestmark = pytest.mark.xdist_group("aldermere")
BEFORE, AFTER = "12 months to December 2024", "12 months to December 2025"
# While the burglaries of Abbey Fields lasted, and the same months when they were over.
HOT, OVER = "6 months to December 2023", "6 months to December 2024"
CONTROL = "ward:Port Alder"


@pytest.fixture(scope="module")
def abbey(truth):
    """The small areas in which burglary was multiplied until the end of 2023."""
    (spot,) = [one for one in truth.hotspots if one.name == "Abbey Fields"]
    return ",".join(spot.areas)


@pytest.fixture(scope="module")
def compare(evidence, ask):
    def told(treated, control=CONTROL, buffer="", buffer_control="", **also):
        asked = plots.Asked(treated, control, buffer, buffer_control)
        before, after = also.pop("before", BEFORE), also.pop("after", AFTER)
        question = ask(also.pop("category", "burglary"), after, **also)
        return compared.load(evidence, question, asked, Period.parse(before))

    return told


def test_the_planted_fall_is_seen(compare, abbey):
    told = compare(abbey, buffer="300", before=HOT, after=OVER)
    assert helped.verdict(told) == helped.FEWER
    assert told.difference.local < 0
    assert told.gap == 6
    assert told.series is None  # and not across the months between


@pytest.mark.parametrize("category", ["burglary", "violence-and-sexual-offences"])
def test_where_nothing_was_done_little_is_shown(evidence, ask, category):
    question = ask(category, AFTER)
    names = evidence.pack.shapes(Level.WARD, question.area).names
    asked = [plots.Asked(f"ward:{a}", f"ward:{b}") for a, b in itertools.combinations(names, 2)]
    first = compared.load(evidence, question, asked[0], Period.parse(BEFORE))
    told = [replace(first, plots=plots.lay(evidence, question.area, one)) for one in asked]
    clear = [one for one in told if helped.verdict(one) != helped.NEITHER]
    assert len(told) == 15
    assert len(clear) <= 3
    moved = [
        one for one in told if one.series and not one.series.level.low < 1 < one.series.level.high
    ]
    assert len(moved) <= 3


def test_events_are_those_whose_points_lie_in_the_outline(compare):
    told = compare(CONTROL, "Fairfield")
    inside = shapely.contains(told.plots.treated.outline, shapely.points(told.here.events.xy))
    when = told.here.events.day.astype("datetime64[D]").astype("datetime64[Y]")
    by_hand = [int((inside & (when == np.datetime64(year))).sum()) for year in ("2024", "2025")]
    pair = told.pair(told.plots.treated)
    assert [pair.before, pair.after] == by_hand
    assert min(by_hand) > 0


def test_what_stood_high_would_have_fallen_by_itself(compare, abbey):
    found = compare(abbey, before=HOT, after=OVER).by_itself
    assert found.low < found.expected < found.before
    assert compare("Northwold Rise").by_itself is None


def test_a_ring_ends_where_the_area_ends_and_has_a_control_as_wide(compare):
    told = compare("Fairfield", "Northwold Rise", buffer="200 m")
    ring, whole = told.plots.buffer.outline, told.here.outline.buffer(1)
    assert whole.contains(ring)
    assert told.plots.treated.outline.buffer(201).contains(ring)
    assert told.plots.buffer_control.name == "200 m around Northwold Rise"


def test_a_drawn_outline_counts_as_the_area_that_it_is(compare, tmp_path):
    named = compare("Withy Moor", "Fairfield")
    path = tmp_path / "ours.geojson"
    shape = named.plots.treated.outline
    degrees = shapely.transform(shape, geojson._to_degrees)
    path.write_text(shapely.to_geojson(degrees))
    drawn = compare(str(path), "Fairfield")
    assert drawn.plots.drawn
    assert drawn.plots.treated.name == "ours"
    apart = abs(drawn.pair(drawn.plots.treated).before - named.pair(named.plots.treated).before)
    assert apart <= 1


def test_times_of_unequal_length_are_set_against_each_other_by_the_month(compare):
    told = compare("Withy Moor", "Fairfield", after="6 months to June 2025")
    treated, control = told.pair(told.plots.treated), told.pair(told.plots.control)
    by_hand = (treated.after - treated.before / 2) - (control.after - control.before / 2)
    assert told.difference.total == pytest.approx(by_hand)
    assert "Season" not in {one.name for one in helped.cautions(told)}


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        (("Withy Moor", "Withy Moor"), NotUnderstood, "share ground"),
        (("Abbeygate", "Withy Moor", "500"), NotUnderstood, "share ground"),
        (("Withy Moor", "Fairfield", "Abbeygate"), NotUnderstood, "control of its own"),
        (("Withy Moor", "Fairfield", "", "Abbeygate"), NotUnderstood, "control of its own"),
        (("Withy Moor", "Fairfield", "5"), NotUnderstood, "narrower"),
        (("nowhere.geojson", "Fairfield"), DeliveryRefused, "no file"),
    ],
)
def test_places_that_cannot_be_compared_are_refused(compare, words, error, sentence):
    with pytest.raises(error, match=sentence):
        compare(*words)


def test_months_that_are_not_held_are_named(compare):
    with pytest.raises(NoSuchData, match="holds nothing of January 2026"):
        compare("Withy Moor", "Fairfield", after="12 months to March 2026")


def test_stand_in_points_carry_no_ring(compare):
    with pytest.raises(NoSuchData, match="anonymised point"):
        compare("Withy Moor", CONTROL, "200", category="shoplifting")
    assert compare("Withy Moor", "Fairfield", category="shoplifting").here.snapped.any()


def test_the_answer_says_what_cannot_be_said(evidence, ask, abbey):
    asked = plots.Asked(abbey, CONTROL, "300")
    answer = helped.judge(evidence, ask("burglary", OVER), asked, Period.parse(HOT))
    said = [numbers.sentence(one) for one in answer.sentences]
    assert said[0].startswith("Fewer than the control would lead to expect: in ")
    assert "What cannot: that what was done brought it about" in said[1]
    assert "falls by itself: the small areas that lie for the greater part in it" in said[-1]
    assert "outline:" not in str(answer.document().facts)
    assert dict(answer.spoken)["verdict"] == "fewer"
    assert len(answer.layers[0].shapes.wkb) == 4


def test_a_longer_pilot_and_a_larger_fall_are_seen_sooner(evidence, ask):
    asked = plots.Asked("Abbeygate", CONTROL)
    told = compared.planned(evidence, ask("violence-and-sexual-offences", "2025"), asked, 6)
    plan = pilot.Plan(told, 6, 0.2)
    chances = [[plan.of(fall, months).power for fall in (0.1, 0.3)] for months in (6, 24)]
    assert chances[0][0] < chances[1][0] < chances[1][1]
    assert chances[0][0] < chances[0][1]


def test_a_pilot_says_when_it_is_too_small(evidence, ask):
    asked = plots.Asked("Withy Moor", CONTROL)
    answer = pilot.plan(evidence, ask("burglary", "2025"), asked, 6, 20)
    lead = numbers.sentence(answer.sentences[0])
    assert lead.startswith("Too small to tell: if burglary in Withy Moor truly falls by 20 %")
    assert dict(answer.spoken)["could_show"] is False
    with pytest.raises(NotUnderstood, match="Nothing falls by 120"):
        pilot.plan(evidence, ask("burglary", "2025"), asked, 6, 120)
