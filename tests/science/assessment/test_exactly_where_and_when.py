"""What places tell of an edition: where exactly, again and again, and what can be foreseen."""

import pytest

from towpath.assessment import findings as found
from towpath.assessment import rendering
from towpath.assessment.exactly import telling
from towpath.documents import numbers
from towpath.documents.blocks import Map


@pytest.fixture(scope="module")
def contents(whole):
    return whole[1].contents


def said(finding) -> str:
    return numbers.sentence(finding.sentence)


def test_where_exactly_is_a_map_with_numbered_areas(contents):
    (drawn,) = [one for one in contents["1p"].blocks if isinstance(one, Map)]
    assert drawn.marked is not None
    assert "minutes to walk round" in said(contents["1p"])


def test_the_planted_near_repeats_are_told(contents):
    assert "times the usual for" in said(contents["1q"])


def test_the_forecast_is_told_beside_last_years_counts(contents):
    assert "last year's counts caught" in said(contents["1r"])


def test_what_is_finer_than_a_small_area_stays_with_the_partnership(whole):
    _, edition = whole
    public, *_ = rendering.pieces(edition, rendering.PUBLIC)
    exact, *_ = rendering.pieces(edition, rendering.PARTNERSHIP)
    confined = {one.id for key in ("1p", "1q", "1r") for one in edition.contents[key].figures}
    shown = {one.id for one in found.block_figures(public.document.blocks)}
    assert confined <= {one.id for one in found.block_figures(exact.document.blocks)}
    assert not confined & shown
    words = [one.spans for one in public.document.blocks if hasattr(one, "spans")]
    assert words.count((telling.CONFINED,)) == 3


def test_a_finding_that_is_not_supplied_says_so_in_every_form():
    lack = found.not_supplied("No extract is held.", "the police")
    assert lack.opened is lack
