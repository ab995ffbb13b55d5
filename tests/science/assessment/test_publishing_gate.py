"""Nothing exact leaves by the gate unless it is open data."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.assessment import publishing
from towpath.documents.blocks import (
    Align,
    Chart,
    ChartKind,
    Column,
    Document,
    Map,
    Paragraph,
    Shapes,
    Table,
)
from towpath.foundation import Figure, Handling, Sensitivity, Unit

CLOSED = Handling(Sensitivity.INTERNAL)


def closed(value: float, unit: Unit = Unit.COUNT, **grounds: float) -> Figure:
    return Figure(value, unit, "recorded-incidents", handling=CLOSED, **grounds)


def document(*blocks) -> Document:
    return Document("Title", "", "Aldermere", date(2026, 1, 1), (), blocks)


@given(st.integers(0, 7))
def test_a_small_count_is_hidden(count):
    shown = publishing.figure(closed(count))
    assert (shown.value, shown.missing) == (None, "7 or fewer")


@given(st.integers(8, 10**6))
def test_a_larger_count_is_rounded_to_five_and_keeps_no_exact_ground(count):
    shown = publishing.figure(closed(count, low=count - 1.5, high=count + 1.5, numerator=count))
    assert shown.value % 5 == 0
    assert abs(shown.value - count) <= 2
    assert (shown.low, shown.high, shown.numerator) == (None, None, None)


def test_a_rate_is_made_again_from_the_published_count():
    exact = closed(13.2, Unit.PER_1000_RESIDENTS, numerator=132, denominator=10_000)
    assert publishing.figure(exact).value == 13.0


def test_a_rate_on_a_hidden_count_is_withheld():
    exact = closed(0.4, Unit.PER_1000_RESIDENTS, numerator=4, denominator=10_000)
    assert publishing.figure(exact).value is None


def test_a_change_is_made_again_from_both_published_counts():
    exact = closed(-10.0, Unit.CHANGE, numerator=117, denominator=132)
    assert publishing.figure(exact).value == pytest.approx((115 - 130) / 130 * 100)


def test_what_has_no_published_ground_is_withheld():
    assert publishing.figure(closed(3, Unit.RANK)).value is None


def test_open_data_passes_as_it_is():
    figure = Figure(3, Unit.COUNT, "recorded-incidents")
    assert publishing.figure(figure) is figure


def test_a_chart_is_drawn_from_the_gated_table():
    table = Table("t", "Counts", (Column("Area", Align.LEFT), Column("Count")), (("A", closed(3)),))
    chart = Chart(ChartKind.BARS, "Counts", "Counts by area", table, x="Count", y="Area")
    passed = publishing.gate(document(chart)).blocks[0]
    assert passed.table.rows[0][1].value is None


def test_the_public_form_says_that_it_passed_the_gate():
    exact = document(Paragraph(("There were ", closed(132), ".")))
    assert publishing.publish(exact).gated
    assert not publishing.publish(document(Paragraph(("No numbers.",)))).gated


def test_a_table_that_hides_too_much_says_so():
    cells = tuple((closed(n),) for n in (3, 4, 50))
    table = publishing.table(Table("t", "Counts", (Column("Count"),), cells))
    assert "coarser table" in str(table.note[-1])


def test_gating_twice_changes_nothing_more():
    once = publishing.figure(closed(132))
    assert publishing.figure(once) == replace(once)


def test_areas_that_are_marked_on_a_map_do_not_leave_with_it():
    table = Table("cells", "Cells", (Column("Cell", Align.LEFT), Column("Events")),
                  (("1", closed(40)),))  # fmt: skip
    shapes = Shapes("cells", ("1",), ("1",), (b"",))
    drawn = Map("Where", "A map.", table, shapes, "Cell", "Events", marked=shapes)
    (shown,) = publishing.gate(document(drawn)).blocks
    assert shown.marked is None
    assert shown.shapes == shapes
