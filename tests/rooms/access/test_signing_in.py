"""Coming in and going out: passwords, lock-out, session length, the second factor."""

import hashlib
import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.utils import timezone
from fido2.utils import websafe_encode

import people
from towpath.access import actions, passkeys, purposes, signing_in
from towpath.access.errors import NotPermitted
from towpath.access.models import AuditEvent, Person
from towpath.access.permissions import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"


@pytest.fixture(autouse=True)
def no_lock_out() -> None:
    cache.clear()


@pytest.fixture
def browser_of() -> Client:
    return people.client(None)


def sign_in(client: Client, person: Person, password: str = people.PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": person.email, "password": password})


def trail() -> list[str]:
    return list(AuditEvent.objects.values_list("what", flat=True))


def test_the_right_password_signs_in_and_is_recorded(browser_of: Client, owner: Person) -> None:
    assert sign_in(browser_of, owner)["Location"] == "/"
    assert browser_of.get("/").status_code == 200
    assert trail() == ["signed in"]


def test_an_address_is_read_without_its_case(browser_of: Client, owner: Person) -> None:
    owner.email = owner.email.upper()
    assert sign_in(browser_of, owner).status_code == 302


def test_a_wrong_password_is_recorded_without_what_was_typed(
    browser_of: Client, owner: Person
) -> None:
    assert sign_in(browser_of, owner, "not the password").status_code == 200
    event = AuditEvent.objects.get()
    assert (event.what, event.person) == ("failed to sign in", "anonymous")
    assert event.subject == f"person:{owner.id}"
    assert "password" not in event.details


def test_nobody_learns_which_addresses_are_known(browser_of: Client, owner: Person) -> None:
    said = [sign_in(browser_of, owner, "not the password").content]
    said.append(sign_in(browser_of, Person(email="nobody@example.org"), "not it").content)
    for page in said:
        assert b"are not correct" in page


def test_five_wrong_passwords_lock_the_account_out(browser_of: Client, owner: Person) -> None:
    for _ in range(5):
        sign_in(browser_of, owner, "not the password")
    assert sign_in(browser_of, owner).status_code != 302
    assert browser_of.get("/").status_code == 302


def test_a_suspended_person_does_not_come_in(browser_of: Client, owner: Person) -> None:
    Person.objects.filter(id=owner.id).update(is_active=False)
    sign_in(browser_of, owner)
    assert browser_of.get("/").status_code == 302


def test_an_idle_session_ends(browser_of: Client, owner: Person) -> None:
    sign_in(browser_of, owner)
    session = browser_of.session
    session["seen"] = timezone.now().timestamp() - 61 * 60
    session.save()
    assert browser_of.get("/").status_code == 302
    assert trail() == ["signed in", "signed out"]


def test_a_session_ends_with_the_working_day(browser_of: Client, owner: Person) -> None:
    sign_in(browser_of, owner)
    session = browser_of.session
    session["began"] = timezone.now().timestamp() - 13 * 3600
    session.save()
    assert browser_of.get("/").status_code == 302


@pytest.mark.parametrize(
    ("password", "taken"),
    [("short-one", False), ("password1234", False), ("a-slow-boat-north", True)],
)
def test_a_new_password_is_long_and_not_a_common_one(
    browser_of: Client, stranger: Person, password: str, taken: bool
) -> None:
    asked = browser_of.get(signing_in.link(stranger))
    browser_of.post(asked["Location"], {"password1": password, "password2": password})
    stranger.refresh_from_db()
    assert stranger.check_password(password) is taken


def test_a_link_to_set_a_password_works_once(browser_of: Client, owner: Person) -> None:
    guest = people.person("Guest", Role.ANALYST)
    link = actions.invite(id=guest.id, by=people.viewer(owner), at=people.AT)
    asked = browser_of.get(link)["Location"]
    answer = {"password1": "a-slow-boat-north", "password2": "a-slow-boat-north"}
    assert browser_of.post(asked, answer).status_code == 302
    assert browser_of.get(link).status_code == 200  # a page that says so, and no form
    assert trail() == ["made a sign-in link", "set a password by a link"]


def test_a_second_factor_is_asked_for(browser_of: Client, owner: Person) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(owner, secret)
    assert sign_in(browser_of, owner)["Location"] == "/account/2fa/authenticate/"
    assert browser_of.get("/").status_code == 302
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )
    browser_of.post("/account/2fa/authenticate/", {"code": code})
    assert browser_of.get("/").status_code == 200
    assert Authenticator.objects.filter(user=owner).exists()


def test_without_a_second_factor_nobody_goes_on_where_it_is_demanded(
    browser_of: Client, owner: Person, settings: Any
) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, second_factor=True)
    sign_in(browser_of, owner)
    assert browser_of.get("/people/")["Location"] == "/account/2fa/"
    assert browser_of.get("/account/2fa/").status_code == 200


