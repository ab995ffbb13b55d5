"""A home with evidence of its own for each test, its people, and files to hand over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import people
import worlds
from towpath.access.models import Person
from towpath.access.permissions import Role
from towpath.evidence.homes import Home
from towpath.intake import actions, quarantine
from towpath.intake.actions import Handing
from towpath.intake.quarantine import Arrived

HEADER = "Reference,Type of incident,Date of incident,Time,Easting,Northing,LSOA code"
FIRE = "Deliberate secondary fire (not vehicle)"


def row(number: int, day: str = "05/01/2026", kind: str = FIRE, code: str = "") -> str:
    """A row of the fire service's return."""
    return f"2026-{number:04d},{kind},{day},12:30,,,{code}"


def text(*rows: str, header: str = HEADER) -> str:
    """A file of rows."""
    return "\n".join((header, *rows)) + "\n"


@pytest.fixture
def rows() -> Any:
    """`rows.row(…)`, `rows.text(…)`."""

    class Rows:
        row, text, header, fire = staticmethod(row), staticmethod(text), HEADER, FIRE

    return Rows


@pytest.fixture
def home(loaded_home: tuple[Home, worlds.World], tmp_path: Path, settings: Any, db: None) -> Home:
    """A copy of the loaded home that the site serves."""
    made = Home(shutil.copytree(loaded_home[0].path, tmp_path / "home", symlinks=True))
    settings.HOME = made.path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return made


@pytest.fixture
def owner(home: Home) -> Person:
    """Somebody of the fire service, who hands over."""
    return people.person("Owner", Role.SUPPLIER, "saltreath-fire")


@pytest.fixture
def analyst(home: Home) -> Person:
    """Whoever judges."""
    return people.person("Analyst", Role.ANALYST, "aldermere-council")


@pytest.fixture
def stranger(home: Home) -> Person:
    """Somebody of another agency, who hands over too."""
    return people.person("Stranger", Role.SUPPLIER, "greyhaven-ambulance")


Hand = Callable[..., UUID]


@pytest.fixture
def hand(owner: Person) -> Hand:
    """Hand over files of the fire service: names to text."""

    def run(feed: str = "", by: Person = owner, **files: str) -> UUID:
        sent = []
        for number, (name, body) in enumerate(files.items()):
            path = quarantine.arriving() / f"sent-{number}"
            path.write_text(body)
            shown = name if "." in name else f"{name}.csv"
            sent.append(Arrived(shown, path, path.stat().st_size, "0" * 64))
        said = Handing("saltreath-fire", feed)
        return actions.hand_over(files=sent, said=said, by=people.viewer(by), at=people.AT)

    return run
