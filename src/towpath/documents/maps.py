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

from towpath.documents import labels, numbers
from towpath.documents.blocks import Cell, Map, Shapes
from towpath.documents.charts import points, theme
from towpath.documents.charts.points import column

WIDTH = 560
_MOST_HEIGHT = 620
_MARGIN = 8
_KEY_WIDTH = 190
_CLASSES = 5
_HATCH = (
    '<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#12436D"/>'
    '<path d="M-2 2L2 -2M-2 10L10 -2M6 10L10 6" stroke="#FFFFFF" stroke-width="1.1"/></pattern>'
)


@dataclass(frozen=True)
class Shade:
    """A line of the key: what it says and how it is filled."""

    words: str
    fill: str


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
    shades, fill_of = _shading(drawn)
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
        f"<defs>{_HATCH}</defs>"
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(body)}{credit}</svg>'
    )


def classes(values: Sequence[float], most: int = _CLASSES) -> list[float]:
    """Upper ends of classes that hold equal numbers of areas; fewer where values repeat."""
    distinct = sorted(set(values))
    if len(distinct) <= most:
        return distinct
    ends = np.quantile(np.asarray(values), np.arange(1, most + 1) / most, method="inverted_cdf")
    return [float(end) for end in dict.fromkeys(ends)]


def _shading(drawn: Map) -> tuple[list[Shade], dict[str, str]]:
    codes = [numbers.cell_text(cell) for cell in column(drawn.table, drawn.code)]
    cells = column(drawn.table, drawn.value)
    if any(numbers.figure_of(cell) for cell in cells):
        return _by_class(codes, cells)
    return _by_word(codes, [numbers.cell_text(cell) for cell in cells])


def _by_class(codes: Sequence[str], cells: Sequence[Cell]) -> tuple[list[Shade], dict[str, str]]:
    found = {code: points.number(cell) for code, cell in zip(codes, cells, strict=True)}
    printed = {points.number(cell): numbers.cell_text(cell) for cell in cells}
    held = sorted(value for value in found.values() if value is not None)
    ends = classes(held)
    fills = [*theme.SEQUENTIAL[len(theme.SEQUENTIAL) - len(ends) : -1], "url(#hatch)"]
    starts = [min(v for v in held if v > before) for before in [float("-inf"), *ends[:-1]]]
    shades = [
        Shade(printed[low] if low == high else f"{printed[low]} to {printed[high]}", fill)
        for low, high, fill in zip(starts, ends, fills, strict=True)
    ]
    fill_of = {
        code: theme.PALE if value is None else fills[int(np.searchsorted(ends, value))]
        for code, value in found.items()
    }
    missing = {numbers.cell_text(c) for c in cells if points.number(c) is None}
    shades += [Shade(words or numbers.NOT_SUPPLIED, theme.PALE) for words in sorted(missing)]
    return shades[::-1], fill_of


def _by_word(codes: Sequence[str], words: Sequence[str]) -> tuple[list[Shade], dict[str, str]]:
    # The first word is the strongest statement, hatched; "none" and blanks stay pale.
    kinds = [word for word in dict.fromkeys(words) if word not in ("", "none")]
    fills = ["url(#hatch)", *theme.WORDS[1:]]
    colour = {word: fills[index % len(fills)] for index, word in enumerate(kinds)}
    shades = [Shade(word, fill) for word, fill in colour.items()]
    if any(word not in colour for word in words):
        shades.append(Shade("none of these", "#EEF1F3"))
    return shades, {c: colour.get(w, "#EEF1F3") for c, w in zip(codes, words, strict=True)}


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
    paths = (
        f'<path d="{view.outline(shape)}" fill="{fill_of.get(code, theme.PALE)}"/>'
        for code, shape in zip(shapes.codes, geometries, strict=True)
    )
    thin = 0.9 if len(shapes.codes) < 60 else 0.5
    return f'<g stroke="#FFFFFF" stroke-width="{thin}" stroke-linejoin="round">{"".join(paths)}</g>'


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


def _key(shades: Sequence[Shade], heading: str) -> str:
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
            f'<rect x="{x}" y="{y}" width="22" height="16" fill="{shade.fill}" '
            f'stroke="{theme.QUIET}" stroke-width="0.6"/>'
            f'<text x="{x + 30}" y="{y + 13}">{escape(shade.words)}</text>'
        )
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
