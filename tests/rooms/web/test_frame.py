"""The frame: headers, colours, forms, errors, settings, and what a start refuses."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import people
from towpath.access import keys
from towpath.access.keys import UnsafeKey
from towpath.access.permissions import Role
from towpath.evidence.homes import Home
from towpath.foundation import NotUnderstood
from towpath.web import colours, logs, starting
from towpath.web.configuration import Configuration, WrongSetting
from towpath.web.templatetags import govuk

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("access", "intake", "explorer", "editions", "plan", "casework", "publications", "web")
TEMPLATES = [one for room in ROOMS for one in (ROOT / "src/towpath" / room).rglob("*.html")]


def configured(folder: Path, **said: Any) -> Configuration:
    return Configuration.of(Home.create(folder / "home", {"name": "Trial", **said}))


@pytest.mark.django_db
def test_a_page_allows_nothing_but_its_own(client: Client) -> None:
    answer = client.get("/account/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert not any(word in policy for word in ("unsafe", "http:", "https:", "*"))
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"] or "max-age=0" in answer["Cache-Control"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_template_carries_no_script_and_no_style(template: Path) -> None:
    text = template.read_text("utf-8").lower()
    assert not any(word in text for word in (" style=", "<style", "onclick", "onload=", "|safe"))
    assert "<script>" not in text


def test_the_stylesheet_reaches_for_no_other_host() -> None:
    for name in ("vendor/govuk.css", "vendor/govuk.js", "site/site.css"):
        text = Path(finders.find(name)).read_text("utf-8")
        assert "url(http" not in text
        assert "//fonts" not in text


class Trial(forms.Form):
    """A form whose words are hostile."""

    asked = forms.CharField(label="<img src=x onerror=alert(1)>", help_text="<b>bold</b>")


def test_a_label_is_never_markup() -> None:
    drawn = str(Trial({"asked": ""}))
    assert "<img" not in drawn
    assert "<b>bold" not in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_asked_helptext id_asked_error"' in drawn


colour = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@given(colour)
def test_text_on_any_colour_can_be_read(colour: str) -> None:
    assert colours.contrast(colour, colours.text_on(colour)) >= 4.5


def test_a_colour_that_is_none_is_not_written_into_a_stylesheet() -> None:
    assert "evil" not in colours.stylesheet("red}evil{")


def test_an_unknown_page_is_a_page(client: Client) -> None:
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert b"Page not found" in answer.content


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_with_a_page() -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    answer = client.post("/account/login/", {"login": "a@b.example", "password": "x"})
    assert answer.status_code == 403
    assert b"can no longer be sent" in answer.content


@pytest.mark.django_db
def test_a_fault_is_a_page_without_details(monkeypatch: pytest.MonkeyPatch) -> None:
    client = people.client(people.person("Owner"))
    client.raise_request_exception = False
    monkeypatch.setattr("towpath.web.views.errands", lambda _: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert b"ZeroDivision" not in answer.content


def test_a_log_line_holds_no_address() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "no mail to a.b@c.example", (), None)
    assert json.loads(logs.Lines().format(record))["says"] == "no mail to [address]"


def test_the_site_is_served_to_others_over_https_only() -> None:
    starting.require_reachable("127.0.0.1")
    with pytest.raises(NotUnderstood, match="in clear"):
        starting.require_reachable("0.0.0.0")


def test_an_https_address_makes_cookies_secure(tmp_path: Path) -> None:
    made = configured(tmp_path, url="https://towpath.example/")
    assert (made.secure, made.hosts[0]) == (True, "towpath.example")


def test_a_real_partnership_demands_a_second_factor(tmp_path: Path) -> None:
    assert configured(tmp_path).second_factor
    assert not configured(tmp_path / "other", second_factor=False).second_factor


def test_postgres_is_one_setting_away(tmp_path: Path) -> None:
    made = configured(tmp_path, database_url="postgres://me:p%40ss@db:5432/towpath?sslmode=require")
    said = made.database
    assert (said["USER"], said["PASSWORD"], said["HOST"]) == ("me", "p@ss", "db")
    assert said["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    "said",
    [
        {"url": "towpath.example"},
        {"idle_minutes": "an hour"},
        {"email": "smtp.example"},
        {"oidc": {"server_url": "https://login.example/common/v2.0"}},
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(tmp_path: Path, said: dict[str, Any]) -> None:
    with pytest.raises(WrongSetting):
        configured(tmp_path, **said)


def test_a_database_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting):
        _ = configured(tmp_path, database_url="mysql://db/towpath").database


def test_a_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    key = keys.secret(tmp_path, "audit")
    path = tmp_path / "keys" / "audit.key"
    assert (keys.secret(tmp_path, "audit"), len(key)) == (key, 64)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(UnsafeKey):
        keys.secret(tmp_path, "audit")


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "marked"), [("/held/", "Deliveries"), ("/keys/", "")])
def test_the_menu_marks_where_somebody_is(address: str, marked: str) -> None:
    who = people.client(people.person("A manager", Role.ANALYST, "council"))
    page = who.get(address).content.decode()
    active = re.findall(r'item--active">\s*<a[^>]*>([^<]+)', page)
    assert active == ([marked] if marked else [])


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/people/new/", "/people/"),
        ("/memberships/00000000-0000-4000-8000-000000000000/end/", ""),
        ("/editions/00000000-0000-4000-8000-000000000000/evidence/3/withdraw/",
         "/editions/00000000-0000-4000-8000-000000000000/evidence/"),
    ],
)  # fmt: skip
def test_a_form_leads_back_to_the_nearest_page_above(address: str, above: str) -> None:
    assert govuk.page_above(address) == above
