"""Forms in the manner of the GOV.UK Design System: label, hint, error, field, in this order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),  # to Django it is a RadioSelect
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Select, "govuk-select"),
    (forms.widgets.Input, "govuk-input"),
)


class Field(BoundField):
    """A field with the Design System's classes on its widget, and words of its own for errors."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        chosen = isinstance(field.widget, forms.Select | forms.RadioSelect)
        asked = _("Choose: %(label)s") if chosen else _("Fill in: %(label)s")
        field.error_messages["required"] = asked % {"label": self.label}

    @property
    def look(self) -> str:
        """Which of the components it is: radios, checkboxes, checkbox or input."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, forms.RadioSelect):
            return "radios"
        return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"

    @property
    def first_id(self) -> str | None:
        """Where a link of the error summary leads."""
        return f"{self.auto_id}_0" if self.look in ("radios", "checkboxes") else self.auto_id

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the component's class, and its error's."""
        widget = widget or self.field.widget
        widget.attrs.pop("placeholder", None)  # a placeholder is not a label
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        name = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
        wrong = f" {name}--error" if self.errors and self.look == "input" else ""
        built["class"] = f"{widget.attrs.get('class', '')} {name}{wrong}".strip()
        return built


class Renderer(TemplatesSetting):
    """How every form of the site is drawn."""

    form_template_name = "web/components/form.html"
    field_template_name = "web/components/field.html"
    bound_field_class = Field
