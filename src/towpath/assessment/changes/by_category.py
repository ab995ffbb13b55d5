"""2a: what rose, what fell, and what shows no clear change: against three baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.analysis.change import Verdict
from towpath.assessment import caveats, measures, wording
from towpath.assessment.caveats import recording
from towpath.assessment.changes import alike, comparison, monthly
from towpath.assessment.findings import Finding
from towpath.documents.blocks import (
    Align,
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Paragraph,
    Quote,
    Spans,
    Table,
)
from towpath.foundation import Baseline, TowpathError
from towpath.foundation.categories import ALL_ASB, ALL_CRIME

if TYPE_CHECKING:
    from towpath.assessment.changes.comparison import Comparison, Row
    from towpath.assessment.study import Study
    from towpath.foundation import Figure

RECORDED_OTHERWISE = "recording changed"
OTHER_BASELINES = ("three-year mean", "before COVID")
CAVEATS = (
    "coverage", "recording", "covid", "unplaced", "days", "several-tests", "no-clear-change",
    "short-run", "small-numbers", "violence-together", "not-official",
)  # fmt: skip


def find(study: Study) -> Finding:
    """The table by category, its picture, its months, and the same against other baselines."""
    told = comparison.whole(study)
    sound = [row for row in told.of_categories if not recording.blocked(study, row.category)]
    blocks: list[Block] = [_table(study, told)]
    if any(row.change.supplied for row in sound):
        blocks.append(_picture(study, told, sound))
    blocks += [_months(study), *_other_baselines(study, told)]
    found = Finding(_sentence(study, told, sound), tuple(blocks), signals=tuple(_signals(sound)))
    return found.with_caveats(*caveats.named(study, *CAVEATS))


def movement(study: Study, row: Row) -> Spans:
    """A row's change in words: "rose by 15.5 % (95 % limits …)", or why it cannot be said."""
    if recording.blocked(study, row.category):
        words = (
            "went from {before} to {after}, but its recording changed, so no percentage is given"
        )
        return wording.spans(words, before=row.before, after=row.after)
    if not row.change.supplied:
        return ("cannot be compared",)
    if not row.clear:
        words = "shows no clear change ({before} before, {after} after)"
        return wording.spans(words, before=row.before, after=row.after)
    words = "{verdict} by {change!b}, from {before} to {after}"
    return wording.spans(
        words, verdict=row.verdict, change=row.change, before=row.before, after=row.after
    )


def _sentence(study: Study, told: Comparison, sound: list[Row]) -> Spans:
    words = (
        "Against {baseline}, all recorded crime in {area} {crime}. Anti-social behaviour {asb}. "
    )
    said = wording.spans(
        words,
        baseline=wording.the(study.baseline),
        area=study.area,
        crime=movement(study, told[ALL_CRIME]),
        asb=movement(study, told[ALL_ASB]),
    )
    return wording.joined((*said, *_alike(study), *_of_the_categories(study, sound)))


def _alike(study: Study) -> Spans:
    """The headline again without what was recorded otherwise."""
    found = alike.of(study)
    if found is None:
        return ()
    moved = {"no clear change": "shows no clear change"}.get(found.verdict, "{v} by {c!b}")
    words = "Without {left}, recorded crime " + moved + " ({before} before, {after} after). "
    left = wording.listed([label.lower() for label in found.without])
    return wording.spans(
        words, left=left, v=found.verdict, c=found.change, before=found.before, after=found.after
    )


def _of_the_categories(study: Study, sound: list[Row]) -> Spans:
    groups = [
        (verdict, [row for row in sound if row.verdict == verdict.value])
        for verdict in (Verdict.ROSE, Verdict.FELL, Verdict.NO_CLEAR_CHANGE)
    ]
    parts = []
    for verdict, rows in groups:
        if not rows:
            continue
        number = measures.figure(
            study,
            "categories-told",
            len(rows),
            against=study.baseline,
            verdict=verdict.value,
        )
        shown = "" if verdict is not Verdict.NO_CLEAR_CHANGE else "show "
        shown = "shows " if shown and len(rows) == 1 else shown
        parts.append(wording.spans("{n} {shown}{v}", n=number, shown=shown, v=verdict.value))
    return wording.spans("Of the categories of crime, {parts}.", parts=wording.listed(parts))


def _signals(sound: list[Row]) -> list[Spans]:
    """The clearest rises and falls, for the board."""
    clear = sorted((row for row in sound if row.clear), key=lambda row: -abs(row.change.value or 0))
    return [
        wording.spans("{label} {v} by {c!u}.", label=row.label, v=row.verdict, c=row.change)
        for row in clear[:6]
    ]


def _table(study: Study, told: Comparison) -> Table:
    daily = study.baseline.days != study.period.days
    headings = ["Category", "Before", "After", "Change", "95 % limits", "By chance alone"]
    headings += ["Per day"] if daily else []
    columns = (*(_column(one) for one in headings), Column("Verdict", Align.LEFT))
    rows = [_line(study, row, daily) for row in told.rows]
    other = alike.of(study)
    if other is not None:
        rows.insert(1, _headline_again(other, daily))
    caption = f"{wording.capital(wording.the(study.period))} against {wording.the(told.baseline)}"
    note = (
        "Limits widened by each category's own ups and downs; the verdict rests on them, on the "
        "number of categories tried, and on a change that is large enough to matter. “By chance "
        "alone” is the exact interval that takes incidents as independent, and is too narrow."
    )
    return Table("change-by-category", caption, columns, tuple(rows), (note,))


