"""A layer: shapes on the British National Grid, and a record of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from towpath.documents.blocks import Map, Shapes
from towpath.foundation import TowpathError

Plain = str | int | float | date | None
CODE, NAME = "area_code", "area_name"  # what every layer says of its shapes first
_TAKEN = {CODE, NAME, "fid", "geom"}  # the last two are GeoPackage's own


@dataclass(frozen=True)
class Layer:
    """Shapes and their records, in one order.

    `name` names its files and the layer in them; `title` says what it shows. A record maps the
    name of an attribute to a value, every record the same ones. `modified` is the day of what it
    shows and not of the clock, so that writing twice gives the same bytes. `picture` is the map
    that draws it, for PNG and SVG.
    """

    name: str
    title: str
    shapes: Shapes
    records: tuple[Mapping[str, Plain], ...]
    credit: str = ""
    notice: str = ""
    modified: date = date(1970, 1, 1)
    picture: Map | None = None

    def __post_init__(self) -> None:
        if len(self.records) != len(self.shapes.wkb):
            raise TowpathError(
                f"The layer {self.name} has {len(self.shapes.wkb)} shapes and "
                f"{len(self.records)} records.",
                "Give each shape one record, in the same order.",
            )
        if any(record.keys() != self.records[0].keys() for record in self.records):
            raise TowpathError(
                f"The records of the layer {self.name} do not say the same things.",
                "Give every record the same attributes, empty where nothing is known.",
            )
        spelt = [key.lower() for key in self.attributes]
        if len(set(spelt)) < len(spelt) or _TAKEN & set(spelt):
            raise TowpathError(
                f"Two attributes of the layer {self.name} would have one name.",
                f"Choose names that differ by more than capitals, and not {', '.join(_TAKEN)}.",
            )

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the attributes, in order."""
        return tuple(self.records[0]) if self.records else ()

    def columns(self) -> dict[str, list[Plain]]:
        """Code and name of each shape, then its attributes, each column of one type.

        Where words stand among numbers ("7 or fewer"), all of them become words.
        """
        found = {one: _settled([record[one] for record in self.records]) for one in self.attributes}
        return {CODE: list(self.shapes.codes), NAME: list(self.shapes.names), **found}


def _settled(values: list[Plain]) -> list[Plain]:
    held = [value for value in values if value is not None]
    if all(isinstance(value, int) for value in held):
        return [None if value is None else int(value) for value in values]  # type: ignore[arg-type]
    if all(isinstance(value, int | float) for value in held):
        return [None if value is None else float(value) for value in values]  # type: ignore[arg-type]
    return [None if value is None else str(value) for value in values]
