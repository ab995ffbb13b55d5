"""An edition from the question to the withdrawn publication, on the small world's evidence."""

import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import people
from towpath.access.models import Person
from towpath.assessment import editions as kept
from towpath.editions import actions, queries, working
from towpath.editions.actions import Judgement
from towpath.editions.models import Edition
from towpath.editions.reckoning import Question
from towpath.editions.rules import State

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = people.AT
NAME = "Olga Writes"
CRITERIA = ("harm", "likelihood", "public concern", "capacity")
QUESTION = Question("Aldermere", "2025", "the year before")


@pytest.fixture
def home(loaded_home: tuple[Any, Any], tmp_path: Path, settings: Any) -> Path:
    settings.HOME = shutil.copytree(loaded_home[0].path, tmp_path / "home")
    return settings.HOME


@pytest.fixture
def edition(home: Path, owner: Person) -> UUID:
    return actions.begin(question=QUESTION, by=people.viewer(owner), at=AT)


def test_a_question_fills_six_sections(edition: UUID, owner: Person) -> None:
    page = queries.overview(viewer=people.viewer(owner), id=edition)
    assert [one.line.number for one in page.sections] == [1, 2, 3, 4, 5, 6]
    first = queries.section(viewer=people.viewer(owner), id=edition, number=1)
    assert first.findings[0].line.supplied
    assert 'href="/figures/F-' in first.findings[0].html
    assert "style=" not in first.findings[0].html


def test_what_people_say_stands_in_the_frozen_files(
    edition: UUID, owner: Person, signer: Person, home: Path
) -> None:
    Person.objects.filter(id=owner.id).update(name=NAME)
    by = people.viewer(owner)
    actions.write(id=edition, place="1a", text="It is quiet.", based_on=0, by=by, at=AT)
    number = actions.propose(id=edition, theme="Noise", confidence="low", by=by, at=AT)
    scores = [Judgement(name, 3, "So.", "1a") for name in CRITERIA]
    actions.score(id=edition, candidate=number, given=scores, by=by, at=AT)
    actions.accept_gap(id=edition, section=4, because="There was none.", by=by, at=AT)
    for one in queries.caveats(viewer=by, id=edition):
        if one.open:
            said = {"caveat": one.line.name, "words": one.line.words, "because": "Known."}
            actions.acknowledge(id=edition, **said, by=by, at=AT)
    actions.freeze(id=edition, recipients="The board", by=by, at=AT)
    held = Edition.objects.get(id=edition)
    assert (held.state, held.work) == (State.FROZEN.value, "")
    frozen = kept.read(home / "editions" / held.frozen)
    assert frozen.contents["5a"].supplied
    for form, marked, whose in (("partnership", True, NAME), ("public", False, "Council")):
        page = (home / "editions" / held.frozen / form / "assessment.html").read_text("utf-8")
        assert "It is quiet." in page
        assert f"accepted by {whose} because There was none." in page
        assert ("OFFICIAL-SENSITIVE · for The board" in page) is marked
        assert (NAME in page) is marked
    assert held.gaps == list(frozen.blocked)


def test_a_work_that_was_begun_anew_is_not_taken(edition: UUID, owner: Person) -> None:
    held = Edition.objects.get(id=edition)
    working.compile(str(edition), "another run", str(owner.id))
    assert Edition.objects.get(id=edition).compiled_at == held.compiled_at


def test_a_question_without_evidence_fails_with_a_sentence(home: Path, owner: Person) -> None:
    asked = Question("Aldermere", "2001", "the year before")
    id = actions.begin(question=asked, by=people.viewer(owner), at=AT)
    held = Edition.objects.get(id=id)
    assert held.compiled or held.work == "failed"
    assert held.work_says == "" or held.work_says.endswith(".")
