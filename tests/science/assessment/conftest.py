"""One loaded home and one study of it for every test of the assessment."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date

import pytest

import worlds
from towpath.assessment import compiling
from towpath.assessment.editions import Edition
from towpath.assessment.study import Question, Study
from towpath.evidence import held
from towpath.evidence.held import Held
from towpath.evidence.homes import Home
from towpath.foundation import Baseline, Period
from towpath.sources.reference import Pack

Ask = Callable[..., Study]


@pytest.fixture(scope="session")
def aldermere(
    loaded_home: tuple[Home, worlds.World], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Home, worlds.World]:
    """A copy of the small world's home, in which tests may declare things, and its truth."""
    home, world = loaded_home
    copy = shutil.copytree(home.path, tmp_path_factory.mktemp("assessment") / "home")
    return Home.open(copy), world


@pytest.fixture(scope="session")
def evidence(aldermere: tuple[Home, worlds.World]) -> Iterator[Held]:
    """Its evidence, opened for questions."""
    home, _ = aldermere
    with held.open_held(home, home.owner()) as opened:
        yield opened


@pytest.fixture(scope="session")
def ask(evidence: Held) -> Ask:
    """A study of Aldermere: `ask("2025")`, `ask("2025", "three-year mean", area="…")`."""
    pack = Pack.open(evidence.home.reference, evidence.home.path / "local_areas.toml")

    def asked(period: str = "2025", against: str = "the year before", area: str = "") -> Study:
        window = Period.parse(period)
        place = pack.find(area or "Aldermere")
        return Study(Question(place, window, Baseline.parse(against, window)), evidence, pack)

    return asked


@pytest.fixture(scope="session")
def whole(ask: Ask) -> tuple[Study, Edition]:
    """The study of 2025 and its edition, compiled once for every test that reads one."""
    study = ask()
    printing = compiling.Printing("Safer Aldermere Partnership", notice="Synthetic data.")
    return study, compiling.compile(study, printing, at=date(2026, 1, 15))
