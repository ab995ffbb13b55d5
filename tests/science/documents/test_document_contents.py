"""What a document holds, and the grounds of its figures."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from towpath.documents import contents, grounds
from towpath.documents.blocks import Beside, Paragraph, Table
from towpath.foundation import TowpathError


def test_blocks_beside_each_other_are_read_from_left_to_right(sample: ModuleType) -> None:
    left, right = Paragraph(("left",)), Paragraph(("right",))
    document = replace(sample.document(), blocks=(Beside(((left,), (right,))),))
    assert list(contents.blocks(document)) == [left, right]


def test_each_table_comes_once_with_those_of_pictures(sample: ModuleType) -> None:
    keys = [table.key for table in contents.tables(sample.document())]
    assert len(keys) == len(set(keys))
    assert {"wards", "trend", "change-by-category"} <= set(keys)


def test_two_tables_of_one_key_are_refused(sample: ModuleType) -> None:
    table = sample.change_table()
    other = Table(table.key, "Another", table.columns, ())
    with pytest.raises(TowpathError, match="both called change-by-category"):
        contents.tables(replace(sample.document(), blocks=(table, other)))


def test_one_figure_with_two_values_is_refused(sample: ModuleType) -> None:
    one, two = sample.figure(1), sample.figure(2)
    document = replace(sample.document(), blocks=(Paragraph((one, two)),))
    with pytest.raises(TowpathError, match="two values"):
        contents.figures(document)


def test_figures_of_appendix_tables_are_held_but_not_shown(sample: ModuleType) -> None:
    document = replace(sample.document(), blocks=(sample.two_years(),))
    assert len(contents.figures(document)) == 8
    assert contents.shown(document) == ()


def test_grounds_say_once_what_all_figures_of_a_definition_share(sample: ModuleType) -> None:
    groups = {group.name: group for group in grounds.groups(sample.document())}
    rate = groups["rate, version 2"]
    assert "Recorded crimes for each 1,000 residents." in rate.shared
    assert f"Snapshot: {sample.SNAPSHOT}." in rate.shared
    assert "Period" not in rate.columns
    assert any(row[rate.columns.index("Numerator")] == "10,308" for row in rate.rows)


def test_every_shown_figure_has_its_grounds(sample: ModuleType) -> None:
    document = sample.document()
    rows = [row[0] for group in grounds.groups(document) for row in group.rows]
    assert sorted(rows) == sorted(figure.id for figure in contents.shown(document))
