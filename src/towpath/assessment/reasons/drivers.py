"""3c: why, as analysts state it and on what evidence; what nobody can say yet becomes a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from towpath.assessment import caveats, measures, wording
from towpath.assessment.caveats import recording
from towpath.assessment.changes import comparison
from towpath.assessment.findings import Finding
from towpath.assessment.reasons import stated
from towpath.documents import numbers
from towpath.documents.blocks import Align, Block, Column, Listing, Paragraph, Table
from towpath.foundation import NoSuchData, categories
from towpath.foundation.categories import ALL_ASB

if TYPE_CHECKING:
    from towpath.assessment.changes.comparison import Row
    from towpath.assessment.reasons.stated import Driver
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Spans

COLUMNS = ("Change", "Factor", "Side", "What is stated", "Rests on", "Confidence", "Stated by")


def find(study: Study) -> Finding:
    """The evidence table, then what is wanted: changes that nobody has explained."""
    drivers = stated.read(study.held.home.definitions / stated.FOLDER)
    wanted = _unexplained(study, drivers)
    if not drivers:
        changes = _several(wanted) or "nothing, for no change is clear"
        raise NoSuchData(
            f"No reasons for change have been entered. Wanted: {changes}.",
            "Enter them in the home's definitions/drivers folder.",
        )
    blocks: list[Block] = [_table(drivers)]
    tasks = _requirements(drivers, wanted)
    if tasks:
        blocks += [Paragraph(("What is still to be found out:",)), Listing(tasks)]
    found = Finding(_sentence(study, drivers, wanted), tuple(blocks))
    return found.with_caveats(*caveats.named(study, "judgement", "descriptive", "recording"))


def _unexplained(study: Study, drivers: tuple[Driver, ...]) -> list[Row]:
    """Categories that clearly rose or fell, and for which nobody has stated a reason."""
    told = comparison.of(study)
    explained = {driver.change for driver in drivers}
    rows = [told[ALL_ASB], *told.of_categories]
    clear = [
        row
        for row in rows
        if row.clear and not told.unheld and not recording.blocked(study, row.category)
    ]
    return [row for row in clear if row.category not in explained]


def _asked(row: Row) -> str:
    return f"why {row.label.lower()} {row.verdict}"


def _several(rows: list[Row]) -> str:
    """Why these rose, and why those fell, in words."""
    said = []
    for verdict in ("rose", "fell"):
        labels = [row.label.lower() for row in rows if row.verdict == verdict]
        if labels:
            each = numbers.sentence(wording.listed(labels))
            said.append(f"why {each} {verdict}")
    return " and ".join(said)


def _sentence(study: Study, drivers: tuple[Driver, ...], wanted: list[Row]) -> Spans:
    number = measures.figure(study, "drivers-stated", len(drivers), of="stated")
    words = "Reasons for change stated: {n}{bare}. {wanted}"
    unsaid = f"Nobody has yet said {_several(wanted)}." if wanted else "Every clear change has one."
    return wording.spans(
        words,
        n=number,
        bare=_bare(drivers),
        wanted=unsaid,
    )


def _bare(drivers: tuple[Driver, ...]) -> str:
    """How many of them rest on no figure: all, some or none."""
    bare = sum(not driver.grounded for driver in drivers)
    if not bare:
        return ""
    if len(drivers) == 1:
        return ", without a figure to rest on"
    some = "some of them without" if bare < len(drivers) else "none of them with"
    return f", {some} a figure to rest on"


def _table(drivers: tuple[Driver, ...]) -> Table:
    ranked = sorted(
        drivers,
        key=lambda one: (stated.CONFIDENCE.index(one.confidence), stated.FACTORS.index(one.factor)),
    )
    rows = tuple(
        (
            categories.get(one.change).label,
            one.factor,
            one.side,
            one.says,
            ", ".join(one.figures) or "no figure cited: an assertion",
            one.confidence,
            f"{one.author}, {one.date.isoformat()}",
        )
        for one in ranked
    )
    columns = tuple(Column(heading, Align.LEFT) for heading in COLUMNS)
    caption = "Reasons for change as analysts state them, the surest first"
    return Table("drivers", caption, columns, rows)


def _requirements(drivers: tuple[Driver, ...], wanted: list[Row]) -> tuple[Spans, ...]:
    """Intelligence requirements: those entered, and one for each change without a reason."""
    entered = [
        (f"{categories.get(one.change).label}: {one.requirement}",)
        for one in drivers
        if one.requirement
    ]
    unsaid = [(f"{row.label}: find out {_asked(row)}.",) for row in wanted]
    return tuple(entered + unsaid)
