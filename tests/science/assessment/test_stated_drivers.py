"""Reasons for change are stated by people, cite figures, and leave requirements behind."""

import pytest

from towpath.assessment import contents
from towpath.assessment.reasons import stated
from towpath.documents import numbers
from towpath.documents.blocks import Listing, Table
from towpath.foundation import NotUnderstood

DRIVER = """
[[driver]]
change = "Shoplifting"
factor = "economic"
side = "offender"
says = "Prices of food rose."
figures = ["F-A1B2C3D4"]
confidence = "moderate"
author = "A. Analyst"
date = 2026-01-15
requirement = "Ask the retailers for losses by month."
"""


def finding(study):
    return next(one for one in contents.entries() if one.key == "3c").find(study)


@pytest.fixture
def entered(aldermere):
    home, _ = aldermere
    folder = home.definitions / stated.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "2025.toml"
    file.write_text(DRIVER, "utf-8")
    yield
    file.unlink()


def test_without_entries_the_gap_says_what_is_wanted(ask):
    found = finding(ask())
    assert not found.supplied
    assert "why shoplifting rose" in found.missing
    assert "anti-social" not in found.missing  # its recording changed: nothing to explain


def test_an_entry_stands_in_the_table_with_its_figures(ask, entered):
    (table,) = (one for one in finding(ask()).blocks if isinstance(one, Table))
    assert table.rows[0][:2] == ("Shoplifting", "economic")
    assert "F-A1B2C3D4" in table.rows[0]


def test_what_nobody_explains_becomes_a_requirement(ask, entered):
    (tasks,) = (one for one in finding(ask()).blocks if isinstance(one, Listing))
    said = [numbers.sentence(item) for item in tasks.items]
    assert "Shoplifting: Ask the retailers for losses by month." in said
    assert any("why vehicle crime fell" in one for one in said)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"economic"', '"magic"', "magic"),
        ('"Shoplifting"', '"Witchcraft"', "witchcraft"),
        ('author = "A. Analyst"\n', "", "lacks"),
        ("says =", "sais =", "lacks"),
        ("[[driver]]", "[[driver", "cannot be read"),
    ],
)
def test_a_faulty_entry_is_refused_with_a_sentence(tmp_path, old, new, complaint):
    (tmp_path / "a.toml").write_text(DRIVER.replace(old, new), "utf-8")
    with pytest.raises(NotUnderstood, match=f"(?i){complaint}"):
        stated.read(tmp_path)


def test_no_folder_is_no_driver(tmp_path):
    assert stated.read(tmp_path / "none") == ()


def test_entries_without_any_figure_are_all_said_to_lack_one(aldermere, ask, entered):
    home, _ = aldermere
    file = home.definitions / stated.FOLDER / "2025.toml"
    file.write_text(2 * DRIVER.replace('["F-A1B2C3D4"]', "[]"), "utf-8")
    assert "none of them with a figure to rest on" in numbers.sentence(finding(ask()).sentence)
