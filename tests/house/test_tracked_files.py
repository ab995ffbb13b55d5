"""What is committed names no registry, no machine and no key."""

import re
import subprocess
from pathlib import Path

import pytest

LOCKS = ("plain", "run", "test", "check", "bench", "build", "uv", "all")
# Written in two halves, so that this file does not contain what it looks for.
PLACES = re.compile("|".join(["/ho" + "me/[a-z]", "/ro" + "ot/", "/wo" + "rk/", "C:" + r"\\Users"]))
KEYS = re.compile("-----BEGIN [A-Z ]*PRIVATE " + "KEY-----")
REGISTRY = re.compile("pypi" + r"\.org|pythonhosted" + r"\.org|registry\." + "npmjs", re.IGNORECASE)


def tracked(root: Path) -> list[Path]:
    if not (root / ".git").exists():
        pytest.skip("this copy is not a Git repository")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    )
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def offenders(root: Path, pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked(root):
        text = path.read_bytes().decode("utf-8", errors="replace")
        if "\0" not in text and (match := pattern.search(text)):
            found.append(f"{path.relative_to(root)}: {match.group()}")
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place(root: Path, name: str) -> None:
    lock = (root / f"requirements/{name}.txt").read_text("utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links| @ ", lock)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_hash(root: Path, name: str) -> None:
    lock = (root / f"requirements/{name}.txt").read_text("utf-8").replace("\\\n", " ")
    packages = [line for line in lock.splitlines() if line.strip() and not line.startswith("#")]
    assert packages
    assert [
        line[:40] for line in packages if "==" not in line or "--hash=sha256:" not in line
    ] == []


def test_the_sets_agree_on_every_version(root: Path) -> None:
    def pins(name: str) -> set[str]:
        text = (root / f"requirements/{name}.txt").read_text("utf-8")
        return set(re.findall(r"^([a-z0-9._-]+==[^ ]+)", text, re.MULTILINE))

    for name in ("plain", "run", "test", "check", "bench", "build"):
        assert pins(name) <= pins("all"), f"{name} is not what all.txt says; run ./relock.sh"


def test_no_file_names_a_registry(root: Path) -> None:
    assert offenders(root, REGISTRY) == []


def test_no_file_names_a_place_on_somebodys_machine(root: Path) -> None:
    assert offenders(root, PLACES) == []


def test_no_file_holds_a_key(root: Path) -> None:
    assert offenders(root, KEYS) == []


def test_what_is_made_is_not_tracked(root: Path) -> None:
    made = ("towpath-home", "towpath-demo", ".tools", "dist", "build", ".venv-run", ".venv-check")
    names = {path.relative_to(root).parts[0] for path in tracked(root)}
    assert names.isdisjoint(made)
