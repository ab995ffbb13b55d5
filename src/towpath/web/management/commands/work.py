"""`work`: do background tasks for as long as the site that started it lives."""

from __future__ import annotations

import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, call_command

from towpath.intake import working


class Command(BaseCommand):
    """Run the task worker, and end with the parent."""

    help = "Do background tasks while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose worker it is."""
        parser.add_argument("--parent", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop, or until the parent is gone."""
        threading.Thread(target=_follow, args=(options["parent"],), daemon=True).start()
        working.recover()
        call_command("db_worker", interval=0.5, reload=False, verbosity=0)


def _follow(parent: int) -> None:
    """The number is given: a parent that dies at once would not be there to be asked for."""
    while parent in (0, os.getppid()):
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
