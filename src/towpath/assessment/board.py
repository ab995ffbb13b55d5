"""The board's page: one sheet of A4 that says what a board decides on, and what it cannot know.

It quotes the findings and counts nothing of its own but the headlines. What it quotes from which
finding is in `board.toml`; a piece whose finding has no evidence says so in a few words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from towpath.assessment import caveats, headlines, placenames
from towpath.documents.blocks import (
    Beside,
    Block,
    Document,
    Heading,
    Listing,
    Map,
    Paragraph,
    Spans,
    Table,
)
from towpath.foundation.periods import month_name

if TYPE_CHECKING:
    from towpath.assessment.findings import Contents, Finding
    from towpath.assessment.study import Study

# Rows that the page has room for; reds come first, so the rest is what goes well.
PLAN_ROWS = 5
DECISIONS = 4
PLACES = 5
GAPS = 6
DELIVERED = "As delivered with the plan's results; counts of the data now held may differ."


def summary(study: Study, contents: Contents) -> Document:
    """The board's page of an edition."""
    settings = study.held.home.settings
    return Document(
        title=f"Board summary: {study.area}",
        subtitle=f"{study.period}, compared with {study.baseline}",
        author=str(settings.get("name", study.area)),
        modified=date.fromisoformat(max(load.delivered for load in study.held.loads)[:10]),
        facts=_facts(study, contents),
        blocks=tuple(_blocks(study, contents)),
        colour=str(settings.get("colour", "#12436D")),
        compact=True,
    )


@cache
def _page() -> dict[str, Any]:
    text = files("towpath.assessment").joinpath("board.toml").read_text("utf-8")
    return tomllib.loads(text)


def _facts(study: Study, contents: Contents) -> tuple[tuple[str, str], ...]:
    latest = max(load.first for load in study.loads(study.feed))
    return (
        ("Area", f"{study.area} ({study.area.level.label})"),
        ("Period", study.period.name),
        ("Data held to", month_name(latest)),
        ("Confidence", confidence(study, contents)),
    )


def confidence(study: Study, contents: Contents) -> str:
    """High, medium or low, and why: grave caveats and the findings without evidence."""
    law = _page()["confidence"]
    found = tuple(contents)
    supplied = sum(finding.supplied for finding in found)
    grave = sum(caveat.grave for caveat in caveats.all_of(study))
    share = supplied / len(found) if found else 0.0
    steps = (share < law["high"]) + (share < law["medium"]) + (grave > 0)
    word = ("High", "Medium", "Low", "Low")[steps]
    why = f"{supplied} of {len(found)} findings have evidence"
    return f"{word}: {why}" + (f"; {grave} grave caveat{'s' * (grave > 1)}" if grave else "")


def _blocks(study: Study, contents: Contents) -> Iterator[Block]:
    yield headlines.tiles(study, headlines.told_of(study))
    left: list[Block] = [*_changes(study, contents), *_panels(contents, "left")]
    right: list[Block] = [*_places(contents), *_panels(contents, "right")]
    yield Beside((tuple(left), tuple(right)), (1.2, 1.0))
    yield Beside((tuple(_plan(contents)), tuple(_decisions(contents))), (1.2, 1.0))
    yield Heading("What this page cannot show")
    yield Paragraph(_foot(study, contents))


def _changes(study: Study, contents: Contents) -> Iterator[Block]:
    told = headlines.told_of(study)
    yield Heading("What changed")
    if told:
        yield headlines.movers(study, told, contents)
    else:
        yield Paragraph(("Not supplied: one of the two periods is not held.",))


def _panels(contents: Contents, column: str) -> Iterator[Block]:
    for panel in _page()["panel"]:
        if panel["column"] == column:
            yield Heading(panel["title"])
            yield _panel(contents, panel["from"], panel["most"])


def _panel(contents: Contents, keys: list[str], most: int) -> Block:
    found = tuple(filter(None, (finding(contents, key) for key in keys)))
    if not any(one.supplied for one in found):
        return Paragraph((_lacking(next(iter(found), None)),))
    return Listing(tuple(said for one in found for said in quotes(one, most)))


def finding(contents: Contents, key: str) -> Finding | None:
    """The finding of a key, where the edition has it."""
    return next((one for one in contents if one.key == key), None)


def quotes(found: Finding, most: int) -> tuple[Spans, ...]:
    """What a page may say of a finding: its signals, else its sentence, else that it lacks."""
    if not found.supplied:
        return ((f"{found.title}. {found.missing}",),)
    return (found.signals or (found.sentence,))[:most]


def _places(contents: Contents) -> Iterator[Block]:
    found = finding(contents, "1l")
    yield Heading("Priority places")
    if found is None or not found.supplied:
        yield Paragraph((_lacking(found),))
        return
    drawn = next((one for one in _every(found.blocks) if isinstance(one, Map)), None)
    if drawn:
        yield from placenames.small(drawn, PLACES)
    else:
        yield Paragraph(quotes(found, 1)[0])


def _plan(contents: Contents) -> Iterator[Block]:
    yield Heading("The last plan, reds first")
    yield from _excerpt(contents, "4a", "plan-board", PLAN_ROWS, DELIVERED)


def _decisions(contents: Contents) -> Iterator[Block]:
    yield Heading("Decisions asked for today")
    yield from _excerpt(contents, "5a", "decisions", DECISIONS)


def _excerpt(
    contents: Contents, key: str, table: str, most: int, note: str = ""
) -> Iterator[Block]:
    """What a finding says in short, and the first rows of one of its tables."""
    found = finding(contents, key)
    tables = (one for one in _every(found.blocks if found else ()) if isinstance(one, Table))
    whole = next((one for one in tables if one.key == table), None)
    if found is None or whole is None:
        yield Paragraph((_lacking(found),))
        return
    yield from (Paragraph(said) for said in found.signals[:1])
    said = (note,) if note else ()
    yield replace(whole, key=f"board-{table}", rows=whole.rows[:most], note=said, appendix=False)


def _lacking(found: Finding | None) -> str:
    return found.missing if found and found.missing else "Not supplied."


def _every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Blocks and those that stand side by side within them."""
    for block in blocks:
        yield block
        if isinstance(block, Beside):
            for side in block.sides:
                yield from _every(side)


def _foot(study: Study, contents: Contents) -> Spans:
    gaps = [one.title for one in contents if not one.supplied]
    more = f", and {len(gaps) - GAPS} more" if len(gaps) > GAPS else ""
    lacking = f" No evidence was supplied on: {'; '.join(gaps[:GAPS])}{more}." if gaps else ""
    grave = [caveat.name for caveat in caveats.all_of(study) if caveat.grave]
    care = f" Take care: {'; '.join(grave)}." if grave else ""
    return (_page()["foot"]["says"] + lacking + care,)
