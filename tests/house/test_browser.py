"""The browser's fixtures find what they are for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGE = '<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>{}</main></html>'


def test_axe_passes_a_good_page(page: Any, axe: Callable[[Any], list[str]]) -> None:
    page.set_content(PAGE.format("<p>Good.</p>"))
    assert axe(page) == []


def test_axe_finds_an_image_without_words(page: Any, axe: Callable[[Any], list[str]]) -> None:
    page.set_content(PAGE.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    assert [fault.split(":")[0] for fault in axe(page)] == ["image-alt"]


def test_a_file_can_be_opened(page: Any, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format("<p>From a file.</p>"), "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.get_by_text("From a file.").is_visible()
