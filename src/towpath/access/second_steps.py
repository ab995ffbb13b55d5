"""Second steps of signing in: their secrets sealed with a key that lies apart from the database.

Whoever holds the database alone, or a backup without its keys, can make nobody's codes.
"""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from towpath.access import keys
from towpath.access.errors import NotPermitted

_SEALED = "sealed:"


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """How allauth keeps the secrets of authenticator apps and recovery codes."""

    def encrypt(self, text: str) -> str:
        """A secret as it is stored."""
        return _SEALED + _key().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; one from before secrets were sealed stands as it is."""
        if not encrypted_text.startswith(_SEALED):
            return encrypted_text
        try:
            return _key().decrypt(encrypted_text.removeprefix(_SEALED)).decode()
        except InvalidToken as error:
            raise NotPermitted(
                "Your second step cannot be read: this site's keys are not those it was made with.",
                "Whoever runs the site gives you a new start with `towpath recover`.",
            ) from error


def _key() -> Fernet:
    secret = bytes.fromhex(keys.secret(settings.HOME, "second-steps"))
    return Fernet(base64.urlsafe_b64encode(secret))
