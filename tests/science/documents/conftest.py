"""The sample document of these tests."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """The module that builds the sample documents."""
    return importlib.import_module("science.documents.sample")
