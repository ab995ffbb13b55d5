"""The board's page and the monthly report on Leicestershire's own files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from towpath.assessment import board, compiling, contents, frozen, month
from towpath.assessment.findings import Contents
from towpath.assessment.study import Question, Study
from towpath.documents import html, pdf
from towpath.documents.audience import Restricted
from towpath.documents.blocks import Document, Table
from towpath.evidence import held, loading
from towpath.evidence.homes import Home
from towpath.foundation import Baseline, Period

pytestmark = pytest.mark.real

AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
WEIGHTS = "category,weight,origin\nShoplifting,20,made for this test\nOther theft,30,made too\n"


@pytest.fixture(scope="module")
def leicester(
    shared: Path, real_pack: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Study]:
    home = Home.create(tmp_path_factory.mktemp("leicester") / "home", {"name": "Leicester"})
    home.reference.rmdir()
    home.reference.symlink_to(real_pack, target_is_directory=True)
    archive = shared / "data" / "police_uk" / "leicestershire-2019-12-to-2022-10.zip"
    loading.deliver(home, [archive], grant=home.owner(), at=AT)
    weights = home.definitions / "weights"
    weights.mkdir(parents=True)
    (weights / "made.csv").write_text(WEIGHTS, "utf-8")
    with held.open_held(home, home.owner()) as evidence:
        window = Period.parse("12 months to October 2022")
        against = Baseline.parse("the year before", window)
        area = evidence.pack.find("Leicester")
        yield Study(Question(area, window, against), evidence, evidence.pack)


@pytest.fixture(scope="module")
def found(leicester: Study) -> Contents:
    return contents.compile(leicester)


@pytest.fixture(scope="module")
def page(leicester: Study, found: Contents) -> Document:
    return board.summary(leicester, found)


def test_it_is_one_sheet(page: Document) -> None:
    whole = pdf.sheets(Restricted(page, ("The board",)))
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", whole)) == 1


def test_the_known_headlines_stand_apart(page: Document) -> None:
    text = html.page(Restricted(page, ("The board",)))
    assert "48,314" in text
    assert "4,672" in text
    assert "52,986" not in text  # never added together


def test_harm_stands_beside_what_rose(page: Document) -> None:
    text = html.page(Restricted(page, ("The board",)))
    assert "Share of harm" in text


def test_it_freezes_with_the_edition(page: Document, found: Contents) -> None:
    assert frozen.loads(frozen.dumps((page, found))) == (page, found)


def test_the_month_of_october(leicester: Study) -> None:
    printing = compiling.Printing("Leicester")
    report = month.compile(leicester, printing, at=date(2022, 12, 1))
    tables = {one.key: one for one in report.blocks if isinstance(one, Table)}
    assert report.subtitle == "October 2022"
    twelve = tables["rolling-twelve"].rows[0]
    assert [twelve[1].value, twelve[2].value] == [41_843, 48_314]
    assert "month-three-years" not in tables  # October 2019 is not held
