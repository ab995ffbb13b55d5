"""Concentration: how few places bear how much of the crime, and how much of that is chance.

With fewer events than places, most places have none even if the risk were the same everywhere, so
the plain Gini and "5 % of places bear 25 %" overstate. Everything here is therefore put beside what
chance alone would give, never beside perfect equality.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis.arrays import Floats, counts
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData

_RUNS_AT_A_TIME = 64


@dataclass(frozen=True)
class Lorenz:
    """Cumulative shares (0 to 1), worst place first, starting at (0, 0); length places + 1."""

    places: Floats
    events: Floats


@dataclass(frozen=True)
class Held:
    """`places` places (a `places_share` of all) bear `events` events (an `events_share`)."""

    places: int
    places_share: float
    events: int
    events_share: float


@dataclass(frozen=True)
class Concentration:
    """Gini by three readings, and the even-risk expectation to set them against.

    `gini`: plain. `generalised`: 0 where events are spread as evenly as they can be (Bernasco &
    Steenbeek). `chance`: the plain Gini to expect from even risk alone. `beyond_chance`: the share
    of the possible excess over chance that is seen, (gini − chance) / (1 − chance): about 0 under
    even risk, 1 if one place had all.
    """

    gini: float
    generalised: float
    chance: float
    beyond_chance: float


@dataclass(frozen=True)
class Underlying:
    """Concentration of the risk behind the counts.

    `shape` of the gamma distribution of risk (infinite: even), its `gini`, and the share of the
    risk that the worst share of places bears.
    """

    shape: float
    gini: float
    worst_share: float


@dataclass(frozen=True)
class AgainstChance:
    """A statistic, its simulated expectation with 95 % limits under chance, and its p-value."""

    observed: float
    expected: float
    low: float
    high: float
    p: float


def lorenz(events: ArrayLike) -> Lorenz:
    """The concentration curve, worst place first (Weisburd 2015; Lorenz 1905).

    events: (places,) counts. Raises NotEnoughData where there is no event. O(places log places).
    """
    ordered = np.sort(_events(events))[::-1]
    held = np.concatenate([[0.0], np.cumsum(ordered)]) / ordered.sum()
    return Lorenz(np.linspace(0.0, 1.0, ordered.size + 1), held)


def worst(events: ArrayLike, places_share: float = 0.05) -> Held:
    """What the worst share of places bears: "5 % of places bear y %".

    events: (places,) counts; places_share: 0 to 1. The number of places is the nearest whole
    number, one at least, and the share that it truly is comes back with it.
    """
    ordered = np.sort(_events(events))[::-1]
    number = max(1, round(_share(places_share) * ordered.size))
    return _held(ordered, number)


def holding(events: ArrayLike, events_share: float = 0.5) -> Held:
    """The fewest places that together bear a share of the events: "x % of places hold half".

    events: (places,) counts; events_share: 0 to 1.
    """
    ordered = np.sort(_events(events))[::-1]
    wanted = _share(events_share) * ordered.sum()
    # A hair less, so that exactly half is half in floating point too.
    number = int(np.searchsorted(np.cumsum(ordered), wanted * (1 - 1e-12))) + 1
    return _held(ordered, min(number, ordered.size))


def gini(events: ArrayLike) -> Concentration:
    """The Gini coefficient, corrected for fewer events than places and for chance.

    events: (places,) counts. Bernasco & Steenbeek 2017, J Quant Criminol 33, for
    `generalised`; `chance` is exact for events thrown evenly at random (`expected_gini`); the bias
    itself is the subject of Mohler, Brantingham, Carter & Short 2019, J Quant Criminol 35.
    `beyond_chance` is nan with a single place or event. O(places log places + events).
    """
    ordered = np.sort(_events(events))
    places, total = ordered.size, float(ordered.sum())
    weighted = 2 * np.arange(1, places + 1) @ ordered / total - places - 1
    plain = float(weighted / places)
    generalised = max(1 / total, 1 / places) * weighted - max(places / total, 1) + 1
    by_chance = expected_gini(int(total), places)
    room = 1 - 1 / places - by_chance
    beyond = (plain - by_chance) / room if room > 1e-12 else np.nan
    return Concentration(plain, float(generalised), by_chance, float(beyond))


def expected_gini(events: int, places: int) -> float:
    """The plain Gini that even risk alone gives, exactly.

    The Gini is the mean gap between two places over twice the mean. Of the events that fall on
    either of two places, each falls on either one like a coin, so the mean gap of a pair is a sum
    over the binomial number of events on the pair. O(events), cut to where the binomial has weight.
    """
    from scipy import special, stats

    if events < 1 or places < 1:
        raise NotEnoughData("There are no events or no places.", "Load some first.")
    if places == 1:
        return 0.0
    pair = stats.binom(events, 2 / places)
    on_pair = np.arange(1, int(pair.ppf(1 - 1e-14)) + 2)
    half = (on_pair - 1) // 2
    # E|heads − tails| of m coins is m · C(m−1, ⌊(m−1)/2⌋) / 2^(m−1) (de Moivre).
    log_gap = (
        np.log(on_pair)
        + special.gammaln(on_pair)
        - special.gammaln(half + 1)
        - special.gammaln(on_pair - half)
        - (on_pair - 1) * np.log(2)
    )
    gap = float(pair.pmf(on_pair) @ np.exp(log_gap))
    return (places - 1) * gap / (2 * events)


def underlying(events: ArrayLike, places_share: float = 0.05) -> Underlying:
    """Concentration of the risk itself, with the chance of few events taken out.

    events: (places,) counts, each taken as Poisson with a risk of its own, the risks as a gamma
    distribution fitted by maximum likelihood (a negative binomial). Mohler, Brantingham, Carter &
    Short 2019, J Quant Criminol 35: the law of crime concentration estimated without the bias of
    small counts. Where the counts vary no more than chance would, risk is even: Gini 0. O(places).
    """
    from scipy import optimize, special, stats

    seen = _events(events)
    share = _share(places_share)
    mean, spread = float(seen.mean()), float(seen.var())
    if spread <= mean:
        return Underlying(np.inf, 0.0, share)
    values, number = np.unique(seen, return_counts=True)

    def cost(log_shape: float) -> float:
        shape = np.exp(log_shape)
        return -float(number @ stats.nbinom.logpmf(values, shape, shape / (shape + mean)))

    found = optimize.minimize_scalar(cost, bounds=(-9, 12), method="bounded")
    shape = float(np.exp(found.x))
    gini_of_gamma = np.exp(special.gammaln(shape + 0.5) - special.gammaln(shape + 1))
    # The share of the mass above a quantile of a gamma is a gamma of one shape more.
    edge = float(special.gammainccinv(shape, share))
    borne = float(special.gammaincc(shape + 1, edge))
    return Underlying(shape, float(gini_of_gamma / np.sqrt(np.pi)), borne)


def against_chance(
    events: ArrayLike,
    rng: np.random.Generator,
    *,
    base: ArrayLike | None = None,
    places_share: float | None = None,
    runs: int = 999,
) -> AgainstChance:
    """The Gini, or the share borne by the worst places, beside `runs` multinomial simulations.

    events: (places,) counts; base: (places,) residents or households that each place's chance is
    proportional to (default: even); places_share: None for the Gini, else as in `worst`. The
    p-value is one-sided, (1 + simulations at least as concentrated) / (runs + 1). O(runs × places
    log places), 64 runs at a time.
    """
    seen = _events(events)
    risk = np.ones(seen.size) if base is None else counts(base)[0]
    if risk.shape != seen.shape or risk.sum() <= 0:
        raise ImpossibleNumbers(
            "The base of the places does not match their counts.",
            "Give one base number, not all zero, for each place.",
        )
    weights = _weights(seen.size, places_share)
    observed = float(np.sort(seen) @ weights / seen.sum())
    simulated = np.sort(_simulate(int(seen.sum()), risk / risk.sum(), weights, rng, runs))
    low, high = np.quantile(simulated, [0.025, 0.975])
    as_much = int((simulated >= observed - 1e-12).sum())
    expected = float(simulated.mean())
    return AgainstChance(observed, expected, float(low), float(high), (1 + as_much) / (runs + 1))


def _weights(places: int, places_share: float | None) -> Floats:
    """What each place, in rising order, adds to the statistic per event, so that it is one dot."""
    if places_share is None:
        return (2 * np.arange(1, places + 1) - places - 1) / places
    number = max(1, round(_share(places_share) * places))
    return (np.arange(places) >= places - number).astype(np.float64)


def _simulate(
    total: int, risk: Floats, weights: Floats, rng: np.random.Generator, runs: int
) -> Floats:
    done = [
        np.sort(
            rng.multinomial(total, risk, size=min(_RUNS_AT_A_TIME, runs - start)),
            axis=1,
        )
        @ weights
        for start in range(0, runs, _RUNS_AT_A_TIME)
    ]
    return np.concatenate(done) / total


def _held(ordered: Floats, number: int) -> Held:
    borne = int(ordered[:number].sum())
    return Held(number, number / ordered.size, borne, float(borne / ordered.sum()))


def _events(events: ArrayLike) -> Floats:
    (seen,) = counts(events)
    if seen.ndim != 1 or not seen.any():
        raise NotEnoughData(
            "There is no event to be concentrated.",
            "Choose a longer period or a wider category.",
        )
    return seen


def _share(share: float) -> float:
    if not 0 < share <= 1:
        raise ImpossibleNumbers("A share lies outside 0 to 1.", "Give 0.05 for 5 %.")
    return share
