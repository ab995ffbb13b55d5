"""`fill FILE`: the rows of a backup into an empty database; a step of `towpath restore`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from towpath.web import backups


class Command(BaseCommand):
    """All rows or none."""

    help = "Fill an empty database from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file of rows."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill it."""
        backups.fill(options["file"])
