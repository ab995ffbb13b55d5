"""People can type, attach or accept the absence of evidence, and nothing they said is lost."""

from datetime import date

import pytest

from towpath.assessment import typed
from towpath.foundation import NotUnderstood

DAY = date(2026, 1, 15)


def test_typed_evidence_is_kept_with_author_and_day(tmp_path):
    typed.add(tmp_path, section=6, text="Speeding came first.", by="A. Analyst", at=DAY)
    (entry,) = typed.read(tmp_path)
    assert (entry.text, entry.author, entry.dated) == (
        "Speeding came first.",
        "A. Analyst",
        "2026-01-15",
    )


def test_an_attachment_is_copied_and_named_by_its_hash(tmp_path):
    file = tmp_path / "survey.csv"
    file.write_text("a,b\n", "utf-8")
    entry = typed.add(
        tmp_path / "editions", section=6, text="See file", by="A", at=DAY, attached=file
    )
    (kept,) = (tmp_path / "editions" / "attached").iterdir()
    assert kept.read_text("utf-8") == "a,b\n"
    assert kept.name[:12] in entry.text


def test_an_accepted_gap_names_who_accepts_it(tmp_path):
    entry = typed.accept_gap(tmp_path, section=4, because="there was no plan", by="Chair", at=DAY)
    assert entry.accepted_by == "Chair"
    assert typed.read(tmp_path) == (entry,)


@pytest.mark.parametrize(("section", "text"), [(0, "words"), (7, "words"), (4, "  ")])
def test_a_section_or_text_that_cannot_be_is_refused(tmp_path, section, text):
    with pytest.raises(NotUnderstood):
        typed.add(tmp_path, section=section, text=text, by="A", at=DAY)
    assert typed.read(tmp_path) == ()
