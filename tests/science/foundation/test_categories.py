"""The tree of categories, its groups, its flags and the dated offence codes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.foundation import NotUnderstood, categories, flags
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

TREE = categories.tree()
SLUGS = st.sampled_from(sorted(TREE))
CODES = categories.offence_codes()


@given(SLUGS)
def test_every_category_hangs_from_one_root_and_is_found_by_its_label(slug: str) -> None:
    category = categories.get(slug)
    assert categories.find(category.label.upper()) == category
    assert slug in categories.within(category.root)
    assert category.root in {"crime", "asb", "fire", "ambulance", "health", "incident"}


@given(SLUGS)
def test_what_lies_within_is_itself_and_what_lies_within_its_children(slug: str) -> None:
    below = [categories.within(child.slug) for child in categories.children(slug)]
    assert categories.within(slug) == frozenset({slug}).union(*below)
    assert sum(map(len, below)) + 1 == len(categories.within(slug))


def test_parents_stand_before_their_children() -> None:
    order = list(TREE)
    for category in TREE.values():
        if category.parent:
            assert order.index(category.parent) < order.index(category.slug)


def test_no_headline_can_add_crime_and_asb() -> None:
    assert not categories.within(ALL_CRIME) & categories.within(ALL_ASB)


def test_the_labels_of_data_police_uk_are_the_first_level_of_crime() -> None:
    labels = {str(child) for child in categories.children(ALL_CRIME)}
    assert {"Burglary", "Violence and sexual offences", "Other crime", "Public order"} <= labels


def test_the_types_of_asb_are_the_three_of_the_national_standard() -> None:
    slugs = [child.slug for child in categories.children(ALL_ASB)]
    assert slugs == ["asb-personal", "asb-nuisance", "asb-environmental"]


@pytest.mark.parametrize(
    "group", ["victim-based", "acquisitive", "serious-acquisitive", "police-led", "harmful"]
)
def test_a_group_holds_all_below_what_is_marked(group: str) -> None:
    marked = categories.of_group(group)
    assert marked
    assert all(categories.within(slug) <= marked for slug in marked)


def test_groups_mean_what_they_say() -> None:
    assert "residential-burglary" in categories.of_group("serious-acquisitive")
    assert "shoplifting" not in categories.of_group("serious-acquisitive")
    assert "drug-possession" in categories.of_group("police-led")
    with pytest.raises(NotUnderstood, match="no group"):
        categories.of_group("nonsense")


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{code.code}@{code.start}")
def test_an_offence_code_means_a_crime_while_it_holds(code: categories.OffenceCode) -> None:
    assert categories.get(code.category).root == ALL_CRIME
    assert code.holds(code.start)
    assert code.end is None or (code.start < code.end and not code.holds(code.end))


def test_no_code_means_two_things_on_one_day() -> None:
    for code in CODES:
        assert sum(one.code == code.code and one.holds(code.start) for one in CODES) == 1


@pytest.mark.parametrize(
    ("code", "day", "slug"),
    [
        ("28A", date(2017, 3, 31), "residential-burglary"),
        ("28E", date(2017, 4, 1), "residential-burglary"),
        (" 28i ", date(2024, 1, 1), "residential-burglary-of-a-home"),
        ("1", date(2010, 1, 1), "homicide"),
        ("45", date(2024, 1, 1), "theft-from-a-vehicle"),
    ],
)
def test_a_code_is_read_on_its_day(code: str, day: date, slug: str) -> None:
    assert categories.of_offence(code, day).slug == slug


def test_a_code_out_of_its_time_is_refused_with_its_dates() -> None:
    with pytest.raises(NotUnderstood, match="not in use on 2017-04-01"):
        categories.of_offence("28A", date(2017, 4, 1))
    with pytest.raises(NotUnderstood, match="no offence code"):
        categories.of_offence("999Z", date(2017, 4, 1))


def test_the_codes_say_where_they_come_from() -> None:
    assert "not yet checked" in categories.offence_codes_origin()


def test_unknown_words_are_refused() -> None:
    for ask in (categories.get, categories.find, categories.within, flags.get):
        with pytest.raises(NotUnderstood, match="nonsense"):
            ask("nonsense")


def test_flags_are_a_second_axis() -> None:
    assert str(flags.get("domestic")) == "Domestic abuse"
    assert "race" in flags.get("hate").values
    wanted = {"domestic", "hate", "alcohol", "knife", "under-25", "exploitation", "repeat"}
    assert wanted | {"business"} <= set(flags.every())
