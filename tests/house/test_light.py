"""What is imported when: foundation is light, the command starts without its heavy libraries."""

import ast
import subprocess
import sys
from pathlib import Path

HEAVY = "altair docx duckdb ibis numpy openpyxl pandas pyarrow pyogrio scipy shapely statsmodels"
HEAVY_IN_COMMAND = "altair docx duckdb ibis openpyxl pandas pyogrio scipy.stats statsmodels typst"
HELP = """
sys.argv[1:] = ["--help"]
from towpath.cli import main
try:
    main()
except SystemExit:
    pass
"""
SITE = {"access", "consultation", "casework", "intake", "editions", "plan", "evaluation"}
SITE |= {"publications", "web"}


def imported(statement: str, *watched: str) -> list[str]:
    """Return which of the watched modules are there after a statement, in a new Python."""
    code = f"import sys\n{statement}\nprint(*[m for m in {watched!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.split("\n")[-2].split()


def test_the_probe_sees_an_import() -> None:
    assert imported("import json", "json", "numpy") == ["json"]


def test_foundation_imports_nothing_heavy() -> None:
    assert imported("import towpath.foundation", *HEAVY.split()) == []


def test_foundation_imports_few_modules() -> None:
    """A count of modules, not a time: a busy machine must not fail a test."""
    code = (
        "import sys; a = len(sys.modules); import towpath.foundation; print(len(sys.modules) - a)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 150


def test_the_command_helps_without_heavy_libraries() -> None:
    assert imported(HELP, *HEAVY_IN_COMMAND.split()) == []


def test_the_command_imports_the_site_only_inside_its_commands(root: Path) -> None:
    early = []
    for path in sorted((root / "src/towpath/cli").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                line = ast.unparse(node)
                early += [f"{path.name}: {line}" for room in SITE if f"towpath.{room}" in line]
    assert early == []
