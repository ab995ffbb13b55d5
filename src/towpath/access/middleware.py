"""Who asks, for every request: how long a session lasts, the viewer, the second factor."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from towpath.access import purposes, queries
from towpath.access.models import Person
from towpath.access.viewers import Viewer

Next = Callable[[HttpRequest], HttpResponse]
_MINUTE = 60  # how often a session's last use is written


def session_length(get_response: Next) -> Next:
    """End a session that lay idle, or that has lasted a working day."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _over(request):
            logout(request)
            messages.info(request, _("You were signed out because you had not used Towpath."))
        return get_response(request)

    return answer


def viewer(get_response: Next) -> Next:
    """Put the viewer beside the request, read from the database when somebody asks for it."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def second_factor(get_response: Next) -> Next:
    """Send people without a second factor to set one up, where the partnership demands it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if _lacks_factor(request):
            messages.info(request, _("Set up a second step to sign in before you go on."))
            return redirect("mfa_index")
        return get_response(request)

    return answer


def _viewer(request: HttpRequest) -> Viewer:
    if not isinstance(request.user, Person):
        return Viewer.nobody()
    found = queries.viewer_of(request.user, on=timezone.localdate(), request=secrets.token_hex(8))
    chosen = str(request.session.get("purpose", ""))
    known = {one.slug for one in purposes.of(found)}
    return found.for_purpose(chosen if chosen in known else purposes.usual(found))


def _over(request: HttpRequest) -> bool:
    now = timezone.now().timestamp()
    session, configuration = request.session, settings.CONFIGURATION
    began, seen = session.get("began", now), session.get("seen", now)
    if now - seen > configuration.idle_minutes * 60 or (
        now - began > configuration.session_hours * 3600
    ):
        return True
    if now - seen > _MINUTE or "seen" not in session:
        session["began"], session["seen"] = began, now
    return False


def _lacks_factor(request: HttpRequest) -> bool:
    if not settings.CONFIGURATION.second_factor or not request.user.is_authenticated:
        return False
    if request.path.startswith(("/account/", "/static/", "/theme.css")):
        return False
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
    from allauth.mfa.utils import is_mfa_enabled

    methods = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    # Who comes through single sign-on has shown a second factor there.
    if any(one.get("method") == "socialaccount" for one in methods):
        return False
    return not is_mfa_enabled(request.user)
