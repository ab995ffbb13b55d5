"""An analyst as owner, a police officer as partner, a board member as stranger, each with a key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from django.test import Client
from django.utils import timezone

import editions_world
import people
import worlds
from towpath.access import issuing
from towpath.access.issuing import SCOPES, KeyFacts
from towpath.access.models import Person
from towpath.access.permissions import Role
from towpath.evidence.homes import Home
from towpath.explorer import warm
from towpath.publications import queries
from towpath.publications.models import Publication


@pytest.fixture(scope="session")
def asked_of(
    loaded_home: tuple[Home, worlds.World], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return shutil.copytree(loaded_home[0].path, tmp_path_factory.mktemp("asked") / "home")


@pytest.fixture
def home(asked_of: Path, settings: Any) -> Home:
    """The site's home with everything in force."""
    warm.forget()
    held = Home.open(asked_of)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=held)
    settings.HOME = asked_of
    return held


@pytest.fixture
def owner(db: None) -> Person:
    return people.person("Asha Owner", Role.ANALYST, "aldermere-council")


@pytest.fixture
def partner(db: None) -> Person:
    return people.person("Ruth Partner", Role.POLICE, "saltreath")


@pytest.fixture
def stranger(db: None) -> Person:
    return people.person("Helen Stranger", Role.BOARD, "aldermere-hospital")


@pytest.fixture
def with_key() -> Callable[..., Client]:
    """`with_key(person, "evidence.explore")`: a program with a key of theirs."""

    def make(of: Person, *scopes: str) -> Client:
        now = timezone.now()
        until = now.date() + timedelta(days=30)
        facts = KeyFacts("A test", frozenset(scopes or SCOPES), until)
        key = issuing.issue(facts=facts, by=people.viewer(of, now.date()), at=now)
        return Client(headers={"host": "localhost", "authorization": f"Bearer {key}"})

    return make


@pytest.fixture
def published(db: None, settings: Any, tmp_path: Path) -> Publication:
    """A publication with one map: three squares north of Manchester, on the National Grid."""
    settings.HOME = tmp_path
    folder = queries.public_folder("aldermere-2025-000000")
    (folder / "maps").mkdir(parents=True)
    squares = [shapely.box(x, 400_000, x + 1_000, 401_000) for x in (380_000, 382_000, 384_000)]
    place = folder / "maps" / "map-1-wards.gpkg"
    counts, names = np.array([3.0, np.nan, 5.0]), np.array(["A", "B", "C"], dtype=object)
    pyogrio.raw.write(
        place, shapely.to_wkb(np.array(squares)), [names, counts], ["Ward", "Burglary"],
        geometry_type="Polygon", crs="EPSG:27700", layer="wards",
    )  # fmt: skip
    editions_world.published(people.person("Author", Role.ANALYST, "council"))
    made = Publication.objects.get()
    made.files = {"maps/map-1-wards.gpkg": queries.sha256(place)}
    made.save()
    return made
