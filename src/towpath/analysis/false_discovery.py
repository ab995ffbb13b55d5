"""False discovery: p-values adjusted for how many questions were asked at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, plain
from towpath.analysis.errors import ImpossibleNumbers


def adjust(p: ArrayLike, *, dependent: bool = False) -> Floats:
    """P-values adjusted so that, among those below q, at most a share q is expected to be false.

    ``p``: probabilities 0–1, any shape, all of one family; nan (no test possible) stays nan and
    does not count. ``dependent=True`` is the stricter rule that holds however the tests hang
    together (Benjamini and Yekutieli 2001); the other holds for independent and positively
    dependent tests (Benjamini and Hochberg 1995). Returns the shape of ``p``, never below ``p``.
    Raises ImpossibleNumbers for a probability outside 0–1.
    """
    raw = np.asarray(p, dtype=np.float64)
    if np.any((raw < 0) | (raw > 1)):
        raise ImpossibleNumbers("A p-value lies outside 0 to 1.", "Check the test it came from.")
    adjusted = raw.copy().ravel()
    tested = np.flatnonzero(~np.isnan(adjusted))
    if tested.size:
        adjusted[tested] = _step_up(adjusted[tested], dependent=dependent)
    return plain(adjusted.reshape(raw.shape))


def _step_up(p: Floats, *, dependent: bool) -> Floats:
    ranks = np.arange(1, p.size + 1)
    penalty = np.sum(1 / ranks) if dependent else 1.0
    order = np.argsort(p, kind="stable")
    scaled = p[order] * p.size * penalty / ranks
    # The smallest of this and every later value, so that the order of the p-values is kept.
    stepped = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    adjusted = np.empty_like(p)
    adjusted[order] = stepped
    return adjusted
