"""Every page that anybody can come to: sound for axe, within its window, and from this site alone.

Each role starts at the first page and follows every link, a few of each kind; what no link leads
to is asked for by hand. Of GET addresses that answer with a page, none may be left out.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import visiting
from visiting import ANALYST

pytestmark = pytest.mark.browser
SOAK = os.environ.get("TOWPATH_TESTS") == "soak"
WIDTHS = (360, 768, 1440)
OF_A_KIND = 9 if SOAK else 1  # pages that differ only in what they are about
MATRIX = Path(__file__).parents[1] / "house" / "access_matrix.csv"
NO_PAGE = re.compile(
    r"api/(?!docs)|health/|theme\.css|.*\.(csv|ics)$|.*/(progress|shapes|tiles)/|.*/download/"
)
FILES = re.compile(r".*\.(csv|ics|pdf|docx|xlsx|gpkg|json|zip|svg|png)$")
UNLINKED = (
    "/explore/?when=December+2025&what=burglary&by=lsoa&shade=rate",
    "/explore/?when=nonsense",
    "/publications/", "/partnership/", "/accessibility/", "/api/docs", "/you/", "/keys/",
    "/account/login/", "/account/logout/", "/account/inactive/", "/account/reauthenticate/",
    "/account/password/reset/", "/account/password/reset/done/",
    "/account/3rdparty/login/cancelled/", "/account/2fa/webauthn/",
    "/account/password/reset/key/done/", "/account/password/reset/key/1-set-password/",
    "/nowhere/",
)  # fmt: skip
STEPS = (
    "",
    "sections/5/",
    "texts/1a/",
    "freeze/",
    "reopen/",
    "sign/",
    "send-back/",
    "publish/",
    "withdraw/",
)
LINKS = "[...document.links].map(one => one.href.split('#')[0])"
MAIN = "(document.querySelector('main') ?? document.body).innerHTML"
TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')


@dataclass
class Walk:
    """One person's way through the site."""

    page: Any
    site: str
    axe: Callable[[Any], list[str]]
    known: set[str]  # what axe has seen already, whoever was shown it
    seen: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def follow(self, *starts: str) -> None:
        """Go everywhere that links lead to from these addresses."""
        waiting, kinds = list(starts), Counter[str]()
        while waiting:
            path = waiting.pop(0)
            if path in self.seen or (kinds[kind(path)] >= OF_A_KIND and path not in starts):
                continue
            kinds[kind(path)] += 1
            waiting += self.visit(path)

    def visit(self, path: str) -> list[str]:
        """Look at one page closely; the addresses to which it leads."""
        self.seen.append(path)
        answer = self.page.goto(self.site + path)
        if answer.status >= 500:
            self.faults.append(f"{path}: {answer.status}")
        if "sandbox" in answer.headers.get("content-security-policy", ""):
            return []  # an edition's own document, in which nothing runs: read as a file elsewhere
        if self.page.locator("[data-map]").count():
            self.page.locator("[data-map][data-ready=yes]").wait_for()
        main = TOKEN.sub("", self.page.evaluate(MAIN))
        if main not in self.known:
            self.known.add(main)
            self.look_closely(path, WIDTHS if SOAK else (WIDTHS[len(self.known) % 3],))
        links = [one.removeprefix(self.site) for one in self.page.evaluate(LINKS)]
        return [one for one in links if one.startswith("/") and not FILES.match(urlsplit(one).path)]

    def look_closely(self, path: str, widths: tuple[int, ...]) -> None:
        """At every width whether it fits; at some, what axe finds."""
        for width in sorted(WIDTHS, key=lambda one: one in widths):
            self.page.set_viewport_size({"width": width, "height": 900})
            if visiting.too_wide(self.page):
                self.faults.append(f"{path}: wider than {width}")
            if width in widths:
                self.faults += [f"{path} at {width}: {one}" for one in self.axe(self.page)]


def kind(path: str) -> str:
    """An address without what it is about: names, numbers, and the words of a question."""
    parts = urlsplit(path)
    about = re.sub(r"/([0-9a-f-]{36}|[0-9]+|[1-6][a-z]|F-\w+)(?=/|$)", "/*", parts.path)
    looks = parts.path == "/explore/" and not SOAK  # hundreds of numbers on each: one is enough
    return about if looks else f"{about}?{sorted(parse_qs(parts.query))}"


def wanted() -> list[str]:
    """The GET addresses that answer somebody with a page."""
    with MATRIX.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["method"] == "GET"]
    return sorted({row["address"] for row in rows
                   if "200" in row.values() and not NO_PAGE.match(row["address"])})  # fmt: skip


def fits(address: str, path: str) -> bool:
    pattern = re.sub(r"<path:\w+>", ".+", address)
    return bool(re.fullmatch("/" + re.sub(r"<[^>]+>", "[^/]+", pattern), urlsplit(path).path))


def hand_over(page: Any, site: str, folder: Path) -> list[str]:
    """Two deliveries: one to decide on, with rows that break a rule; one that is not understood."""
    made = []
    head = "Reference,Type of incident,Date of incident,Time,Easting,Northing,LSOA code"
    name = "a-long-name-of-a-file-that-cannot-be-broken-anywhere-" * 2
    rows = "1,Malicious false alarm,02/06/2025,12:30,,,\n2,Malicious false alarm,31/02/2025,,,,\n"
    for said, of in ((head, name), (head.replace("Type of incident", "Stop code"), "stopped")):
        file = folder / f"{of}.csv"
        file.write_text(f"{said}\n{rows}")
        page.goto(f"{site}/deliveries/new/")
        page.locator("input[type=file]").set_input_files(str(file))
        page.get_by_label("Whose they are").select_option(label="Saltreath Fire and Rescue Service")
        page.get_by_label("What they are").select_option(label="Statutory return: fire and rescue")
        page.get_by_role("button", name="Hand over and check").click()
        page.get_by_text("Ready for a decision").or_(page.get_by_text("Needs attention")).wait_for()
        made.append(str(page.url).removeprefix(site))
    return made


def test_every_page_of_every_role(
    page: Any, site: str, standing: Any, complaints: list[str], tmp_path: Path,
    axe: Callable[[Any], list[str]],
) -> None:  # fmt: skip
    visiting.sign_in(page, site, ANALYST)
    starts = ["/", *UNLINKED, *hand_over(page, site, tmp_path)]
    visiting.sign_out(page)
    supplier = visiting.take_on(
        page, site, "Al Ng", "Saltreath Fire and Rescue Service", "Data supplier"
    )
    for one in (standing.draft, standing.frozen, standing.signed, standing.published):
        starts += [one.removeprefix(site) + step for step in STEPS]
    known: set[str] = set()
    seen: list[str] = []
    faults: list[str] = []
    for name in (None, supplier, *(visiting.DEMO if SOAK else visiting.ROLES)):
        page.context.clear_cookies()
        if name == supplier:
            visiting.sign_in_with_password(page, site, supplier)
        elif name:
            visiting.sign_in(page, site, name)
        walk = Walk(page, site, axe, known)
        walk.follow(*starts)
        seen += walk.seen
        faults += [f"{name}: {one}" for one in walk.faults]
    assert faults == []
    assert [one for one in wanted() if not any(fits(one, path) for path in seen)] == []
