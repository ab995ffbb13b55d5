"""Definitions are readable files, and a wrong one is refused with a sentence."""

import pytest

from towpath.assessment import definitions
from towpath.assessment.definitions import DefinitionFault
from towpath.foundation import NotUnderstood, Unit


def test_every_shipped_definition_says_what_it_means():
    for definition in definitions.shipped().values():
        assert definition.says.endswith("."), definition.slug
        assert len(definition.title) > 3, definition.slug


def test_an_indicator_runs_on_categories():
    indicator = definitions.get("burglary-households")
    assert indicator.executable
    assert indicator.categories == ("burglary",)


def test_a_partnership_adds_its_own(tmp_path):
    text = '[bikes]\ntitle="Bikes"\nunit="count"\nsays="Stolen."\ncategories=["Bicycle theft"]\n'
    (tmp_path / "own.toml").write_text(text, "utf-8")
    mine = definitions.get("bikes", tmp_path)
    assert (mine.unit, mine.categories) == (Unit.COUNT, ("bicycle-theft",))


def test_a_definition_of_towpaths_own_cannot_be_replaced(tmp_path):
    text = '[recorded-incidents]\ntitle="Mine"\nunit="count"\nsays="Mine."\n'
    (tmp_path / "own.toml").write_text(text, "utf-8")
    with pytest.raises(DefinitionFault, match="cannot be replaced"):
        definitions.get("bikes", tmp_path)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ('title="A"\nunit="count"', "lacks"),
        ('title="A"\nunit="bananas"\nsays="A."', "unknown unit"),
        ('title="A"\nunit="count"\nsays="A."\ncolour="red"', "does not know"),
    ],
)
def test_a_faulty_definition_is_refused(tmp_path, row, complaint):
    (tmp_path / "own.toml").write_text(f"[a]\n{row}\n", "utf-8")
    with pytest.raises(DefinitionFault, match=complaint):
        definitions.own(tmp_path)


def test_an_unknown_definition_is_not_understood():
    with pytest.raises(NotUnderstood, match="no definition"):
        definitions.get("nothing")
