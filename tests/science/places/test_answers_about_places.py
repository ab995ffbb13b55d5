"""What every answer about places has in common, whoever asks."""

import json

import pytest
import shapely

from towpath.assessment import definitions
from towpath.documents import audience, contents, layers, numbers
from towpath.foundation import NotUnderstood
from towpath.places import hotspots, hours, keeping, overlay, repeats

pytestmark = pytest.mark.xdist_group("aldermere")
COMMANDS = {
    "hotspots": (hotspots.find, "burglary"),
    "repeats": (repeats.find, "burglary"),
    "hours": (hours.find, "violence-and-sexual-offences"),
    "overlay": (overlay.find, "crime"),
}


@pytest.fixture(scope="module", params=COMMANDS)
def answer(request, evidence, ask):
    command, category = COMMANDS[request.param]
    return command(evidence, ask(category))


def test_every_figure_is_defined_in_its_own_unit(answer):
    for figure in contents.figures(answer.document()):
        meant = definitions.get(figure.definition)
        assert (figure.unit, figure.version) == (meant.unit, meant.version), figure.definition


def test_every_figure_stands_on_its_grounds(answer):
    for figure in answer.figures:
        assert figure.snapshot == answer.standing.snapshot
        assert figure.area
        assert figure.period
        assert figure.basis["category"]


def test_no_point_leaves_as_a_point(answer):
    for layer in answer.layers:
        kinds = set(shapely.get_type_id(shapely.from_wkb(list(layer.shapes.wkb))).tolist())
        assert kinds <= {3, 6}


def test_the_lead_comes_first_and_the_limits_of_use_last(answer):
    first, *_, last = answer.document().blocks
    assert first.lead
    assert "Places, never people" in last.items[0][0]
    assert numbers.sentence(answer.sentences[0]).endswith(".")


def test_the_record_is_plain_and_holds_the_same_numbers(answer):
    record = json.loads(json.dumps(answer.record()))
    assert record["command"] == answer.command
    printed = {figure.id: figure.value for figure in answer.figures}
    for rows in record["tables"].values():
        for cell in (cell for row in rows for cell in row.values() if isinstance(cell, dict)):
            assert printed.get(cell["figure"], cell["value"]) == cell["value"]


def test_files_appear_whole_and_a_second_time_alike(answer, tmp_path):
    addressed = keeping.Addressed(
        audience.Restricted(answer.document(), ("A. Sergeant",)),
        tuple(layers.Restricted(one, ("A. Sergeant",)) for one in answer.layers),
    )
    folder = tmp_path / "kept"
    first = [p.read_bytes() for p in keeping.keep(answer, addressed, folder, "html,csv,geojson")]
    again = [p.read_bytes() for p in keeping.keep(answer, addressed, folder, "html,csv,geojson")]
    assert first == again
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
    assert "OFFICIAL-SENSITIVE" in (folder / f"{answer.command}.html").read_text()


def test_a_folder_of_another_origin_is_not_replaced(answer, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(NotUnderstood, match="other files"):
        keeping.keep(answer, keeping.Addressed(None, ()), tmp_path, "html")


def test_an_unknown_format_is_refused():
    with pytest.raises(NotUnderstood, match="no format"):
        keeping.formats("html,shp")
