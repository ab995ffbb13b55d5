"""What every test may rely on: no settings of the user, no network, chance with a seed."""

import functools
import os
import shutil
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import once

ROOT = Path(__file__).resolve().parent.parent

# Rooms whose tests share one compiled edition, or one full demo.
COSTLY = frozenset(("assessment", "demo"))

# How hard to try: start.py says quick, check or soak; pytest alone is quick.
EFFORT = os.environ.get("TOWPATH_TESTS", "quick")
# In CI a browser or Java that is missing is a fault, not a reason to skip.
REQUIRED = os.environ.get("TOWPATH_REQUIRED", "").split()
SHARED = Path(os.environ.get("TOWPATH_SHARED", ROOT.parent / "shared"))

# What the tests themselves are told; the workers of one run must hear it too.
TOLD = ("TOWPATH_TESTS", "TOWPATH_REQUIRED", "TOWPATH_SHARED", "TOWPATH_TRIAL_DATABASE_URL")
for name in [name for name in os.environ if name.startswith("TOWPATH_") and name not in TOLD]:
    del os.environ[name]  # a home of the user's own must not reach a test, nor a test the home

# Playwright's own loop runs in the thread of the tests; Django must not take it for a server's.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

settings.register_profile("quick", max_examples=20, derandomize=True, deadline=None, database=None)
settings.register_profile("check", max_examples=100, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "soak", max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(EFFORT)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None]:
    """Mark the real files' tests, and keep together in one worker what shares a costly start."""
    if "TOWPATH_TRIAL_DATABASE_URL" in os.environ:
        _only_those_with_a_database(config, items)
    for item in items:
        for room in COSTLY.intersection(item.path.relative_to(ROOT / "tests").parts):
            item.add_marker(pytest.mark.xdist_group(room))
        if "real" in item.path.relative_to(ROOT / "tests").parts:
            item.add_marker(pytest.mark.real)
        for kind in ("browser", "spark"):
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.xdist_group(kind))
    yield
    for item in items:
        _name_with_its_group(item)


def _name_with_its_group(item: Any) -> None:
    """pytest 9.2 keeps a test's name where xdist 3.8 does not write the group that it sorts by:
    every worker would make every costly start anew (pytest-dev/pytest-xdist#1386).
    """
    grouped = vars(item).get("_nodeid")
    if grouped is not None and hasattr(item, "_id"):
        item._id = type(item._id).parse(grouped)


def _only_those_with_a_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second run, on another database, repeats nothing that has none."""
    kept, left = [], []
    for item in items:
        has = "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db")
        (kept if has else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser"):
        need("browser", bool(chromium()), "Chromium is not on this machine (Debian: chromium)")
    if item.get_closest_marker("spark"):
        need("spark", bool(shutil.which("java")), "Java is not on this machine (17 or newer)")
    if item.get_closest_marker("real") and not SHARED.is_dir():
        pytest.skip("the real files are not here: no folder ../shared beside the repository")


def need(kind: str, present: bool, reason: str) -> None:
    """Skip with a plain reason, or fail where this kind of test is required."""
    if not present:
        (pytest.fail if kind in REQUIRED else pytest.skip)(reason)


@functools.cache
def chromium() -> str | None:
    """Return the browser's path."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20261120)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real files are not here: no folder ../shared beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; the tests that use it carry the marker browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is in set check")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium(), args=flags)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of its own for one test; the test fails if the page reaches outside this machine."""
    outside = []

    def answer(route: Any) -> None:
        if urlsplit(route.request.url).hostname in (None, "localhost", "127.0.0.1"):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context = browser.new_context()
    context.route("**/*", answer)
    yield context.new_page()
    context.close()
    assert outside == [], f"the page reached for {outside}"


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """What axe finds wrong with an open page: for each fault its rule and the element."""
    found = pytest.importorskip("axe_playwright_python.sync_playwright", reason="is in set check")
    runner = found.Axe()
    # A rule of WCAG 2.2 AA that axe leaves off unless it is asked for.
    wanted = {"rules": {"target-size": {"enabled": True}}}

    def faults(page: Any) -> list[str]:
        violations = runner.run(page, options=wanted).response["violations"]
        return [f"{one['id']}: {node['html']}" for one in violations for node in one["nodes"]]

    return faults


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in ("localhost", "127.0.0.1", "::1"):
            message = f"a test must not reach {host}: tests use no network"
            raise AssertionError(message)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def made_once(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Callable[[str, once.Make], Path]:
    """`made_once("name", make)`: a folder that one worker makes and all of them only read."""
    worker = getattr(pytestconfig, "workerinput", {}).get("workerid", "master")
    base = once.shared_folder(tmp_path_factory, worker)
    return lambda name, make: once.made(base / name, make)


@pytest.fixture(scope="session")
def loaded_home(made_once: Callable[[str, once.Make], Path]) -> tuple[Any, Any]:
    """The small world's home with everything in force, and the world. Only to be read."""
    import homes

    return homes.again(made_once("aldermere", homes.loaded))


@pytest.fixture(scope="session")
def real_pack(shared: Path, made_once: Callable[[str, once.Make], Path]) -> Path:
    """The reference pack of the real files. Only to be read."""
    from towpath.sources.reference import building

    source = shared / "data" / "reference"
    return made_once("reference", lambda folder: building.build(source, folder / "pack")) / "pack"
