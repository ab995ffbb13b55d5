"""What people fill in on an edition's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from towpath.access import queries
from towpath.assessment.priorities.judgements import CONFIDENCE, CRITERIA, HIGHEST, LOWEST
from towpath.editions.actions import Attached, Judgement, Recommended
from towpath.editions.reckoning import Question
from towpath.editions.rules import LONGEST, SECTIONS

_AGAINST = (
    ("the year before", _("The year before")),
    ("the period before", _("The period before, equally long")),
    ("three year mean", _("The mean of the three years before")),
    ("before covid", _("The same months before COVID")),
)
_MOST = 20 * 2**20
_SECTIONS = [(number, f"{number}. {title}") for number, title in SECTIONS.items()]


class Day(forms.DateInput):
    """A day, with the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class QuestionForm(forms.Form):
    """An area, a period and what it is compared with."""

    area = forms.CharField(
        label=_("Area"),
        max_length=120,
        required=False,
        help_text=_("A district, ward or local area. Leave it empty for the partnership's own."),
    )
    period = forms.CharField(
        label=_("Period"),
        max_length=80,
        help_text=_("As you would say it: 12 months to March 2026, 2025/26, Q1 2025/26."),
    )
    baseline = forms.ChoiceField(
        label=_("Compared with"),
        choices=_AGAINST,
        widget=forms.RadioSelect,
    )

    def question(self) -> Question:
        """What was filled in."""
        said = self.cleaned_data
        return Question(said["area"].strip(), said["period"].strip(), said["baseline"])


class TextForm(forms.Form):
    """A text beside a finding or section, and the version that it started from."""

    text = forms.CharField(
        label=_("Commentary"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReasonForm(forms.Form):
    """Why something is done."""

    because = forms.CharField(label=_("Reason"), max_length=500)


class CaveatForm(ReasonForm):
    """Why the edition may stand with a caveat."""

    caveat = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(widget=forms.HiddenInput)
    field_order = ("caveat", "words", "because")


class EvidenceForm(forms.Form):
    """What is known of a section without data, with a file or without."""

    section = forms.TypedChoiceField(label=_("Section"), choices=_SECTIONS, coerce=int)
    kind = forms.ChoiceField(
        label=_("What do you want to record?"),
        choices=[
            ("evidence", _("What is known, typed or attached")),
            ("gap", _("That it is not available, and that I accept this")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What is known, or why it is not available"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        help_text=_("It is printed with your name and today's date."),
    )
    file = forms.FileField(label=_("File to keep with it (optional)"), required=False)

    def clean_file(self) -> Any:
        """A file that is too large is refused before it is read."""
        given = self.cleaned_data.get("file")
        if given and given.size > _MOST:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return given

    def attached(self) -> Attached | None:
        """The file, if there is one."""
        given = self.cleaned_data.get("file")
        return Attached(given.name, given.read()) if given else None


class CandidateForm(forms.Form):
    """A matter that the partnership might put first."""

    theme = forms.CharField(label=_("Matter"), max_length=120)
    confidence = forms.ChoiceField(
        label=_("Confidence in the evidence"),
        choices=[(one, one.title()) for one in CONFIDENCE],
        widget=forms.RadioSelect,
        help_text=_("It is shown beside the score and never multiplied in."),
    )


class WeightsForm(forms.Form):
    """How much each criterion counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CRITERIA:
            field = forms.FloatField(label=name.capitalize(), min_value=0, max_value=10)
            field.widget.attrs |= {"class": "govuk-input--width-3", "step": "any"}
            self.fields[name.replace(" ", "_")] = field

    def weights(self) -> dict[str, float]:
        """What was filled in, by criterion."""
        return {name: self.cleaned_data[name.replace(" ", "_")] for name in CRITERIA}


class ScoreForm(forms.Form):
    """One person's scores of a candidate; a criterion left empty is not scored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = [("", _("Not scored")), *((n, str(n)) for n in range(LOWEST, HIGHEST + 1))]
        for name in CRITERIA:
            key, said = name.replace(" ", "_"), name.capitalize()
            self.fields[f"{key}_value"] = forms.ChoiceField(
                label=_("%(name)s, from 1 to 5") % {"name": said}, choices=scale, required=False
            )
            self.fields[f"{key}_because"] = forms.CharField(
                label=_("%(name)s: because") % {"name": said}, max_length=500, required=False
            )
            cites = forms.CharField(
                label=_("%(name)s: rests on") % {"name": said},
                max_length=200,
                required=False,
                help_text=_("Findings by key (1c) or figures by id (F-…)."),
            )
            cites.widget.attrs["class"] = "govuk-input--width-10"
            self.fields[f"{key}_cites"] = cites

    def clean(self) -> dict[str, Any]:
        """At least one criterion is scored."""
        said = self.cleaned_data
        if not any(value for name, value in said.items() if name.endswith("_value")):
            raise forms.ValidationError(_("Score at least one criterion."))
        return said

    def judgements(self) -> list[Judgement]:
        """The criteria that were scored."""
        said = self.cleaned_data
        keys = {name: name.replace(" ", "_") for name in CRITERIA}
        return [
            Judgement(name, float(said[f"{key}_value"]), said[f"{key}_because"],
                      said[f"{key}_cites"])
            for name, key in keys.items()
            if said[f"{key}_value"]
        ]  # fmt: skip


class RecommendationForm(forms.Form):
    """What ought to be done, by whom and by when."""

    candidate = forms.TypedChoiceField(label=_("Priority"), coerce=int)
    what = forms.CharField(label=_("What should be done"), max_length=300)
    owner = forms.ChoiceField(label=_("Owner"))
    due = forms.DateField(label=_("By"), widget=Day)
    measure = forms.CharField(label=_("How it will be seen to be done"), max_length=300)
    indicator = forms.CharField(
        label=_("Indicator"), max_length=200, help_text=_("The number that should move.")
    )

    def __init__(self, *args: Any, candidates: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["candidate"], [(str(one), theme) for one, theme in candidates])
        _choose(self.fields["owner"], queries.choices_of_owners())

    def given(self) -> Recommended:
        """What was filled in."""
        said = dict(self.cleaned_data)
        agency, _, person = said.pop("owner").partition("/")
        return Recommended(agency=agency, owner=person, **said)


class FreezeForm(forms.Form):
    """Who the partnership's form is for."""

    recipients = forms.CharField(
        label=_("Who the form with exact figures is for, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Printed on every page of it."),
    )


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("Choose one")), *choices]
