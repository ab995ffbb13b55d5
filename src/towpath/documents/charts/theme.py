"""One look for every chart: the Analysis Function's palette, level titles, no colour alone."""

from __future__ import annotations

from typing import Any

Spec = dict[str, Any]

BLUE, TEAL, PINK, ORANGE, GREY, PURPLE = (
    "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1",
)  # fmt: skip
CATEGORICAL = (BLUE, ORANGE, TEAL, PINK)
# For words that are states rather than series (coverage, RAG): up to six.
WORDS = (BLUE, TEAL, ORANGE, PURPLE, PINK, GREY)
# One hue, light to dark: classes of a map or a heat grid.
SEQUENTIAL = ("#E4EEF8", "#B4D1EC", "#6BACE6", "#2073BC", "#12436D")
INK, QUIET, HAIRLINE, PALE = "#0B0C0C", "#484949", "#D5D8DA", "#C3CDD6"
# Text is black on these, white on the others: contrast of at least 4.5 to 1.
LIGHT = frozenset({TEAL, ORANGE, PURPLE, PALE, *SEQUENTIAL[:3]})
# A second sign beside colour, so that lines can be told apart in grey.
DASHES: tuple[list[int], ...] = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3])

FONT = "Noto Sans, Arial, sans-serif"
SIZE = 13
WIDTH = 430
BAR_STEP = 26

CONFIG: Spec = {
    # The page gives each picture its title and text alternative; marks stay silent.
    "aria": False,
    "font": FONT,
    "background": "#FFFFFF",
    "padding": 6,
    "view": {"stroke": None},
    "text": {"font": FONT, "fontSize": SIZE, "color": INK},
    "axis": {
        "labelFont": FONT, "titleFont": FONT, "labelFontSize": SIZE, "titleFontSize": SIZE,
        "titleFontWeight": "normal", "labelColor": INK, "titleColor": QUIET,
        "gridColor": HAIRLINE, "domainColor": QUIET, "tickColor": QUIET,
        "labelLimit": 230, "titlePadding": 8,
    },
    "axisY": {"titleAngle": 0, "domain": False, "ticks": False, "labelPadding": 6},
    "legend": {
        "orient": "top", "labelFont": FONT, "labelFontSize": SIZE, "labelColor": INK,
        "title": None, "symbolStrokeWidth": 3, "symbolSize": 130, "labelLimit": 220,
        "columnPadding": 16, "offset": 8,
    },
    "header": {
        "labelFont": FONT, "labelFontSize": SIZE, "labelFontWeight": "bold", "labelColor": INK,
        "labelAnchor": "start", "title": None,
    },
    "title": {
        "font": FONT, "fontSize": SIZE, "fontWeight": "normal", "color": QUIET,
        "anchor": "start", "frame": "bounds", "offset": 8,
        "subtitleFont": FONT, "subtitleFontSize": SIZE, "subtitleColor": QUIET,
    },
}  # fmt: skip


def haloed(words: Spec) -> list[Spec]:
    """A layer of text over its own white outline, so that it can be read across lines."""
    outline = {**words["mark"], "stroke": "#FFFFFF", "strokeWidth": 4, "strokeJoin": "round"}
    return [{**words, "mark": {**outline, "color": "#FFFFFF"}}, words]


def ink_on(background: str) -> str:
    """The colour of text on a fill."""
    return INK if background in LIGHT else "#FFFFFF"
