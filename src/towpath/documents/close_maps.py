"""Close maps: how near a map may go, what its numbers stand for, and where in the area it lies.

For who has to walk there: the shapes fill the picture, wards are named, and a small map of the
whole area shows the part that is drawn.
"""

from __future__ import annotations

from html import escape

import numpy as np
import shapely

from towpath.documents import labels, numbers
from towpath.documents.blocks import Map, Shapes
from towpath.documents.charts import theme
from towpath.documents.charts.points import column

Bounds = tuple[float, float, float, float]
_BESIDE = 0.12  # the margin, as a share of the shapes' reach
_NEAREST = 1200.0  # metres: less than this shows nothing that anybody would know again
# What would show more of the ground than this, either way, shows all of it.
_NEARLY_ALL = 0.75
_INSET, _SMALL, _LINE = 120.0, 12, 15
_NAMED = 0.03  # of the picture that a ward must cover, to be named


def bounds(drawn: Map, room: tuple[float, float]) -> Bounds:
    """West, south, east and north of what is drawn, filling a room so wide and so tall."""
    box = shapely.box(*shapely.total_bounds(_geometries(drawn.shapes)))
    whole = shapely.total_bounds(_geometries(drawn.ground or drawn.shapes))
    west, south, east, north = box.bounds
    margin = _BESIDE * max(east - west, north - south)
    wide = max(east - west + 2 * margin, _NEAREST)
    tall = max(north - south + 2 * margin, _NEAREST * room[1] / room[0])
    # The shorter side grows, so that no part of the room stays empty.
    wide, tall = max(wide, tall * room[0] / room[1]), max(tall, wide * room[1] / room[0])
    reach = max(wide / (whole[2] - whole[0] or 1), tall / (whole[3] - whole[1] or 1))
    if reach > _NEARLY_ALL:
        return tuple(float(edge) for edge in whole)  # type: ignore[return-value]
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def names(drawn: Map, seen: Bounds) -> list[tuple[str, shapely.Point]]:
    """The wards in the picture, each with a place for its name; those that cover most first.

    A name stands beside the shapes, and not on them, wherever there is room.
    """
    if drawn.context is None:
        return []
    frame = shapely.box(*seen)
    free = shapely.difference(frame, shapely.union_all(_geometries(drawn.shapes)))
    inside = shapely.intersection(_geometries(drawn.context), free)
    order = np.argsort(-shapely.area(inside), kind="stable")
    return [
        (drawn.context.names[n], _middle(inside[n], seen))
        for n in order.tolist()
        if inside[n].area > _NAMED * frame.area
    ]


def _middle(shape: shapely.Geometry, seen: Bounds) -> shapely.Point:
    """Where there is most room on every side."""
    parts = shapely.get_parts(shape)
    largest = parts[np.argmax(shapely.area(parts))]
    circle = shapely.maximum_inscribed_circle(largest, tolerance=(seen[2] - seen[0]) / 100)
    return shapely.Point(*shapely.get_coordinates(circle)[0])


def beside(drawn: Map, seen: Bounds, x: float, top: float, room: float) -> tuple[str, float]:
    """What stands below the key: what each number means, and the small map; and where it ends."""
    listed, below = _listed(drawn, x, top, room)
    if drawn.ground is None or np.allclose(seen, shapely.total_bounds(_geometries(drawn.ground))):
        return listed, below
    small, end = _small(drawn.ground, seen, x, below + 8)
    return listed + small, end


def _listed(drawn: Map, x: float, top: float, room: float) -> tuple[str, float]:
    if not drawn.told:
        return "", top
    parts, y = [], top
    cells = zip(column(drawn.table, drawn.code), column(drawn.table, drawn.told), strict=True)
    for code, words in cells:
        lines = labels.wrapped(numbers.cell_text(words), room - 24, _SMALL)
        name = escape(numbers.cell_text(code))
        parts.append(f'<text x="{x}" y="{y + 12:.0f}" font-weight="bold">{name}</text>')
        parts += [
            f'<text x="{x + 22}" y="{y + 12 + _LINE * n:.0f}" font-size="{_SMALL}">'
            f"{escape(line)}</text>"
            for n, line in enumerate(lines)
        ]
        y += _LINE * max(len(lines), 1) + 5
    return "".join(parts), y


def _small(ground: Shapes, seen: Bounds, x: float, top: float) -> tuple[str, float]:
    """The whole area, and a frame around the part that is drawn."""
    shapes = _geometries(ground)
    west, south, east, north = shapely.total_bounds(shapes)
    scale = _INSET / max(east - west, north - south)

    def path(shape: shapely.Geometry) -> str:
        # An outline of a hundred pixels needs no bend finer than one.
        rings = (shapely.get_coordinates(ring) for part in
                 shapely.get_parts(shapely.simplify(shape, 1 / scale))
                 for ring in shapely.get_rings(part))  # fmt: skip
        placed = ((ring - (west, north)) * (scale, -scale) + (x, top) for ring in rings)
        return "".join(f"M{'L'.join(f'{a:.1f} {b:.1f}' for a, b in one[:-1])}Z" for one in placed)

    left, high = x + (seen[0] - west) * scale, top + (north - seen[3]) * scale
    frame = (
        f'<rect x="{left:.1f}" y="{high:.1f}" width="{(seen[2] - seen[0]) * scale:.1f}" '
        f'height="{(seen[3] - seen[1]) * scale:.1f}" fill="none" stroke="{theme.PINK}" '
        'stroke-width="1.6"/>'
    )
    outline = f'fill="#EEF1F3" stroke="{theme.QUIET}" stroke-width="0.8"'
    paths = "".join(f'<path d="{path(one)}" {outline}/>' for one in shapes)
    return paths + frame, top + (north - south) * scale


def _geometries(shapes: Shapes) -> np.typing.NDArray[np.object_]:
    return np.asarray(shapely.from_wkb(list(shapes.wkb)))
