"""The contracts of the house hold, and each of them can fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("importlinter", reason="import-linter is in the set check")

# One forbidden line for each contract: its id, the module that says it, what it says.
BREACHES = [
    ("rooms", "foundation/breach.py", "import towpath.sources"),
    ("rooms", "evidence/breach.py", "import towpath.analysis"),
    ("rooms", "analysis/breach.py", "import towpath.documents"),
    ("rooms", "documents/breach.py", "import towpath.evidence"),
    ("rooms", "places/__init__.py", "import towpath.assessment"),
    ("rooms", "access/__init__.py", "import towpath.cli"),
    ("rooms", "cellar/__init__.py", ""),  # a room that the house does not know
    ("django", "assessment/breach.py", "from django.db import models"),
    ("django", "places/breach.py", "import django"),
    ("engines", "assessment/breach.py", "import duckdb"),
    ("engines", "cli/breach.py", "def lazily():\n    import ibis"),
    ("engines", "plan/breach.py", "from pyspark.sql import SparkSession"),
    ("pure", "analysis/breach.py", "from pathlib import Path"),
    ("pure", "analysis/breach.py", "import time"),
    ("light", "foundation/breach.py", "import numpy"),
    ("writers", "assessment/breach.py", "import docx"),
    ("terminal", "evidence/breach.py", "from rich import progress"),
    ("network", "evidence/breach.py", "import httpx"),
    ("pandas", "sources/breach.py", "import pandas"),
    ("casework", "web/breach.py", "import towpath.casework.rules"),
]


def contracts(root: Path) -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return {each["id"]: each for each in settings["tool"]["importlinter"]["contracts"]}


def lint(folder: Path, config: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package in a folder."""
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [command, "--no-logo", "--no-cache", "--config", config, *options],
        env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
        text=True,
        capture_output=True,
        check=False,
    )


def copy(root: Path, to: Path) -> Path:
    """Copy the package, with a casework that a breach can reach for."""
    kept_out = shutil.ignore_patterns("__pycache__", "static")
    package = Path(shutil.copytree(root / "src/towpath", to / "towpath", ignore=kept_out))
    if not (package / "casework").exists():
        write(package / "casework/rules.py", "")
    return package


def write(module: Path, text: str) -> None:
    module.parent.mkdir(exist_ok=True)
    (module.parent / "__init__.py").touch()
    module.write_text(text + "\n", "utf-8")


def test_every_contract_holds(root: Path) -> None:
    done = lint(root / "src", root / "pyproject.toml")
    assert done.returncode == 0, done.stdout


def test_every_contract_has_a_breach(root: Path) -> None:
    assert {contract for contract, _, _ in BREACHES} == set(contracts(root))


def test_a_room_that_exists_is_named_plainly(root: Path) -> None:
    """A room still to come stands as towpath.room.**, which leaves out its own __init__."""
    for contract in contracts(root).values():
        modules = contract.get("source_modules", contract.get("protected_modules", []))
        awaited = {name.split(".")[1] for name in modules if name.endswith(".**")}
        awaited -= {name.split(".")[1] for name in modules if name.count(".") == 1}
        assert not [room for room in awaited if (root / "src/towpath" / room).exists()]


def test_no_contract_has_an_exception(root: Path) -> None:
    assert "ignore_imports" not in (root / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize(("contract", "module", "line"), BREACHES)
def test_a_breach_is_found(
    root: Path, tmp_path: Path, contract: str, module: str, line: str
) -> None:
    write(copy(root, tmp_path) / module, line)
    done = lint(tmp_path, root / "pyproject.toml", "--contract", contract)
    breach = ".".join(["towpath", *Path(module).with_suffix("").parts])
    assert done.returncode == 1
    assert breach.removesuffix(".__init__") in done.stdout
