"""An analyst's errands in the explorer: by mouse, by keyboard alone, and without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from visiting import ANALYST, MEMBER, sign_in

pytestmark = pytest.mark.browser
LOOKS = (
    "/explore/?when=December+2025",
    "/explore/?when=December+2025&what=burglary&by=lsoa&shade=rate",
    "/explore/?when=2025&source=force-extract&what=burglary&shade=change",
)


def ready(page: Any) -> None:
    """Wait until the map is drawn, where there is one."""
    if page.locator("[data-map]").count():
        page.locator("[data-map][data-ready=yes]").wait_for()


def numbers(page: Any) -> list[str]:
    return list(page.locator("table[class*=explorer] td").all_text_contents())


def test_an_analyst_drills_down_and_asks_where_a_number_comes_from(
    page: Any, site: str, complaints: list[str], axe: Callable[[Any], list[str]]
) -> None:
    sign_in(page, site, ANALYST)
    page.get_by_role("link", name="Explorer").first.click()
    page.get_by_label("When", exact=True).fill("December 2025")
    page.get_by_label("What", exact=True).select_option(label="\N{NO-BREAK SPACE}" * 3 + "Burglary")
    page.get_by_role("button", name="Show").click()
    assert "Aldermere: Burglary" in page.get_by_role("heading", level=1).inner_text()
    page.locator("tr[data-code] th a").first.click()
    assert "by small area" in page.locator("#caption-areas").inner_text()
    page.locator(".explorer-tile a").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Recorded incidents"
    assert page.get_by_text("SHA-256").is_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Back to what was looked at").click()
    assert "Burglary" in page.get_by_role("heading", level=1).inner_text()


def test_the_map_says_what_is_chosen_on_it(page: Any, site: str, complaints: list[str]) -> None:
    sign_in(page, site, ANALYST)
    page.goto(site + LOOKS[0])
    ready(page)
    assert not page.locator("[data-map-still]").is_visible()
    name = page.locator("tr[data-code]").first.get_attribute("data-name")
    page.get_by_label("Find on the map").select_option(label=name)
    assert page.locator("[data-map-said]").inner_text().startswith(f"{name}: ")
    assert "class 5" in page.locator("[data-map-said]").inner_text()


def test_by_keyboard_alone(page: Any, site: str, complaints: list[str]) -> None:
    sign_in(page, site, ANALYST)
    page.goto(site + LOOKS[0])
    ready(page)
    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        at = "document.activeElement"
        seen.append(page.evaluate(f"{at}.id || {at}.getAttribute('aria-label') || {at}.tagName"))
        if seen[-1] == "map-list":
            break
    assert {"id_where", "id_what", "id_when", "id_against", "Zoom in", "map-list"} <= set(seen)
    assert any("The table says the same" in one for one in seen)  # the map itself
    page.keyboard.press("Tab")  # into the table, which scrolls
    page.keyboard.press("Tab")
    first = page.locator("tr[data-code]").first.get_attribute("data-name")
    assert page.locator("[data-map-said]").inner_text().startswith(str(first))
    page.keyboard.press("Enter")
    page.wait_for_url("**where=ward**")


def test_without_script_it_says_the_same(browser: Any, page: Any, site: str) -> None:
    sign_in(page, site, ANALYST)
    page.goto(site + LOOKS[1])
    ready(page)
    with_script = numbers(page)
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, site, ANALYST)
    plain.get_by_role("link", name="Explorer").first.click()
    plain.get_by_label("When", exact=True).fill("December 2025")
    plain.get_by_label("What", exact=True).select_option("burglary")
    plain.get_by_label("List areas by").select_option("lsoa")
    plain.get_by_label("Map shows").select_option("rate")
    plain.get_by_role("button", name="Show").click()
    assert numbers(plain) == with_script
    assert plain.locator("[data-map-still] svg[role=img]").is_visible()
    assert not plain.locator("[data-map]").is_visible()
    context.close()


def test_a_file_is_made_for_named_people(page: Any, site: str, complaints: list[str]) -> None:
    sign_in(page, site, ANALYST)
    page.goto(f"{site}/explore/?when=2025&source=force-extract")
    page.get_by_text("Make a file of what is on this page").click()
    page.get_by_label("Who will have it").fill("Gareth Lowe")
    page.get_by_label("CSV files").check()
    with page.expect_download() as made:
        page.get_by_role("button", name="Make the file").click()
    assert made.value.suggested_filename.endswith(".zip")


def test_a_board_member_has_no_explorer(page: Any, site: str) -> None:
    sign_in(page, site, MEMBER)
    assert page.get_by_role("link", name="Explorer").count() == 0
    assert page.goto(f"{site}/explore/").status == 404
