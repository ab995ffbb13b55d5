"""What people fill in about deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from towpath.intake.actions import Handing
from towpath.intake.returns import Kind, Return
from towpath.intake.uploads import Sent
from towpath.sources.declarations import Feed

Choices = Sequence[tuple[str, str]]
NOT_THERE = _("Not in the file")
_NOT_NAMED = _("The files' names do not say whose they are. Choose it.")
_NAMED_FOR = _(
    "The files are named for %(name)s, which is no agency that you hand over for. "
    "Ask an administrator to add it."
)


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True, "accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.zip"})


class FilesField(forms.FileField):
    """Several files, each of which must hold something."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        """The files, in the order in which they were chosen."""
        sent = data if isinstance(data, list | tuple) else [data]
        clean = super().clean
        return [clean(one, initial) for one in sent or [None]]


class HandingForm(forms.Form):
    """Files, whose they are and of which feed."""

    delivered = FilesField(
        label=_("Files"),
        error_messages={"required": _("Choose at least one file.")},
        help_text=_(
            "CSV or Excel (XLSX), or a zip of them. Choose several at once, or drop them here."
        ),
    )
    agency = forms.ChoiceField(label=_("Whose they are"), required=False)
    feed = forms.ChoiceField(label=_("What they are"), required=False)
    note = forms.CharField(
        label=_("Note (optional)"),
        max_length=500,
        required=False,
        help_text=_("Anything that whoever decides should know. No names, no details of cases."),
    )

    def __init__(self, *args: Any, agencies: Choices, feeds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = list(agencies)
        whose, what = self.fields["agency"], self.fields["feed"]
        assert isinstance(whose, forms.ChoiceField)
        assert isinstance(what, forms.ChoiceField)
        if len(self.agencies) == 1:
            del self.fields["agency"]
        whose.choices = [("", _("As the files' names say")), *self.agencies]
        what.choices = [("", _("Tell it by their columns")), *feeds]

    def handing(self, named: str) -> Handing | None:
        """What was filled in, with the agency that the files' names say; None without any."""
        said = self.cleaned_data
        agency = said.get("agency") or named
        if "agency" not in self.fields:
            agency = self.agencies[0][0]
        elif agency not in dict(self.agencies):
            self.add_error("agency", _NAMED_FOR % {"name": named} if named else _NOT_NAMED)
            return None
        return Handing(agency, said["feed"], said["note"])


class FeedForm(forms.Form):
    """Which feed a delivery is of."""

    feed = forms.ChoiceField(label=_("What the files are"))

    def __init__(self, *args: Any, feeds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = self.fields["feed"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = list(feeds)


class ColumnsForm(forms.Form):
    """Which of their columns fills which of our fields; one question a field."""

    def __init__(
        self, *args: Any, feed: Feed, headings: Sequence[str], meant: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.feed = feed
        choices = [("", NOT_THERE), *((one, one) for one in headings)]
        for one in feed.fields:
            self.fields[_key(one.name)] = forms.ChoiceField(
                label=one.headers[0],
                required=one.required,
                choices=choices,
                initial=meant.get(one.name, ""),
                error_messages={"required": _("The feed needs this column.")},
            )

    def clean(self) -> dict[str, Any]:
        """No column may mean two things."""
        said = [value for value in self.cleaned_data.values() if value]
        twice = sorted({value for value in said if said.count(value) > 1})
        if twice:
            raise forms.ValidationError(
                _("One column was chosen twice: %(name)s."), params={"name": ", ".join(twice)}
            )
        return self.cleaned_data

    def columns(self) -> dict[str, str]:
        """Our field to their heading."""
        said = {one.name: self.cleaned_data.get(_key(one.name), "") for one in self.feed.fields}
        return {name: heading for name, heading in said.items() if heading}


def _key(field: str) -> str:
    return "column-" + field.replace(".", "-")


class AcceptForm(forms.Form):
    """A decision for a delivery."""

    reason = forms.CharField(
        label=_("Reason, for the audit trail"),
        max_length=500,
        required=False,
        help_text=_("Needed where it replaces what is held."),
    )
    confirmed = forms.BooleanField(
        label=_("Rows may go out of force that are held now"), required=False
    )

    def __init__(self, *args: Any, losses: bool, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not losses:
            del self.fields["confirmed"]
        if not replaces:
            self.fields["reason"].label = _("Reason, for the audit trail (optional)")
            self.fields["reason"].help_text = ""


class ReasonForm(forms.Form):
    """A decision against a delivery, or for a retirement."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class NilForm(forms.Form):
    """Which months of a return have nothing to report."""

    months = forms.TypedMultipleChoiceField(
        label=_("Nothing to report in"),
        required=False,
        coerce=date.fromisoformat,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, found: Return, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["months"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.initial = [f"{month}" for month in found.nil]
        chosen.choices = [(f"{month}", f"{month:%B %Y}") for month in found.empty]


class DutyForm(forms.Form):
    """An agency owes a return."""

    agency = forms.ChoiceField(label=_("Agency"))
    kind = forms.ChoiceField(label=_("Return"), choices=[(one.value, one.label) for one in Kind])
    starts = forms.DateField(
        label=_("Since"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["agency"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(agencies)
