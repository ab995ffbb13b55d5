"""Pages of agencies, people, memberships and the audit trail: HTTP in, one call, HTTP out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from towpath.access import actions, chain, forms, holding, queries, trail
from towpath.access.errors import TrailBroken
from towpath.access.refusing import told_on
from towpath.access.viewing import viewing

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies of the partnership."""
    found = queries.agencies(viewer=viewing(request), on=timezone.localdate())
    keeps = viewing(request).may("agency.keep")
    return render(request, "access/agencies.html", {"agencies": found, "keeps": keeps})


@both
def new_agency(request: HttpRequest) -> HttpResponse:
    """Take an agency into the partnership."""
    viewer = viewing(request)
    viewer.require("agency.keep")
    form = forms.NewAgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["slug"]
        with told_on(form):
            actions.found_agency(slug=slug, facts=form.facts(), by=viewer, at=timezone.now())
            messages.success(request, _("The agency was added."))
            return redirect("access:agencies")
    return _form(request, form, _("Add an agency"), _("Add the agency"))


@both
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an agency."""
    viewer = viewing(request)
    viewer.require("agency.keep")
    held = queries.agency(viewer=viewer, on=timezone.localdate(), slug=slug)
    form = forms.AgencyForm(request.POST or None, initial=vars(held))
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.change_agency(slug=slug, facts=form.facts(), by=viewer, at=timezone.now())
            messages.success(request, _("The agency was changed."))
            return redirect("access:agencies")
    return _form(request, form, held.name, _("Save"))


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people whom the viewer may see."""
    words, agency = request.GET.get("words", ""), request.GET.get("agency", "")
    viewer = viewing(request)
    found = queries.people(viewer=viewer, at=timezone.now(), words=words, agency=agency)
    said = {"people": found, "words": words, "keeps": viewer.may("person.keep")}
    return render(request, "access/people.html", said)


@both
def new_person(request: HttpRequest) -> HttpResponse:
    """Add a person with their first role."""
    viewer = viewing(request)
    viewer.require("person.keep")
    form = forms.NewPersonForm(request.POST or None, initial={"starts": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            id = actions.add_person(
                facts=form.facts(), first=form.appointment(), by=viewer, at=timezone.now()
            )
            messages.success(request, _("Now make them a link to set a password."))
            return redirect("access:person", id=id)
    return _form(request, form, _("Add a person"), _("Add the person"))


@require_safe
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person and their roles."""
    viewer = viewing(request)
    found = queries.person(viewer=viewer, at=timezone.now(), id=id)
    keeps = viewer.may("person.keep")
    return render(request, "access/person.html", {"person": found, "keeps": keeps})


@both
def change_person(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change a person's name, address or job."""
    viewer = viewing(request)
    viewer.require("person.keep")
    held = queries.person(viewer=viewer, at=timezone.now(), id=id)
    form = forms.PersonForm(request.POST or None, initial=vars(held))
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.change_person(id=id, facts=form.facts(), by=viewer, at=timezone.now())
            messages.success(request, _("The person was changed."))
            return redirect("access:person", id=id)
    return _form(request, form, held.name, _("Save"))


@both
def standing(request: HttpRequest, id: UUID) -> HttpResponse:
    """Suspend a person, or restore one who is suspended."""
    viewer = viewing(request)
    viewer.require("person.keep")
    held = queries.person(viewer=viewer, at=timezone.now(), id=id)
    form = forms.ReasonForm(request.POST or None)
    act = actions.suspend_person if held.active else actions.restore_person
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            act(id=id, reason=form.cleaned_data["reason"], by=viewer, at=timezone.now())
            return redirect("access:person", id=id)
    verb = _("Suspend") if held.active else _("Restore")
    return _form(request, form, f"{verb} {held.name}", verb)


@both
def appoint(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give a person another role."""
    viewer = viewing(request)
    viewer.require("person.keep")
    held = queries.person(viewer=viewer, at=timezone.now(), id=id)
    form = forms.AppointmentForm(request.POST or None, initial={"starts": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.appoint(person=id, to=form.appointment(), by=viewer, at=timezone.now())
            return redirect("access:person", id=id)
    return _form(request, form, _("A role for %(name)s") % {"name": held.name}, _("Give the role"))


@both
def end_membership(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a membership."""
    viewer = viewing(request)
    viewer.require("person.keep")
    form = forms.EndForm(request.POST or None, initial={"ends": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            ends = form.cleaned_data["ends"]
            of = actions.end_membership(id=id, ends=ends, by=viewer, at=timezone.now())
            return redirect("access:person", id=of)
    return _form(request, form, _("End a membership"), _("End the membership"))


@require_POST
def invite(request: HttpRequest, id: UUID) -> HttpResponse:
    """Make the link by which a person sets a password, and show it once."""
    path = actions.invite(id=id, by=viewing(request), at=timezone.now())
    link = request.build_absolute_uri(path)
    return render(request, "access/invitation.html", {"link": link, "id": id})


@require_safe
def purposes(request: HttpRequest) -> HttpResponse:
    """Why anybody may look, by which law, and who holds which purpose until when."""
    found = holding.listed(viewer=viewing(request), at=timezone.now())
    return render(request, "access/purposes.html", {"purposes": found})


@both
def you(request: HttpRequest) -> HttpResponse:
    """The viewer's own roles, why they are looking, and how they sign in."""
    viewer = viewing(request)
    form = forms.PurposeForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        request.session["purpose"] = form.cleaned_data["purpose"]
        messages.success(request, _("Your purpose was saved."))
        return redirect("access:you")
    names = dict(queries.choices_of_agencies())
    seats = [f"{one.role.label}, {names[one.agency]}" for one in viewer.seats]
    return render(request, "access/you.html", {"form": form, "seats": seats})


@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who looked at what, when and why."""
    viewer = viewing(request)
    viewer.require("audit.read")
    people = queries.choices_of_people(viewer=viewer)
    form = forms.TrailForm(request.GET or None, people=people)
    asked = form.asked() if form.is_valid() else trail.Asked()
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() else 1
    leaf = trail.read(viewer=viewer, at=timezone.now(), asked=asked, number=page)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request, "access/trail.html", {"leaf": leaf, "form": form, "query": query.urlencode()}
    )


@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Prove the whole trail, now."""
    viewing(request).require("audit.read")
    try:
        proof = chain.verify()
    except TrailBroken as broken:
        messages.error(request, str(broken))
    else:
        said = _("The trail is whole: %(count)s events, each proved.") % {"count": proof.events}
        messages.success(request, said)
    return redirect("access:audit")


def _form(request: HttpRequest, form: object, title: str, button: str) -> HttpResponse:
    return render(request, "web/form_page.html", {"form": form, "title": title, "button": button})
