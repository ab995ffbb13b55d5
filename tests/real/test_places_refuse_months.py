"""On the real files: what months and anonymised points can answer, and what they cannot."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from towpath.documents import numbers
from towpath.evidence import held, loading
from towpath.evidence.homes import Home
from towpath.foundation import NoSuchData, NotUnderstood, Period, categories
from towpath.places import hotspots, hours, overlay, repeats
from towpath.places.ground import Question

pytestmark = pytest.mark.real
AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def leicester(shared, real_pack, tmp_path_factory) -> Iterator[tuple]:
    home = Home.create(tmp_path_factory.mktemp("leicester") / "home", {"name": "Leicester"})
    home.reference.rmdir()
    home.reference.symlink_to(real_pack, target_is_directory=True)
    path = shared / "data" / "police_uk" / "leicestershire-2025.zip"
    loading.deliver(home, [path], grant=home.owner(), at=AT)
    with ExitStack() as stack:
        evidence = stack.enter_context(held.open_held(home, home.owner()))
        area = evidence.pack.find("Leicester")
        yield evidence, Question(categories.find("burglary"), area, Period.parse("2025"))


def test_hotspots_go_on_and_say_what_the_points_are(leicester):
    evidence, question = leicester
    answer = hotspots.find(evidence, question)
    assert dict(answer.asked)["cell"] == "250 m"
    assert {one.name for one in answer.caveats} >= {"Anonymised points", "Rows without a place"}
    streets = [str(row[1]) for row in answer.tables[0].rows]
    assert any("Street" in one for one in streets)
    assert answer.handling.open
    assert "of 1,686 events" in numbers.sentence(answer.sentences[0])


@pytest.mark.parametrize("command", [repeats.find, hours.find])
def test_days_and_metres_are_refused(leicester, command):
    evidence, question = leicester
    with pytest.raises(NoSuchData, match="tells the month of a crime and puts every crime at"):
        command(evidence, question)


def test_one_agency_makes_no_overlay(leicester):
    evidence, question = leicester
    with pytest.raises(NoSuchData, match="points are held of: police"):
        overlay.find(evidence, question)


def test_cells_finer_than_the_points_are_refused(leicester):
    evidence, question = leicester
    fine = Question(question.category, question.area, question.period, cell=100)
    with pytest.raises(NotUnderstood, match="Ask for 250 m or more"):
        hotspots.find(evidence, fine)
