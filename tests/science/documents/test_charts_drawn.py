"""Every kind of chart is drawn from its table, alike every time, and says what it marks."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from types import ModuleType
from xml.etree import ElementTree

import pytest

from towpath.documents import charts, numbers, pictures
from towpath.documents.blocks import Chart, ChartKind, Column, Table
from towpath.documents.charts import engine, points, theme
from towpath.foundation import TowpathError


def words(drawn: str) -> list[str]:
    """The texts of an SVG."""
    texts = ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()) for text in texts]


def chart(sample: ModuleType, kind: ChartKind, place: int = 0) -> Chart:
    return [one for one in sample.charts() if one.kind is kind][place]


def test_the_sample_holds_every_kind(sample: ModuleType) -> None:
    assert {one.kind for one in sample.charts()} == set(ChartKind)


def test_every_kind_draws_and_leads_nowhere(sample: ModuleType) -> None:
    for one in sample.charts():
        drawn = charts.svg(one)
        width, height = pictures.size(drawn)
        assert width > 100
        assert height > 25
        assert "undefined" not in drawn
        assert "NaN" not in drawn
        assert not re.search(r'href="http|<script|<image', drawn)


def test_a_chart_drawn_again_is_the_same_to_the_byte(sample: ModuleType) -> None:
    for one in sample.charts()[:4]:
        first = charts.svg(one)
        engine._drawn.cache_clear()
        charts.svg(sample.charts()[9])
        assert charts.svg(one) == first


def test_bars_print_their_numbers_as_the_table_does(sample: ModuleType) -> None:
    texts = words(charts.svg(chart(sample, ChartKind.BARS)))
    assert {"4,312", "1,893", "not supplied", "Shoplifting"} <= set(texts)


def test_a_hidden_count_leaves_no_length_and_no_number(sample: ModuleType) -> None:
    table = Table(
        "t", "T", (Column("Ward"), Column("Offences")),
        (("Abbey", sample.figure(40, of="a")),
         ("Docks", sample.figure(None, of="b", missing="7 or fewer"))),
    )  # fmt: skip
    one = Chart(ChartKind.BARS, "T", "t", table, "Ward", "Offences")
    assert "7 or fewer" in words(charts.svg(one))
    assert points.of(one)[1].y is None


def test_known_breaks_are_drawn_and_named(sample: ModuleType) -> None:
    texts = words(charts.svg(chart(sample, ChartKind.LINES)))
    assert {"Snap points changed", "New recording rules"} <= set(texts)


def test_lines_are_named_at_their_ends_and_dashed_apart(sample: ModuleType) -> None:
    drawn = charts.svg(chart(sample, ChartKind.LINES))
    assert {"Vehicle crime", "Burglary", "Robbery"} <= set(words(drawn))
    assert 'stroke-dasharray="7,3"' in drawn


def test_more_than_four_lines_become_small_multiples(sample: ModuleType) -> None:
    many = chart(sample, ChartKind.MULTIPLES)
    assert "facet" in charts.spec(replace(many, kind=ChartKind.LINES))


def test_a_waterfall_joins_its_two_levels(sample: ModuleType) -> None:
    rows = charts.spec(chart(sample, ChartKind.WATERFALL))["data"]["values"]
    steps = [row for row in rows if not row["m"]]
    assert all(one["b"] == other["a"] for one, other in pairwise(steps))
    assert steps[-1]["b"] == rows[-1]["a"]
    assert {"+291", "−241"} <= {row["n"] for row in rows}


def test_limits_are_those_of_the_figures_where_no_column_is_named(sample: ModuleType) -> None:
    found = points.of(chart(sample, ChartKind.FOREST))
    assert (found[0].low, found[0].high) == (0.55, 0.92)


def test_a_column_that_is_not_there_is_refused(sample: ModuleType) -> None:
    with pytest.raises(TowpathError, match="no column called 'Nowhere'"):
        charts.svg(replace(sample.charts()[2], y="Nowhere"))


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_on_every_fill_can_be_read() -> None:
    for fill in {*theme.WORDS, *theme.SEQUENTIAL, theme.PALE}:
        assert contrast(fill, theme.ink_on(fill)) >= 4.5, fill


def test_pictures_for_word_are_twice_the_size(sample: ModuleType) -> None:
    drawn = charts.svg(sample.charts()[2])
    (png,) = pictures.pngs([drawn])
    assert png.startswith(b"\x89PNG")
    assert abs(int.from_bytes(png[16:20], "big") - 2 * pictures.size(drawn)[0]) <= 2


def emptied(one: Chart, sample: ModuleType) -> Chart:
    """The chart with every figure of its table not supplied."""
    none = sample.figure(None, of="nothing", missing="Nothing was sent.")
    rows = tuple(
        tuple(none if numbers.figure_of(cell) else cell for cell in row) for row in one.table.rows
    )
    return replace(one, table=replace(one.table, rows=rows))


def test_every_kind_draws_where_nothing_was_supplied(sample: ModuleType) -> None:
    for one in sample.charts():
        assert "NaN" not in charts.svg(emptied(one, sample)), one.kind


def test_every_kind_draws_a_table_without_rows_and_one_of_a_single_row(sample: ModuleType) -> None:
    for one in sample.charts():
        for count in (0, 1):
            few = replace(one, table=replace(one.table, rows=one.table.rows[:count]))
            assert "NaN" not in charts.svg(few), (one.kind, count)
