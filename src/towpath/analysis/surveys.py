"""Surveys: what people say worries them, with what a weighted sample can and cannot bear.

It says how sure the sampling is, not who was never reached: mode and non-response are the caller's
to print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from towpath.analysis import proportions
from towpath.analysis.arrays import Bools, Floats, Integers, counts, divide, floats
from towpath.analysis.errors import ImpossibleNumbers, NotEnoughData


@dataclass(frozen=True)
class Shares:
    """Per option: weighted `share` (0 to 1), its limits, `rank` (1 is the top concern, ties share).

    `answered`: respondents who answered that option; `effective`: how many evenly weighted answers
    they are worth; `design_effect`: answered ÷ effective.
    """

    options: tuple[str, ...]
    share: Floats
    low: Floats
    high: Floats
    rank: Integers
    answered: Integers
    effective: Floats
    design_effect: Floats


@dataclass(frozen=True)
class Concern:
    """One row of the grid: a theme, its three places, and what the three say together."""

    theme: str
    concern_rank: int
    evidence_rank: int
    actions: int
    flag: str


def shares(options: Sequence[str], chose: ArrayLike, weights: ArrayLike | None = None) -> Shares:
    """Weighted share of respondents who chose each option, with its design effect.

    chose: (respondents, options) 1 for chosen, 0 for not, nan for not asked or not answered;
    weights: (respondents,), default one each. The variance is that of a ratio by linearisation
    (Kish 1965; Cochran 1977, chapter 6), its ratio to that of a plain sample is the design effect,
    and Wilson's interval is taken at the effective size (Korn & Graubard 1998). Where all or none
    chose an option, Kish's 1 + cv² of the weights stands in. O(respondents × options).
    Raises NotEnoughData for an option that nobody answered.
    """
    (said,) = floats(chose)
    weight = np.ones(said.shape[0]) if weights is None else counts(weights)[0]
    if said.shape != (weight.size, len(options)) or np.any(
        (said != 0) & (said != 1) & (said == said)
    ):
        raise ImpossibleNumbers(
            "The answers do not match the options and respondents.",
            "Give 1, 0 or nothing for each respondent and option.",
        )
    used = np.where(np.isfinite(said), weight[:, None], 0.0)
    mass = used.sum(axis=0)
    if np.any(mass == 0):
        raise NotEnoughData("Nobody answered one of the options.", "Leave that option out.")
    share = np.nansum(said * used, axis=0) / mass
    answered = (used > 0).sum(axis=0)
    effect = _design_effect(said, used, share, answered)
    effective = answered / effect
    limits = proportions.wilson(share * effective, effective)
    return Shares(
        tuple(options),
        share,
        np.asarray(limits.low),
        np.asarray(limits.high),
        ranks(share),
        answered,
        effective,
        effect,
    )


def ranks(share: ArrayLike) -> Integers:
    """Places by share, 1 the most often chosen; equal shares share the better place."""
    from scipy import stats

    (values,) = floats(share)
    return np.asarray(stats.rankdata(-values, method="min"), dtype=np.int64)


def by_group(
    options: Sequence[str],
    chose: ArrayLike,
    groups: Sequence[str],
    weights: ArrayLike | None = None,
) -> dict[str, Shares]:
    """The shares and ranks within each area, year or channel, in the groups' sorted order.

    groups: (respondents,) a name each. An option that nobody of a group answered refuses the whole:
    leave the option or the group out.
    """
    (said,) = floats(chose)
    labels = np.asarray(groups)
    weight = np.ones(said.shape[0]) if weights is None else counts(weights)[0]
    if labels.shape != (said.shape[0],):
        raise ImpossibleNumbers("A respondent has no group.", "Give one group for each respondent.")
    return {
        str(name): shares(options, said[labels == name], weight[labels == name])
        for name in np.unique(labels)
    }


def grid(
    themes: Sequence[str],
    concern: ArrayLike,
    evidence: ArrayLike,
    actions: Sequence[int],
    *,
    top: int = 3,
) -> tuple[Concern, ...]:
    """Concern × evidence × plan: what people rank high that nothing in the plan answers.

    concern, evidence: (themes,) shares or rates, higher is more; actions: (themes,) rows of the
    plan that address it. Flags among the `top` of either ranking: "concern without action",
    "evidence without action"; where the plan acts but only one of the two stands high, "concern
    without evidence" or "evidence without concern"; else "in step". In order of concern.
    """
    felt, seen = ranks(concern), ranks(evidence)
    if not len(themes) == felt.size == seen.size == len(actions):
        raise ImpossibleNumbers("A theme lacks a number.", "Give three numbers for each theme.")
    rows = [
        Concern(theme, int(f), int(s), a, _flag(f <= top, s <= top, a > 0))
        for theme, f, s, a in zip(themes, felt, seen, actions, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: row.concern_rank))


def _flag(felt: bool, seen: bool, acted: bool) -> str:
    if felt and not acted:
        return "concern without action"
    if seen and not acted:
        return "evidence without action"
    if felt and not seen:
        return "concern without evidence"
    if seen and not felt:
        return "evidence without concern"
    return "in step"


def _design_effect(said: Floats, used: Floats, share: Floats, answered: Integers) -> Floats:
    kish = answered * (used**2).sum(axis=0) / used.sum(axis=0) ** 2
    residual = np.where(used > 0, np.nan_to_num(said) - share, 0.0)
    number = answered.astype(np.float64)
    small_sample = divide(number, number - 1)
    linearised = (used**2 * residual**2).sum(axis=0) / used.sum(axis=0) ** 2 * small_sample
    plain = share * (1 - share) / answered
    certain: Bools = (plain <= 1e-15) | (answered < 2)
    return np.asarray(np.where(certain, kish, divide(linearised, plain)))
