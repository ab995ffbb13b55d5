"""2c: the long run, in rolling twelve months with known breaks marked, and the trend by ward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from towpath.analysis import months as calendar
from towpath.analysis import trend
from towpath.analysis.trend import Claim, Slope, Support
from towpath.assessment import caveats, measures, small_areas, wording
from towpath.assessment.caveats import places as placing
from towpath.assessment.caveats import recording, shifts
from towpath.assessment.changes import alike, monthly
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Block, Chart, ChartKind, Column, Quote, Spans, Table
from towpath.foundation import Area, Figure, Level, NoSuchData, Period, categories
from towpath.foundation.categories import ALL_ASB, ALL_CRIME
from towpath.foundation.periods import add_months, month_name

if TYPE_CHECKING:
    from towpath.analysis.arrays import Floats
    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Counts, Study

MONTHS_AT_LEAST = 24
# The first month of the restrictions, and the first after them.
COVID = tuple(one.astype("M8[D]").item() for one in (calendar.COVID[0], calendar.COVID[1] + 1))


def find(study: Study) -> Finding:
    """Rolling sums for the eye, tests on single months for the verdict."""
    run = monthly.whole_run(study, MONTHS_AT_LEAST)
    slopes = {word: _slope(study, study.series(word, run)) for word in (ALL_CRIME, ALL_ASB)}
    told = alike.of(study)
    words = told.kept if told else (ALL_CRIME,)
    by_ward = _by_ward(study, words)
    blocks: list[Block] = [_rolling(study)]
    blocks += [_listed(study, by_ward)] if by_ward else []
    found = Finding(_sentence(study, slopes, by_ward), tuple(blocks))
    names = ("rolling-sums", "covid", "recording", "snap-points", "unplaced")
    return found.with_caveats(*caveats.named(study, *names))


def _days(run: Period) -> Floats:
    return calendar.days(np.array(run.month_starts, dtype="M8[M]"))


def _slope(study: Study, counted: Counts) -> Slope:
    return trend.slope(counted, exposure=_days(study.run))


@dataclass(frozen=True)
class Wards:
    """The wards, and what their months say to "rising (falling) in all of them".

    `words`: what is counted in them, all recorded crime or what of it was recorded alike.
    """

    words: tuple[str, ...]
    wards: Areas
    claim: Claim

    @property
    def upheld(self) -> int:
        """How many show it, each by itself."""
        return int(np.sum(self.claim.support == Support.UPHELD))

    @property
    def contradicted(self) -> int:
        """How many show the contrary."""
        return int(np.sum(self.claim.support == Support.CONTRADICTED))


def _by_ward(study: Study, words: tuple[str, ...]) -> Wards | None:
    try:
        wards = small_areas.of(study, Level.WARD)
    except NoSuchData:  # no lookup of wards
        return None
    counted = wards.series(words, study.run)
    rising = float(_slope(study, counted.sum(axis=0)).percent_a_year) > 0
    direction: Literal["falling", "rising"] = "rising" if rising else "falling"
    return Wards(words, wards, trend.claim(counted, direction=direction, exposure=_days(study.run)))


def _trend_figure(
    study: Study, slope: Slope, category: str, at: int | None = None, area: Area | None = None
) -> Figure:
    parts = (slope.percent_a_year, slope.low, slope.high)
    value, low, high = (float(np.asarray(one) if at is None else one[at]) for one in parts)
    return measures.figure(
        study, "trend-a-year", value, low=low, high=high,
        period=study.run, area=area or study.area, category=category,
    )  # fmt: skip


def _sentence(study: Study, slopes: dict[str, Slope], by_ward: Wards | None) -> Spans:
    parts = wording.listed(
        wording.spans(
            "{label} {moved}",
            label=categories.get(word).label.lower(),
            moved=_moved(study, slope, word),
        )
        for word, slope in slopes.items()
    )
    said = wording.spans(
        "Over the {length} to {end}, {parts}.",
        length=study.run.length,
        end=study.run.name.rpartition("to ")[2],
        parts=parts,
    )
    return wording.joined((*said, *(_of_wards(study, by_ward) if by_ward else ())))


def _moved(study: Study, slope: Slope, word: str) -> Spans:
    changed = [one for one in shifts.of_recording(study) if one.category == word]
    if changed:
        return (
            f"cannot be followed across {month_name(changed[0].month)}, when recording changed",
        )
    if recording.blocked(study, word):
        return ("cannot be followed through a change of recording",)
    figure = _trend_figure(study, slope, word)
    if float(slope.p) > 0.05:
        return ("shows no clear trend",)
    way = "rose" if float(slope.percent_a_year) > 0 else "fell"
    return wording.spans("{way} by {f!u} a year", way=way, f=figure)


def _of_wards(study: Study, found: Wards) -> Spans:
    counts = {"upheld": found.upheld, "contradicted": found.contradicted, "all": len(found.wards)}
    shown = {
        name: measures.figure(
            study, "wards-with-trend", count, period=study.run,
            direction=found.claim.direction, support=name, category=measures.named(found.words),
        )
        for name, count in counts.items()
    }  # fmt: skip
    other = "falling" if found.claim.direction == "rising" else "rising"
    return wording.spans(
        " Ward by ward, {crime} is clearly {way} in {n} of the {all} and clearly {other} in {m}.",
        crime=_crime(study),
        way=found.claim.direction,
        n=shown["upheld"],
        all=shown["all"],
        other=other,
        m=shown["contradicted"],
    )


def _crime(study: Study) -> str:
    """All recorded crime, or what of it was recorded alike."""
    told = alike.of(study)
    if told is None:
        return "all recorded crime"
    return f"recorded crime without {' and '.join(told.without).lower()}"


def _rolling(study: Study) -> Chart:
    rows = tuple(
        (categories.get(word).label, month, figure)
        for word in (ALL_CRIME, ALL_ASB)
        for month, figure in _sums(study, word)
    )
    columns = (Column("Category", Align.LEFT), Column("Twelve months to"), Column("Incidents"))
    table = Table("rolling-twelve-months", "Rolling twelve months", columns, rows)
    title = "Crime and anti-social behaviour, rolling twelve months"
    alt = f"{title}, with the months at which restrictions, recording or points changed marked."
    return Chart(
        ChartKind.LINES, title, alt, table, x="Twelve months to", y="Incidents",
        series="Category", breaks=known_breaks(study, add_months(study.run.start, 11)),
        y_title="Incidents in the twelve months to each month",
    )  # fmt: skip


def _sums(study: Study, word: str) -> list[tuple[date, Figure]]:
    counted = study.series(word, study.run)
    sums = np.convolve(counted, np.ones(12, dtype=np.int64), "valid").tolist()
    ends = study.run.month_starts[11:]
    return [
        (
            month,
            measures.figure(
                study, "recorded-incidents", count,
                period=Period.of_months(add_months(month, -11), 12), category=word,
            ),
        )
        for month, count in zip(ends, sums, strict=True)
    ]  # fmt: skip


def known_breaks(study: Study, first: date) -> tuple[tuple[date, str], ...]:
    """The months from `first` on at which something other than crime changed."""
    marks = [(COVID[0], "COVID restrictions"), (COVID[1], "restrictions end")]
    marks += [(one.month, "new points") for one in placing.new_catalogues(study)]
    marks += [(one.month, f"{one.label} recorded otherwise") for one in _of_recording(study)]
    return tuple(sorted(mark for mark in marks if first <= mark[0] < study.run.end))


def _of_recording(study: Study) -> list[shifts.Shift]:
    """Change points of the whole force, and those of categories that jumped with it."""
    doubtful = recording.drift(study).recorded_otherwise
    known = shifts.of_recording(study)
    return [
        one for one in shifts.of(study)
        if one in known or (one.category in doubtful and one.large and not one.in_covid)
    ]  # fmt: skip


def _listed(study: Study, found: Wards) -> Table:
    slope = found.claim.slope
    order = np.argsort(-np.asarray(slope.percent_a_year), kind="stable").tolist()
    rows = []
    for at in order:
        figure = _trend_figure(study, slope, measures.named(found.words), at, found.wards.area(at))
        verdict = _verdict(str(found.claim.support[at].value), found.claim.direction)
        rows.append((found.wards.names[at], figure, Quote(figure, between=True), verdict))
    columns = (
        Column("Ward", Align.LEFT),
        Column("Change a year"),
        Column("95 % limits"),
        Column("Verdict", Align.LEFT),
    )
    caption = f"Trend of {_crime(study)} by ward, {wording.the(study.run)}"
    return Table("trend-by-ward", caption, columns, tuple(rows))


def _verdict(support: str, direction: str) -> str:
    other = "falling" if direction == "rising" else "rising"
    return {"upheld": direction, "contradicted": other}.get(support, "no clear trend")
