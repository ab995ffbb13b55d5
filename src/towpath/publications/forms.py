"""What managers fill in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ApprovalForm(forms.Form):
    """What whoever approves has done before."""

    read = forms.BooleanField(label=_("I have read the public form with the eyes of a stranger"))
    prose = forms.BooleanField(
        label=_("No commentary or attachment names a person or tells a case; the gate reads none")
    )


class WithdrawalForm(forms.Form):
    """Why a publication is withdrawn."""

    because = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Anyone who comes to its address reads it.")
    )
