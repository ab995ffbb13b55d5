"""People can type, attach or accept the absence of evidence, and nothing they said is lost."""

from datetime import date

import pytest

from towpath.assessment import typed
from towpath.assessment.findings import Section
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


def test_what_is_withdrawn_stays_on_file_and_stands_no_more(tmp_path):
    typed.accept_gap(tmp_path, section=4, because="there was no plan", by="Chair", at=DAY)
    typed.add(tmp_path, section=6, text="Speeding came first.", by="A", at=DAY)
    before = (tmp_path / typed.FILE).read_bytes()
    typed.withdraw(tmp_path, 1, because="the plan was found", by="A", at=DAY)
    assert [one.section for one in typed.read(tmp_path)] == [6]
    assert (tmp_path / typed.FILE).read_bytes().startswith(before)
    gone, _ = typed.entries(tmp_path)
    assert gone.withdrawn == typed.Withdrawal(1, "A", "the plan was found", "2026-01-15")


@pytest.mark.parametrize("number", [0, 1, 3])
def test_only_an_entry_that_stands_can_be_withdrawn(tmp_path, number):
    for _ in range(2):
        typed.add(tmp_path, section=6, text="Speeding came first.", by="A", at=DAY)
    typed.withdraw(tmp_path, 1, because="twice", by="A", at=DAY)
    with pytest.raises(NotUnderstood, match=f"Entry {number}"):
        typed.withdraw(tmp_path, number, because="again", by="A", at=DAY)


def test_a_withdrawn_gap_blocks_its_section_again(tmp_path):
    typed.accept_gap(tmp_path, section=4, because="there was no plan", by="Chair", at=DAY)
    accepted = Section(4, "Plan", "Did it work?", (), typed.read(tmp_path))
    typed.withdraw(tmp_path, 1, because="the plan was found", by="A", at=DAY)
    again = Section(4, "Plan", "Did it work?", (), typed.read(tmp_path))
    assert (accepted.blocks_sign_off, again.blocks_sign_off) == (False, True)
