"""Longitude and latitude to British National Grid and back, the same on every machine.

The Helmert transformation of the Ordnance Survey is pinned: it is good to about 3 metres, far
within the anonymised points' own error, and does not depend on which grid files happen to be
installed (OSTN15 would be better by those metres, where it is).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import Transformer

_TO_GRID = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
    "+step +proj=cart +ellps=WGS84 +step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 "
    "+rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 +convention=position_vector "
    "+step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)
Floats = NDArray[np.float64]


@cache
def _pipeline() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_pipeline(_TO_GRID)


def to_grid(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Eastings and northings in metres of WGS84 degrees; NaN where a coordinate is missing."""
    east, north = _pipeline().transform(_floats(longitude), _floats(latitude))
    return _finite(east), _finite(north)


def to_degrees(easting: ArrayLike, northing: ArrayLike) -> tuple[Floats, Floats]:
    """WGS84 longitudes and latitudes of grid metres; NaN where a coordinate is missing."""
    east, north = _floats(easting), _floats(northing)
    longitude, latitude = _pipeline().transform(east, north, direction="INVERSE")
    return _finite(longitude), _finite(latitude)


def _floats(values: ArrayLike) -> Floats:
    return np.array(values, dtype=np.float64)  # a copy: the transformation may write into it


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)
