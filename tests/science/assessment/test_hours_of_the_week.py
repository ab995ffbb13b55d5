"""Hours that a local area names are read, and what began in them is told beside the whole area."""

import pytest

from towpath.assessment.levels import calendar, hours
from towpath.documents.blocks import Table


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ("Thursday to Saturday, 20:00 to 04:00", 24),
        ("Friday and Saturday, 18:00 to 06:00", 24),
        ("Saturday to Monday, 00:00 to 00:00", 72),
    ],
)
def test_named_hours_are_read(words, slots):
    assert hours.read(words).sum() == slots


def test_hours_after_midnight_belong_to_the_night_before():
    found = hours.read("Sunday, 22:00 to 02:00")
    assert [tuple(one) for one in zip(*found.nonzero(), strict=True)] == [
        (0, 0), (0, 1), (6, 22), (6, 23),
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["", "at night", "Saturday night"])
def test_other_words_name_no_hours(words):
    assert hours.read(words) is None


def test_violence_of_the_town_centres_nights_stands_out(ask):
    table = next(one for one in calendar.regardless(ask()) if isinstance(one, Table))
    _, here, whole = table.rows[0]
    assert here.low > whole.high
    assert here.denominator > 100


def test_without_a_feed_with_times_nothing_is_told(ask):
    study = ask("2019")
    assert calendar.regardless(study) == ()
