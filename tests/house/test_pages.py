"""The pages of the repository hold together: links lead somewhere, a word is explained once."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_a_word_is_explained_once() -> None:
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    entries = [line.split("**")[1].lower() for line in lines if line.startswith("- **")]
    assert len(entries) > 60
    assert sorted(entries) == sorted(set(entries))


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(LINK.findall((folder / "README.md").read_text("utf-8")))
    assert {page.name for page in folder.glob("[0-9]*.md")} == listed - {"template.md"}


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(page.name[:4]) for page in (ROOT / "docs/decisions").glob("[0-9]*.md")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
