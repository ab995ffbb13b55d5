"""Modules, functions and names stay within the ceilings of the house."""

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src/towpath"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES, FUNCTION, TEMPLATE, TEST = 400, 60, 150, 40
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "core", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Count a function's lines without its docstring."""
    last, first = function.end_lineno or function.lineno, function.lineno
    head = function.body[0]
    documented = ast.get_docstring(function) is not None
    spent = (head.end_lineno or head.lineno) - head.lineno + 1 if documented else 0
    return last - first + 1 - spent


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def too_long(paths: list[Path], ceiling: int) -> list[str]:
    return [
        f"{name(path)}:{function.lineno} {function.name} has {length(function)} lines"
        for path in paths
        for function in functions(path)
        if length(function) > ceiling
    ]


def test_modules_are_short() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    counted = {name(p): len(p.read_text("utf-8").splitlines()) for p in [*MODULES, *tests]}
    assert {path: lines for path, lines in counted.items() if lines > LINES} == {}


def test_functions_are_short() -> None:
    assert too_long([*MODULES, ROOT / "start.py"], FUNCTION) == []


def test_tests_are_short() -> None:
    assert too_long(sorted((ROOT / "tests").rglob("test_*.py")), TEST) == []


def test_templates_are_short() -> None:
    templates = [p for p in PACKAGE.rglob("templates/**/*") if p.is_file()]
    long = [name(p) for p in templates if len(p.read_text("utf-8").splitlines()) > TEMPLATE]
    assert long == []


def test_modules_are_named_for_what_they_hold() -> None:
    assert [name(p) for p in PACKAGE.rglob("*") if p.stem.lower() in NAMELESS] == []


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("package", [p for p in MODULES if p.name == "__init__.py"], ids=name)
def test_a_package_says_what_it_is_for(package: Path) -> None:
    assert ast.get_docstring(ast.parse(package.read_text("utf-8"))), f"{name(package)} is silent"


def test_public_functions_of_analysis_are_documented() -> None:
    silent = [
        f"{name(path)}: {node.name}"
        for path in sorted((PACKAGE / "analysis").rglob("*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, Function) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_comments_say_why_and_not_much_else() -> None:
    """The aim is 3 to 6 % of lines; far more means that the code does not speak for itself."""
    comments = lines = 0
    for path in MODULES:
        lines += len(path.read_text("utf-8").splitlines())
        with path.open("rb") as file:
            comments += sum(t.type == tokenize.COMMENT for t in tokenize.tokenize(file.readline))
    print(f"{comments} comments in {lines} lines: {100 * comments / lines:.1f} %")
    assert comments <= 0.1 * lines
