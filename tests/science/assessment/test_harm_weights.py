"""Harm is weighed only by what the partnership supplied, and each weight says its origin."""

import pytest

from towpath.assessment.definitions import DefinitionFault, weights
from towpath.assessment.levels import harm_rank
from towpath.documents import numbers
from towpath.documents.blocks import Table
from towpath.foundation import NoSuchData

HEADER = "category,weight,origin,force\n"
ORIGIN = "An index of this test's own"


def written(folder, *lines, name="index"):
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_without_a_file_nothing_is_weighed(ask):
    with pytest.raises(NoSuchData, match="No harm weights have been supplied"):
        harm_rank.find(ask())


def test_a_weight_of_the_areas_own_force_goes_before_the_general_one(tmp_path):
    folder = written(tmp_path, "burglary,20,An index,", "Burglary,25,An index,Saltreath",
                     "burglary,99,An index,Cawden")  # fmt: skip
    assert weights.read(folder, force="Saltreath").of["burglary"].value == 25
    assert weights.read(folder, force="Elsewhere").of["burglary"].value == 20


def test_two_indexes_are_never_mixed(tmp_path):
    written(tmp_path, "burglary,20,One,", name="one")
    written(tmp_path, "burglary,3,Two,", name="two")
    with pytest.raises(NoSuchData, match="none is chosen"):
        weights.read(tmp_path)
    assert weights.read(tmp_path, "two").of["burglary"].value == 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("burglary,20,,", "does not say where it comes from"),
        ("burglary,many,An index,", "is not a number"),
        ("burglary,-1,An index,", "from 0 up"),
        ("burglary,nan,An index,", "from 0 up"),
        ("sorcery,1,An index,", "no category"),
    ],
)
def test_a_weight_that_cannot_be_is_refused_with_its_line(tmp_path, line, sentence):
    with pytest.raises(DefinitionFault, match=f"line 2.*{sentence}"):
        weights.read(written(tmp_path, line))


def test_a_category_weighed_twice_is_refused(tmp_path):
    with pytest.raises(DefinitionFault, match="line 3: burglary is weighed twice"):
        weights.read(written(tmp_path, "burglary,1,An index,", "Burglary,2,An index,"))


@pytest.fixture
def weighed(ask, monkeypatch, tmp_path):
    """A study whose partnership supplied weights of three categories."""
    lines = (f"{slug},{value},{ORIGIN}," for slug, value in
             (("robbery", 365), ("burglary", 20), ("shoplifting", 1)))  # fmt: skip
    held = weights.read(written(tmp_path, *lines))
    monkeypatch.setattr(harm_rank, "of", lambda _study: held)
    return ask()


def test_harm_orders_categories_otherwise_than_volume(weighed):
    table = next(one for one in harm_rank.find(weighed).blocks if isinstance(one, Table))
    top = table.rows[0]
    assert top[0] == "Robbery"
    assert (top[4].value, top[5].value) == (3, 1)


def test_what_has_no_weight_stays_in_sight(weighed):
    table = next(one for one in harm_rank.find(weighed).blocks if isinstance(one, Table))
    rows = {row[0]: row for row in table.rows}
    assert len(rows) == len(weighed.crime_categories) + 1
    assert rows["Vehicle crime"][3].value is None
    assert rows["Anti-social behaviour"][3] == "not weighed"


def test_the_origin_of_the_weights_is_printed(weighed):
    said = numbers.sentence(harm_rank.find(weighed).blocks[-1].spans)
    assert ORIGIN in said
