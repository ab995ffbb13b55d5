"""The plain install alone imports every room below the line and has the command."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOMS = (
    "foundation",
    "sources",
    "evidence",
    "analysis",
    "documents",
    "places",
    "assessment",
    "cli",
)
# Whatever of the environment is not in the plain lock is put out of reach first.
PLAIN_ONLY = """
import importlib.metadata, re, sys
plain = set(re.findall(r"^([a-z0-9._-]+)==", open(sys.argv.pop(1)).read(), re.MULTILINE))
own = lambda name: re.sub(r"[-_.]+", "-", name).lower() in plain | {"towpath"}
for module, parts in importlib.metadata.packages_distributions().items():
    if not any(map(own, parts)):
        sys.modules[module] = None
"""
EVERY_MODULE = """
import importlib, pkgutil, sys
for room in sys.argv[1:]:
    package = importlib.import_module(f"towpath.{room}")
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(sys.modules.get("django"), sys.modules.get("pyspark"))
"""


@pytest.fixture(scope="module")
def plain(root: Path) -> Path:
    """The Python of the set run: what a user has after python3 start.py."""
    places = (root / ".venv-run/bin/python", root / ".venv-run/Scripts/python.exe")
    found = next((place for place in places if place.exists()), None)
    if found is None or not (root / ".venv-run/.towpath").exists():
        pytest.skip("the plain install is not here; python3 start.py makes it")
    return found


def test_every_room_below_the_line_imports(root: Path, plain: Path) -> None:
    rooms = [room for room in ROOMS if (root / "src/towpath" / room).is_dir()]
    lock = root / "requirements/plain.txt"
    done = subprocess.run(
        [plain, "-I", "-W", "error", "-c", PLAIN_ONLY + EVERY_MODULE, lock, *rooms],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["None", "None"]


def test_the_plain_lock_holds_nothing_of_the_site(root: Path) -> None:
    lock = (root / "requirements/plain.txt").read_text("utf-8")
    assert "duckdb==" in lock
    assert not [name for name in ("django", "granian", "pyspark", "psycopg") if f"{name}==" in lock]


def test_the_command_is_there(plain: Path) -> None:
    command = plain.with_name("towpath" + plain.suffix)
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_wheel_holds_every_file_of_the_package(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="Hatchling is in the set check")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("towpath/")}
    paths = [path for path in (root / "src/towpath").rglob("*") if path.is_file()]
    held = {str(path.relative_to(root / "src").as_posix()) for path in paths}
    assert packed == {name for name in held if "__pycache__" not in name}
