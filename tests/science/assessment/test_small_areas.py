"""Areas side by side count the same ground for incidents, residents and households."""

import numpy as np
import pytest

from towpath.assessment import area_figures, measures, small_areas
from towpath.foundation import Area, Level, NoSuchData, Period

LEVELS = [Level.LSOA, Level.STABLE, Level.WARD]


@pytest.fixture(scope="module")
def study(ask):
    """The year 2025 against 2024, counted once."""
    return ask()


@pytest.mark.parametrize("level", LEVELS)
def test_areas_of_every_level_add_up_to_the_whole(study, level):
    areas = small_areas.of(study, level)
    assert areas.counts("burglary").sum() == study.total("burglary")
    assert areas.residents.sum() == study.residents(study.area).count


@pytest.mark.parametrize("level", LEVELS)
def test_months_of_an_area_add_up_to_its_count(study, level):
    areas = small_areas.of(study, level)
    months = areas.series("burglary", study.period)
    assert months.shape == (len(areas), 12)
    assert (months.sum(axis=1) == areas.counts("burglary")).all()


def test_wards_agree_with_counting_one_at_a_time(study):
    wards = small_areas.of(study, Level.WARD)
    naive = [study.total("crime", area=wards.area(n)) for n in range(len(wards))]
    assert wards.counts().tolist() == naive


def test_stable_areas_count_both_vintages(ask):
    study = ask("12 months to June 2024")
    before = Period.parse("3 months to September 2023")  # in codes of 2011
    areas = small_areas.of(study, Level.STABLE)
    assert areas.counts("crime", before).sum() == study.total("crime", before) > 0


def test_small_areas_of_one_vintage_leave_the_other_out(ask):
    study = ask("3 months to September 2023")
    assert study.vintage == 2011
    new = small_areas.of(study, vintage=2021)
    old = small_areas.of(study)
    assert new.counts().sum() < old.counts().sum() == study.total()


def test_households_of_wards_add_up_whatever_the_vintage(ask):
    study = ask("3 months to September 2023")
    wards = small_areas.of(study, Level.WARD)
    assert wards.households.sum() == study.households(study.area).count


def test_each_small_area_lies_in_one_ward(study):
    areas, wards = small_areas.of(study), small_areas.of(study, Level.WARD)
    inside = np.array(areas.lying_in(Level.WARD))
    by_ward = [areas.counts()[inside == code].sum() for code in wards.codes]
    assert by_ward == wards.counts().tolist()


def test_every_ward_can_be_drawn(study):
    wards = small_areas.of(study, Level.WARD)
    assert set(wards.outlines().codes) == set(wards.codes)


def test_figures_of_areas_are_those_of_measures(study):
    wards = small_areas.of(study, Level.WARD)
    made = area_figures.crude_rates(wards, "burglary", "households")
    single = measures.rate(study, "burglary", base="households", area=wards.area(0))
    assert made[0].id == single.id
    assert made[0].value == pytest.approx(single.value)
    counted = measures.count(study, "burglary", area=wards.area(0))
    assert area_figures.counts(wards, "burglary")[0] == counted


def test_a_level_that_the_pack_lacks_is_no_such_data(study):
    with pytest.raises(NoSuchData, match="knows no country"):
        small_areas.of(study, Level.COUNTRY)


@pytest.fixture(scope="module")
def across(ask):
    """A study of a local area, and a ward that lies across its border."""
    known = ask()
    for slug in known.pack.local:
        study = ask(area=slug)
        for ward in small_areas.of(known, Level.WARD).codes:
            area = Area(Level.WARD, ward, small_areas.of(known, Level.WARD).area(0).vintage)
            if study.partly(area):
                return known, study, area
    raise AssertionError("no ward lies across a border")


def test_a_ward_across_the_border_is_counted_on_its_part_and_says_so(across):
    known, study, ward = across
    whole, part = measures.count(known, area=ward), measures.count(study, area=ward)
    wards = small_areas.of(study, Level.WARD)
    assert part.value == wards.counts()[wards.codes.index(ward.code)] < whole.value
    assert (part.basis["within"], whole.basis.get("within")) == (study.area.key, None)
    assert part.id != whole.id
    assert wards.names[wards.codes.index(ward.code)].endswith(" (part)")


def test_residents_of_a_part_are_those_of_the_part(across):
    known, study, ward = across
    wards = small_areas.of(study, Level.WARD)
    here = wards.residents[wards.codes.index(ward.code)]
    assert here == study.residents(ward).count < known.residents(ward).count
