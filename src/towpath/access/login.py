"""The form of signing in, in the site's own words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as Plain
from django.utils.translation import gettext_lazy as _


class LoginForm(Plain):  # type: ignore[misc]  # allauth ships no types
    """An address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""
