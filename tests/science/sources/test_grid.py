"""The National Grid: against the Ordnance Survey's own test points, there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.sources.reference.grid import to_degrees, to_grid

# OSTN15 test points: longitude, latitude (ETRS89), easting, northing.
POINTS = [
    (-6.29977752014, 49.92226393730, 91492.146, 11318.804),
    (-2.54407618349, 51.42754743020, 362269.991, 169978.690),
]


@pytest.mark.parametrize(("longitude", "latitude", "easting", "northing"), POINTS)
def test_within_five_metres_of_the_ordnance_survey(
    longitude: float, latitude: float, easting: float, northing: float
) -> None:
    east, north = to_grid(longitude, latitude)
    assert np.hypot(east - easting, north - northing) < 5


@given(st.floats(-7.5, 1.7), st.floats(50, 60.8))
def test_there_and_back_is_the_same_point(longitude: float, latitude: float) -> None:
    back = to_degrees(*to_grid(longitude, latitude))
    assert np.allclose(back, (longitude, latitude), atol=1e-7)


def test_a_missing_coordinate_stays_missing_and_the_given_is_not_touched() -> None:
    given_longitude = np.array([-2.0, np.nan])
    east, north = to_grid(given_longitude, [52.0, 52.0])
    assert np.isnan(east).tolist() == np.isnan(north).tolist() == [False, True]
    assert given_longitude[0] == -2.0
