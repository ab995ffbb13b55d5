"""The worked examples of the method pages are run, so that no page can promise another number."""

import doctest
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[3] / "docs" / "methods").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_worked_example_gives_the_number_on_the_page(page: Path) -> None:
    # A fence closes what a prompt opened; doctest only knows blank lines.
    text = page.read_text("utf-8").replace("```", "")
    found = doctest.DocTestParser().get_doctest(text, {}, page.stem, str(page), 0)
    report: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(found, out=report.append)
    assert failed == 0, "".join(report)
