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

from towpath.documents import close_maps, labels, merging, shading
from towpath.documents.blocks import Map, Shapes
from towpath.documents.charts import theme

WIDTH = 560
_MOST_HEIGHT = 620
_MARGIN = 8
_KEY_WIDTH = 190
_HATCH_STEP = 7.0
_LONG_KEY = 260.0  # from here on, the compass makes way for what stands below the key
_STREET = "#8A969C"  # seen on the palest and on the darkest class
_OUTLINED = "outlined"  # in the key: the areas that are marked


@dataclass(frozen=True)
class View:
    """From metres to the picture: scale and the corner."""

    scale: float
    west: float
    north: float
    height: float

    @property
    def seen(self) -> close_maps.Bounds:
        """West, south, east and north of what the picture shows."""
        wide = (WIDTH - 2 * _MARGIN) / self.scale
        return self.west, self.north - self.height / self.scale, self.west + wide, self.north

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
        return f"M{'L'.join(dict.fromkeys(self._pairs(xy[:-1])))}Z"

    def points(self, line: shapely.Geometry) -> list[str]:
        """The corners of a line, to a tenth of a pixel."""
        return self._pairs(shapely.get_coordinates(line))

    def _pairs(self, xy: NDArray[np.float64]) -> list[str]:
        placed = (xy - (self.west, self.north)) * (self.scale, -self.scale) + _MARGIN
        return [f"{x:.1f} {y:.1f}" for x, y in placed]


def svg(drawn: Map) -> str:
    """The picture of a map: shaded areas, names, key, north, scale bar and credit."""
    # Cells above a ground are squares already, and there may be thousands of them.
    geometries = _parsed(drawn.shapes) if drawn.ground else _simplified(drawn.shapes)
    view = _close_view(drawn) if drawn.close else _view(drawn.ground or drawn.shapes)
    shades, fill_of = shading.of(drawn)
    if drawn.marked is not None:
        shades.append(shading.Shade("numbered areas", _OUTLINED))
    beside, below = "", 90.0 + 24 * len(shades)
    if drawn.close:
        room = _KEY_WIDTH - 14
        beside, below = close_maps.beside(drawn, view.seen, WIDTH + 6, below - 30, room)
    body = [
        _ground(drawn, view),
        _areas(drawn.shapes, geometries, view, fill_of),
        _lines(drawn, view),
        _context(drawn, view),
        _marked_outlines(drawn, view),
        _names(drawn, geometries, view),
        _key(shades, drawn.value),
        beside,
        _compass(view, below),
    ]
    height = max(view.height + 2 * _MARGIN, below + 60)
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


def _close_view(drawn: Map) -> View:
    inner = WIDTH - 2 * _MARGIN
    west, south, east, north = close_maps.bounds(drawn, (inner, _MOST_HEIGHT))
    scale = min(inner / (east - west), _MOST_HEIGHT / (north - south))
    return View(scale, west, north, (north - south) * scale)


def _framed(drawn: Map, shapes: Shapes, view: View) -> Sequence[shapely.Geometry]:
    """Simplified outlines, those of a close map cut at its frame: what lies outside costs time."""
    simplified = _simplified(shapes)
    return list(shapely.clip_by_rect(simplified, *view.seen)) if drawn.close else simplified


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
    fills = [fill_of.get(code, theme.PALE) for code in shapes.codes]
    many = len(fills) > merging.MANY
    shaped = (
        merging.by_fill(fills, geometries, 0.5 / view.scale)
        if many
        else list(zip(fills, geometries, strict=True))
    )
    paths, wide = [], 0.9 if len(fills) < 60 else 0.5
    edge = 'stroke-width="0.4"' if many else f'stroke="#FFFFFF" stroke-width="{wide}"'
    for fill, shape in shaped:
        # An edge of its own colour closes the hair that would show between two of many.
        own = f' stroke="{shading.flat(fill)}"' if many else ""
        paths.append(f'<path d="{view.outline(shape)}" fill="{shading.flat(fill)}"{own}/>')
    ground = f'<g {edge} stroke-linejoin="round">'
    hatched = [shape for fill, shape in shaped if fill == shading.HATCHED]
    return f"{ground}{''.join(paths)}</g>{_hatching(hatched, view)}"


def _hatching(shapes: Sequence[shapely.Geometry], view: View) -> str:
    """White slanting lines over the top class; each a line of its own, cut at the edge here:
    readers tile patterns badly, and are slow to clip."""
    if not shapes:
        return ""
    step = _HATCH_STEP * 2**0.5 / view.scale
    drawn = [line for shape in shapes for line in _slants(shape, step)]
    ends = [
        (view.place(*first), view.place(*last))
        for first, last in (shapely.get_coordinates(line)[[0, -1]] for line in drawn)
    ]
    paths = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for (a, b), (c, d) in ends)
    return f'<path d="{paths}" stroke="#FFFFFF" stroke-width="1.2"/>'


