"""The page: self-contained, one heading of level 1, every number one click from its grounds."""

from __future__ import annotations

import base64
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from types import ModuleType

import pytest

from towpath.documents import contents, html
from towpath.documents.audience import Public, Restricted
from towpath.documents.blocks import Heading, Paragraph


class Reader(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, attribute: str, tag: str = "") -> list[str]:
        return [a[attribute] for t, a in self.tags if attribute in a and tag in ("", t)]


@pytest.fixture(scope="module")
def page(sample: ModuleType) -> str:
    return html.page(Restricted(sample.document(), ("Board", "Police")))


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_needs_no_other_host_and_no_script(read: Reader, page: str) -> None:
    assert "script" not in {tag for tag, _ in read.tags}
    assert not read.values("src")
    links = read.values("href")
    assert all(link.startswith(("#", "data:text/csv")) for link in links)
    assert not re.search(r"@import|url\(\s*['\"]?http", page)


def test_there_is_one_heading_of_level_one_and_none_is_skipped(read: Reader) -> None:
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    below = levels[levels.index(1) :]
    assert all(after - before <= 1 for before, after in pairwise(below))


def test_ids_are_unique_and_every_link_arrives(read: Reader) -> None:
    ids = Counter(read.values("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    wanted = {link[1:] for link in read.values("href") if link.startswith("#")}
    assert wanted <= set(ids)


def test_every_shown_figure_is_a_link_to_its_grounds(read: Reader, sample: ModuleType) -> None:
    rows = set(read.values("id", "tr"))
    shown = {figure.id for figure in contents.shown(sample.document())}
    assert shown == rows
    assert shown <= {link[1:] for link in read.values("href", "a")}


def test_the_other_files_of_the_edition_are_linked(sample: ModuleType) -> None:
    beside = (("Profile: Canal & Kirkgate", "profiles/profile-canal-kirkgate.html"),)
    page = html.page(Public(replace(sample.document(), siblings=beside), gated=False))
    assert (
        '<a href="profiles/profile-canal-kirkgate.html">Profile: Canal &amp; Kirkgate</a>' in page
    )


def test_every_picture_is_named_and_described(read: Reader, sample: ModuleType, page: str) -> None:
    drawn = [attributes for tag, attributes in read.tags if tag == "svg"]
    assert len(drawn) == len(contents.pictures(sample.document()))
    for attributes in drawn:
        title, description = attributes["aria-labelledby"].split()
        assert f'<title id="{title}">' in page
        assert f'<desc id="{description}">' in page


def test_tables_have_captions_and_scoped_headings(read: Reader) -> None:
    assert set(read.values("scope")) == {"col", "row"}
    assert all("scope" in attributes for tag, attributes in read.tags if tag == "th")


def test_the_marking_stands_at_head_and_foot_of_restricted_pages_alone(
    page: str, sample: ModuleType
) -> None:
    assert page.count('<p class="marking">OFFICIAL-SENSITIVE · for Board, Police</p>') == 2
    assert "OFFICIAL" not in html.page(Public(sample.document(), gated=True))


def test_the_marking_is_printed_on_every_sheet_and_cannot_leave_its_string(
    page: str, sample: ModuleType
) -> None:
    assert r'content: "OFFICIAL\2d SENSITIVE' in page
    evil = html.page(Restricted(sample.document(), ('"; } </style><b>',)))
    assert "</style><b>" not in evil
    assert evil.count("</style>") == 1


def test_the_notice_and_credits_are_on_the_page(page: str) -> None:
    assert "Synthetic data: no real place or person." in page
    assert "Contains National Statistics and OS data" in page


def test_words_are_escaped_wherever_they_stand(sample: ModuleType) -> None:
    evil = '<img src=x onerror="alert(1)">'
    blocks = (Heading(evil), Paragraph((evil,)))
    document = replace(sample.document(), title=evil, blocks=blocks, facts=((evil, evil),))
    assert "<img" not in html.page(Public(document, gated=False))


def test_the_download_is_the_tables_csv(read: Reader) -> None:
    downloads = {a["download"]: a["href"] for tag, a in read.tags if "download" in a}
    data = base64.b64decode(downloads["change-by-category.csv"].split(",", 1)[1]).decode()
    assert data.startswith("Category,12 months to September 2024,")
    assert re.search(r"Shoplifting,1602,1893,18\.2,rose,[\d.-]+,[\d.-]+,F-", data)


def test_the_same_document_gives_the_same_page(page: str, sample: ModuleType) -> None:
    assert html.page(Restricted(sample.document(), ("Board", "Police"))) == page
