"""start.py: what it promises about codes, streams, environments and killed runs."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def start(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("start", root / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "start.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_unknown_command_is_wrong_use(root: Path) -> None:
    done = run(root, "dance")
    assert (done.returncode, done.stdout) == (2, "")
    assert "dance" in done.stderr


def test_an_unknown_option_is_wrong_use(root: Path) -> None:
    done = run(root, "--dance")
    assert (done.returncode, done.stdout) == (2, "")


def test_help_names_every_command(root: Path, start: ModuleType) -> None:
    done = run(root, "--help")
    assert (done.returncode, done.stdout) == (0, "")
    assert all(f"start.py {name}" in done.stderr for name in start.COMMANDS if name != "demo")


def test_the_readme_calls_it(root: Path, start: ModuleType) -> None:
    called = re.findall(
        r"python3 start\.py(?: +([a-z]+))?", (root / "README.md").read_text("utf-8")
    )
    assert {"", "test"} <= set(called) <= {"", *start.COMMANDS}


def test_it_stands_on_the_standard_library(root: Path) -> None:
    text = (root / "start.py").read_text("utf-8")
    imports = set(re.findall(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE))
    assert imports <= sys.stdlib_module_names


def test_an_old_python_gets_as_far_as_the_reason(root: Path) -> None:
    ast.parse((root / "start.py").read_text("utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(("code", "seen"), [("sys.exit(3)", 3), ("os.kill(os.getpid(), 9)", 137)])
def test_the_exit_code_is_the_commands_own(start: ModuleType, code: str, seen: int) -> None:
    assert start.call([sys.executable, "-c", f"import os, sys; {code}"]) == seen


def test_an_interrupted_folder_is_not_taken_for_made(start: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "made"

    def interrupted() -> None:
        with start.building(folder, "mark"):
            folder.mkdir()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not start.made(folder, "mark")
    with start.building(folder, "mark"):
        folder.mkdir()
    assert start.made(folder, "mark")
    assert not start.made(folder, "another")


def test_a_changed_lock_is_another_mark(start: ModuleType) -> None:
    assert start.fingerprint("numpy==2.1") == start.fingerprint("numpy==2.1")
    assert start.fingerprint("numpy==2.1") != start.fingerprint("numpy==2.2")


def test_settings_of_tools_do_not_remake_an_environment(start: ModuleType) -> None:
    assert "towpath.cli:main" in start.metadata()
    assert "ruff" not in start.metadata()


def test_the_users_python_settings_stay_outside(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("TOWPATH_HOME", "home")
    assert {"PYTHONPATH", "PYTEST_ADDOPTS"}.isdisjoint(start.clean())
    assert start.clean(TOWPATH_TESTS="quick") == {**start.clean(), "TOWPATH_TESTS": "quick"}
    assert start.clean()["PATH"] == os.environ["PATH"]


def test_another_python_is_refused_with_a_reason(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(start.Stop, match=r"Python 3\.9.*3\.11"):
        start.require_python()
