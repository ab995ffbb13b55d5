"""`backup FILE`: the whole home as one file, while people work."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from towpath.evidence import archives
from towpath.web import backups


class Command(BaseCommand):
    """Evidence, database, files and, under a passphrase, keys."""

    help = "Write the home to one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and under which passphrase."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--passphrase-file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Record it, make it."""
        given = options["passphrase_file"]
        passphrase = given.read_text("utf-8").strip() if given else ""
        backups.record("made a backup", sealed=bool(passphrase))
        archives.make(
            settings.CONFIGURATION.home,
            options["file"],
            at=timezone.now(),
            passphrase=passphrase,
            beside=backups.Database(),
        )