def _column(heading: str) -> Column:
    return Column(heading, Align.LEFT if heading == "Category" else Align.RIGHT)


def _line(study: Study, row: Row, daily: bool) -> tuple[Cell, ...]:
    if recording.blocked(study, row.category):
        held: tuple[Cell, ...] = (row.label, row.before, row.after, None, None, None)
        return (*held, *([None] if daily else []), RECORDED_OTHERWISE)
    verdict = row.verdict
    if row.per_day_verdict != row.verdict:
        verdict = f"{row.verdict}; per day {row.per_day_verdict}"
    chance = Quote(by_chance(study, row), between=True)
    limits = Quote(row.change, between=True)
    cells: tuple[Cell, ...] = (row.label, row.before, row.after, row.change, limits, chance)
    return (*cells, *([row.per_day] if daily else []), verdict)


def _headline_again(found: alike.Alike, daily: bool) -> tuple[Cell, ...]:
    label = f"All recorded crime without {' and '.join(found.without).lower()}"
    cells: tuple[Cell, ...] = (label, found.before, found.after, found.change)
    return (*cells, Quote(found.change, between=True), None, *([None] if daily else []),
            found.verdict)  # fmt: skip


def by_chance(study: Study, row: Row) -> Figure:
    """The same change with the limits that chance alone would give."""
    return measures.figure(
        study,
        "change-by-chance",
        row.change.value,
        low=row.exact[0],
        high=row.exact[1],
        against=row.change.against,
        category=row.category,
        numerator=row.change.numerator,
        denominator=row.change.denominator,
        missing=row.change.missing,
        limits="limits by chance alone",
    )


def _picture(study: Study, told: Comparison, sound: list[Row]) -> Chart:
    ordered = sorted(sound, key=lambda row: -(row.change.value or 0))
    table = Table(
        "change-drawn",
        f"Change by category against {wording.the(told.baseline)}",
        (Column("Category", Align.LEFT), Column("Change"), Column("Verdict", Align.LEFT)),
        tuple((row.label, row.change, row.verdict if row.clear else "") for row in ordered),
    )
    title = _title(ordered)
    alt = f"{title}. Each category's change with its 95 % limits, the greatest rise first."
    return Chart(
        ChartKind.FOREST, title, alt, table, x="Change", y="Category", mark="Verdict",
        x_title="Change, per cent; the limits allow for the series' own ups and downs",
    )  # fmt: skip


def _title(ordered: list[Row]) -> str:
    rose = [row.label for row in ordered if row.verdict == Verdict.ROSE.value]
    fell = [row.label for row in reversed(ordered) if row.verdict == Verdict.FELL.value]
    said = [f"{rose[0]} rose most"] if rose else []
    said += [f"{fell[0].lower() if rose else fell[0]} fell most"] if fell else []
    return ", ".join(said) or "No category of crime clearly rose or fell"


def _months(study: Study) -> Chart:
    shown = monthly.latest(study)
    labels = {row.category: row.label for row in comparison.of(study).rows}
    rows = tuple(
        (labels[word], month, count)
        for word in study.all_categories
        for month, count in monthly.figures(study, word, shown)
    )
    columns = (Column("Category", Align.LEFT), Column("Month", Align.LEFT), Column("Incidents"))
    table = Table("months-by-category", f"Month by month, {wording.the(shown)}", columns, rows)
    title = f"Each category month by month, {wording.the(shown)}"
    alt = f"{title}: a small line for each, on its own scale."
    return Chart(
        ChartKind.MULTIPLES, title, alt, table, x="Month", y="Incidents", series="Category",
        y_title="Incidents a month",
    )  # fmt: skip


def _other_baselines(study: Study, told: Comparison) -> list[Block]:
    """The change against the three-year mean and before COVID, where they are held."""
    found = {name: _against(study, name) for name in OTHER_BASELINES}
    held = {
        name: one
        for name, one in found.items()
        if one is not None and not one.unheld and one.baseline.key != told.baseline.key
    }
    lacking = [name for name, one in found.items() if one is None or one.unheld]
    blocks: list[Block] = []
    if held:
        blocks.append(_beside(study, told, held))
    if lacking:
        blocks.append(Paragraph((_lack(lacking),)))
    return blocks


def _lack(names: list[str]) -> str:
    said = {"three-year mean": "the mean of three years", "before COVID": "the time before COVID"}
    listed = " and against ".join(said[name] for name in names)
    return f"Change against {listed}: not supplied, for its months are not all held."


def _against(study: Study, name: str) -> Comparison | None:
    try:
        return comparison.of(study, Baseline.parse(name, study.period))
    except TowpathError:  # nothing of it is held, or the period itself lies before COVID
        return None


def _beside(study: Study, told: Comparison, held: dict[str, Comparison]) -> Table:
    columns = [Column("Category", Align.LEFT)]
    for one in held.values():
        columns += [Column(f"Against {wording.the(one.baseline)}"), Column("95 % limits")]
        columns += [Column("Verdict", Align.LEFT)]
    rows = tuple(
        (row.label, *(cell for one in held.values() for cell in _cells(study, row.category, one)))
        for row in told.rows
    )
    caption = f"{wording.capital(wording.the(study.period))} against other baselines"
    return Table("change-other-baselines", caption, tuple(columns), rows)


def _cells(study: Study, category: str, told: Comparison) -> tuple[Cell, Cell, str]:
    if recording.blocked(study, category, told.baseline):
        return None, None, RECORDED_OTHERWISE
    row = told[category]
    return row.change, Quote(row.change, between=True), row.verdict
