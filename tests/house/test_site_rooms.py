"""The rooms of the site keep to their furniture: views and forms read by queries alone."""

import ast
from pathlib import Path

import pytest

from towpath.access.permissions import PERMISSIONS

ROOMS = ("access", "consultation", "casework", "intake", "editions", "plan", "publications", "web")
HOUSE = Path(__file__).resolve().parents[2] / "src/towpath"
FRONTS = [
    one
    for room in ROOMS
    for name in ("views", "forms")
    for one in (HOUSE / room).glob(f"{name}.py")
]
MODULES = [one for room in ROOMS for one in (HOUSE / room).rglob("*.py")]
ASKS = {"require", "may", "reach", "agencies", "require_in_scope"}


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("path", FRONTS, ids=name)
def test_views_and_forms_ask_queries_and_not_the_database(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    asked = [
        n.lineno for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "objects"
    ]
    assert asked == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_permission_that_is_asked_for_is_in_the_table(path: Path) -> None:
    """A word that the table does not know would be a fault only when somebody opens the page."""
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
    asked = {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in ASKS and call.args
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }
    assert {one for one in asked if "." in one} <= set(PERMISSIONS)
