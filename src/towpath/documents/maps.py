"""Choropleth maps, drawn straight from outlines on the British National Grid as SVG.

Values are shaded in at most five classes of equal numbers of areas, words by a colour each; the top
class is hatched too, so that the map can be read without colour. North is up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray

from towpath.documents import labels, shading
from towpath.documents.blocks import Map, Shapes
from towpath.documents.charts import theme

WIDTH = 560
_MOST_HEIGHT = 620
_MARGIN = 8
_KEY_WIDTH = 190
_HATCH_STEP = 7.0


@dataclass(frozen=True)
class View:
    """From metres to the picture: scale and the corner."""

    scale: float
    west: float
    north: float
    height: float

    def outline(self, geometry: shapely.Geometry) -> str:
        """The path of a polygon or of several, to a tenth of a pixel."""
        rings: list[str] = []
        for part in shapely.get_parts(geometry):
            for ring in shapely.get_rings(part):
                rings.append(self._ring(shapely.get_coordinates(ring)))
        return "".join(rings)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the picture."""
        return (x - self.west) * self.scale + _MARGIN, (self.north - y) * self.scale + _MARGIN

    def _ring(self, xy: NDArray[np.float64]) -> str:
        placed = (xy - (self.west, self.north)) * (self.scale, -self.scale) + _MARGIN
        pairs = [f"{x:.1f} {y:.1f}" for x, y in placed[:-1]]
        return f"M{'L'.join(dict.fromkeys(pairs))}Z"


def svg(drawn: Map) -> str:
    """The picture of a map: shaded areas, names, key, north, scale bar and credit."""
    geometries = _simplified(drawn.shapes)
    view = _view(drawn.shapes)
    shades, fill_of = shading.of(drawn)
    body = [
        _areas(drawn.shapes, geometries, view, fill_of),
        _context(drawn, view),
        _names(drawn, geometries, view),
        _key(shades, drawn.value),
        _compass(view),
    ]
    height = max(view.height + 2 * _MARGIN, 90.0 + 24 * len(shades) + 60)
    credit, tall = _credit(drawn.shapes.credit, height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + _KEY_WIDTH}" '
        f'height="{tall:.0f}" viewBox="0 0 {WIDTH + _KEY_WIDTH} {tall:.0f}" '
        f'font-family="{theme.FONT}" font-size="{theme.SIZE}" fill="{theme.INK}">'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(body)}{credit}</svg>'
    )


def _view(shapes: Shapes) -> View:
    west, south, east, north = shapely.total_bounds(_parsed(shapes))
    inner = WIDTH - 2 * _MARGIN
    scale = min(inner / (east - west or 1), _MOST_HEIGHT / (north - south or 1))
    return View(scale, west, north, (north - south) * scale)


@lru_cache(maxsize=16)
def _parsed(shapes: Shapes) -> list[shapely.Geometry]:
    return list(shapely.from_wkb(list(shapes.wkb)))


@lru_cache(maxsize=16)
def _simplified(shapes: Shapes) -> list[shapely.Geometry]:
    """Outlines without the detail that no eye would see; shared edges stay shared."""
    geometries = _parsed(shapes)
    tolerance = 0.5 / _view(shapes).scale
    if bool(shapely.coverage_is_valid(geometries)):
        return list(shapely.coverage_simplify(geometries, tolerance))
    return list(shapely.simplify(geometries, tolerance))


def _areas(
    shapes: Shapes,
    geometries: Sequence[shapely.Geometry],
    view: View,
    fill_of: dict[str, str],
) -> str:
    outlines = {
        code: view.outline(shape) for code, shape in zip(shapes.codes, geometries, strict=True)
    }
    fills = {code: fill_of.get(code, theme.PALE) for code in outlines}
    paths = (
        f'<path d="{outlines[code]}" fill="{shading.flat(fill)}"/>' for code, fill in fills.items()
    )
    thin = 0.9 if len(shapes.codes) < 60 else 0.5
    hatched = "".join(outlines[code] for code, fill in fills.items() if fill == shading.HATCHED)
    ground = (
        f'<g stroke="#FFFFFF" stroke-width="{thin}" stroke-linejoin="round">{"".join(paths)}</g>'
    )
    return ground + _hatching(hatched, view)


