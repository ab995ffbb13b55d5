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
from towpath.access.models import AuditEvent, Person

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


def come_back(email: str) -> HttpRequest:
    """What happens once the employer has said who it is."""
    request = RequestFactory().get("/account/oidc/employer/login/callback/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request._messages = FallbackStorage(request)
    said = {"sub": f"subject of {email}", "email": email}
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "employer")
        login = provider.sociallogin_from_response(request, {"userinfo": said, "id_token": said})
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
