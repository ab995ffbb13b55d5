"""The scorecard of a walk forward: its tables, its picture, and what of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from towpath.analysis import calibration, walk_forward
from towpath.analysis.errors import NotEnoughData
from towpath.documents.blocks import Align, Cell, Chart, ChartKind, Column, Quote, Table
from towpath.foundation import Figure, Unit
from towpath.places import kept, methods, walks
from towpath.places.walks import SHARES, TRIAL_DAYS, Walk, at

if TYPE_CHECKING:
    from towpath.analysis.grids import Grid
    from towpath.analysis.walk_forward import Reason, Score
    from towpath.places.ground import Ground

# The shares of the ground that a scorecard prints; 20 % is scored too.
PRINTED = tuple(one for one in SHARES if one <= 0.1)
DRAWN = (0.02, 0.05, 0.1)
METHOD, GROUND, CAUGHT = "Method", "Ground", "Caught"
WORDS: Mapping[str, str] = {
    "better": "better: on", "worse": "worse: off", "no better": "no better: off",
    "too few events to tell": "too few to tell: off", "on trial": "on trial",
    "the yardstick itself": "the plain map",
}  # fmt: skip
CAUGHT_NOTE = (
    "Share of the events caught in so much of the ground, over {days} days. The comparison and the "
    "verdict are at {judged} over the last {judged_days} days. Kept next day: how much of that "
    "part of the ground is the same on the day after."
)
MARKS_NOTE = (
    "PAI: share caught over share of the ground. PEI: caught over the most that any map could "
    "have. RRI: caught over what the same ground held in the year before. Limits: 95 %."
)


def key_of(here: Ground, grid: Grid) -> dict[str, Any]:
    """What scorecards of one ground and kind of event have in common."""
    return {
        "feed": here.feed, "category": here.question.category.slug, "area": here.area.key,
        "cell": grid.size,
    }  # fmt: skip


def verdict_words(reason: Reason | str) -> str:
    """A verdict in a cell: "no better: off"."""
    return WORDS[str(reason)]


def record(
    walk: Walk, said_as: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Question and findings of a walk, to be kept; `said_as`: methods with settings by hand."""
    names = {one.slug: (said_as or {}).get(one.slug, one.slug) for one in walk.methods}
    question = {
        **key_of(walk.here, walk.grid), "kind": "walk forward",
        "snapshot": walk.here.snapshot, "days": walk.days, "end": walk.period.end.isoformat(),
        "history": walk.here.period.start.isoformat(), "methods": sorted(names.values()),
        "grid": kept.grid_key(walk.grid),
    }  # fmt: skip
    found = {
        "events": int(walk.result.events.sum()), "outside": int(walk.result.outside.sum()),
        "shares": list(SHARES),
        "scores": [_marks(one) | {"method": names[one.slug]} for one in walk.scores],
        "verdicts": [_verdict(walk, slug) | {"method": said} for slug, said in names.items()],
    }  # fmt: skip
    return question, found


def _marks(score: Score) -> dict[str, Any]:
    named = {"hit_rate": score.hit_rate, "pai": score.pai, "pei": score.pei, "rri": score.rri}
    listed = {
        name: {"value": m.value.tolist(), "low": m.low.tolist(), "high": m.high.tolist()}
        for name, m in named.items()
    }
    return {"label": score.label, "kept_from_day_to_day": score.kept, **listed}


def _verdict(walk: Walk, slug: str) -> dict[str, Any]:
    found = walk.verdicts[slug]
    return {
        "on": found.on, "reason": str(found.reason), "trial": found.days < TRIAL_DAYS,
        "difference": found.difference, "low": found.low, "high": found.high,
        "share": found.share, "days": found.days, "events": found.events,
    }  # fmt: skip


def summary(walk: Walk) -> Table:
    """One row a method: what it caught, its gain over the plain map, and the verdict."""
    rows = tuple(_row(walk, score) for score in walk.scores)
    columns = (
        Column(METHOD, Align.LEFT),
        *(Column(f"In {100 * share:g}\N{NO-BREAK SPACE}%") for share in PRINTED),
        Column(f"Against last year's counts in {_judged()}"),
        Column("95 % limits", Align.LEFT),
        Column("Happened / expected"),
        Column("Kept next day"),
        Column("Verdict", Align.LEFT),
    )
    note = CAUGHT_NOTE.format(days=walk.days, judged=_judged(), judged_days=walk.judged_period.days)
    return Table("scorecard", f"Scorecard, {walk.period}", columns, rows, (note,))


def _judged() -> str:
    return f"{100 * walks.JUDGED:g}\N{NO-BREAK SPACE}%"


def _row(walk: Walk, score: Score) -> tuple[Cell, ...]:
    plain = score.slug == methods.plain().slug
    away = None if plain else walk.difference(score.slug, walks.JUDGED)
    return (
        score.label,
        *(walk.caught(score.slug, share) for share in PRINTED),
        away,
        Quote(away, between=True) if away else "",
        calibrated(walk, score.slug),
        walk.figure("forecast-kept", 100 * score.kept, Unit.PER_CENT, method=score.slug),
        verdict_words(walk.verdicts[score.slug].reason),
    )


