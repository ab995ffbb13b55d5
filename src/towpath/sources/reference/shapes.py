"""Shapes out of the pack: of small areas as given, of larger areas as given or put together.

An area whose own boundary is not in the pack (a ward of another year, a stable or local area) is
the union of its small areas: the same best fit by which its incidents are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from towpath.foundation import Area, Level, NoSuchData
from towpath.sources.reference.boundaries import DISPLAY, GENERALISED

if TYPE_CHECKING:
    import pyarrow as pa
    import shapely


@dataclass(frozen=True)
class Shapes:
    """Shapes in metres of the National Grid (EPSG:27700): codes, names and WKB, side by side.

    `detail` says of each whether it is `generalised` (good for points in polygons) or `display`.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    wkb: tuple[bytes, ...]
    detail: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class Placed:
    """The small area of each point ("" where none), and whether its boundary is good for that."""

    codes: NDArray[np.object_]
    fine: NDArray[np.bool_]


@dataclass(frozen=True)
class Layer:
    """The shapes of one level and year, read from the pack."""

    path: Path

    @cached_property
    def table(self) -> pa.Table:
        """Codes, names, detail and WKB."""
        from pyarrow import parquet

        return parquet.read_table(self.path)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {code: at for at, code in enumerate(self.table["code"].to_pylist())}

    def of(self, codes: Sequence[str]) -> Shapes:
        """The shapes of those codes that the layer has, in the order asked."""
        here = [self._places[code] for code in codes if code in self._places]
        rows = self.table.take(np.array(here, dtype=np.int64)).to_pydict()
        columns = (tuple(rows[key]) for key in ("code", "name", "wkb", "detail"))
        return Shapes(*columns)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        import shapely

        return shapely.STRtree(shapely.from_wkb(self.table["wkb"].to_pylist()))

    def place(self, easting: ArrayLike, northing: ArrayLike) -> Placed:
        """The small area that each point lies in; on a shared edge, the first by code."""
        import shapely

        east, north = np.asarray(easting, np.float64), np.asarray(northing, np.float64)
        known = np.flatnonzero(np.isfinite(east) & np.isfinite(north))
        points = shapely.points(east[known], north[known])
        point, shape = self._tree.query(points, predicate="intersects")
        order = np.lexsort((shape, point))
        which, first = np.unique(point[order], return_index=True)
        at, found = known[which], shape[order][first]
        codes = np.full(east.shape, "", dtype=object)
        fine = np.zeros(east.shape, dtype=np.bool_)
        codes[at] = np.array(self.table["code"].to_pylist(), dtype=object)[found]
        fine[at] = np.array(self.table["detail"].to_pylist(), dtype=object)[found] == GENERALISED
        return Placed(codes, fine)


NOTHING = Shapes((), (), (), ())


def united(area: Area, parts: Shapes) -> Shapes:
    """One shape of several that lie side by side; as fine as the coarsest of them."""
    import shapely

    pieces = shapely.from_wkb(list(parts.wkb))
    try:
        whole = shapely.coverage_union_all(pieces)
    except shapely.GEOSException:  # simplified layers may overlap a little
        whole = shapely.union_all(pieces)
    detail = DISPLAY if DISPLAY in parts.detail else GENERALISED
    return Shapes((area.code,), (str(area),), (shapely.to_wkb(whole),), (detail,))


def joined(several: Sequence[Shapes]) -> Shapes:
    """Several sets of shapes as one, in order."""
    return Shapes(
        *(
            tuple(one for shapes in several for one in getattr(shapes, key))
            for key in ("codes", "names", "wkb", "detail")
        )
    )


@dataclass(frozen=True)
class Atlas:
    """Every layer of a pack, each read when it is first asked for."""

    folder: Path
    _read: dict[tuple[Level, int], Layer] = field(default_factory=dict)

    def layer(self, level: Level, year: int) -> Layer:
        """The shapes of a level and year; NoSuchData where the pack has none."""
        path = self.folder / f"shapes_{level.value}_{year}.parquet"
        if not path.exists():
            raise NoSuchData(
                f"The reference pack holds no boundaries of {level.label} {year}.",
                "Add the boundary file and build the pack anew.",
            )
        return self._read.setdefault((level, year), Layer(path))

    def own(self, area: Area) -> list[Shapes]:
        """An area's own shape in every year it was drawn, oldest first."""
        paths = sorted(self.folder.glob(f"shapes_{area.level.value}_*.parquet"))
        years = [int(path.stem.rsplit("_", 1)[1]) for path in paths]
        found = (self.layer(area.level, year).of([area.code]) for year in years)
        return [one for one in found if len(one)]

    def shape(self, area: Area, small_areas: Sequence[str], vintage: int) -> Shapes:
        """An area's own shape, the finest held; or its small areas' united; or nothing."""
        own = self.own(area)
        fine = [one for one in own if GENERALISED in one.detail]
        if fine:
            return fine[-1]
        parts = self.layer(Level.LSOA, vintage).of(small_areas)
        if len(parts) and (not own or DISPLAY not in parts.detail):
            return united(area, parts)
        return own[-1] if own else NOTHING
