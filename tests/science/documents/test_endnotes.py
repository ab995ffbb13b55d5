"""The grounds on paper: every number has its note, and what is shared is said once."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from towpath.documents import contents, endnotes


def test_every_number_on_paper_has_a_note(sample: ModuleType) -> None:
    document = sample.document()
    shown = {figure.id for figure in contents.shown(document, behind=False)}
    assert endnotes.of(document).ids == shown


def test_a_board_summary_has_none(sample: ModuleType) -> None:
    assert endnotes.of(replace(sample.document(), compact=True)).notes == ()


def test_what_most_figures_share_is_said_once(sample: ModuleType) -> None:
    made = endnotes.of(sample.document())
    assert f"Snapshot: {sample.SNAPSHOT}." in made.common
    notes = [note.about + words for note in made.notes for _, words in note.entries]
    assert not any(sample.SNAPSHOT in one for one in notes)


def test_a_note_says_the_value_and_what_tells_it_from_the_others(sample: ModuleType) -> None:
    notes = endnotes.of(sample.document()).notes
    every = " ".join(words for note in notes for _, words in note.entries)
    assert "13.1\N{NO-BREAK SPACE}%, before" in every
