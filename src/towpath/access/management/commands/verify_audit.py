"""`verify_audit`: prove the audit trail."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from towpath.access import chain


class Command(BaseCommand):
    """Prove every event, its order, and the heads that were written outside."""

    help = "Prove the audit trail; exit code 1 and a sentence where it does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was proved; TrailBroken leaves as exit code 1."""
        proof = chain.verify()
        kept = "outside this home" if proof.outside else "in this home; set audit_head_file"
        self.stdout.write(
            f"The site's audit trail is whole: {proof.events} events, each proved, "
            f"and {proof.heads} heads agree ({kept})."
        )
