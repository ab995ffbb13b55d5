"""What people say, set into findings: where it stands, and what of it the public form has."""

from dataclasses import replace
from datetime import date

from towpath.assessment.editions import Edition
from towpath.assessment.findings import Contents, Finding, Section
from towpath.documents.blocks import Document
from towpath.editions import spoken
from towpath.editions.spoken import Spoken
from towpath.foundation import Area, Baseline, Level, Period

PERIOD = Period.parse("2025")
SAID = Spoken({"1": "On the whole it is quiet.", "1a": "Less than before.", "1p": "By the lock."})


def edition(*findings: Finding) -> Edition:
    return Edition(
        "one", "Safer Aldermere", Area(Level.DISTRICT, "X1", 2024, "Aldermere"), PERIOD,
        Baseline.of(PERIOD.year_before), "S-1", (), date(2026, 5, 4), "1", (),
        Contents((Section(1, "Levels", "What?", findings),)),
        Document("Board", "", "Safer Aldermere", date(2026, 5, 4), (), ()),
    )  # fmt: skip


OPEN = Finding(("How many.",), key="1a", title="Levels")
FINE = Finding(("Where exactly.",), confined="Left out.", key="1p", title="Where exactly")


def test_what_is_said_of_a_section_is_not_left_out_with_a_confined_finding() -> None:
    said = spoken.into(edition(OPEN, FINE), SAID).contents
    assert "On the whole it is quiet." in str(said.opened["1a"])
    assert "By the lock." not in str(said.opened)
    assert "By the lock." in str(said["1p"])


def test_it_stands_below_the_last_finding() -> None:
    last = replace(OPEN, key="1b")
    said = spoken.into(edition(OPEN, last), SAID).contents
    assert "On the whole it is quiet." in str(said["1b"])
    assert "On the whole" in str(spoken.into(edition(FINE), SAID).contents["1p"])
