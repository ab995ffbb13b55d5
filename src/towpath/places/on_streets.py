"""Streets of a network in an answer of hotspots: which hold most events to a kilometre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import streets
from towpath.documents.blocks import Align, Caveat, Cell, Column, Spans, Table
from towpath.documents.wording import spans as said
from towpath.foundation import Unit
from towpath.places import rounds
from towpath.sources import networks

if TYPE_CHECKING:
    from pathlib import Path

    from towpath.analysis.streets import Network, OnStreets
    from towpath.documents.layers import Layer
    from towpath.foundation import Figure
    from towpath.places.answers import Standing
    from towpath.places.gathering import Gathered

LEAST, MOST = 3, 15  # events of a segment that is ranked; segments of the table
NAMELESS = "(no name)"
NOTE = (
    "A segment is one line of the network. Of those with {least} events or more; on a short one a "
    "single event makes much of a kilometre."
)


def read(path: Path) -> Network:
    """The network of a file of street centre lines."""
    return streets.network(*networks.read(path))


def asked(told: Gathered, file: str) -> tuple[tuple[str, str], ...]:
    """The network as a choice that was made; nothing without one."""
    if told.network is None:
        return ()
    many = len(told.network.lines)
    segments = "1 segment" if many == 1 else f"{many:,} segments"
    return (("network", f"{file}, {segments} ({told.network_key})"),)


def sentences(told: Gathered) -> tuple[Spans, ...]:
    """How many events lie on no street within reach."""
    placed = told.on_streets
    if placed is None:
        return ()
    off = _figure(told, "street-unplaced", placed.unplaced, Unit.COUNT)
    many = told.here.figure("events-in-answer", len(told.here), Unit.COUNT)
    sentence = said(
        "{off} of {many} events {lie} on no street of the network within {reach} m.{none}",
        off=off, many=many, lie="lies" if placed.unplaced == 1 else "lie",
        reach=f"{streets.REACH:g}",
        none="" if _ranked(placed) else f" No segment has {LEAST} events or more.",
    )  # fmt: skip
    return (sentence,)


def tables(told: Gathered) -> tuple[Table, ...]:
    """The segments with most events per km, of those with a few events at least."""
    placed, network = told.on_streets, told.network
    if placed is None or network is None or not _ranked(placed):
        return ()
    columns = (
        Column("Street", Align.LEFT),
        Column(told.here.label),
        Column("Metres"),
        Column("Per km"),
    )
    rows = tuple(_row(told, placed, network, one) for one in _ranked(placed))
    caption = f"Streets with most {told.here.noun} per km in {told.here.when}"
    return (Table("streets", caption, columns, rows, (NOTE.format(least=LEAST),)),)


def _ranked(placed: OnStreets) -> list[int]:
    """Numbers of the segments of the table, that with most events per km first."""
    order = np.argsort(-placed.per_km, kind="stable")
    return [int(one) for one in order[placed.counts[order] >= LEAST][:MOST]]


def _row(told: Gathered, placed: OnStreets, network: Network, one: int) -> tuple[Cell, ...]:
    segment = str(one + 1)
    return (
        str(network.names[one]) or NAMELESS,
        _figure(told, "street-events", placed.counts[one], Unit.COUNT, place=segment),
        _figure(told, "street-metres", round(network.length[one]), Unit.COUNT, place=segment),
        _figure(told, "street-per-km", placed.per_km[one], Unit.MEAN_COUNT, place=segment),
    )


def _figure(told: Gathered, slug: str, value: float, unit: Unit, **grounds: str) -> Figure:
    return told.here.figure(slug, value, unit, network=told.network_key, **grounds)


def cautions(told: Gathered) -> tuple[Caveat, ...]:
    """Why streets are not ranked where points stand in for others."""
    if told.network is None or not told.here.snapped.any():
        return ()
    words = (
        "Anonymised points lie on the street of a list and not where it happened: the network "
        "names the streets of an area to walk, but none is ranked by what lies on it."
    )
    return (Caveat("Streets are not ranked", (words,)),)


def layers(told: Gathered, on: Standing) -> tuple[Layer, ...]:
    """Every segment with an event, as lines for other programs; nothing where there is none."""
    placed, network = told.on_streets, told.network
    if placed is None or network is None or not placed.counts.any():
        return ()
    from towpath.documents.layers import Layer

    held = np.flatnonzero(placed.counts).tolist()
    names = tuple(str(network.names[one]) for one in held)
    records = tuple(
        {"name": name, "events": int(placed.counts[one]), "per km": round(placed.per_km[one], 2)}
        for one, name in zip(held, names, strict=True)
    )
    title = f"{told.here.label} on streets in {told.here.when}"
    shapes = rounds.lines(network, held)
    return (Layer("streets", title, shapes, records, "", on.notice, on.delivered),)
