"""One layer to all its files, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import Path

from towpath.documents import files
from towpath.documents.layers.audience import Readable


class Format(StrEnum):
    """What a layer can be written as."""

    GEOPACKAGE = "gpkg"
    GEOJSON = "geojson"
    TILES = "pmtiles"
    PNG = "png"
    SVG = "svg"


ALL = tuple(Format)


def write(readable: Readable, folder: Path, formats: Collection[Format] = ALL) -> list[Path]:
    """Write NAME.gpkg, NAME.geojson and so on into a folder, and return their paths.

    Each of them bears the marking of a restricted layer within it.
    """
    from towpath.documents import geopackage
    from towpath.documents.layers import geojson, pictures, tiles

    make: dict[Format, Callable[[], bytes]] = {
        Format.GEOPACKAGE: lambda: geopackage.of(readable.layer, readable.marking),
        Format.GEOJSON: lambda: geojson.text(readable).encode(),
        Format.TILES: lambda: tiles.file(readable),
        Format.PNG: lambda: pictures.png(readable),
        Format.SVG: lambda: pictures.svg(readable).encode(),
    }
    name = readable.layer.name
    return [files.put(folder / f"{name}.{one}", make[one]()) for one in ALL if one in formats]