def test_nobody_signs_up(browser_of: Client) -> None:
    browser_of.post("/account/signup/", {"email": "me@example.org", "password1": "a-slow-boat-n"})
    assert not Person.objects.exists()


def test_a_purpose_is_chosen_and_recorded(browser_of: Client, partner: Person) -> None:
    sign_in(browser_of, partner)
    assert browser_of.post("/you/", {"purpose": "statutory-return"}).status_code == 302
    browser_of.get("/people/")
    assert AuditEvent.objects.get(what="listed people").purpose == "statutory-return"
    assert browser_of.post("/you/", {"purpose": "administration"}).status_code == 200


def test_signing_in_asks_for_no_purpose_that_a_role_has_not(partner: Person) -> None:
    assert purposes.usual(people.viewer(partner)) == "strategic-assessment"


def test_a_code_works_once(browser_of: Client, owner: Person) -> None:
    secret = totp.generate_totp_secret()
    held = totp.TOTP.activate(owner, secret)
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    assert (held.validate_code(code), held.validate_code(code)) == (True, False)


def used(owner: Person, held: Authenticator, counter: int) -> None:
    """What happens once a passkey's signature has been found right."""
    shown = hashlib.sha256(b"localhost").digest() + bytes([5]) + counter.to_bytes(4)
    client = {"type": "webauthn.get", "challenge": "AA", "origin": "http://localhost"}
    said = {"clientDataJSON": json.dumps(client).encode(), "authenticatorData": shown,
            "signature": b"s"}  # fmt: skip
    response = {name: websafe_encode(value) for name, value in said.items()}
    credential = {"id": "AA", "rawId": "AA", "type": "public-key", "response": response}
    request = RequestFactory().post("/", {"credential": json.dumps(credential)})
    authenticator_used.send(Authenticator, request=request, user=owner, authenticator=held)


def test_a_passkey_that_counts_backwards_is_refused_and_recorded(owner: Person) -> None:
    kind = Authenticator.Type.WEBAUTHN
    held = Authenticator.objects.create(user=owner, type=kind, data={"name": "Key"})
    used(owner, held, 7)
    used(owner, held, 8)
    for again in (8, 3, 0):
        with pytest.raises(passkeys.Copied):
            used(owner, Authenticator.objects.get(), again)
    assert trail() == ["showed a passkey that may be a copy"] * 3


def test_a_passkey_that_counts_nothing_is_passed_over(owner: Person) -> None:
    kind = Authenticator.Type.WEBAUTHN
    held = Authenticator.objects.create(user=owner, type=kind, data={"name": "Phone"})
    used(owner, held, 0)
    used(owner, held, 0)
    assert trail() == []


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(browser_of: Client, owner: Person, where: str) -> None:
    said = {"login": owner.email, "password": people.PASSWORD, "next": where}
    assert browser_of.post(SIGN_IN, said)["Location"] == "/"


def test_a_link_is_made_for_no_other_host(owner: Person) -> None:
    stranger = Client(headers={"host": "evil.example"})
    assert stranger.get("/account/password/reset/").status_code == 400


def test_the_page_of_a_link_tells_no_other_site_its_key(owner: Person) -> None:
    client = people.client(None)
    asked = client.get(signing_in.link(owner))
    assert asked["Location"].endswith("set-password/")
    page = client.get(asked["Location"])
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store, private"


def test_the_database_alone_makes_nobodys_codes(owner: Person) -> None:
    secret = totp.generate_totp_secret()
    held = totp.TOTP.activate(owner, secret).instance
    assert secret not in str(Authenticator.objects.values())
    assert held.data["secret"].startswith("sealed:")
    held.data["secret"] = secret  # as it was kept before secrets were sealed
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    assert totp.TOTP(held).validate_code(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_a_second_step_sealed_with_other_keys_opens_nothing(
    owner: Person, settings: Any, tmp_path: Any
) -> None:
    held = totp.TOTP.activate(owner, totp.generate_totp_secret())
    settings.HOME = tmp_path
    with pytest.raises(NotPermitted, match="keys are not those"):
        held.validate_code("123456")


def test_who_lost_every_second_step_is_let_in_by_the_homes_owner_alone(owner: Person) -> None:
    """An administrator who could do this as well as make a link would be anybody."""
    guest = people.person("Guest", Role.ANALYST)
    totp.TOTP.activate(guest, totp.generate_totp_secret())
    with pytest.raises(NotPermitted):
        actions.forget_second_steps(
            id=guest.id, reason="Lost.", by=people.viewer(owner), at=people.AT
        )
    said = StringIO()
    call_command("recover", guest.email, because="Their telephone fell into the lock.", stdout=said)
    assert "1 second step of Guest taken away" in said.getvalue()
    assert not Authenticator.objects.filter(user=guest).exists()
    event = AuditEvent.objects.get(what="took away second steps")
    assert event.reason == "Their telephone fell into the lock."
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("recover", "nobody@x.example", because="X")