def calibrated(walk: Walk, slug: str) -> Figure:
    """Events that happened over events that the method expected, over all days and the ground."""
    track = walk.result.track(slug)
    try:
        level = calibration.bands(
            track.expected, track.total, track.hits, walk.result.events, walk.result.shares
        ).level
        value, low, high = (float(one) for one in (level.value, level.low, level.high))
    except NotEnoughData:
        value = low = high = float("nan")
    return walk.figure(
        "forecast-calibration", value, Unit.RATIO, low=low, high=high, method=slug,
        numerator=float(walk.result.events.sum()), denominator=float(track.total.sum()),
        missing="It expects too few events for that.",
    )  # fmt: skip


def every_mark(walk: Walk) -> Table:
    """Hit rate, PAI, PEI and RRI of each method at each share of the ground, with limits."""
    rows = tuple(
        _marks_at(walk, score, place) for score in walk.scores for place in range(len(PRINTED))
    )
    columns = (
        Column(METHOD, Align.LEFT), Column(GROUND), Column(CAUGHT), Column("Limits", Align.LEFT),
        Column("PAI"), Column("Limits of PAI", Align.LEFT), Column("PEI"),
        Column("Limits of PEI", Align.LEFT), Column("RRI"), Column("Limits of RRI", Align.LEFT),
        Column("Gain over the plain map"),
    )  # fmt: skip
    return Table("marks", "Every mark at every share", columns, rows, (MARKS_NOTE,), appendix=True)


def _marks_at(walk: Walk, score: Score, place: int) -> tuple[Cell, ...]:
    share = f"{100 * PRINTED[place]:g} %"
    caught = walk.caught(score.slug, PRINTED[place])
    marks = []
    named = {"pai": score.pai, "pei": score.pei, "rri": score.rri}
    for name, measure in named.items():
        value, low, high = at(measure, place)
        marks.append(
            walk.figure(f"forecast-{name}", value, Unit.RATIO, low=low, high=high,
                        method=score.slug, ground=share)
        )  # fmt: skip
    cells_of_marks: list[Cell] = []
    for one in marks:
        cells_of_marks += [one, Quote(one, between=True)]
    compared = walk_forward.compare(walk.result, score.slug, methods.plain().slug)
    gain = walk.figure(
        "forecast-gain", 100 * float(compared.gain.value[place]), Unit.CHANGE,
        low=100 * float(compared.gain.low[place]), high=100 * float(compared.gain.high[place]),
        method=score.slug, ground=share, missing="The plain map caught nothing.",
    )  # fmt: skip
    return score.label, share, caught, Quote(caught, between=True), *cells_of_marks, gain


def picture(walk: Walk) -> Chart:
    """What each method caught, with its limits, for each share of the ground."""
    best = _leading(walk)
    rows = tuple(
        (f"{score.label}, {100 * share:g}\N{NO-BREAK SPACE}%", walk.caught(score.slug, share),
         f"{100 * share:g}\N{NO-BREAK SPACE}% of the ground")
        for share in DRAWN
        for score in sorted(walk.scores, key=lambda one: -_value(one, share))
    )  # fmt: skip
    columns = (Column(METHOD, Align.LEFT), Column(CAUGHT), Column(GROUND, Align.LEFT))
    table = Table("caught", "Caught by share of the ground, as drawn", columns, rows,
                  appendix=True)  # fmt: skip
    return Chart(
        ChartKind.DOTS,
        title=best,
        alt=(
            f"For 2, 5 and 10 % of the ground, the share of {walk.here.noun} that each method "
            f"caught over {walk.days} days, with its 95 % limits."
        ),
        table=table, x=CAUGHT, y=METHOD, mark=GROUND,
        x_title=f"% of {walk.here.noun} caught",
    )  # fmt: skip


def differences(walk: Walk) -> Chart:
    """By how much each method caught more than the plain map, with limits, where it is judged."""
    others = [one for one in walk.scores if one.slug != methods.plain().slug]
    found = [(one.label, walk.difference(one.slug, walks.JUDGED)) for one in others]
    rows = tuple(sorted(found, key=lambda one: -(one[1].value or 0.0)))
    away = f"Points more than last year's counts in {_judged()}"
    columns = (Column(METHOD, Align.LEFT), Column(away))
    table = Table("differences", "Against last year's counts, as drawn", columns, rows,
                  appendix=True)  # fmt: skip
    on = sum(walk.verdicts[one.slug].on for one in others)
    days = walk.judged_period.days
    return Chart(
        ChartKind.FOREST,
        title=f"Over {days} days {on} of {len(others)} methods earned their place",
        alt=(
            f"By how many points each method caught more of {walk.here.noun} than last year's "
            f"counts in {_judged()} of the ground over the last {days} days, with 95 % limits. "
            "Those whose limits reach below nought are switched off."
        ),
        table=table, x=away, y=METHOD,
    )  # fmt: skip


def _value(score: Score, share: float) -> float:
    value = float(score.hit_rate.value[walks.at_share(share)])
    return value if np.isfinite(value) else -1.0


def _leading(walk: Walk) -> str:
    on = [one for one in walk.scores if str(walk.verdicts[one.slug].reason) == "better"]
    if not on:
        return "No method is clearly better than last year's counts"
    best = max(on, key=lambda one: _value(one, walks.JUDGED))
    many = len(on) - 1
    others = "" if not many else f", as {'is 1 other' if many == 1 else f'are {many} others'}"
    return f"{best.label} is clearly better than last year's counts{others}"