def _slants(shape: shapely.Geometry, step: float) -> Sequence[shapely.Geometry]:
    """Lines to the north-east over a shape; where they lie does not hang on the shape."""
    west, south, east, north = shapely.bounds(shape)
    first, last = np.floor((west - north) / step), np.ceil((east - south) / step)
    starts = np.arange(first, last + 1) * step  # x less y, the same all along a line
    low, high = starts + south, starts + north
    pairs = np.stack([np.column_stack([low, np.full(low.size, south)]),
                      np.column_stack([high, np.full(high.size, north)])], axis=1)  # fmt: skip
    cut = shapely.get_parts(shapely.intersection(shapely.linestrings(pairs), shape))
    return [one for one in cut if one.geom_type == "LineString" and not one.is_empty]


def _ground(drawn: Map, view: View) -> str:
    if drawn.ground is None:
        return ""
    paths = "".join(f'<path d="{view.outline(s)}"/>' for s in _framed(drawn, drawn.ground, view))
    return f'<g fill="{shading.NOTHING}">{paths}</g>'


def _marked_outlines(drawn: Map, view: View) -> str:
    """Bold outlines on a white edge."""
    if drawn.marked is None:
        return ""
    outlines = "".join(view.outline(one) for one in _parsed(drawn.marked))
    joined = 'stroke-linejoin="round" fill="none"'
    return (
        f'<path d="{outlines}" stroke="#FFFFFF" stroke-width="4.5" {joined}/>'
        f'<path d="{outlines}" stroke="{theme.PINK}" stroke-width="2.2" {joined}/>'
    )


def _lines(drawn: Map, view: View) -> str:
    if drawn.lines is None:
        return ""
    seen = shapely.clip_by_rect(_parsed(drawn.lines), *view.seen)
    paths = "".join(f"M{'L'.join(view.points(one))}" for one in shapely.get_parts(seen))
    return f'<path d="{paths}" fill="none" stroke="{_STREET}" stroke-width="0.8"/>'


def _context(drawn: Map, view: View) -> str:
    if drawn.context is None:
        return ""
    paths = "".join(f'<path d="{view.outline(s)}"/>' for s in _framed(drawn, drawn.context, view))
    return f'<g fill="none" stroke="{theme.GREY}" stroke-width="0.9">{paths}</g>'


def _names(drawn: Map, geometries: Sequence[shapely.Geometry], view: View) -> str:
    """The names asked for, without overlap: the earlier in the list, the stronger its claim.

    What is marked comes first, then the areas named, then, on a close map, the wards.
    """
    where = dict(zip(drawn.shapes.names, geometries, strict=True))
    where |= dict(zip(drawn.shapes.codes, geometries, strict=True))
    named = dict(zip(drawn.shapes.codes, drawn.shapes.names, strict=True))
    marked = zip(drawn.marked.names, _parsed(drawn.marked), strict=True) if drawn.marked else ()
    wanted = [(name, shapely.point_on_surface(one)) for name, one in marked]
    wanted += [
        (named.get(label, label), shapely.point_on_surface(where[label]))
        for label in drawn.labels
        if label in where
    ]
    taken = {words for words, _ in wanted}
    around = close_maps.names(drawn, view.seen) if drawn.close else []
    around = [one for one in around if one[0] not in taken]
    spots = [(words, view.place(point.x, point.y)) for words, point in [*wanted, *around]]
    placed = labels.placed(spots, (WIDTH, view.height + 2 * _MARGIN), theme.SIZE)
    quiet = {words for words, _ in around}
    return "".join(_name(one, quiet=one.words in quiet) for one in placed)


def _name(one: labels.Placed, *, quiet: bool = False) -> str:
    leader = ""
    if one.moved:
        leader = (
            f'<path d="M{one.anchor[0]:.1f} {one.anchor[1]:.1f}L{one.x:.1f} {one.y - 4:.1f}" '
            f'stroke="{theme.INK}" fill="none"/>'
        )
    look = f'fill="{theme.QUIET}" font-style="italic"' if quiet else 'font-weight="bold"'
    at = f'x="{one.x:.1f}" y="{one.y:.1f}" text-anchor="middle"'
    weight = "" if quiet else ' font-weight="bold"'
    halo = 'fill="#FFFFFF" stroke="#FFFFFF" stroke-width="4" stroke-linejoin="round"'
    words = escape(one.words)
    return f"{leader}<text {at}{weight} {halo}>{words}</text><text {at} {look}>{words}</text>"


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
            f'<rect x="{x}" y="{y}" width="22" height="16" {_swatch(shade.fill)}/>'
            f'<text x="{x + 30}" y="{y + 13}">{escape(shade.words)}</text>'
        )
        if shade.fill == shading.HATCHED:
            slants = f"M{x} {y + 9}l9 -9M{x + 2} {y + 16}l16 -16M{x + 12} {y + 16}l10 -10"
            parts.append(f'<path d="{slants}" stroke="#FFFFFF" stroke-width="1.2"/>')
    return "".join(parts)


def _swatch(fill: str) -> str:
    if fill == _OUTLINED:
        return f'fill="none" stroke="{theme.PINK}" stroke-width="2.2"'
    return f'fill="{shading.flat(fill)}" stroke="{theme.QUIET}" stroke-width="0.6"'


def _compass(view: View, below: float) -> str:
    """North arrow and a scale bar of a round length, in the lower right."""
    x, y = WIDTH + 6, max(view.height - 8, 200, below + 52 if below > _LONG_KEY else 0)
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
