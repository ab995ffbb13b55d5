"""An owner who writes, a partner from another agency who scores, a stranger; and who signs."""

from pathlib import Path

import pytest

import editions_world
import people
from towpath.access.models import Person
from towpath.access.permissions import Role
from towpath.editions.models import Edition


@pytest.fixture
def owner(db: None) -> Person:
    return people.person("Owner", Role.ANALYST, "council")


@pytest.fixture
def partner(db: None) -> Person:
    return people.person("Partner", Role.POLICE, "police")


@pytest.fixture
def stranger(db: None) -> Person:
    return people.person("Stranger", Role.BOARD, "elsewhere")


@pytest.fixture
def signer(db: None) -> Person:
    return people.person("Signer", Role.MANAGER, "partnership")


@pytest.fixture
def draft(owner: Person) -> Edition:
    """The owner's draft, compiled; sections 4 and 6 without evidence, one grave caveat."""
    return editions_world.compiled(owner, 4, 6)


@pytest.fixture
def own_home(tmp_path: Path, settings: object) -> Path:
    """A home of the test's own for what an edition keeps in files."""
    settings.HOME = tmp_path
    return tmp_path
