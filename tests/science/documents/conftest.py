"""The sample document of these tests, and Chromium where it is installed."""

from __future__ import annotations

import importlib
import shutil
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """The module that builds the sample documents."""
    return importlib.import_module("science.documents.sample")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; the test is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    return found
