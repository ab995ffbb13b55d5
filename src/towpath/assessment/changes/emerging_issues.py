"""2e: what rises fastest, category by ward, once small numbers are held back from shouting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from towpath.analysis import dispersion, emerging
from towpath.assessment import caveats, measures, small_areas, wording
from towpath.assessment.caveats import recording, shifts
from towpath.assessment.changes import comparison
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Block, Column, Quote, Spans, Table
from towpath.foundation import Area, Figure, Level, categories

if TYPE_CHECKING:
    from towpath.analysis.emerging import Risers
    from towpath.assessment.small_areas import Areas
    from towpath.assessment.study import Study

# A rise is named where it is this likely to be one.
CLEAR = 0.975
NOTE = (
    "Rising: the lower limit is above 1, so there are more than before even allowing for chance. "
    "May be chance: it is not, so there may be no rise. Small numbers are drawn in to the usual."
)


@dataclass(frozen=True)
class Entry:
    """A category in a ward."""

    category: str
    ward: int


def find(study: Study) -> Finding:
    """A table of ten, fastest first, by shrunken ratio."""
    comparison.whole(study)
    wards = small_areas.of(study, Level.WARD)
    entries, found = _risers(study, wards)
    clear = int(np.sum(found.low > 1))
    said = _sentence(study, wards, entries, found, clear)
    blocks: tuple[Block, ...] = (_table(study, wards, entries, found),) if len(found.entry) else ()
    finding = Finding(said, blocks, signals=_signals(study, wards, entries, found))
    names = ("low-base", "recording", "covid", "unplaced", "regression-to-mean")
    return finding.with_caveats(*caveats.named(study, *names))


def _words(study: Study) -> tuple[str, ...]:
    """ASB and the crime categories, without those whose recording changed."""
    return tuple(one for one in shifts.parts(study) if not recording.blocked(study, one))


def _risers(study: Study, wards: Areas) -> tuple[list[Entry], Risers]:
    words = _words(study)
    entries = [Entry(word, ward) for word in words for ward in range(len(wards))]
    windows = [
        np.concatenate([wards.counts(word, one) for word in words])
        for one in (*study.baseline.periods, study.period)
    ]
    # A mean of years would be counted as surer than it is, and so stays a single mean year.
    before = np.mean(windows[:-1], axis=0)
    months = np.array(study.unbroken.month_starts, dtype="M8[M]")
    monthly = np.concatenate([wards.series(word, study.unbroken) for word in words])
    spread = dispersion.of(monthly, months)
    return entries, emerging.risers(before, windows[-1], dispersion=spread.value)


def _ratio(study: Study, wards: Areas, entry: Entry, found: Risers, at: int) -> Figure:
    return measures.figure(
        study,
        "shrunken-ratio",
        float(found.ratio[at]),
        low=float(found.low[at]),
        high=float(found.high[at]),
        against=study.baseline,
        numerator=float(found.after[at]),
        denominator=float(found.before[at]),
        area=wards.area(entry.ward),
        category=entry.category,
    )


def _before(study: Study, area: Area, category: str, value: float) -> Figure:
    if len(study.baseline.periods) == 1:
        return measures.count(study, category, period=study.before, area=area)
    return measures.figure(
        study, "mean-of-years", value, period=None, against=study.baseline, area=area,
        category=category,
    )  # fmt: skip


def _table(study: Study, wards: Areas, entries: list[Entry], found: Risers) -> Table:
    rows = []
    for at, index in enumerate(np.asarray(found.entry).tolist()):
        entry = entries[index]
        area = wards.area(entry.ward)
        ratio = _ratio(study, wards, entry, found, at)
        rows.append(
            (
                categories.get(entry.category).label,
                area.name,
                _before(study, area, entry.category, float(found.before[at])),
                measures.count(study, entry.category, area=area),
                ratio,
                Quote(ratio, between=True),
                "rising" if float(found.low[at]) > 1 else "may be chance",
            )
        )
    columns = (
        Column("Category", Align.LEFT), Column("Ward", Align.LEFT), Column("Before"),
        Column("After"), Column("Times as many, drawn in"), Column("95 % limits"),
        Column("Verdict", Align.LEFT),
    )  # fmt: skip
    caption = f"The ten fastest risers against {wording.the(study.baseline)}"
    return Table("fastest-risers", caption, columns, tuple(rows), (NOTE,))


def _sentence(study: Study, wards: Areas, entries: list[Entry], found: Risers, clear: int) -> Spans:
    tried = measures.figure(study, "risers-tried", len(entries), against=study.baseline, of="tried")
    if not clear:
        words = "Of {tried} pairs of a category and a ward, none is clearly rising."
        return wording.spans(words, tried=tried)
    top = [at for at in range(len(found.entry)) if found.low[at] > 1][:3]
    named = wording.listed(
        wording.spans(
            "{category} in {ward} ({ratio} times as many)",
            category=categories.get(entries[int(found.entry[at])].category).label.lower(),
            ward=wards.names[entries[int(found.entry[at])].ward],
            ratio=_ratio(study, wards, entries[int(found.entry[at])], found, at),
        )
        for at in top
    )
    words = (
        "Of {tried} pairs of a category and a ward, {named} rose fastest, low numbers allowed for."
    )
    return wording.spans(words, tried=tried, named=named)


def _signals(study: Study, wards: Areas, entries: list[Entry], found: Risers) -> tuple[Spans, ...]:
    told = []
    for at in range(min(3, len(found.entry))):
        entry = entries[int(found.entry[at])]
        if float(found.low[at]) > 1:
            label = categories.get(entry.category).label
            told.append(
                wording.spans(
                    "{label} in {ward}: {r} times as many as before.",
                    label=label, ward=wards.names[entry.ward],
                    r=_ratio(study, wards, entry, found, at),
                )
            )  # fmt: skip
    return tuple(told)
