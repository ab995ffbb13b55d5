"""The public form names bodies, never people: who scored, who typed, who accepted, what file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from towpath.assessment import editions, frozen, publishing, rendering
from towpath.assessment.editions import Edition
from towpath.assessment.findings import Contents, Evidence, Finding, Section
from towpath.assessment.priorities import matrix
from towpath.assessment.priorities.judgements import CRITERIA, Candidate, Judgements, Score
from towpath.documents.blocks import Column, Document, Paragraph, Table
from towpath.foundation import Area, Baseline, Figure, Handling, Level, Period, Sensitivity, Unit

PERIOD = Period.parse("12 months to October 2022")
CLOSED = Handling(Sensitivity.INTERNAL)
SCORER, AUTHOR, FILE = "Ines Scorer", "Abel Author", "statement of J Witness.pdf"
STREET = Figure(31, Unit.COUNT, "events-of-a-place", handling=CLOSED, basis={"place": "1"})


def judged() -> Judgements:
    scores = (Score(word, 3, SCORER, "So.", ("1c",), "Saltreath Police") for word in CRITERIA)
    return Judgements((Candidate("Noise", "low", tuple(scores)),))


def edition() -> Edition:
    """An edition with everything in it that people put their names to, and a street."""
    street = Paragraph(("31 on Lock Street, ", STREET, "."))
    sections = (
        Section(1, "Levels", "What?", (
            Finding(("Where it is.",), (street,), key="1p", title="Streets", confined="Left out."),
        )),
        Section(5, "Priorities", "What first?", (
            Finding(("Noise first.",), (matrix._grounds(judged()),), key="5a", title="Matrix"),
        )),
        Section(6, "What people think", "What?", (), (
            Evidence(6, f"Noise. (attached: {FILE}, SHA-256 0123456789ab…)", AUTHOR, "2022-11-01",
                     body="Aldermere Homes"),
            Evidence(6, "there was none", AUTHOR, "2022-11-01", AUTHOR),
        )),
    )  # fmt: skip
    of = Area(Level.DISTRICT, "X1", 2024, "Aldermere")
    board = Document("Board", "", "Safer Aldermere", date(2022, 11, 2), (), (Paragraph(("All.",)),))
    return Edition(
        "aldermere-1", "Safer Aldermere", of, PERIOD, Baseline.of(PERIOD.year_before), "S-1", (),
        date(2022, 11, 2), "1", (("Area", "Aldermere"),), Contents(sections), board,
    )  # fmt: skip


def written(folder: Path, form: str) -> dict[str, str]:
    """Every file of a form, as text: packed ones unpacked."""
    found = {}
    for path in rendering.write(folder, form, rendering.Wanted(("The board",))):
        found[path.relative_to(folder).as_posix()] = _text(path)
    return found


def _text(path: Path) -> str:
    import subprocess
    import zipfile

    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as held:
            return "\n".join(held.read(one).decode("utf-8", "replace") for one in held.namelist())
    raw = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".pdf":
        words = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=False).stdout
        return raw + " ".join(words.decode().split())
    return raw


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return editions.keep(tmp_path_factory.mktemp("editions"), edition())


@pytest.mark.slow
def test_no_file_of_the_public_form_names_a_person(kept: Path) -> None:
    files = written(kept, rendering.PUBLIC)
    assert {Path(one).suffix for one in files} >= {".html", ".pdf", ".docx", ".xlsx", ".csv"}
    for name, text in files.items():
        for word in (SCORER, AUTHOR, FILE, "Lock Street"):
            assert word not in text, (name, word)


@pytest.mark.slow
def test_the_partnerships_form_names_them(kept: Path) -> None:
    text = "".join(written(kept, rendering.PARTNERSHIP).values())
    for word in (SCORER, AUTHOR, FILE, "Lock Street"):
        assert word in text


def public(of: Edition) -> str:
    """The whole public form as one text."""
    pieces = rendering.pieces(of, rendering.PUBLIC)
    return "".join(frozen.dumps(publishing.publish(one.document).document) for one in pieces)


def test_bodies_stand_where_people_stood() -> None:
    text = public(edition())
    assert "(Aldermere Homes, 2022-11-01)" in text
    assert "accepted by the partnership because there was none" in text
    assert "Saltreath Police" in text
    assert "a file is kept with it" in text


def test_a_record_from_before_these_rules_loads_and_stays_closed(tmp_path: Path) -> None:
    """As it was stored then: nothing confined, no column private, no body."""
    place = editions.keep(tmp_path, edition())
    held = json.loads((place / editions.FROZEN).read_text("utf-8"))
    (place / editions.FROZEN).write_text(json.dumps(_as_before(held) | {"format": 1}), "utf-8")
    old = editions.read(place)
    assert not _every_word(_as_before(held)["body"]) & {"confined", "private", "body"}
    for word in (SCORER, AUTHOR, FILE, "Lock Street"):
        assert word not in public(old)
    assert "31 on Lock Street" in frozen.dumps(old)


def _as_before(value):
    if isinstance(value, list):
        return [_as_before(one) for one in value]
    if isinstance(value, dict):
        new = ("confined", "private", "body") if "is" in value else ()
        return {key: _as_before(one) for key, one in value.items() if key not in new}
    return value


def _every_word(value):
    if isinstance(value, list):
        return {word for one in value for word in _every_word(one)}
    if isinstance(value, dict):
        return set(value) | {word for one in value.values() for word in _every_word(one)}
    return set()


def test_open_streets_of_an_old_record_stay_open() -> None:
    from towpath.assessment import older

    told = Finding(("1.",), (Paragraph((replace(STREET, handling=Handling.parse("public")),)),),
                   key="1p")  # fmt: skip
    assert older.closed(told) == told


def test_a_private_column_leaves_neither_heading_nor_cell() -> None:
    columns = (Column("What"), Column("By", private=True), Column("Why"))
    shown = publishing.table(Table("t", "T", columns, (("a", SCORER, "b"),)))
    assert [one.heading for one in shown.columns] == ["What", "Why"]
    assert shown.rows == (("a", "b"),)


@pytest.mark.parametrize("unit", [Unit.CHANGE, Unit.PER_1000_RESIDENTS, Unit.PER_CENT])
def test_a_closed_number_that_cannot_be_told_gives_no_ground_away(unit: Unit) -> None:
    """None before and three after: no percentage, and neither count may stand behind it."""
    exact = Figure(None, unit, "change-in-count", numerator=3, denominator=0, handling=CLOSED,
                   missing="There were none before.")  # fmt: skip
    shown = publishing.figure(exact)
    assert (shown.numerator, shown.denominator, shown.missing) == (None, None, "not published")


def test_what_was_never_supplied_still_says_so() -> None:
    exact = Figure(None, Unit.COUNT, "recorded-incidents", handling=CLOSED, missing="May lacks.")
    assert publishing.figure(exact).missing == "May lacks."


def test_the_boards_page_quotes_nothing_that_is_confined() -> None:
    """It is written from the whole contents, and printed in the public form as it is."""
    from towpath.assessment import board, older

    quoted = {key for panel in board._page()["panel"] for key in panel["from"]}
    assert not quoted & set(older.FINE)
    assert quoted
