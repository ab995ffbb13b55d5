"""Hypothesis over every form of the site, found by walking it as each role: whatever is sent, the
site answers, and what somebody typed is not lost."""

from __future__ import annotations

import html
import os
import shutil
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import editions_world
import people
from towpath.access.permissions import Role

EFFORT = os.environ.get("TOWPATH_TESTS", "quick")
EXAMPLES = {"quick": 2, "check": 4, "soak": 40}[EFFORT]
WHO = ("anonymous", "administrator", "auditor", "manager", "analyst", "police", "supplier", "board")
FORMS = {"anonymous": 2, "auditor": 6, "board": 4, "supplier": 8, "police": 10}  # at least
BOUNDARY = "a-boundary-of-the-tests"
# What stands in no page that anybody may walk to in this small world; tried elsewhere.
NASTY = (
    "", " ", "\0", "a\0b", "\ud800", "\udcff", "\u202eevil\u2066", "\ufeff", "'\";--", "<script>x",
    "=1+1", "../../etc/passwd", "%00", "%", "{{ 7*7 }}", "0", "-1", "1e999", "nan", "9" * 400,
    "x" * 70_000, "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "\r\n\r\n", "true",
    "[]", "{}", "٣", "½", "\N{PILE OF POO}" * 40, "a" * 129 + ".csv", "00000000-0000-4000-8000-0",
)  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(), max_size=60),
    st.integers().map(str),
    st.dates().map(str),
)


Part = tuple[str, bytes, str]  # name, value, and what the file is called, if it is one


@dataclass
class Form:
    """A form as a browser sees it."""

    page: str
    action: str
    method: str
    multipart: bool
    controls: dict[str, list[str]] = field(default_factory=dict)  # name to the values on offer
    files: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)  # names of textareas

    @property
    def key(self) -> tuple[object, ...]:
        """Forms of one kind have the same."""
        return route(self.page), route(self.action), self.method, tuple(sorted(self.controls))


def route(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).route
    except Resolver404:
        return ""


