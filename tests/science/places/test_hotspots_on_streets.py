"""Hotspots on a network of streets: three drawn lines around the demo's densest place."""

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely

from towpath.analysis import streets
from towpath.assessment import definitions
from towpath.documents import numbers
from towpath.documents.audience import Restricted
from towpath.documents.layers import Format, Public, write
from towpath.documents.layers import Restricted as LayerFor
from towpath.places import (
    answers,
    cells,
    drawing,
    gathering,
    ground,
    hotspots,
    keeping,
    on_streets,
    rounds,
)
from towpath.sources.reference import grid

pytestmark = pytest.mark.xdist_group("aldermere")
CATEGORY = "violence-and-sexual-offences"


@pytest.fixture(scope="module")
def here(evidence, ask):
    """The ground, as a feed gives it whose rows name no street."""
    found = ground.load(evidence, ask(CATEGORY))
    return replace(found, street=np.full(len(found), "", dtype=object))


def drawn(here):
    """Three lines through the densest area: the longest is not the first."""
    told = gathering.Gathered(here, cells.over(here), hotspots.USUAL)
    x, y = told.patrols[0].centre
    lines = [
        shapely.LineString([(x - half, y + up), (x + half, y + up)])
        for half, up in ((10, -15), (40, 0), (25, 15))
    ]
    return streets.network(lines, ["Short Row", "Long Street", ""])


@pytest.fixture(scope="module")
def told(here):
    return gathering.Gathered(here, cells.over(here), hotspots.USUAL, drawn(here))


def test_areas_whose_events_name_no_street_have_the_networks(told):
    first, *others = drawing.walked(told).rows
    assert first[1] == "Long Street, Short Row"
    assert not any("Street" in row[1] for row in others)


def test_who_walks_sees_the_streets_near_the_areas(told):
    table = drawing.walked(told)
    near = rounds.close_map(told.here, table, told.patrols, told.here.label, told.network)
    assert set(near.lines.names) <= {"Long Street", "Short Row", ""}
    assert len(near.lines.codes) == len(told.network.lines)
    assert rounds.close_map(told.here, table, told.patrols, told.here.label).lines is None


def test_events_per_km_are_those_counted_by_hand(told):
    away = np.array([
        shapely.distance(line, shapely.points(told.here.events.xy)) for line in told.network.lines
    ])  # fmt: skip
    near = np.where(away.min(axis=0) <= streets.REACH, away.argmin(axis=0), -1)
    by_hand = {
        name or on_streets.NAMELESS: (int((near == n).sum()), metres)
        for n, (name, metres) in enumerate(zip(told.network.names, (20, 80, 50), strict=True))
    }
    (table,) = on_streets.tables(told)
    rows = {row[0]: [cell.value for cell in row[1:]] for row in table.rows}
    assert rows == {
        name: pytest.approx([many, metres, many / metres * 1000])
        for name, (many, metres) in by_hand.items() if many >= on_streets.LEAST
    }  # fmt: skip
    assert rows
    densities = [row[3].value for row in table.rows]
    assert densities == sorted(densities, reverse=True)
    (sentence,) = on_streets.sentences(told)
    assert numbers.sentence(sentence).startswith(f"{(near < 0).sum():,} of {len(near):,} events")


def test_streets_with_an_event_are_a_layer_of_lines(evidence, told, tmp_path):
    (layer,) = on_streets.layers(told, answers.standing(evidence, told.here))
    files = write(Public(layer, gated=False), tmp_path, (Format.GEOPACKAGE, Format.GEOJSON))
    features = json.loads(files[1].read_text())["features"]
    assert {one["geometry"]["type"] for one in features} == {"LineString"}
    assert sum(one["properties"]["events"] for one in features) == told.on_streets.counts.sum()
    assert files[0].stat().st_size


def test_points_that_stand_in_for_others_rank_no_street(told):
    snapped = replace(told.here, snapped=np.ones(len(told.here), dtype=bool))
    coarse = replace(told, here=snapped)
    assert on_streets.tables(coarse) == on_streets.sentences(coarse) == ()
    (caution,) = on_streets.cautions(coarse)
    assert "none is ranked" in numbers.sentence(caution.spans)
    assert not on_streets.cautions(told)


def test_an_answer_with_a_file_of_streets_says_so_and_draws_no_picture_of_lines(
    evidence, ask, told, tmp_path
):
    def degrees(xy):
        return np.column_stack(grid.to_degrees(xy[:, 0], xy[:, 1]))

    line = shapely.transform(told.network.lines[1], degrees)
    file = tmp_path / "roads.geojson"
    file.write_text(shapely.to_geojson(line))
    answer = hotspots.find(evidence, ask(CATEGORY), network=file)
    assert dict(answer.asked)["network"].startswith("roads.geojson, 1 segment (")
    assert [one.key for one in answer.tables] == ["patrol-areas", "streets"]
    assert all(definitions.get(one.definition) for one in answer.figures)
    addressed = keeping.Addressed(
        Restricted(answer.document(), ("A",)), (LayerFor(answer.layers[-1], ("A",)),)
    )
    written = keeping.keep(answer, addressed, tmp_path / "out", "csv,gpkg,svg")
    assert {one.name for one in written if one.stem == "streets"} >= {"streets.gpkg"}
    assert not (tmp_path / "out" / "streets.svg").exists()
