"""The pages in Chromium: no fault found by axe, nothing wider than the window, no script needed."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from towpath.documents import html
from towpath.documents.audience import Public, Restricted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def files(sample: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "assessment": html.page(Restricted(sample.document(), ("Board",))),
        "board": html.page(Public(sample.board_summary(), gated=False)),
    }
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", ["assessment", "board"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_at_any_width(
    browser: Any, files: dict[str, Path], name: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(files[name].as_uri())
    found = axe.run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_number_leads_to_its_grounds_by_keyboard_without_script(
    browser: Any, files: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["assessment"].as_uri())
    number = page.locator("main a.n").first
    number.focus()
    page.keyboard.press("Enter")
    assert page.url.split("#")[1] == number.get_attribute("href")[1:]
    assert page.locator("tr:target").count() == 1
    # The definition was closed; following the number opened it.
    assert page.locator("tr:target").is_visible()
    context.close()


def test_the_first_tab_skips_to_the_content(browser: Any, files: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(files["assessment"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.close()
