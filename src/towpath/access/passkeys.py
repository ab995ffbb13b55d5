"""A passkey that counts its uses shows a copy of itself: two of them cannot both count on.

W3C Web Authentication, 6.1.1. A passkey that is synchronised between devices counts nothing, and is
passed over.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from fido2.webauthn import AuthenticationResponse

from towpath.access.errors import NotPermitted


class Copied(NotPermitted):
    """A passkey counts behind what it has counted before."""


def require_not_copied(request: HttpRequest, authenticator: Authenticator) -> None:
    """Raise Copied where a passkey does not count on; else remember how far it has counted."""
    if authenticator.type != Authenticator.Type.WEBAUTHN:
        return
    shown, held = _shown(request), authenticator.data.get("counter", 0)
    if shown <= held and (shown or held):
        raise Copied(
            "This passkey may have been copied: it shows a use that has been seen before.",
            "Sign in another way, remove it under your second steps, and tell an administrator.",
        )
    if shown != held:
        authenticator.data["counter"] = shown
        authenticator.save(update_fields=["data"])


def _shown(request: HttpRequest) -> int:
    said: dict[str, Any] = json.loads(request.POST["credential"])
    return int(AuthenticationResponse.from_dict(said).response.authenticator_data.counter)
