"""Every field that the house takes in declares how it may be handled.

The rooms of the site add their models' columns here: a column without handling fails.
"""

import pytest

from towpath.foundation import Handling
from towpath.foundation.handling import Sensitivity
from towpath.sources import feeds
from towpath.sources.declarations import Feed

FEEDS = list(feeds.every().values())


@pytest.fixture(params=FEEDS, ids=lambda feed: feed.slug)
def feed(request: pytest.FixtureRequest) -> Feed:
    return request.param


def handlings(feed: Feed) -> list[Handling]:
    return [feed.handling, *(field.handling for field in feed.fields)]


def test_only_open_data_are_public(feed: Feed) -> None:
    """A field that says nothing takes the handling of its feed, which must then be careful."""
    if feed.licence == "partnership":
        assert all(one.sensitivity > Sensitivity.PUBLIC for one in handlings(feed))


def test_what_is_personal_is_kept_for_a_number_of_years(feed: Feed) -> None:
    personal = [one for one in handlings(feed) if one.sensitivity >= Sensitivity.PERSONAL]
    assert all(one.years_kept for one in personal)
