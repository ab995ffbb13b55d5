"""2g: has recording drifted? Shares of all records over time, here and in the whole force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import caveats, measures, wording
from towpath.assessment.caveats import recording, shifts, windows
from towpath.assessment.changes import comparison
from towpath.assessment.findings import Finding
from towpath.documents.blocks import Align, Block, Cell, Chart, ChartKind, Column, Quote, Table
from towpath.foundation import Figure, Period, categories
from towpath.foundation.categories import ALL_ASB
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Spans

# As many parts as a reader tells apart by colour; the rest is one.
PARTS_DRAWN = 6
OTHERS = "All others"


def find(study: Study) -> Finding:
    """The shares over time, the jump between the windows, and every change point in the run."""
    comparison.whole(study)
    blocks: list[Block] = [_drawn(study), _jumps(study)]
    if shifts.of(study):
        blocks.append(_points(study))
    found = Finding(_sentence(study), tuple(blocks), signals=_signals(study))
    return found.with_caveats(*caveats.named(study, "recording", "short-run", "covid", "unplaced"))


def _label(slug: str) -> str:
    return categories.get(slug).label


def _sentence(study: Study) -> Spans:
    held = recording.drift(study)
    doubtful = [slug for slug in held.slugs if slug in held.recorded_otherwise]
    shared = [one for one in shifts.shared(study) if one.category not in doubtful]
    said: list[object] = []
    if doubtful:
        moved = wording.listed(
            wording.spans(
                "{label} (from {was} to {now})",
                label=_label(slug),
                was=recording.share_figures(study, slug)[0],
                now=recording.share_figures(study, slug)[1],
            )
            for slug in doubtful
        )
        words = (
            "The share of all records moved for {moved}, here and {where}: likelier a change of "
            "recording than of crime."
        )
        said += wording.spans(words, moved=moved, where=_where(held))
    else:
        said.append("No category's share of all records jumped between the two windows.")
    if shared:
        listed = ", ".join(f"{one.label} from {month_name(one.month)}" for one in shared)
        said.append(f" Other shifts that the whole force has: {listed}.")
    return wording.joined(said)  # type: ignore[arg-type]  # spans and words


def _where(held: recording.Drift) -> str:
    return f"in the rest of {held.force}" if held.force else "with nothing held to compare it with"


def _signals(study: Study) -> tuple[Spans, ...]:
    held = recording.drift(study)
    return tuple(
        (f"{_label(slug)} is recorded otherwise than before: do not read its change as one.",)
        for slug in held.slugs
        if slug in held.recorded_otherwise
    )


def _parts(study: Study) -> list[str]:
    """The parts drawn by themselves: ASB, those in doubt, then the largest."""
    held = recording.drift(study)
    doubtful = [slug for slug in held.slugs if slug in held.recorded_otherwise]
    large = sorted(held.slugs, key=lambda slug: -study.total(slug))
    order = dict.fromkeys((ALL_ASB, *doubtful, *large))
    return list(order)[: PARTS_DRAWN - 1]


def _drawn(study: Study) -> Chart:
    """Month by month where the run is unbroken over both windows, else the two windows."""
    parts = _parts(study)
    others = [slug for slug in shifts.parts(study) if slug not in parts]
    named = [(_label(slug), [slug]) for slug in parts] + ([(OTHERS, others)] if others else [])
    unbroken = study.run.start <= study.baseline.periods[0].start
    rows = tuple(
        (label, when, _share(study, slugs, period))
        for label, slugs in named
        for when, period in _whens(study, unbroken)
    )
    columns = (Column("Category", Align.LEFT), Column("When", Align.LEFT), Column("Share"))
    table = Table("shares-of-records", "Shares of all records", columns, rows)
    title = "What the police's records are made of, over time"
    alt = f"{title}: shares of all records, crime and anti-social behaviour together."
    return Chart(
        ChartKind.STACKED, title, alt, table, x="When", y="Share", series="Category",
        x_title="" if unbroken else "Share of all records, per cent",
        y_title="Share of all records, per cent",
    )  # fmt: skip


def _whens(study: Study, unbroken: bool) -> list[tuple[Cell, Period]]:
    if unbroken:
        return [(month, Period.of_months(month, 1)) for month in study.run.month_starts]
    return [(one.name, one) for side in windows.sides(study) for one in side.periods]


def _share(study: Study, slugs: list[str], period: Period) -> Figure:
    part, whole = study.total(slugs, period), study.total(shifts.parts(study), period)
    return measures.share(
        study, part, whole, "share-of-records", period=period, against=None,
        category=measures.named(slugs),
    )  # fmt: skip


def _jumps(study: Study) -> Table:
    held = recording.drift(study)
    rows = []
    for place, slug in enumerate(held.slugs):
        was, now = recording.share_figures(study, slug)
        points, elsewhere = _change(study, held, place), _elsewhere(study, held, place)
        verdict = "steady"
        if slug in held.recorded_otherwise:
            verdict = "recording changed"
        elif slug in held.moved_alone:
            verdict = "moved here alone"
        rows.append(
            (_label(slug), was, now, points, Quote(points, between=True), elsewhere, verdict)
        )
    columns = (
        Column("Category", Align.LEFT), Column("Share before"), Column("Share after"),
        Column("Change"), Column("95 % limits"), Column("Rest of the force"),
        Column("Verdict", Align.LEFT),
    )  # fmt: skip
    caption = "Each category's share of all records before and after"
    note = (
        "A share jumps where it moved by three points or more, and its odds by a quarter, beyond "
        "chance. Where the rest of the force moved the same way, recording is the likely cause."
    )
    return Table("share-jumps", caption, columns, tuple(rows), (note,))


def _change(study: Study, held: recording.Drift, place: int) -> Figure:
    jumps = held.jumps
    limits = (jumps.points, jumps.low, jumps.high) if jumps else ()
    value, low, high = (float(one[place]) for one in limits) if limits else (None, None, None)
    return measures.figure(
        study, "change-in-share", value, low=low, high=high, against=study.baseline,
        category=held.slugs[place], missing="The windows are too short to tell.",
    )  # fmt: skip


def _elsewhere(study: Study, held: recording.Drift, place: int) -> Figure:
    value = float(held.jumps.elsewhere[place]) if held.jumps and held.force else None
    return measures.figure(
        study, "change-in-share", value, against=study.baseline, category=held.slugs[place],
        area=held.force or study.area, without=study.area.key,
        missing="Nothing is held of the rest of the force.",
    )  # fmt: skip


def _points(study: Study) -> Table:
    rows = []
    for one in shifts.of(study):
        was, now = (
            measures.figure(
                study, "share-at-break", 100 * value, period=study.run, side=side,
                category=one.category, month=one.month.isoformat(),
            )
            for side, value in (("before", one.before), ("after", one.after))
        )  # fmt: skip
        force = {None: "not known", True: "the whole force", False: "here alone"}[one.elsewhere]
        rows.append((one.label, one.month, was, now, force))
    columns = (
        Column("Category", Align.LEFT), Column("From", Align.LEFT), Column("Share before"),
        Column("Share after"), Column("Where", Align.LEFT),
    )  # fmt: skip
    caption = f"Change points in the shares, {wording.the(study.run)}"
    return Table("share-change-points", caption, columns, tuple(rows))
