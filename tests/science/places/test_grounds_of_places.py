"""Which events an answer is drawn from, and which had to be left out."""

from dataclasses import replace

import numpy as np
import pytest

from towpath.evidence import events
from towpath.foundation import NoSuchData, categories
from towpath.places import caveats, ground
from towpath.sources.declarations import Kind

pytestmark = pytest.mark.xdist_group("aldermere")


def test_the_finest_of_the_full_feeds_speaks(evidence, ask):
    assert ground.load(evidence, ask("burglary")).feed == "force-extract"


def test_a_feed_of_a_part_does_not_speak_for_the_whole(evidence, ask):
    """The force's extract holds some kinds of crime alone."""
    assert ground.load(evidence, ask("crime")).feed == "police-uk-street"


def test_what_must_be_fine_takes_the_finest_however_full(evidence, ask):
    assert ground.load(evidence, ask("crime"), fine=True).feed == "force-extract"


def test_events_come_in_the_order_of_their_days_with_their_streets(evidence, ask):
    here = ground.load(evidence, ask("burglary"))
    assert (np.diff(here.events.day) >= 0).all()
    assert np.allclose((here.since + here.until) / 2, here.events.day)
    found = events.rows(evidence, categories=["burglary"], feeds=["force-extract"],
                        period=ask("burglary").period)  # fmt: skip
    told = {(r["easting"], r["northing"], r["location"]) for r in found.to_pylist()}
    mine = zip(*here.events.xy.T.tolist(), here.street.tolist(), strict=True)
    assert {(x, y, street or None) for x, y, street in mine} <= told


def test_cancelled_crimes_are_counted_and_left_out(evidence, ask):
    question = ask("burglary")
    codes = evidence.pack.codes(question.area)
    rows = evidence.table(Kind.INCIDENTS).to_pyarrow().to_pylist()
    wanted = categories.within("burglary")
    here = [r for r in rows if r["feed"] == "force-extract" and r["category"] in wanted
            and r["area"] in codes and r["month"].year == 2025]  # fmt: skip
    told = ground.load(evidence, question)
    assert told.left.cancelled == sum(r["cancelled"] for r in here) > 0
    assert len(told) == sum(r["counts"] for r in here)
    assert [one.name for one in caveats.of_events(told)] == ["Cancelled crimes"]


def test_rows_without_a_place_are_said(evidence, ask):
    told = ground.load(evidence, ask("crime"))
    assert told.left.unlocated > 0
    assert {one.name for one in caveats.of_events(told)} == {
        "Rows without a place", "Anonymised points"
    }  # fmt: skip


def test_months_cannot_answer_what_needs_days(evidence, ask):
    with pytest.raises(NoSuchData, match="tells the month"):
        ground.load(evidence, ask("shoplifting"), fine=True)
    with pytest.raises(NoSuchData, match="tells the month"):
        ground.load(evidence, ask("shoplifting", "1 March 2025 to 21 March 2025"))
    coarse = ground.load(evidence, ask("burglary", feed="police-uk-street"))
    with pytest.raises(NoSuchData, match="anonymised point"):
        ground.require_fine(coarse)


def test_nothing_held_is_said_with_what_was_asked(evidence, ask):
    with pytest.raises(NoSuchData, match="No burglary is held for Aldermere in 2019"):
        ground.load(evidence, ask("burglary", "2019"))


def test_handling_is_that_of_the_strictest_row(evidence, ask):
    assert not ground.load(evidence, ask("burglary")).handling.open
    assert ground.load(evidence, ask("crime")).handling.open


@pytest.mark.parametrize(
    ("category", "verb"),
    [("burglary", "gathers"), ("drugs", "gather"), ("violence-and-sexual-offences", "gather"),
     ("possession-of-weapons", "gathers"), ("theft-from-the-person", "gathers"),
     ("criminal-damage-and-arson", "gathers")],
)  # fmt: skip
def test_a_kind_of_many_takes_the_verb_of_many(evidence, ask, category, verb):
    here = replace(ground.load(evidence, ask("burglary")), question=ask(category))
    assert here.does("gathers", "gather") == verb
