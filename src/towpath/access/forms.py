"""What administrators and auditors fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from towpath.access import purposes, queries
from towpath.access.actions import AgencyFacts, Appointment, PersonFacts
from towpath.access.audit import Operation
from towpath.access.models import Agency
from towpath.access.permissions import Role
from towpath.access.trail import Asked
from towpath.access.viewers import Viewer


class Day(forms.DateInput):
    """A day, with the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AgencyForm(forms.Form):
    """An agency's name, kind and taking part."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Agency.Kind.choices, widget=forms.RadioSelect)
    active = forms.BooleanField(label=_("Takes part at present"), required=False, initial=True)

    def facts(self) -> AgencyFacts:
        """What was filled in."""
        return AgencyFacts(**{name: self.cleaned_data[name] for name in ("name", "kind", "active")})


class NewAgencyForm(AgencyForm):
    """An agency that is not there yet."""

    slug = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("As it stands on its deliveries, such as council. It cannot be changed later."),
    )
    field_order = ("name", "slug", "kind", "active")


class AppointmentForm(forms.Form):
    """A role in an agency."""

    agency = forms.ChoiceField(label=_("Agency"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *((role.value, role.label) for role in Role)],
    )
    starts = forms.DateField(label=_("From"), widget=Day)
    ends = forms.DateField(
        label=_("Until (if it is known)"),
        widget=Day,
        required=False,
        help_text=_("The first day without the role."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["agency"]
        assert isinstance(chosen, forms.ChoiceField)
        known = queries.choices_of_agencies()
        chosen.choices = [("", _("Choose an agency")), *known]

    def appointment(self) -> Appointment:
        """What was filled in."""
        said = self.cleaned_data
        return Appointment(said["agency"], Role(said["role"]), said["starts"], said["ends"])


class PersonForm(forms.Form):
    """A person's name, address and job."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("Work e-mail address"), max_length=254)
    job = forms.CharField(label=_("Job title (optional)"), max_length=120, required=False)

    def facts(self) -> PersonFacts:
        """What was filled in."""
        said = self.cleaned_data
        return PersonFacts(said["name"], said["email"], said["job"])


class NewPersonForm(AppointmentForm, PersonForm):
    """A person with their first role."""

    field_order = ("name", "email", "job", "agency", "role", "starts", "ends")


class ReasonForm(forms.Form):
    """Why somebody is suspended or restored."""

    reason = forms.CharField(label=_("Reason, for the audit trail"), max_length=500)


class EndForm(forms.Form):
    """When a membership ends."""

    ends = forms.DateField(
        label=_("Until"), widget=Day, help_text=_("The first day without the role.")
    )


class PurposeForm(forms.Form):
    """Why a viewer looks; what they open is recorded with it."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        widget=forms.RadioSelect,
        help_text=_("What you open is recorded with this purpose and its lawful basis."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"purpose": viewer.purpose})
        super().__init__(*args, **kwargs)
        chosen = self.fields["purpose"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(one.slug, one.title) for one in purposes.of(viewer)]


class TrailForm(forms.Form):
    """What an auditor looks for."""

    person = forms.ChoiceField(label=_("Who did it"), required=False)
    of = forms.ChoiceField(label=_("Of whom"), required=False)
    operation = forms.ChoiceField(
        label=_("Kind of event"),
        required=False,
        choices=[("", _("Every kind")), *((one.value, one.value.title()) for one in Operation)],
    )
    words = forms.CharField(label=_("What was done"), required=False, max_length=60)
    first = forms.DateField(label=_("From"), required=False, widget=Day)
    last = forms.DateField(label=_("To"), required=False, widget=Day)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "of"):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = [("", _("Everybody")), *people]

    def asked(self) -> Asked:
        """What was filled in; a field that cannot be read is passed over."""
        return Asked(**{key: value for key, value in self.cleaned_data.items() if value})
