"""An analyst as owner, a police officer as partner, a board member as stranger; a loaded home."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import people
import worlds
from towpath.access.models import Person
from towpath.access.permissions import Role
from towpath.evidence.homes import Home
from towpath.explorer import warm


@pytest.fixture(scope="session")
def explored(
    loaded_home: tuple[Home, worlds.World], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy of the loaded home, since a figure that is asked about is remembered in it."""
    return shutil.copytree(loaded_home[0].path, tmp_path_factory.mktemp("explored") / "home")


@pytest.fixture
def home(explored: Path, settings: Any) -> Home:
    """The site's home with everything in force."""
    held = Home.open(explored)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=held)
    return held


@pytest.fixture(autouse=True)
def nothing_warm() -> None:
    warm.forget()


@pytest.fixture
def owner(db: None) -> Person:
    return people.person("Asha Owner", Role.ANALYST, "aldermere-council")


@pytest.fixture
def partner(db: None) -> Person:
    return people.person("Ruth Partner", Role.POLICE, "saltreath")


@pytest.fixture
def stranger(db: None) -> Person:
    return people.person("Helen Stranger", Role.BOARD, "aldermere-hospital")
