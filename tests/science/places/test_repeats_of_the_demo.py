"""Repeats and hours against the demo's truth."""

import numpy as np
import pytest

from towpath.analysis.chains import Kind
from towpath.foundation import NoSuchData
from towpath.places import following, ground, hours, repeats

pytestmark = pytest.mark.xdist_group("aldermere")
LONG = "24 months to December 2025"


def followed(evidence, question):
    return following.Followed(ground.load(evidence, question, fine=True), following.Bands())


def test_the_planted_near_repeats_are_found(evidence, truth, ask):
    """Offspring lie 90 m away each way and come after 5.5 days in the mean."""
    told = followed(evidence, ask("burglary", LONG))
    window, law = told.window, truth.near_repeat
    assert window.metres >= law.metres
    assert window.days >= law.days
    assert window.ratio > 1.5


def test_where_nothing_was_planted_nothing_is_claimed(evidence, ask):
    told = followed(evidence, ask("violence-and-sexual-offences"))
    assert told.window.days == 0
    answer = repeats.find(evidence, ask("violence-and-sexual-offences"))
    assert "not found" in str(answer.sentences[0][0])
    assert not answer.record()["risk_window"]["found"]


def test_every_event_has_one_part(evidence, ask):
    told = followed(evidence, ask("burglary", LONG))
    assert sum(told.kinds.values()) == len(told.here)
    assert told.kinds[Kind.ORIGINATOR] <= told.kinds[Kind.REPEAT] + told.kinds[Kind.NEAR_REPEAT]


def test_the_same_question_gives_the_same_chance(evidence, ask):
    one, two = (repeats.find(evidence, ask("burglary")) for _ in range(2))
    assert one.record() == two.record()


def test_months_and_anonymised_points_are_refused(evidence, ask):
    for command in (repeats.find, hours.find):
        with pytest.raises(NoSuchData, match="tells the month"):
            command(evidence, ask("burglary", feed="police-uk-street"))


def test_the_night_time_economy_is_in_the_hours_of_violence(evidence, truth, ask):
    here = ground.load(evidence, ask("violence-and-sexual-offences"), fine=True)
    told = hours.Told(here, np.ones(len(here), dtype=bool))
    assert told.profile.events == len(here)
    assert told.profile.weight.sum() == pytest.approx(len(here))
    late = told.profile.weight[4:6, 19:].sum() + told.profile.weight[5:, :4].sum()
    assert late / len(here) > 1.5 * 18 / 168
