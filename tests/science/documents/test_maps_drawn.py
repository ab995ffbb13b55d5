"""Maps: classes, key, names, credit."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from towpath.documents import labels, maps, numbers, shading
from towpath.documents.charts import theme
from towpath.foundation import Unit


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_classes_hold_every_value_and_are_at_most_five(values: list[float]) -> None:
    ends = shading.classes(values)
    assert 1 <= len(ends) <= 5
    assert ends == sorted(ends)
    assert ends[-1] == max(values)


NAME = st.text("abcdef ", min_size=1, max_size=14)
SPOT = st.tuples(st.floats(0, 560), st.floats(0, 500))


@given(st.lists(st.tuples(NAME, SPOT), max_size=25))
def test_names_never_overlap_nor_leave_the_map(wanted: list[tuple[str, labels.Spot]]) -> None:
    boxes = []
    for one in labels.placed(wanted, (560, 500), 13):
        half = labels.width(one.words, 13) / 2
        boxes.append((one.x - half, one.y - 13, one.x + half, one.y))
    for index, box in enumerate(boxes):
        assert box[0] >= 0
        assert box[2] <= 560
        for other in boxes[:index]:
            apart = box[2] <= other[0] or other[2] <= box[0]
            assert apart or box[3] <= other[1] or other[3] <= box[1]


def test_the_credit_lines_are_always_printed(sample: ModuleType) -> None:
    drawn = maps.svg(sample.ward_map()).replace("</text>", " ")
    assert "Contains National Statistics and OS data" in drawn
    assert "Licence v3.0." in drawn


def test_the_key_prints_the_ends_of_classes_as_the_table_does(sample: ModuleType) -> None:
    drawn = maps.svg(sample.ward_map())
    assert ">134.9 to 142.6<" in drawn
    assert shading.HATCHED not in drawn


def test_no_two_classes_of_the_key_end_alike(sample: ModuleType) -> None:
    ward = sample.ward_map()
    place = [column.heading for column in ward.table.columns].index(ward.value)
    rows = tuple(
        (*row[:place], replace(row[place], value=0.05 + n / 2_000, unit=Unit.MEAN_COUNT),
         *row[place + 1:])
        for n, row in enumerate(ward.table.rows)
    )  # fmt: skip
    shades, _ = shading.of(replace(ward, table=replace(ward.table, rows=rows)))
    ends = [one.words.split(" to ") for one in shades]
    assert len({last for *_, last in ends}) == len(ends) > 1
    assert all(first != last for first, last in ends)


def test_the_top_class_is_hatched_by_lines_that_end_at_its_edge(sample: ModuleType) -> None:
    ward = sample.ward_map()
    _, fill_of = shading.of(ward)
    top = [code for code, fill in fill_of.items() if fill == shading.HATCHED]
    drawn = maps.svg(ward)
    assert top
    (lines,) = re.findall(r'<path d="([^"]*)" stroke="#FFFFFF" stroke-width="1.2"/>', drawn)[:1]
    ends = np.array(re.findall(r"[ML]([-\d.]+) ([-\d.]+)", lines), dtype=float)
    outline = re.findall(rf'<path d="([^"]*)" fill="{theme.BLUE}"', drawn)
    edge = np.array(re.findall(r"([-\d.]+) ([-\d.]+)", " ".join(outline)), dtype=float)
    assert (ends.min(axis=0) >= edge.min(axis=0) - 0.2).all()
    assert (ends.max(axis=0) <= edge.max(axis=0) + 0.2).all()


def test_an_area_whose_count_is_hidden_is_pale_and_in_the_key(sample: ModuleType) -> None:
    drawn = maps.svg(sample.hidden_map())
    assert ">7 or fewer<" in drawn


def test_words_take_a_colour_each(sample: ModuleType) -> None:
    drawn = maps.svg(sample.ward_map(words=True))
    for word in ("persistent", "new", "faded", "none of these"):
        assert f">{word}<" in drawn


def test_names_are_escaped(sample: ModuleType) -> None:
    evil = replace(sample.ward_map(), value="Rate per 1,000", title="<b>")
    shapes = replace(evil.shapes, names=("<script>", *evil.shapes.names[1:]))
    drawn = maps.svg(replace(evil, shapes=shapes, labels=("<script>",)))
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_map_drawn_again_is_the_same(sample: ModuleType) -> None:
    assert maps.svg(sample.ward_map()) == maps.svg(sample.ward_map())
    assert numbers.HIDDEN not in maps.svg(sample.ward_map())


def test_a_map_of_nothing_is_drawn_pale(sample: ModuleType) -> None:
    drawn = sample.ward_map()
    bare = replace(drawn, table=replace(drawn.table, rows=()))
    assert "NaN" not in maps.svg(bare)
    assert "#E4EEF8" not in maps.svg(bare)
