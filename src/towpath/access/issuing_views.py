"""Pages of the API's keys."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from towpath.access import issuing
from towpath.access.forms import Day
from towpath.access.issuing import KeyFacts
from towpath.access.refusing import told_on
from towpath.access.viewing import viewing

_USUAL = timedelta(days=90)


class KeyForm(forms.Form):
    """What a key is for, and until when."""

    name = forms.CharField(label=lazily("What it is for"), max_length=120)
    scopes = forms.MultipleChoiceField(
        label=lazily("What it may do"),
        choices=list(issuing.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=lazily("It may never do more than its person may."),
    )
    expires = forms.DateField(
        label=lazily("Until"),
        widget=Day,
        help_text=lazily("The first day without it, within a year."),
    )

    def facts(self) -> KeyFacts:
        """What was filled in."""
        said = self.cleaned_data
        return KeyFacts(said["name"], frozenset(said["scopes"]), said["expires"])


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that the viewer may see."""
    viewer = viewing(request)
    found = issuing.held(viewer=viewer, on=timezone.localdate())
    said = {"keys": found, "issues": viewer.may(issuing.ISSUE)}
    return render(request, "access/keys.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key, and show it once."""
    viewer = viewing(request)
    viewer.require(issuing.ISSUE)
    form = KeyForm(request.POST or None, initial={"expires": timezone.localdate() + _USUAL})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            key = issuing.issue(facts=form.facts(), by=viewer, at=timezone.now())
            return render(request, "access/key.html", {"key": key})
    said = {"form": form, "title": _("Make a key"), "button": _("Make the key")}
    return render(request, "web/form_page.html", said)


@require_POST
def revoke_key(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a key at once."""
    issuing.revoke(id=id, by=viewing(request), at=timezone.now())
    messages.success(request, _("The key was revoked."))
    return redirect("access:keys")
