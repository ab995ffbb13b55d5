"""The one shape of every answer of this room: sentences, tables, pictures, layers, and a document.

A command prints the sentences and the tables, a writer takes the document, a map reader the layers,
a script the record; all of them hold the same figures.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from towpath.documents import contents, numbers
from towpath.documents.blocks import (
    Block,
    Caveat,
    Chart,
    Document,
    Heading,
    Listing,
    Map,
    Paragraph,
    Spans,
    Table,
)
from towpath.foundation import Area, Figure, Handling, Period, categories
from towpath.places import ground as grounds

if TYPE_CHECKING:
    from datetime import date

    from towpath.documents.layers import Layer
    from towpath.evidence.held import Held
    from towpath.places.ground import Ground

# What every answer of this room must say of itself.
NOT_FOR = (
    (
        "Places, never people: nothing here says anything about anybody who lives in, works in or "
        "passes through a place, and it may not be used as a ground to stop, search or suspect "
        "anyone."
    ),
    (
        "Recorded events are what was reported and recorded. Where more is looked for, more is "
        "found; a place that reports little can suffer much."
    ),
)


@dataclass(frozen=True)
class Standing:
    """What an answer stands on: where, when, of which snapshot, and how it may be handled."""

    area: Area
    period: Period
    snapshot: str
    feeds: tuple[str, ...]
    handling: Handling
    partnership: str
    delivered: date
    colour: str
    notice: str
    credits: tuple[str, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value, as a document prints them below its title."""
        return (
            ("Area", f"{self.area} ({self.area.level.label}, {self.area.code})"),
            ("Period", self.period.name),
            ("Counted from", ", ".join(self.feeds)),
            ("Snapshot", self.snapshot),
        )


@dataclass(frozen=True)
class Answer:
    """What one command of the room answers.

    The first sentence is the lead. `picture`: the map or chart that stands below it; `tables`: the
    first is the one that a terminal prints. `spoken` are plain values for a script.
    """

    command: str
    title: str
    standing: Standing
    sentences: tuple[Spans, ...]
    tables: tuple[Table, ...]
    picture: Map | Chart | None = None
    more: tuple[Map | Chart, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    layers: tuple[Layer, ...] = ()
    not_for: tuple[str, ...] = NOT_FOR
    how: tuple[Spans, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()  # every choice made: cell, method, bands…
    apart: tuple[str, ...] = ()  # what else tells it from another: outlines that are named alike
    spoken: tuple[tuple[str, Any], ...] = field(default=())

    @property
    def handling(self) -> Handling:
        """How it may be handled: as the strictest of the rows that it was counted from."""
        return self.standing.handling

    @property
    def name(self) -> str:
        """The answer in one word, as its folder is called; the same question, the same word."""
        said = (*self.asked, ("area", self.standing.area.key), ("when", self.standing.period.key))
        lines = [f"{key}={value}" for key, value in (*said, *self._counted)]
        digest = hashlib.sha256("\n".join([*lines, *self.apart]).encode()).hexdigest()
        category = dict(self.asked).get("category", "events")
        return f"{self.command}-{category}-{digest[:8]}"

    @property
    def _counted(self) -> tuple[tuple[str, str], ...]:
        return (("snapshot", self.standing.snapshot), *(("feed", f) for f in self.standing.feeds))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that a reader is shown, once: all but those of single cells."""
        return contents.shown(self.document())

    def document(self) -> Document:
        """The answer to read: its lead, its picture, its tables, and what it must not be used for.

        Exact. Whoever writes it decides for whom: restricted, or through the disclosure gate.
        """
        standing = self.standing
        return Document(
            title=self.title,
            subtitle=f"{standing.area}, {standing.period}",
            author=standing.partnership,
            modified=standing.delivered,
            facts=(*standing.facts, *((key.capitalize(), _said(key, v)) for key, v in self.asked)),
            blocks=tuple(self._blocks()),
            credits=standing.credits,
            notice=standing.notice,
            colour=standing.colour,
        )

    def _blocks(self) -> list[Block]:
        lead, *others = self.sentences
        blocks: list[Block] = [Paragraph(lead, lead=True)]
        blocks += [Paragraph(one) for one in others]
        blocks += [self.picture] if self.picture else []
        blocks += [*self.tables, *self.more, *self.caveats]
        blocks += [Heading("How it was worked out"), *(Paragraph(one) for one in self.how)]
        blocks += [Heading("What it must not be used for")]
        return [*blocks, Listing(tuple((one,) for one in self.not_for))]

    def record(self) -> dict[str, Any]:
        """The answer as plain values, unrounded, for `--json`."""
        standing = self.standing
        return {
            "command": self.command,
            "asked": dict(self.asked),
            "area": {"name": str(standing.area), "key": standing.area.key},
            "period": {"name": standing.period.name, "days": standing.period.key},
            "feeds": list(standing.feeds),
            "snapshot": standing.snapshot,
            "handling": standing.handling.sensitivity.name.lower(),
            "says": [numbers.sentence(one) for one in self.sentences],
            **dict(self.spoken),
            "tables": {table.key: _records(table) for table in self.tables},
            "caveats": [
                {"name": one.name, "grave": one.grave, "says": numbers.sentence(one.spans)}
                for one in self.caveats
            ],
        }


def _said(key: str, value: str) -> str:
    """A choice as a page prints it: a kind of event by its own name."""
    return categories.get(value).label if key == "category" else value


def _records(table: Table) -> list[dict[str, Any]]:
    """A table's rows by heading; a figure with its limits and id."""
    headings = [column.heading for column in table.columns]
    return [dict(zip(headings, map(_value, row), strict=True)) for row in table.rows]


def _value(cell: Any) -> Any:
    figure = numbers.figure_of(cell)
    if figure is None:
        return numbers.raw(cell)
    known = {"value": figure.value, "low": figure.low, "high": figure.high, "figure": figure.id}
    return {key: one for key, one in known.items() if one is not None or key == "value"}


def layer(drawn: Map, name: str, of: Standing) -> Layer:
    """A map as a layer for other programs."""
    from towpath.documents import layers

    notice = "" if of.notice in drawn.shapes.credit else of.notice
    return layers.of(drawn, of.delivered, name=name, notice=notice)


def standing(held: Held, ground: Ground, *others: Ground) -> Standing:
    """What an answer stands on, from its grounds."""
    from towpath.foundation import handling

    every = (ground, *others)
    strictest = handling.strictest(tuple(one.handling for one in every))
    feeds = tuple(dict.fromkeys(one.feed for one in every))
    return standing_on(held, (ground.area, ground.period), feeds, strictest)


def standing_on(
    held: Held, where: tuple[Area, Period], feeds: tuple[str, ...], handling: Handling
) -> Standing:
    """The same where no one ground holds it all."""
    said = held.home.settings
    return Standing(
        area=where[0],
        period=where[1],
        snapshot=held.id,
        feeds=feeds,
        handling=handling,
        partnership=str(said["name"]),
        delivered=grounds.recorded(held),
        colour=str(said.get("colour", "#12436D")),
        notice=str(said.get("notice", "")),
        credits=held.pack.credits,
    )
