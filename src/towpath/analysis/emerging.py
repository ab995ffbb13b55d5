"""Emerging: what rises fastest, once small numbers are held back from shouting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from towpath.analysis.arrays import Floats, Integers, counts, divide, floats, plain
from towpath.analysis.errors import ImpossibleNumbers

EVENTS_AT_LEAST = 20.0
_ENTRIES_AT_LEAST = 3


@dataclass(frozen=True)
class Risers:
    """The entries that rose fastest, best first; all arrays (kept,).

    ``entry``: index into the counts given. ``raw``: after ÷ before; ``ratio``: the same, shrunken;
    ``low``, ``high``: its 95 % limits; ``rising``: probability of a true ratio above 1.
    ``typical``: the ratio that entries are shrunken towards.
    """

    entry: Integers
    before: Floats
    after: Floats
    raw: Floats
    ratio: Floats
    low: Floats
    high: Floats
    rising: Floats
    typical: float


def risers(
    before: ArrayLike,
    after: ArrayLike,
    *,
    dispersion: ArrayLike = 1.0,
    at_least: float = EVENTS_AT_LEAST,
    top: int = 10,
) -> Risers:
    """The ``top`` fastest risers by shrunken log ratio.

    ``before``, ``after``: counts (entries,) of equal periods; ``dispersion``: of their series.
    Both rates of an entry are gamma, so its share of "after" is beta; the prior is fitted to all
    entries by adjusted maximum likelihood, and the ratio is its posterior median (gamma–Poisson
    shrinkage: Clayton and Kaldor 1987; DuMouchel 1999). Entries with fewer than ``at_least``
    events in the two periods together shape nothing and are not shown. Raises
    ImpossibleNumbers for ``top`` below 1.
    """
    if top < 1:
        raise ImpossibleNumbers("A list needs at least one entry.", "Ask for one or more.")
    earlier, later, phi = counts(before, after, dispersion)
    enough = np.flatnonzero(earlier + later >= at_least)
    first, second = (earlier / phi)[enough], (later / phi)[enough]
    prior_after, prior_before = _prior(first, second)
    a, b = second + prior_after, first + prior_before
    low, middle, high = (floats(special.betaincinv(a, b, q))[0] for q in (0.025, 0.5, 0.975))
    order = np.argsort(-middle, kind="stable")[:top]
    (rising,) = floats(special.betaincc(a, b, 0.5))
    kept = enough[order]
    return Risers(
        entry=kept,
        before=plain(earlier[kept]),
        after=plain(later[kept]),
        raw=divide(later[kept], earlier[kept]),
        ratio=divide(middle, 1 - middle)[order],
        low=divide(low, 1 - low)[order],
        high=divide(high, 1 - high)[order],
        rising=rising[order],
        typical=prior_after / prior_before,
    )


def _prior(first: Floats, second: Floats) -> tuple[float, float]:
    """Beta prior of the later share, by adjusted maximum likelihood over centre and strength."""
    from scipy import optimize

    if first.size < _ENTRIES_AT_LEAST:
        # Too few entries to learn from: Jeffreys' prior, which shrinks hardly at all.
        return 0.5, 0.5

    def surprise(guess: Floats) -> float:
        share, strength = special.expit(guess[0]), np.exp(guess[1])
        a, b = share * strength, (1 - share) * strength
        fit = special.betaln(second + a, first + b) - special.betaln(a, b)
        # Morris and Tang's adjustment (2011): without it, entries that happen to move alike
        # send the strength to infinity, and every interval shrinks to a point.
        return -float(np.sum(fit) + np.log(typical / (typical + strength)))

    typical = float(np.mean(first + second))
    share = float(second.sum() / (first.sum() + second.sum()))
    start = [special.logit(np.clip(share, 0.01, 0.99)), np.log(50.0)]
    bounds = [(-8.0, 8.0), (np.log(1.0), np.log(1e5))]
    best = optimize.minimize(surprise, start, bounds=bounds, method="L-BFGS-B").x
    centre, strength = float(special.expit(best[0])), float(np.exp(best[1]))
    return centre * strength, (1 - centre) * strength
