"""One served site for all journeys: the small world, all of it in force, with editions on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import homes
import once
import visiting
from towpath.assessment import compiling, editions, rendering
from towpath.assessment.study import Question, Study
from towpath.evidence import held
from towpath.evidence.homes import Home
from towpath.foundation import Baseline, Period

PRINTING = compiling.Printing("Safer Aldermere Partnership", notice="Synthetic data.")
STAND = "import editions_world, json; print(json.dumps(editions_world.stand(*{!r})))"
PEOPLE = (visiting.ANALYST, visiting.MANAGER, visiting.RELEASER)  # write, sign off, release


@dataclass(frozen=True)
class Editions:
    """What stands on the site from the start: the addresses of four editions, and a slug."""

    draft: str
    frozen: str
    signed: str
    published: str
    slug: str


def compiled(folder: Path) -> None:
    """The small world's year, compiled and written in both forms: HOME, and its edition in it."""
    home, _ = homes.loaded(folder)
    with held.open_held(home, home.owner()) as evidence:
        pack, year = evidence.pack, Period.parse("2025")
        question = Question(pack.find("Aldermere"), year, Baseline.of(year.year_before))
        made = compiling.compile(Study(question, evidence, pack), PRINTING, at=date(2026, 1, 15))
    place = editions.keep(home.editions, made)
    rendering.render(place, rendering.Wanted(("The board",)))


@pytest.fixture(scope="session")
def compiled_home(made_once: Callable[[str, once.Make], Path]) -> Path:
    """A home with everything in force and one edition with all its files. Only to be read."""
    return made_once("compiled", compiled) / "home"


@pytest.fixture(scope="session")
def written(compiled_home: Path) -> Path:
    """The folder of that edition. Only to be read."""
    (place,) = Home.open(compiled_home).editions.iterdir()
    return place


@pytest.fixture(scope="session")
def home(compiled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the site that the journeys share."""
    path = tmp_path_factory.mktemp("journeys") / "home"
    return Path(shutil.copytree(compiled_home, path, symlinks=True))


@pytest.fixture(scope="session")
def site(home: Path) -> Iterator[str]:
    """Its address. Journeys share it, so each names what it makes by words of its own."""
    port = visiting.free_port()
    with visiting.served(home, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def standing(site: str, home: Path, written: Path) -> Editions:
    """An edition of each state, with figures that were really compiled."""
    script = STAND.format((written.name, *PEOPLE))
    *ids, slug = json.loads(visiting.in_its_own_words(home, script))
    return Editions(*(f"{site}/editions/{id}/" for id in ids), slug)


@pytest.fixture
def complaints(page: Any) -> Iterator[list[str]]:
    """What the browser complains of: what the policy stops, and files that are missing.

    What a page itself answers is the test's own matter.
    """
    heard: list[str] = []

    def listen(said: Any) -> None:
        refused = "server responded with a status of" in said.text
        if said.type == "error" and not (refused and "/static/" not in said.location["url"]):
            heard.append(f"{said.text} ({page.url})")

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(f"{error} ({page.url})"))
    yield heard
    assert heard == []
