"""A map of a document as a layer: its outlines, and what its table says of each."""

from __future__ import annotations

from datetime import date

from towpath.documents import csv, numbers
from towpath.documents.blocks import Map
from towpath.documents.charts.points import column
from towpath.documents.layers.layer import Layer


def of(drawn: Map, modified: date, *, name: str = "", notice: str = "") -> Layer:
    """The map's layer, which the map itself draws; blank where its table says nothing of an area.

    Whatever the disclosure gate did to the table holds for the layer.
    """
    codes = [numbers.cell_text(cell) for cell in column(drawn.table, drawn.code)]
    records = dict(zip(codes, csv.records(drawn.table), strict=True))
    header = csv.header(drawn.table)
    blank: list[csv.Plain] = [None] * len(header)
    found = (records.get(code, blank) for code in drawn.shapes.codes)
    return Layer(
        name or drawn.shapes.layer,
        drawn.title,
        drawn.shapes,
        tuple(dict(zip(header, values, strict=True)) for values in found),
        drawn.shapes.credit,
        notice,
        modified,
        drawn,
    )
