"""What lies on whose desk: signals and returns, decisions, the last published edition."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import editions_world
import people
import worlds
from towpath.access.permissions import Role
from towpath.evidence.homes import Home
from towpath.explorer import warm
from towpath.foundation import Period
from towpath.intake.models import Duty
from towpath.intake.returns import Kind
from towpath.web import desks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def desk_home(
    loaded_home: tuple[Home, worlds.World], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return shutil.copytree(loaded_home[0].path, tmp_path_factory.mktemp("desks") / "home")


@pytest.fixture
def home(desk_home: Path, settings: Any) -> Home:
    held = Home.open(desk_home)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=held)
    warm.forget()
    return held


def lying(role: Role, of: str = "aldermere-council") -> dict[str, desks.Desk]:
    viewer = people.viewer(people.person(f"A {role.value}", role, of))
    return {desk.title: desk for desk in desks.of(viewer, people.AT)}


def test_an_analyst_finds_signals_returns_and_editions(home: Home) -> None:
    found = lying(Role.ANALYST)
    assert list(found) == ["Signals of December 2025", "Editions in work", "Quarterly returns"]
    assert "By chance alone" in found["Signals of December 2025"].says


def test_a_signal_leads_to_its_look(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from towpath.assessment.changes import signals

    seen = property(lambda self: (("burglary", 1),))
    monkeypatch.setattr(signals.Watch, "now", seen)
    (line,) = lying(Role.ANALYST)["Signals of December 2025"].lines
    assert (line.title, line.tag) == ("Burglary", "above its limits")
    who = people.person("Another", Role.ANALYST, "aldermere-council")
    answer = people.client(who).get(line.href)
    assert b"Burglary in Aldermere by month" in answer.content
    assert Period.parse("December 2025").name.encode() in answer.content


def test_a_manager_finds_what_needs_a_decision(home: Home) -> None:
    author = people.person("Author", Role.ANALYST)
    editions_world.compiled(author, state="frozen")
    editions_world.compiled(author, state="signed")
    desk = lying(Role.MANAGER)["For you to decide"]
    said = [line.says for line in desk.lines]
    assert "Frozen; it waits for a second person to sign it off." in said
    assert "Signed off; it waits to be published." in said


def test_a_manager_hears_of_overdue_returns(home: Home) -> None:
    fire = people.agency("saltreath-fire")
    Duty.objects.create(agency=fire, kind=next(iter(Kind)).value, starts=people.SINCE)
    viewer = people.viewer(people.person("A manager", Role.MANAGER, "aldermere-council"))
    decide = desks.of(viewer, people.AT + timedelta(days=200))[0]
    assert any("overdue" in line.says for line in decide.lines)


def test_a_board_member_finds_what_is_published_and_nothing_else(home: Home) -> None:
    assert lying(Role.BOARD)["The last published edition"].says.startswith("Nothing is published")
    editions_world.published(people.person("Author", Role.ANALYST))
    viewer = people.viewer(people.person("Board two", Role.BOARD, "aldermere-hospital"))
    found = desks.of(viewer, people.AT)
    assert [desk.title for desk in found] == ["The last published edition", "The exceptions"]
    assert found[0].lines[0].href == "/publications/aldermere-2025/"


def test_whoever_hands_data_over_finds_what_their_own_agency_owes(home: Home) -> None:
    for of in ("saltreath-fire", "saltreath"):
        Duty.objects.create(agency=people.agency(of), kind=Kind.FIRE.value, starts=people.SINCE)
    who = people.viewer(people.person("A sergeant", Role.POLICE, "saltreath"))
    found = {one.title: one for one in desks.of(who, people.AT + timedelta(days=200))}
    lines = found["Returns that your agency owes"].lines
    assert {one.says for one in lines} == {"Saltreath"}
    assert {one.tag for one in lines} <= {"1 overdue", "2 overdue", "1 due", "2 due"}
    assert found["Your deliveries"].more == ("Hand files over", "/deliveries/new/")


def test_a_supplier_finds_what_they_handed_over_and_no_edition(home: Home) -> None:
    people.delivery("saltreath-fire")
    people.delivery("saltreath")
    (desk,) = lying(Role.SUPPLIER, "saltreath-fire").values()
    assert [(one.title, one.tag) for one in desk.lines] == [("A delivery", "Needs attention")]


def test_an_administrator_finds_agencies_without_anybody(home: Home) -> None:
    people.agency("canal-trust")
    (desk,) = lying(Role.ADMINISTRATOR).values()
    assert [one.title for one in desk.lines] == ["Canal-Trust"]


def test_an_auditor_finds_what_to_read_and_each_answers(home: Home) -> None:
    who = people.person("Auditor", Role.AUDITOR, "aldermere-council")
    (desk,) = desks.of(people.viewer(who), people.AT)
    assert len(desk.lines) == 4
    assert {people.client(who).get(one.href).status_code for one in desk.lines} == {200}


def test_a_quarter_of_which_nothing_has_come_names_nobody(home: Home) -> None:
    for of in ("saltreath-fire", "greyhaven-ambulance"):
        Duty.objects.create(agency=people.agency(of), kind=Kind.FIRE.value, starts=people.SINCE)
    lines = lying(Role.ANALYST)["Quarterly returns"].lines
    assert (lines[0].href, lines[0].says) == ("/returns/", "From nobody yet.")


def test_where_nothing_is_held_the_first_page_says_so(db: None) -> None:
    found = lying(Role.ANALYST)
    assert found["Signals"].says == "Nothing is held yet."


@pytest.mark.parametrize("role", list(Role))
def test_everybodys_first_page_answers(home: Home, role: Role) -> None:
    who = people.person(f"The {role.value}", role, "aldermere-council")
    answer = people.client(who).get("/")
    assert answer.status_code == 200
    assert f"You are signed in as The {role.value}".encode() in answer.content
