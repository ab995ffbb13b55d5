"""The site as a process on a demo's home: who signs in, what they find, with and without script."""

from __future__ import annotations

from typing import Any

import pytest

from visiting import (
    ADMINISTRATOR,
    ANALYST,
    AUDITOR,
    MANAGER,
    MEMBER,
    PASSWORD,
    sign_in,
    sign_in_with_password,
    sign_out,
    take_on,
)

pytestmark = pytest.mark.browser
FIRE = "Saltreath Fire and Rescue Service"


@pytest.mark.parametrize(
    ("name", "finds"),
    [
        (ANALYST, ["Agencies"]),
        (MANAGER, ["People", "Agencies"]),
        (ADMINISTRATOR, ["People", "Agencies"]),
        (AUDITOR, ["Audit trail", "Agencies"]),
        (MEMBER, ["Agencies"]),
    ],
)
def test_everybody_finds_their_errands(
    page: Any, site: str, complaints: list[str], name: str, finds: list[str]
) -> None:
    sign_in(page, site, name)
    shown = page.get_by_role("main").get_by_role("heading", level=3).all_inner_texts()
    assert set(finds) <= set(shown)


def test_an_administrator_adds_a_person_who_sets_a_password(
    page: Any, site: str, complaints: list[str]
) -> None:
    sign_in(page, site, ADMINISTRATOR)
    page.goto(f"{site}/people/new/")
    page.get_by_role("button", name="Add the person").click()
    assert page.title().startswith("Error:")
    assert page.get_by_role("alert").get_by_role("link", name="Full name").is_visible()
    sign_out(page)
    email = take_on(page, site, "Sam Price", FIRE, "Data supplier")
    sign_in_with_password(page, site, email)
    assert page.get_by_text("You are signed in as Sam Price").is_visible()


def test_an_auditor_finds_who_looked_and_proves_the_trail(
    page: Any, site: str, complaints: list[str]
) -> None:
    sign_in(page, site, MANAGER)
    page.goto(f"{site}/people/")
    page.get_by_role("link", name="Tom Kersey").click()
    sign_out(page)
    sign_in(page, site, AUDITOR)
    page.goto(f"{site}/audit/")
    page.get_by_label("Who did it").select_option(label="Gareth Lowe")
    page.get_by_label("Of whom").select_option(label="Tom Kersey")
    page.get_by_label("What was done").fill("looked at")
    page.get_by_role("button", name="Show").click()
    row = page.get_by_role("row").filter(has_text="looked at a person").first
    assert "Tom Kersey" in row.inner_text()
    page.get_by_role("button", name="Prove").click()
    assert page.get_by_text("The trail is whole").is_visible()


def test_everything_works_without_script(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, ADMINISTRATOR)
    page.get_by_role("link", name="People").first.click()
    page.get_by_label("Find by name").fill("asha")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Asha Mistry").click()
    assert page.get_by_role("heading", level=1, name="Asha Mistry").is_visible()
    context.close()


def test_a_passkey_signs_in(page: Any, site: str, complaints: list[str]) -> None:
    """Chromium's own virtual key; the policy lets the library's script do its work."""
    local = site.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not a number
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in_with_password(page, local, take_on(page, local, "Kay Bell", FIRE, "Data supplier"))
    page.goto(f"{local}/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Recovery").first.wait_for()
    sign_out(page)
    page.goto(f"{local}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("You are signed in as Kay Bell").wait_for()
