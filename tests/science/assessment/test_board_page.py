"""The board's page: one sheet whatever it is given, and never more than the findings say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from towpath.assessment import board, headlines, placenames
from towpath.assessment.changes import comparison
from towpath.assessment.findings import Contents, Finding, Section, block_figures, not_supplied
from towpath.documents import html, pdf
from towpath.documents.audience import Restricted
from towpath.documents.blocks import Column, Map, Shapes, Table
from towpath.foundation import Figure, Unit

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def edition(whole):
    """A study and everything found in it."""
    study, compiled = whole
    return study, compiled.contents


def sheets(document) -> int:
    whole = pdf.sheets(Restricted(document, ("The board",)))
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", whole))


def test_it_is_one_sheet_of_a4(edition):
    assert sheets(board.summary(*edition)) == 1


def test_it_is_one_sheet_with_nothing_supplied(edition):
    study, found = edition
    empty = [replace(not_supplied("Nothing.", "somebody"), key=one.key, title=one.title)
             for one in found]  # fmt: skip
    bare = Contents((replace(found.sections[0], findings=tuple(empty)),))
    assert sheets(board.summary(study, bare)) == 1


def test_every_panel_is_there(edition):
    page = html.page(Restricted(board.summary(*edition), ("The board",)))
    for words in ("All recorded crime", "Anti-social behaviour", "What changed", "Priority places",
                  "signals", "comparable areas", "Outcomes at equal follow-up", "The last plan",
                  "What people want", "Decisions asked for", "cannot show"):  # fmt: skip
        assert words in page, words


def test_no_bare_percentage_where_recording_changed(edition):
    study, found = edition
    shown = {f.basis.get("category") for f in block_figures(board.summary(study, found).blocks)
             if f.definition == "change-in-count"}  # fmt: skip
    assert "asb" not in shown
    assert "public-order" not in shown


def test_rises_and_falls_are_the_truths(edition):
    study, found = edition
    table = headlines.movers(study, comparison.of(study), found)
    assert isinstance(table, Table)
    assert "Shoplifting" in [row[0] for row in table.rows]


def test_confidence_falls_with_what_is_missing(edition):
    study, found = edition
    fewer = Contents((replace(found.sections[0], findings=(not_supplied("Nothing.", "x"),)),))
    assert board.confidence(study, fewer).startswith("Low")


def test_the_share_of_harm_is_that_of_the_finding():
    share = Figure(41.0, Unit.PER_CENT, "harm-share", basis={"category": "burglary"})
    rank = Figure(1, Unit.RANK, "harm-rank", basis={"category": "burglary"})
    found = Contents((Section(1, "", "", (Finding((rank, share), key="1c"),)),))
    assert headlines.harm_of(found, "burglary") is share
    assert headlines.harm_of(found, "robbery") is None


def test_places_are_numbered_from_the_highest():
    codes = ("A", "B", "C")
    values = [Figure(value, Unit.INDEX, "d", basis={"code": code})
              for code, value in zip(codes, (80, 250, 120), strict=True)]  # fmt: skip
    table = Table("t", "T", (Column("Code"), Column("Score")),
                  tuple(zip(codes, values, strict=True)))  # fmt: skip
    shapes = Shapes("lsoas", codes, ("Ash", "Beech", "Cedar"), (b"", b"", b""))
    drawn, listed = placenames.small(Map("M", "M.", table, shapes, "Code", "Score"), 2)
    assert drawn.shapes.names == ("Ash", "1", "2")
    assert [item[0] for item in listed.items] == ["Beech", "Cedar"]