class Page(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, list[str](), list[Form]()
        self.select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and (href := said.get("href", "")):
            self.links.append(urljoin(self.path, href))
        if tag == "form":
            action = urljoin(self.path, said.get("action") or self.path)
            many = said.get("enctype", "").startswith("multipart")
            self.forms.append(Form(self.path, action, said.get("method", "get").lower(), many))
        elif self.forms:
            self._control(tag, said)

    def _control(self, tag: str, said: dict[str, str]) -> None:
        form, name = self.forms[-1], said.get("name", "")
        if tag == "option":
            form.controls.get(self.select, []).append(said.get("value", ""))
        if tag not in ("input", "select", "textarea", "button") or not name:
            return
        held = form.controls.setdefault(name, [])
        self.select = name if tag == "select" else self.select
        if tag in ("input", "button"):
            held.append(said.get("value", ""))
        if said.get("type") == "file":
            form.files.add(name)
        if tag == "textarea":
            form.texts.add(name)


def walked(client: Client) -> list[Form]:
    """Every kind of form that somebody can come to from the first page."""
    seen, kinds = set[tuple[str, str]](), dict[object, Form]()
    ahead = deque(["/", "/account/password/reset/", "/explore/", "/account/2fa/"])
    while ahead:
        path = ahead.popleft()
        answer = client.get(path, follow=True)
        path = answer.request["PATH_INFO"]
        if "html" not in answer.get("Content-Type", "") or answer.streaming:
            continue
        page = Page(path, answer.content.decode())
        for form in page.forms:
            kinds.setdefault(form.key, form)
        for link in page.links:
            parts = urlsplit(link)
            kind = (route(parts.path), parts.query.split("=")[0])
            if not parts.netloc and kind[0] and kind not in seen and "logout" not in link:
                seen.add(kind)
                ahead.append(link.split("#")[0])
    return list(kinds.values())


@st.composite
def sent(draw: st.DrawFn, form: Form) -> list[Part]:
    """What somebody sends: each control as it stands, as anything else, twice, or not at all."""
    made = []
    for name, held in form.controls.items():
        usual = st.sampled_from(held) if held else st.just("words")
        for _ in range(draw(st.sampled_from((0, 1, 1, 1, 1, 2)))):
            text = draw(st.one_of(usual, usual, PIECES))
            file = name in form.files and draw(st.integers(0, 4)) > 0
            called = draw(st.sampled_from(("a.csv", "a.zip", "", "\u202e.xlsx", "../x.csv")))
            body = draw(st.binary(max_size=80)) if file else text.encode("utf-8", "surrogatepass")
            made.append((name, body, called if file else ""))
    return made


def answered(client: Client, form: Form, said: list[Part], odd: int) -> Any:
    """The site's answer; now and then what is sent is called what it is not."""
    pairs = "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v)}" for n, v, _ in said)
    if form.method == "get":
        return client.get(f"{form.action.split('?')[0]}?{pairs}")
    kind, body = "application/x-www-form-urlencoded", pairs.encode()
    if form.multipart:
        kind, body = f"multipart/form-data; boundary={BOUNDARY}", multipart(said)
    if odd == 1:
        kind = ("application/json", "multipart/form-data", "text/plain; charset=x")[len(pairs) % 3]
    if odd == 2:
        body = body[: len(body) // 2]
    return client.generic("POST", form.action, body, content_type=kind)


def multipart(said: list[Part]) -> bytes:
    parts = []
    for name, body, file in said:
        called = f'; filename="{file}"' if file else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'
        parts.append(head.encode("utf-8", "replace") + body + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def assert_kept(form: Form, said: list[Part], answer: Any) -> None:
    """Where the page stands again, so does what was typed; a NUL is nobody's typing."""
    page = html.unescape(answer.content.decode())
    for name, body, _ in said:
        text = body.decode("utf-8", "replace").replace("\0", "")
        last = [b for n, b, _ in said if n == name][-1] == body
        if name in form.texts and last and len(text) < 60_000 and text.isprintable():
            assert text.strip() in page, f"{form.action}: what was typed as {name} is lost"


@pytest.fixture
def world(loaded_home: Any, tmp_path: Path, settings: Any, db: None) -> None:
    """Something of each kind, so that every page can be walked to."""
    settings.HOME = shutil.copytree(loaded_home[0].path, tmp_path / "home", symlinks=True)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    author = people.person("Author", Role.ANALYST, "aldermere-council")
    editions_world.published(author)
    editions_world.compiled(author, 4)
    for agency in ("aldermere-council", "saltreath-police", "saltreath-fire"):
        people.delivery(agency)
    people.key_of(author)


@pytest.fixture
def client(who: str, world: None) -> Client:
    role = None if who == "anonymous" else Role(who)
    of = {"police": "saltreath-police", "supplier": "saltreath-fire"}.get(who, "aldermere-council")
    return people.client(people.person(f"The {who}", role, of) if role else None)


def endure(client: Client, form: Form, cookies: str) -> None:
    """Send a form in many ways, each from where things stood before."""

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(said=sent(form), odd=st.integers(0, 12))
    def send(said: list[Part], odd: int) -> None:
        client.cookies.load(cookies)
        with transaction.atomic():
            answer = answered(client, form, said, odd)
            assert answer.status_code < 500, form.action
            if form.method == "post" and odd > 2 and answer.status_code in (200, 302, 409, 422):
                found = client.get(answer.url, follow=True) if answer.status_code == 302 else answer
                assert_kept(form, said, found)
            transaction.set_rollback(True)

    send()


@pytest.mark.slow
@pytest.mark.parametrize("who", WHO)
def test_no_form_fails_or_loses_what_was_typed(who: str, client: Client) -> None:
    cookies = client.cookies.output(header="")
    found = walked(client)
    for form in found:
        endure(client, form, cookies)
    print(f"{who}: {len(found)} forms, {len(found) * EXAMPLES} times sent")
    assert len(found) >= FORMS.get(who, 15)
