"""An owner who administers, a partner in another agency, a stranger without a role."""

import pytest

import people
from towpath.access.models import Person
from towpath.access.permissions import Role


@pytest.fixture
def owner(db: None) -> Person:
    return people.person("Owner", Role.ADMINISTRATOR, "council")


@pytest.fixture
def partner(db: None) -> Person:
    return people.person("Partner", Role.POLICE, "police")


@pytest.fixture
def stranger(db: None) -> Person:
    return people.person("Stranger", None, "elsewhere")


@pytest.fixture
def auditor(db: None) -> Person:
    return people.person("Auditor", Role.AUDITOR, "council")
