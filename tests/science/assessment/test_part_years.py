"""A rate or a count over part of a year says over which months it is."""

import pytest

from towpath.assessment import headlines, wording
from towpath.assessment.levels import comparison, lasting, volume, wards
from towpath.documents import numbers
from towpath.documents.blocks import Table, Tiles
from towpath.foundation import Period


@pytest.mark.parametrize(
    ("period", "says"),
    [("2025", ""), ("4 months to April 2025", " in the 4 months"), ("May 2025", " in the month")],
)
def test_only_a_year_goes_without_saying(period, says):
    assert wording.over(Period.parse(period)) == says


@pytest.fixture(scope="module")
def study(ask):
    return ask("4 months to December 2025")


def test_tiles_say_over_how_many_months_their_rate_is(study):
    tiles = next(one for one in volume.find(study).blocks if isinstance(one, Tiles))
    assert all("in the 4 months" in numbers.sentence(one.remark) for one in tiles.tiles)
    (side, _) = headlines.tiles(study, None).sides
    assert "in the 4 months" in str(side)


def test_headings_of_rates_and_years_say_it(study):
    for finding, says in ((wards, "Per 1,000 residents in the 4 months"),
                          (comparison, "Per 1,000 residents in the 4 months"),
                          (lasting, "4 months to December 2025")):  # fmt: skip
        tables = [one for one in finding.find(study).blocks if isinstance(one, Table)]
        assert says in [column.heading for one in tables for column in one.columns]
