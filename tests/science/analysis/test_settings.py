"""Settings of location labels: the labels that data.police.uk prints, and names that mislead."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.analysis import settings


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("On or near Supermarket", "shops"),
        ("On or near Shopping Area", "shops"),
        ("On or near Parking Area", "parking"),
        ("On or near Nightclub", "nightlife"),
        ("On or near Petrol Station", "fuel"),
        ("On or near Further/Higher Educational Building", "education"),
        ("On or near Park/Open Space", "parks"),
        ("On or near Theatre/Concert Hall", "culture"),
        ("On or near Sports/Recreation Area", "sport"),
        ("On or near Hospital", "health"),
        ("On or near Police Station", "justice"),
        ("On or near Prison", "justice"),
        ("On or near Bus/Coach Station", "stations"),
        ("On or near Airport/Airfield", "airports"),
        ("On or near Conference/Exhibition Centre", "culture"),
        ("On or near Pedestrian Subway", "subways"),
        ("On or near Race Track", "sport"),
        ("On or near Motorway Service Area", "fuel"),
        ("No Location", "unknown"),
        ("", "unknown"),
        ("On or near ", "unknown"),
    ],
)
def test_every_class_that_the_source_prints_has_its_setting(label: str, slug: str) -> None:
    assert settings.classes(np.array([label]))[0] == slug


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("On or near Oakengates Bus Station", "stations"),
        ("On or near Hinckley Train Station", "stations"),
        ("On or near Worcester Police Station", "justice"),
        ("On or near Bloody Oaks Service Station", "fuel"),
        ("On or near Glenfield Hospital", "health"),
        ("On or near Hospital Lane", "street"),
        ("On or near Station Approach", "street"),
        ("On or near Racecourse Mews", "street"),
        ("On or near Park Street", "street"),
        ("On or near Queens Park", "street"),
        ("On or near Prison Road", "street"),
        ("on  or near PARKING area", "parking"),
    ],
)
def test_a_proper_name_is_read_by_its_last_words(label: str, slug: str) -> None:
    assert settings.classes(np.array([label]))[0] == slug


labels = st.lists(
    st.sampled_from(
        ["On or near Supermarket", "On or near High Street", "No Location", "Hospital"]
    ),
    max_size=40,
)


@given(labels)
def test_the_vectorised_answer_is_the_loop_over_single_labels(rows: list[str]) -> None:
    together = settings.classes(np.array(rows, dtype=np.str_))
    assert list(together) == [settings.classes(np.array([r]))[0] for r in rows]


@given(labels)
def test_the_mix_loses_no_row_and_does_not_depend_on_order(rows: list[str]) -> None:
    forward = settings.mix(np.array(rows, dtype=np.str_))
    backward = settings.mix(np.array(rows[::-1], dtype=np.str_))
    assert forward.counts.sum() == len(rows)
    assert forward.slugs == backward.slugs
    assert not rows or forward.shares.sum() == pytest.approx(1)


def test_counts_handed_over_with_distinct_labels_give_the_same_mix() -> None:
    many = settings.mix(np.array(["Supermarket"] * 3 + ["High Street"]))
    few = settings.mix(np.array(["Supermarket", "High Street"]), np.array([3, 1]))
    assert many.slugs == few.slugs == ("shops", "street")
    assert list(many.counts) == list(few.counts) == [3, 1]
    assert few.labels == ("Shops", "Streets")


def test_the_table_of_settings_names_nothing_twice() -> None:
    phrases = [p.casefold() for s in settings.catalogue() for p in s.phrases]
    slugs = [s.slug for s in settings.catalogue()]
    assert len(set(phrases)) == len(phrases)
    assert len(set(slugs)) == len(slugs)
