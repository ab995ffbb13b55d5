"""An owner who wrote the edition, a partner who may publish it, a stranger without an account."""

from pathlib import Path
from typing import Any

import pytest

import editions_frozen
import editions_world
import people
from towpath.access.models import Person
from towpath.access.permissions import Role
from towpath.editions.models import Edition
from towpath.evidence.homes import Home


@pytest.fixture
def owner(db: None) -> Person:
    return people.person("Owner", Role.MANAGER, "council")


@pytest.fixture
def partner(db: None) -> Person:
    return people.person("Partner", Role.MANAGER, "police")


@pytest.fixture
def signed(owner: Person, tmp_path: Path, settings: Any) -> Edition:
    """The owner's edition, signed off, with a small public form."""
    settings.HOME = tmp_path
    Home.create(tmp_path, {"name": "Safer Aldermere"})
    editions_frozen.keep("frozen-one")
    place = tmp_path / "editions" / "frozen-one" / "public"
    (place / "tables").mkdir(parents=True)
    for name in ("assessment.html", "assessment.pdf", "tables/rates.csv"):
        (place / name).write_text("<style>p {}</style><p>public</p>", "utf-8")
    return editions_world.compiled(owner, state="signed", frozen="frozen-one")
