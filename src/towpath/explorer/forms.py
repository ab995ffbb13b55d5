"""What is filled in: where, what and when; and who will have a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from towpath.assessment.looks import places
from towpath.explorer import actions
from towpath.explorer.actions import For, Kind
from towpath.explorer.queries import NotRead, Pickers
from towpath.explorer.rules import Asked
from towpath.foundation import NotUnderstood

_SHADES = {"count": _("Incidents"), "rate": _("Incidents per 1,000 residents"),
           "change": _("Change")}  # fmt: skip


_AUDIENCES = [
    ("named", _("Named people: exact numbers, marked OFFICIAL-SENSITIVE")),
    ("anybody", _("Anybody: small numbers of closed data are hidden")),
]


class LookForm(forms.Form):
    """A look's words. It is always filled in: an address without words means what is usual."""

    where = forms.ChoiceField(label=_("Where"))
    what = forms.ChoiceField(label=_("What"))
    when = forms.CharField(
        label=_("When"), help_text=_("Such as March 2025, 2024/25 or 12 months to March 2025.")
    )
    against = forms.CharField(
        label=_("Compared with"),
        help_text=_("Such as the year before, three-year mean, or a period of the same length."),
    )
    by = forms.ChoiceField(label=_("List areas by"))
    shade = forms.ChoiceField(label=_("Map shows"))
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, asked: Asked, pickers: Pickers, wrong: NotRead | None = None) -> None:
        super().__init__({one: getattr(asked, one) for one in self.base_fields})
        self.use_required_attribute = False
        areas = [(one.label, [(c.value, c.label) for c in one.choices]) for one in pickers.areas]
        known = {c.value for one in pickers.areas for c in one.choices}
        if asked.where and asked.where not in known:
            areas.insert(0, (str(_("Chosen")), [(asked.where, asked.where)]))
        self._choose("where", areas)
        self._choose("what", [(one.value, one.indented) for one in pickers.kinds])
        self._choose("by", [(one.value, one.label.capitalize()) for one in places.LEVELS])
        self._choose("shade", list(_SHADES.items()))
        usual = ("", _("The usual one for crime"))
        self._choose("source", [usual, *((one.value, one.label) for one in pickers.sources)])
        self.full_clean()
        self.errors.clear()  # what an address says is judged by who reads it on the evidence
        for one in wrong.wrong if wrong else ():
            self.add_error(one.field, f"{one.error.sentence} {one.error.remedy}".strip())

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class TakeForm(forms.Form):
    """What file, and who will have it."""

    kind = forms.ChoiceField(
        label=_("File"),
        widget=forms.RadioSelect,
        initial=Kind.XLSX,
        choices=[
            (Kind.XLSX, _("Excel workbook")),
            (Kind.CSV, _("CSV files, zipped")),
            (Kind.GEOPACKAGE, _("GeoPackage, for a GIS")),
        ],
    )
    audience = forms.ChoiceField(
        label=_("Who is it for?"),
        widget=forms.RadioSelect,
        initial="named",
        choices=_AUDIENCES,
    )
    recipients = forms.CharField(
        label=_("Who will have it"),
        required=False,
        max_length=200,
        help_text=_("Names, parted by commas. They are printed in the file and recorded."),
    )

    def without_anybody(self) -> TakeForm:
        """The form of somebody who may make files for named people only."""
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = _AUDIENCES[:1]
        return self

    def clean(self) -> dict[str, Any]:
        """Somebody is named, or it is for anybody."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("audience") == "named":
            try:
                said["to"] = For(actions.recipients(said.get("recipients", "")))
            except NotUnderstood as error:
                self.add_error("recipients", f"{error.sentence} {error.remedy}")
        else:
            said["to"] = For()
        return said
