"""6a and 6b: ranks with their certainty, who was not reached, and concern without action."""

from __future__ import annotations

import pytest

from towpath.analysis import surveys
from towpath.assessment import publishing
from towpath.assessment.last_plan import results
from towpath.assessment.views import concerns, grid, reach, tallies
from towpath.assessment.views.tallies import Tally
from towpath.documents.blocks import Table
from towpath.foundation import NoSuchData, Period

YEAR = Period.parse("2025")


def tally(concern, named, asked, *, weights=None, channel="Paper", area="Here", effect=1.0):
    return Tally(concern, area, YEAR, channel, "", named, asked, *(weights or (named, asked)),
                 effect, "", "")  # fmt: skip


def test_an_unweighted_share_is_that_of_the_survey_method():
    (found,) = tallies.shares([tally("Litter", 30, 100)])
    known = surveys.shares(["Litter"], [[1]] * 30 + [[0]] * 70)
    assert found.share == pytest.approx(known.share[0])
    assert found.low == pytest.approx(known.low[0], abs=0.005)


def test_a_design_effect_widens_the_limits():
    plain, wide = (
        tallies.shares([tally("Litter", 30, 100, effect=effect)])[0] for effect in (1, 2)
    )
    assert wide.high - wide.low > plain.high - plain.low


def test_unequal_weights_between_channels_cost_certainty():
    paper = tally("Litter", 10, 50, weights=(40, 200))
    online = tally("Litter", 25, 50, weights=(25, 50), channel="Online")
    (found,) = tallies.shares([paper, online])
    assert found.share == pytest.approx(65 / 250)
    assert found.effect == pytest.approx(100 * (50 * 4**2 + 50) / 250**2)


def test_people_are_counted_once_however_many_concerns_they_were_offered():
    asked = [tally(name, 5, 80) for name in ("A", "B", "C")] + [tally("A", 5, 20, channel="Online")]
    assert tallies.answers(asked) == 100


def test_speeding_is_first_and_nothing_answers_it(ask):
    study = ask()
    every = tallies.of(study)
    latest = [one for one in every if one.year == tallies.years(every)[-1]]
    first, *_ = grid.crossed(study, tallies.shares(latest))
    assert first.share.concern == "Speeding and dangerous parking"
    assert (first.flag, first.evidence) == (grid.UNANSWERED, None)


def test_without_a_plan_no_concern_is_called_unanswered(ask, monkeypatch):
    def none(_study):
        raise NoSuchData("No results.", "")

    monkeypatch.setattr(results, "of_area", none)
    study = ask()
    rows = grid.crossed(study, tallies.shares(tallies.of(study)))
    assert {row.flag for row in rows} == {grid.NO_PLAN}


def test_an_area_that_hardly_answered_is_named(ask):
    study = ask()
    heard = [tally("Litter", 5, 100, area=one.name) for one in study.pack.local.values()]
    assert reach.unheard(study, heard) == []
    assert reach.unheard(study, heard[1:]) == [heard[0].area]


def test_a_move_in_the_list_is_called_one_only_where_it_is_clear():
    def ranked(*named):
        found = tallies.shares([tally(n, x, 400) for n, x in zip("ABC", named, strict=True)])
        return {one.concern: one for one in found}

    still, moved = ranked(200, 190, 100), ranked(80, 190, 100)
    assert concerns._moved(still, ranked(190, 200, 100), ["A", "B", "C"]) == ""
    assert concerns._moved(still, moved, ["A", "B", "C"]) == "A has moved down the list of concerns"


def test_the_future_is_not_told(ask):
    with pytest.raises(NoSuchData, match="No consultation"):
        concerns.find(ask("August 2022", "the month before"))


def test_the_public_form_hides_what_few_said_and_keeps_the_order(ask):
    gated = [publishing.block(one) for one in concerns.find(ask()).blocks]
    shown = {one.key: one for one in gated if isinstance(one, Table)}
    ranks = [row[1].value for row in shown["concerns"].rows]
    assert ranks == sorted(ranks)
    limits = [row[3].figure for row in shown["concerns"].rows]
    assert all(limit.low is None for limit in limits)
    by_channel = [cell for row in shown["ranks-by-channel"].rows for cell in row[1:]]
    assert all(cell.value is None for cell in by_channel)


def test_a_weighted_share_is_published_as_weighted(ask):
    heard = tally("Litter", 30, 100, weights=(60, 120))
    figure = concerns.share(ask(), tallies.shares([heard])[0], YEAR)
    assert figure.value == pytest.approx(50)
    assert publishing.figure(figure).value == pytest.approx(50)
