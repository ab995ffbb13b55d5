"""Sign-in by allauth: nobody signs up, everybody is added; who comes and goes is recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import signals
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from towpath.access import audit, passkeys, queries
from towpath.access.audit import Entry, Operation
from towpath.access.errors import NotPermitted
from towpath.access.models import Person
from towpath.access.viewers import Viewer


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """How allauth asks about accounts here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An administrator adds people; nobody adds themselves."""
        return False


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """How allauth asks about people who come from their employer's sign-in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Only somebody whom an administrator has added comes in this way."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse two answers about two people (OpenID Connect Core, 5.3.2)."""
        answers = [sociallogin.account.extra_data.get(one) for one in ("userinfo", "id_token")]
        if len({one.get("sub") for one in answers if one}) > 1:
            raise NotPermitted(
                "Your employer's sign-in gave two different answers about who you are.",
                "Tell the administrator of the partnership.",
            )

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """An address introduces an account once; from then on its subject alone is known."""
        said = login.account.get_provider_account().get_user_data() or {}
        if str(said.get("email_verified", True)).lower() == "false":
            return False
        known = SocialAccount.objects.filter(
            provider=login.account.provider, user__email__iexact=email
        )
        return not known.exists() and bool(super().can_authenticate_by_email(login, email))


def link(person: Person) -> str:
    """The path under which a person sets a password; good once, for PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(person)
    where = {"uidb36": user_pk_to_url_str(person), "key": key}
    return reverse("account_reset_password_from_key", kwargs=where)


def listen() -> None:
    """Hear Django's and allauth's signals."""
    from allauth.account import signals as account
    from allauth.mfa import signals as mfa

    signals.user_logged_in.connect(_came, dispatch_uid="towpath.came")
    signals.user_logged_out.connect(_went, dispatch_uid="towpath.went")
    signals.user_login_failed.connect(_failed, dispatch_uid="towpath.failed")
    mfa.authenticator_used.connect(_used, dispatch_uid="towpath.used")
    for signal, what in (
        (account.password_changed, "changed their password"),
        (account.password_reset, "set a password by a link"),
        (mfa.authenticator_added, "added a second factor"),
        (mfa.authenticator_removed, "removed a second factor"),
        (mfa.authenticator_reset, "made new recovery codes"),
    ):
        signal.connect(_listener(what), weak=False, dispatch_uid=f"towpath.{what}")


def _used(sender: Any, request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    """Nobody comes in by a passkey that may be a copy."""
    try:
        passkeys.require_not_copied(request, authenticator)
    except passkeys.Copied:
        _record("showed a passkey that may be a copy", user)
        raise


def _came(sender: Any, request: HttpRequest, user: Person, **_: Any) -> None:
    request.session["began"] = request.session["seen"] = timezone.now().timestamp()
    _record("signed in", user)


def _went(sender: Any, user: Person | None, **_: Any) -> None:
    if user is not None:
        _record("signed out", user)


def _failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """Whose account was tried, if it is anybody's; what was typed is not kept."""
    tried = str(credentials.get("email") or credentials.get("username") or "")
    person = Person.objects.filter(email__iexact=tried).first()
    if person is not None:
        _record("failed to sign in", person)


def _listener(what: str) -> Any:
    def hear(sender: Any, user: Person, **_: Any) -> None:
        _record(what, user)

    return hear


def _record(what: str, person: Person) -> None:
    at = datetime.now(UTC)
    viewer = queries.viewer_of(person, on=timezone.localdate())
    by = Viewer.nobody() if what == "failed to sign in" else viewer
    with transaction.atomic():
        entry = Entry(Operation.SESSION, what, f"person:{person.pk}")
        audit.record(entry, by=by, at=at)
