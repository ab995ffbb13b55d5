"""The site as a process on a demo's home: who signs in, what they find, with and without script."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from towpath.evidence.homes import Home
from towpath.sources import demo

pytestmark = pytest.mark.browser
PAGES = ("/", "/people/", "/people/new/", "/agencies/", "/agencies/new/", "/you/", "/account/2fa/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's site on a home without evidence, until the tests of this file are done."""
    path: Path = tmp_path_factory.mktemp("site") / "home"
    Home.create(path, {"name": "Safer Aldermere Partnership", "notice": demo.NOTICE})
    port = free_port()
    command = [sys.executable, "-m", "towpath.cli", "--home", str(path), "serve"]
    with subprocess.Popen(
        [*command, "--port", str(port)], env={**os.environ, "PYTHONWARNINGS": "default"}
    ) as process:
        url, until = f"http://127.0.0.1:{port}", time.monotonic() + 60
        while not answers(url) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
        yield url
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


@pytest.fixture
def complaints(page: Any) -> Iterator[list[str]]:
    """What the browser complains of: scripts and styles that the policy stops, missing files."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    yield heard
    assert heard == []


def sign_in(page: Any, site: str, name: str) -> None:
    page.set_default_timeout(30_000)  # a first page on a busy machine; how fast is for others
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name=name).click()
    page.get_by_text(f"You are signed in as {name}").wait_for()


@pytest.mark.parametrize(
    ("name", "finds"),
    [
        ("Asha Mistry", ["Agencies"]),
        ("Gareth Lowe", ["People", "Agencies"]),
        ("Priya Nair", ["People", "Agencies"]),
        ("Owen Pugh", ["Audit trail", "Agencies"]),
        ("Dr Helen Marsh", ["Agencies"]),
    ],
)
def test_everybody_finds_their_errands(
    page: Any, site: str, complaints: list[str], name: str, finds: list[str]
) -> None:
    sign_in(page, site, name)
    shown = page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
    assert set(finds) <= set(shown)


def test_axe_finds_nothing(
    page: Any, site: str, complaints: list[str], axe: Callable[[Any], list[str]]
) -> None:
    page.goto(f"{site}/account/login/")
    assert axe(page) == []
    sign_in(page, site, "Priya Nair")
    for path in PAGES:
        page.goto(site + path)
        assert axe(page) == [], path


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_window(page: Any, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, site, "Priya Nair")
    page.goto(f"{site}/people/")
    page.get_by_role("link", name="Asha Mistry").click()
    for path in (page.url.removeprefix(site), *PAGES):
        page.goto(site + path)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, path


def test_an_administrator_adds_a_person_who_sets_a_password(
    page: Any, site: str, complaints: list[str]
) -> None:
    sign_in(page, site, "Priya Nair")
    page.goto(f"{site}/people/new/")
    page.get_by_role("button", name="Add the person").click()
    assert page.title().startswith("Error:")
    page.get_by_label("Full name").fill("Sam Price")
    page.get_by_label("Work e-mail address").fill("sam.price@fire.example")
    page.get_by_label("Agency").select_option(label="Saltreath Fire and Rescue Service")
    page.get_by_label("Role").select_option(label="Data supplier")
    page.get_by_role("button", name="Add the person").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".govuk-inset-text").inner_text()
    page.get_by_role("button", name="Sign out").click()
    page.goto(link)
    page.get_by_label("New Password", exact=True).fill("slow-water-and-willow")
    page.get_by_label("New Password (again)").fill("slow-water-and-willow")
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_text("is now changed").wait_for()
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill("sam.price@fire.example")
    page.get_by_label("Password").fill("slow-water-and-willow")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("You are signed in as Sam Price").wait_for()


def test_an_auditor_finds_who_looked_and_proves_the_trail(
    page: Any, site: str, complaints: list[str], axe: Callable[[Any], list[str]]
) -> None:
    sign_in(page, site, "Gareth Lowe")
    page.goto(f"{site}/people/")
    page.get_by_role("link", name="Tom Kersey").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site, "Owen Pugh")
    page.goto(f"{site}/audit/")
    page.get_by_label("Who did it").select_option(label="Gareth Lowe")
    page.get_by_label("Of whom").select_option(label="Tom Kersey")
    page.get_by_label("What was done").fill("looked at")
    page.get_by_role("button", name="Show").click()
    row = page.get_by_role("row").filter(has_text="looked at a person").first
    assert "Tom Kersey" in row.inner_text()
    assert axe(page) == []
    page.get_by_role("button", name="Prove").click()
    assert page.get_by_text("The trail is whole").is_visible()


def test_everything_works_without_script(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "Priya Nair")
    page.get_by_role("link", name="People").first.click()
    page.get_by_label("Find by name").fill("asha")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Asha Mistry").click()
    assert page.get_by_role("heading", level=1, name="Asha Mistry").is_visible()
    context.close()


def test_a_passkey_signs_in(page: Any, site: str, complaints: list[str]) -> None:
    """Chromium's own virtual key; the policy lets the library's script do its work.

    Of somebody whom no other journey signs in: from then on, the key is asked for.
    """
    local = site.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not a number
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, local, "Tom Kersey")
    page.goto(f"{local}/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill("heron-under-the-bridge")
        page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Recovery").first.wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{local}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("You are signed in as Tom Kersey").wait_for()
