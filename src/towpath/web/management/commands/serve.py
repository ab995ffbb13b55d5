"""`serve`: the site and its worker, until stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from towpath.web import starting


class Command(BaseCommand):
    """Get the home ready and serve it."""

    help = "Serve the site until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and with how many processes."""
        parser.add_argument("--address", default="127.0.0.1")
        parser.add_argument("--port", type=int)
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, say where, and hand over to the server."""
        address = options["address"]
        starting.require_reachable(address)
        port = starting.free_port(address, options["port"])
        starting.prepare(self.say)
        host = f"[{address}]" if ":" in address else address
        where = settings.CONFIGURATION.url or f"http://{host}:{port}"
        self.say(f"{settings.CONFIGURATION.name} is at {where}/ - stop it with Ctrl-C.")
        with _Worker():
            _serve(address, port, options["workers"], options["threads"])

    def say(self, line: str) -> None:
        """Tell whoever started it."""
        self.stderr.write(line)
        self.stderr.flush()


class _Worker:
    """The process that does background tasks; started again if it dies."""

    def __enter__(self) -> None:
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join(timeout=10)

    def _watch(self) -> None:
        while not self.over.is_set():
            command = [sys.executable, "-m", "towpath.web", "work", "--parent", str(os.getpid())]
            # In a session of its own, so that Ctrl-C leaves it to finish what it does.
            with subprocess.Popen(
                command, stdin=subprocess.DEVNULL, start_new_session=True
            ) as child:
                while child.poll() is None and not self.over.wait(0.5):
                    pass
                child.terminate()
            self.over.wait(1)


def _serve(address: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "towpath.web.served:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
