"""Sign-in through an employer: whoever an administrator has added comes in, nobody else does."""

from typing import Any

import pytest
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

import people
from towpath.access.errors import NotPermitted
from towpath.access.models import AuditEvent, Person
from towpath.evidence.homes import Home
from towpath.web.configuration import Configuration, WrongSetting

pytestmark = pytest.mark.django_db
TENANT = {
    "provider_id": "employer",
    "name": "your council account",
    "client_id": "1",
    "secret": "2",
    "settings": {"server_url": "http://127.0.0.1:9"},
}


@pytest.fixture(autouse=True)
def tenant(settings: Any) -> None:
    said = {"OAUTH_PKCE_ENABLED": True, "VERIFIED_EMAIL": True, "APPS": [TENANT]}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": said}


def come_back(email: str, subject: str = "", **more: object) -> HttpRequest:
    """What happens once the employer has said who it is."""
    request = RequestFactory().get("/account/oidc/employer/login/callback/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request._messages = FallbackStorage(request)
    token = {"sub": subject or f"subject of {email}", "email": email}
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "employer")
        said = {"userinfo": token | more, "id_token": token}
        login = provider.sociallogin_from_response(request, said)
        complete_social_login(request, login)
    return request


def test_the_sign_in_page_has_a_button_for_it() -> None:
    assert (
        b"Sign in with your council account" in people.client(None).get("/account/login/").content
    )


def test_somebody_who_was_added_comes_in(partner: Person) -> None:
    assert come_back(partner.email).user == partner
    assert list(AuditEvent.objects.values_list("what", flat=True)) == ["signed in"]


def test_somebody_who_was_not_added_stays_outside(partner: Person) -> None:
    assert not come_back("somebody@elsewhere.example").user.is_authenticated
    assert Person.objects.count() == 1


def test_somebody_who_is_suspended_stays_outside(partner: Person) -> None:
    Person.objects.filter(id=partner.id).update(is_active=False)
    request = come_back(partner.email)
    assert people.client(None).get("/").status_code == 302
    assert not (request.user.is_authenticated and request.user.is_active)


def test_an_account_is_known_by_its_subject_after_the_first_time(partner: Person) -> None:
    come_back(partner.email, "one")
    Person.objects.filter(id=partner.id).update(email="married@police.example")
    assert come_back("old@police.example", "one").user == partner


def test_an_address_that_is_given_to_somebody_else_opens_nothing(partner: Person) -> None:
    """A leaver's address goes to a newcomer: another subject, who is not that person."""
    come_back(partner.email, "one")
    assert not come_back(partner.email, "two").user.is_authenticated
    assert come_back(partner.email, "one").user == partner


def test_an_address_that_the_employer_has_not_verified_opens_nothing(partner: Person) -> None:
    assert not come_back(partner.email, email_verified=False).user.is_authenticated


def test_two_answers_about_two_people_open_nothing(partner: Person) -> None:
    """OpenID Connect Core, 5.3.2: the subjects of the token and of userinfo must be the same."""
    with pytest.raises(NotPermitted):
        come_back(partner.email, sub="somebody else")
    assert not AuditEvent.objects.filter(what="signed in").exists()


@pytest.mark.parametrize("server", ["http://login.example/tenant", "ftp://login.example"])
def test_the_employer_is_asked_over_tls(tmp_path: Any, server: str) -> None:
    home = Home.create(tmp_path / "home", {"name": "X"})
    with pytest.raises(WrongSetting, match="https"):
        Configuration.of(replace_settings(home, {"oidc": {"server_url": server}}))


def replace_settings(home: Home, more: dict[str, Any]) -> Home:
    lines = [f"[{name}]\n" + "".join(f'{k} = "{v}"\n' for k, v in said.items())
             for name, said in more.items()]  # fmt: skip
    text = home.settings_file.read_text("utf-8") + "\n".join(lines)
    home.settings_file.write_text(text, "utf-8")
    return Home.open(home.path)
