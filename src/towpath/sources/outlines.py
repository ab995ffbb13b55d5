"""Outlines that a person drew: one GeoJSON or GeoPackage file read as one place on the grid."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from towpath.sources.parts import DeliveryRefused
from towpath.sources.reference.grid import to_grid

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

    Outline = shapely.Polygon | shapely.MultiPolygon

SUFFIXES = (".geojson", ".json", ".gpkg")
MOST_BYTES = 50_000_000
_DEGREES, _METRES = ("4326", "CRS84"), ("27700",)


def is_file(words: str) -> bool:
    """Whether the words name such a file and not an area."""
    return words.lower().endswith(SUFFIXES)


def read(path: Path) -> Outline:
    """Every polygon of the file as one outline, in metres of the National Grid.

    In WGS84 degrees or already in the grid's metres; DeliveryRefused for anything else, with what
    to do.
    """
    import shapely

    geometries, _ = opened(path, columns=())
    whole = shapely.union_all(shapely.make_valid(geometries))
    parts = [one for one in shapely.get_parts(whole) if one.geom_type == "Polygon"]
    if not parts:
        raise DeliveryRefused(f"{path.name} holds no polygon.", "Draw the place as an area.")
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def opened(
    path: Path, *, columns: Sequence[str] | None
) -> tuple[NDArray[np.object_], dict[str, NDArray[np.object_]]]:
    """The geometries of a file's first layer in metres, and its columns: those named, None for all.

    DeliveryRefused for a file that is not there, is too large, no map, or in other coordinates.
    """
    import shapely
    from pyogrio import raw
    from pyogrio.errors import DataLayerError, DataSourceError

    if not path.is_file():
        raise DeliveryRefused(f"There is no file {path}.", "Name a GeoJSON or GeoPackage file.")
    if path.stat().st_size > MOST_BYTES:
        raise DeliveryRefused(
            f"{path.name} is too large to read.", "Simplify it, or cut it to the area, first."
        )
    wanted = None if columns is None else list(columns)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of several layers the first is meant
            meta, _, geometry, data = raw.read(path.read_bytes(), columns=wanted, force_2d=True)
    except (DataLayerError, DataSourceError) as error:
        raise DeliveryRefused(
            f"{path.name} cannot be read as a map: {error}.",
            "Save it anew as GeoJSON or GeoPackage.",
        ) from error
    if geometry is None:
        raise DeliveryRefused(f"{path.name} holds no shapes.", "Save it with its geometry.")
    held = np.asarray(shapely.from_wkb(geometry))
    fields = dict(zip(map(str, meta["fields"]), data, strict=True))
    return _on_grid(path, held, str(meta["crs"] or "")), fields


def _on_grid(path: Path, geometries: NDArray[np.object_], system: str) -> NDArray[np.object_]:
    import shapely

    if any(one in system for one in _DEGREES):
        return np.asarray(shapely.transform(geometries, _metres))
    if any(one in system for one in _METRES):
        return geometries
    raise DeliveryRefused(
        f"{path.name} is in {system or 'no named coordinates'}.",
        "Save it in WGS84 (EPSG:4326) or on the British National Grid (EPSG:27700).",
    )


def _metres(points: NDArray[np.float64]) -> NDArray[np.float64]:
    east, north = to_grid(points[:, 0], points[:, 1])
    return np.stack([east, north], axis=1).round(2)
