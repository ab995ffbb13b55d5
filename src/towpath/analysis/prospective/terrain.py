"""Risk terrain: what a place is near to, where layers of such features exist.

Caplan, Kennedy & Miller 2011 (Justice Quarterly 28); Kennedy, Caplan, Piza & Buccine-Schraeder 2016
(Applied Spatial Analysis and Policy 9), who fit counts to layers by a penalised Poisson regression.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, metres
from towpath.analysis.errors import ImpossibleNumbers
from towpath.analysis.events import Events
from towpath.analysis.grids import Grid
from towpath.analysis.prospective import background, walking

EVENTS_AT_LEAST = 30
PENALTIES = (0.1, 1.0, 10.0, 100.0, 1000.0, 10_000.0)
_FOLDS = 5
_STEPS = 50


@dataclass(frozen=True)
class Terrain:
    """λ(cell) = exp(b₀ + Σ bₖ xₖ(cell)), the layers xₖ standardised, Σ bₖ² penalised (ridge).

    `layers`: (cells, layers) of the very grid that is forecast; `names`: one for each; `penalty`:
    None is the one of six, 0.1 to 10,000, that best foretells blocks of cells left out in turn.
    Below thirty events every b is 0: an even map. O(cells × layers² × steps).
    """

    layers: Floats = field(repr=False, compare=False)
    names: tuple[str, ...]
    penalty: float | None = None

    def __post_init__(self) -> None:
        if self.layers.ndim != 2 or self.layers.shape[1] != len(self.names):
            raise ImpossibleNumbers(
                "The layers are not one column for each name.", "Give (cells, layers)."
            )
        if not np.isfinite(self.layers).all():
            raise ImpossibleNumbers(
                "A layer has no value in some cell.", "Fill it, or leave the layer out."
            )
        if self.penalty is not None and not 0 <= self.penalty < math.inf:
            raise ImpossibleNumbers("The penalty is negative.", "Give 0 or more.")

    @property
    def slug(self) -> str:
        """risk-terrain."""
        return "risk-terrain"

    @property
    def label(self) -> str:
        """For print."""
        return "Risk terrain"

    def fit(self, events: Events, grid: Grid, as_of: float) -> Ground:
        """Regress the counts of cells before `as_of` on the layers."""
        if len(self.layers) != grid.cells:
            raise ImpossibleNumbers(
                f"The layers have {len(self.layers)} cells, the grid {grid.cells}.",
                "Measure the layers on the grid that is forecast.",
            )
        counts = grid.count(events.before(as_of).xy)
        spread = self.layers.std(axis=0)
        standard = (self.layers - self.layers.mean(axis=0)) / np.where(spread > 0, spread, 1)
        enough = counts.sum() >= EVENTS_AT_LEAST
        slopes, penalty = np.zeros(len(self.names)), self.penalty or 0.0
        if enough:
            penalty = _chosen(standard, counts) if self.penalty is None else self.penalty
            slopes = ridge(standard, counts, penalty)[1:]
        risk = np.exp(np.clip(standard @ slopes, -30, 30))
        ratios = np.exp(slopes)
        return Ground(grid, risk, dict(zip(self.names, ratios.tolist(), strict=True)), penalty)


@dataclass(frozen=True)
class Features:
    """Risk terrain of features: each kind a layer, `terrain.dense` under a Gaussian of `reach` m.

    `features`: the name of each kind, and where they are, (features, 2) metres; `penalty`: as of
    Terrain. The layers are measured on whatever grid is forecast.
    """

    features: tuple[tuple[str, Floats], ...] = field(repr=False, compare=False)
    reach: float = 300.0
    penalty: float | None = None

    def __post_init__(self) -> None:
        if not self.features:
            raise ImpossibleNumbers("There are no features.", "Give one kind or more.")
        if not 0 < self.reach < math.inf:
            raise ImpossibleNumbers("The reach is no length.", "Give it in metres: 300.")

    @property
    def slug(self) -> str:
        """risk-terrain."""
        return "risk-terrain"

    @property
    def label(self) -> str:
        """For print."""
        return "Risk terrain"

    def fit(self, events: Events, grid: Grid, as_of: float) -> Ground:
        """Measure the layers on the grid, and regress the counts of its cells on them."""
        layers = np.column_stack([dense(grid, xy, self.reach) for _, xy in self.features])
        names = tuple(name for name, _ in self.features)
        return Terrain(layers, names, self.penalty).fit(events, grid, as_of)


@dataclass(frozen=True)
class Ground:
    """The map that the layers make; the same every day, but for its level.

    `ratios`: times the risk where a layer is one standard deviation higher, the others alike.
    """

    grid: Grid
    risk: Floats = field(repr=False)
    ratios: dict[str, float]
    penalty: float

    def daily(self, events: Events, first: float, days: int) -> Floats:
        """(days, cells): the map, scaled to the events expected in all; see Forecaster."""
        levels = walking.level(events, self.grid, first, days)
        return walking.scaled(np.broadcast_to(self.risk, (days, self.grid.cells)), levels)

    def settings(self) -> dict[str, float]:
        """The penalty, and the ratio of each layer."""
        return {"penalty": self.penalty, **self.ratios}


def near(grid: Grid, features: ArrayLike, reach: float) -> Floats:
    """(cells,): 1 where a feature, (features, 2) metres, lies within `reach` of the centre, else 0.

    O(cells log features).
    """
    from scipy.spatial import cKDTree

    points = metres(features)
    if not len(points):
        return np.zeros(grid.cells)
    distance, _ = cKDTree(points).query(grid.centres)
    return np.asarray(distance <= reach, dtype=np.float64)


def dense(grid: Grid, features: ArrayLike, bandwidth: float) -> Floats:
    """(cells,): features, (features, 2) metres, under a Gaussian of `bandwidth` metres.

    O(features + cells).
    """
    points = metres(features)
    if not grid.size / 100 <= bandwidth < math.inf:
        raise ImpossibleNumbers("The bandwidth has no length.", "Give it in metres: 200.")
    return background.smoothed(grid, points, np.ones(len(points)), bandwidth)


def ridge(layers: Floats, counts: Floats, penalty: float) -> Floats:
    """(layers + 1,): level and slopes by Newton's method, halving a step that makes it worse."""
    design = np.column_stack([np.ones(len(layers)), layers])
    weights = np.append(0.0, np.full(layers.shape[1], penalty))
    found = np.zeros(design.shape[1])
    found[0] = math.log(max(counts.mean(), 1e-9))
    loss = _loss(design, counts, weights, found)
    for _ in range(_STEPS):
        expected = np.exp(np.clip(design @ found, -30, 30))
        slope = design.T @ (counts - expected) - weights * found
        curve = design.T @ (design * expected[:, None]) + np.diag(weights)
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        while (new := _loss(design, counts, weights, found + step)) > loss:
            step = step / 2
            if np.abs(step).max() < 1e-10:
                return found
        found, gained, loss = found + step, loss - new, new
        if gained < 1e-9 * max(abs(loss), 1.0):
            break
    return found


def _loss(design: Floats, counts: Floats, weights: Floats, found: Floats) -> float:
    line = np.clip(design @ found, -30, 30)
    return float(np.exp(line).sum() - counts @ line + weights @ found**2 / 2)


def _chosen(layers: Floats, counts: Floats) -> float:
    """The penalty under which blocks of neighbouring cells are best foretold from the others."""
    block = np.arange(len(counts)) * _FOLDS // max(len(counts), 1)
    losses = []
    for penalty in PENALTIES:
        lost = 0.0
        for out in range(_FOLDS):
            left = block == out
            found = ridge(layers[~left], counts[~left], penalty)
            line = np.clip(found[0] + layers[left] @ found[1:], -30, 30)
            lost += float(np.exp(line).sum() - counts[left] @ line)
        losses.append(lost)
    return PENALTIES[int(np.argmin(losses))]
