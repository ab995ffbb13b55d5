"""What somebody sees who may not, who came too often, and when the site itself has failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import visiting
from towpath.evidence.homes import Home
from towpath.sources import demo
from visiting import ADMINISTRATOR, sign_in

pytestmark = pytest.mark.browser
Sound = Callable[[str], None]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without evidence, which a test may spoil."""
    path = tmp_path_factory.mktemp("failing") / "home"
    Home.create(path, {"name": "Safer Aldermere Partnership", "notice": demo.NOTICE})
    return path


@pytest.fixture(scope="module")
def frail(small: Path) -> Iterator[str]:
    port = visiting.free_port()
    with visiting.served(small, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def sound(page: Any, axe: Callable[[Any], list[str]], complaints: list[str]) -> Sound:
    """That the open page has this heading, nothing for axe to find, and fits every window."""
    page.set_default_timeout(visiting.PATIENCE)

    def look(heading: str) -> None:
        assert page.get_by_role("heading", level=1).inner_text() == heading
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert not visiting.too_wide(page)
        assert axe(page) == []

    return look


def test_who_may_not_is_told_whom_to_ask(page: Any, frail: str, sound: Sound) -> None:
    sign_in(page, frail, ADMINISTRATOR)
    assert page.goto(f"{frail}/audit/").status == 403
    sound("You do not have access to this page")
    assert page.get_by_text("ask an administrator").is_visible()


def test_a_form_that_has_grown_old_says_so(page: Any, frail: str, sound: Sound) -> None:
    page.goto(f"{frail}/account/login/")
    page.context.clear_cookies()
    page.get_by_role("button", name=ADMINISTRATOR).click()
    sound("This form can no longer be sent")


def test_who_tries_too_often_is_told_to_wait(page: Any, frail: str, sound: Sound) -> None:
    for _ in range(8):
        page.goto(f"{frail}/account/password/reset/")
        page.locator("input[type=email], input[name=email]").first.fill("nobody@nowhere.example")
        page.get_by_role("main").get_by_role("button").first.click()
        if page.get_by_text("Too many attempts").count():
            break
    sound("Too many attempts")


def test_a_fault_is_said_to_be_ours(page: Any, tmp_path: Path, sound: Sound) -> None:
    home = tmp_path / "home"
    Home.create(home, {"name": "Safer Aldermere Partnership", "notice": demo.NOTICE})
    port = visiting.free_port()
    with visiting.served(home, port):
        (home / "site.sqlite3").unlink()
        assert page.goto(f"http://127.0.0.1:{port}/account/login/").status == 500
        sound("Something went wrong")