def _hatching(outline: str, view: View) -> str:
    """White slanting lines over the top class; real lines, since readers tile patterns badly."""
    if not outline:
        return ""
    tall = view.height + 2 * _MARGIN
    starts = np.arange(-tall, WIDTH, _HATCH_STEP * 2**0.5)
    lines = "".join(f"M{x:.1f} {tall:.1f}l{tall:.1f} -{tall:.1f}" for x in starts)
    return (
        f'<clipPath id="top"><path d="{outline}"/></clipPath>'
        f'<path clip-path="url(#top)" d="{lines}" stroke="#FFFFFF" stroke-width="1.2"/>'
    )


def _context(drawn: Map, view: View) -> str:
    if drawn.context is None:
        return ""
    paths = "".join(f'<path d="{view.outline(s)}"/>' for s in _simplified(drawn.context))
    return f'<g fill="none" stroke="{theme.GREY}" stroke-width="0.9">{paths}</g>'


def _names(drawn: Map, geometries: Sequence[shapely.Geometry], view: View) -> str:
    """The names asked for, without overlap: the earlier in the list, the stronger its claim."""
    where = dict(zip(drawn.shapes.names, geometries, strict=True))
    where |= dict(zip(drawn.shapes.codes, geometries, strict=True))
    named = dict(zip(drawn.shapes.codes, drawn.shapes.names, strict=True))
    wanted = []
    for label in drawn.labels:
        if label in where:
            inside = shapely.point_on_surface(where[label])
            wanted.append((named.get(label, label), view.place(inside.x, inside.y)))
    placed = labels.placed(wanted, (WIDTH, view.height + 2 * _MARGIN), theme.SIZE)
    return "".join(_name(one) for one in placed)


def _name(one: labels.Placed) -> str:
    leader = ""
    if one.moved:
        leader = (
            f'<path d="M{one.anchor[0]:.1f} {one.anchor[1]:.1f}L{one.x:.1f} {one.y - 4:.1f}" '
            f'stroke="{theme.INK}" fill="none"/>'
        )
    attributes = f'x="{one.x:.1f}" y="{one.y:.1f}" text-anchor="middle" font-weight="bold"'
    halo = 'fill="#FFFFFF" stroke="#FFFFFF" stroke-width="4" stroke-linejoin="round"'
    words = escape(one.words)
    return f"{leader}<text {attributes} {halo}>{words}</text><text {attributes}>{words}</text>"


def _key(shades: Sequence[shading.Shade], heading: str) -> str:
    x = WIDTH + 6
    lines = labels.wrapped(heading, _KEY_WIDTH - 10, theme.SIZE)
    parts = [
        f'<text x="{x}" y="{20 + 17 * index}" fill="{theme.QUIET}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    ]
    top = 30 + 17 * (len(lines) - 1)
    for index, shade in enumerate(shades):
        y = top + 24 * index
        parts.append(
            f'<rect x="{x}" y="{y}" width="22" height="16" fill="{shading.flat(shade.fill)}" '
            f'stroke="{theme.QUIET}" stroke-width="0.6"/>'
            f'<text x="{x + 30}" y="{y + 13}">{escape(shade.words)}</text>'
        )
        if shade.fill == shading.HATCHED:
            slants = f"M{x} {y + 9}l9 -9M{x + 2} {y + 16}l16 -16M{x + 12} {y + 16}l10 -10"
            parts.append(f'<path d="{slants}" stroke="#FFFFFF" stroke-width="1.2"/>')
    return "".join(parts)


def _compass(view: View) -> str:
    """North arrow and a scale bar of a round length, in the lower right."""
    x, y = WIDTH + 6, max(view.height - 8, 200)
    lengths = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
    metres = max((m for m in lengths if m * view.scale <= 120), default=lengths[0])
    long = metres * view.scale
    name = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    bar = f"M{x} {y - 5}V{y}H{x + long:.1f}V{y - 5}"
    arrow = f"M{x + 6} {y - 52}l6 18l-6 -4l-6 4Z"
    return (
        f'<path d="{bar}" fill="none" stroke="{theme.INK}" stroke-width="1.4"/>'
        f'<text x="{x}" y="{y - 10}">{name}</text>'
        f'<path d="{arrow}"/><text x="{x + 18}" y="{y - 38}">N</text>'
    )


def _credit(words: str, height: float) -> tuple[str, float]:
    """The credit lines, which the licences ask for, and the height with them."""
    lines = labels.wrapped(words, WIDTH + _KEY_WIDTH - 2 * _MARGIN, 11)
    parts = [
        f'<text x="{_MARGIN}" y="{height + 8 + 14 * index:.0f}" font-size="11" '
        f'fill="{theme.QUIET}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    ]
    return "".join(parts), height + 14 * len(lines)
