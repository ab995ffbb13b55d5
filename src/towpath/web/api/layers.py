"""The maps of what is published, read back from the very files that were released."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from towpath.access.errors import NotFound
from towpath.access.viewers import Viewer
from towpath.publications import queries
from towpath.publications.queries import PublicationLine

Box = tuple[float, float, float, float]
_DIGITS = 6  # of a degree: a tenth of a metre
_JOINT = "--"


@dataclass(frozen=True)
class Name:
    """A layer by its publication and its file."""

    publication: PublicationLine
    file: str

    @property
    def id(self) -> str:
        """As it stands in an address."""
        return f"{self.publication.slug}{_JOINT}{Path(self.file).stem}"

    @property
    def title(self) -> str:
        """As a person reads it."""
        words = Path(self.file).stem.split("-", 2)[-1].replace("-", " ")
        return f"{self.publication.title}, {self.publication.period}: {words}"


@dataclass(frozen=True, eq=False)
class Layer:
    """Features in longitude and latitude, with the bounds of each."""

    features: tuple[dict[str, Any], ...]
    bounds: NDArray[np.float64]

    @property
    def box(self) -> Box:
        """What holds all of them."""
        west, south = self.bounds[:, :2].min(axis=0)
        east, north = self.bounds[:, 2:].max(axis=0)
        return float(west), float(south), float(east), float(north)

    def within(self, box: Box | None) -> list[dict[str, Any]]:
        """Those whose bounds meet a box."""
        if box is None:
            return list(self.features)
        west, south, east, north = box
        low, high = self.bounds[:, :2], self.bounds[:, 2:]
        meets = (low <= (east, north)).all(axis=1) & (high >= (west, south)).all(axis=1)
        return [self.features[row] for row in np.flatnonzero(meets)]


def names(*, viewer: Viewer) -> list[Name]:
    """The layers of everything that is published at present."""
    return [
        Name(one, file)
        for one in queries.publications(viewer=viewer)
        for file in one.files
        if file.startswith("maps/") and file.endswith(".gpkg")
    ]


def named(*, viewer: Viewer, id: str) -> Name:
    """One of them; NotFound where there is none."""
    found = [one for one in names(viewer=viewer) if one.id == id]
    if not found:
        raise NotFound("There is no such layer.", "Look for it among the collections.")
    return found[0]


def opened(*, viewer: Viewer, name: Name) -> Layer:
    """Its features; a file that is not what was released is not opened."""
    path = queries.file(viewer=viewer, slug=name.publication.slug, path=name.file)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _read(path: Path, _stamp: int) -> Layer:
    held, fids, wkb, values = pyogrio.raw.read(path, return_fids=True)
    shapes = _in_degrees(shapely.from_wkb(wkb), str(held["crs"]))
    fields = list(held["fields"])
    features = tuple(
        {
            "type": "Feature",
            "id": int(fid),
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {
                f: _plain(column[row]) for f, column in zip(fields, values, strict=True)
            },
        }
        for row, (fid, shape) in enumerate(zip(fids, shapes, strict=True))
    )
    return Layer(features, shapely.bounds(shapes).reshape(-1, 4))


def _in_degrees(shapes: Any, crs: str) -> Any:
    turn = pyproj.Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(np.column_stack(turn.transform(points[:, 0], points[:, 1])), _DIGITS)

    return shapely.transform(shapes, move)


def _plain(value: Any) -> Any:
    """JSON knows no NaN: what is not there is null."""
    said = value.item() if hasattr(value, "item") else value
    return None if isinstance(said, float) and not np.isfinite(said) else said
