"""Hotspots against the demo's truth, and against counts by hand."""

import numpy as np
import pytest
import shapely

from towpath.places import cells, gathering, ground

pytestmark = pytest.mark.xdist_group("aldermere")
ABBEY = "6 months to December 2023"  # while the burglaries of Abbey Fields lasted


def gathered(evidence, question, **method):
    here = ground.load(evidence, question)
    return gathering.Gathered(here, cells.over(here), gathering.Method(**method))


def planted(evidence, truth, name):
    (spot,) = [one for one in truth.hotspots if one.name == name]
    shapes = evidence.pack.shapes(ground.Level.LSOA, spot.areas)
    return shapely.union_all(shapely.from_wkb(list(shapes.wkb)))


def test_the_planted_hotspot_is_the_densest_ground(evidence, truth, ask):
    told = gathered(evidence, ask("burglary", ABBEY))
    where = planted(evidence, truth, "Abbey Fields")
    middles = [shapely.Point(*one.centre) for one in told.patrols]
    assert sum(where.buffer(300).contains(one) for one in middles) >= len(middles) / 2
    inside = shapely.contains_xy(where, *told.grid.centres.T)
    assert told.density.per_km2[inside].mean() > 3 * told.density.per_km2[~inside].mean()


def test_the_planted_hotspot_has_gone_when_it_is_over(evidence, truth, ask):
    where = planted(evidence, truth, "Abbey Fields")
    held = []
    for period in (ABBEY, "6 months to December 2025"):
        xy = ground.load(evidence, ask("burglary", period)).events.xy
        held.append(shapely.contains_xy(where, *xy.T).mean())
    assert held[0] > 1.5 * held[1]


def test_areas_to_walk_are_apart_and_count_what_lies_in_them(evidence, ask):
    told = gathered(evidence, ask("violence-and-sexual-offences"), areas=4)
    outlines = [one.outline for one in told.patrols]
    assert len(outlines) == 4
    assert shapely.union_all(outlines).area == pytest.approx(sum(o.area for o in outlines))
    points = shapely.points(told.here.events.xy)
    counted = [int(shapely.contains(o, points).sum()) for o in outlines]
    assert counted == [one.events for one in told.patrols]
    assert counted == sorted(counted, reverse=True)


def test_the_streets_of_an_area_are_those_its_rows_name_most(evidence, ask):
    told = gathered(evidence, ask("violence-and-sexual-offences"))
    first = told.patrols[0]
    inside = shapely.contains_xy(first.outline, *told.here.events.xy.T)
    names, often = np.unique(told.here.street[inside].astype(str), return_counts=True)
    assert first.streets[0] in names[often == often.max()]


def test_every_event_is_counted_in_a_cell(evidence, ask):
    told = gathered(evidence, ask("burglary"))
    assert told.counts.sum() == len(told.here)


def test_what_areas_foresee_is_counted_on_the_later_half_alone(evidence, ask):
    told = gathered(evidence, ask("violence-and-sexual-offences"))
    caught, later = told.foreseen
    assert later == told.later.sum()
    assert 0 < caught < later


def test_a_handful_is_no_area_to_walk(evidence, ask):
    told = gathered(evidence, ask("burglary"), areas=40)
    assert 0 < len(told.patrols) < 40
    usual = len(told.here) / told.here.outline.area
    for one in told.patrols:
        assert one.events >= gathering.EVENTS_AT_LEAST
        assert one.events / one.area >= gathering.DENSER * usual
