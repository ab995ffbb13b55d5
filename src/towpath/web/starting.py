"""Getting a home ready to be served: its database, its static files, the demo's people."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection

from towpath import __version__
from towpath.access import heads
from towpath.foundation import NotUnderstood, TowpathError
from towpath.web import checks

Say = Callable[[str], None]
_TRIES = 20
_PATIENCE = 60  # seconds


class Unreachable(TowpathError):
    """The database's server does not answer."""


def prepare(say: Say) -> None:
    """Bring the database to this version, check how it is set, collect what browsers load."""
    for folder in ("logs", "files"):
        (settings.HOME / folder).mkdir(exist_ok=True)
    _reach_database(say)
    checks.require_known_database()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")
    _keep_private()
    say(f"Database: {checks.require_safe_store()}.")
    _collect()
    if settings.CONFIGURATION.demo:
        from towpath.access import demo

        demo.settle()
    elif not heads.outside():
        say("The head of the audit trail stays in this home; set audit_head_file to keep it apart.")


def require_reachable(address: str) -> None:
    """Raise NotUnderstood where people would send passwords over the network in clear."""
    if address not in ("127.0.0.1", "::1", "localhost") and not settings.CONFIGURATION.secure:
        raise NotUnderstood(
            f"Serving at {address} would send passwords over the network in clear.",
            'Put a web server with https before it and write url = "https://…" in towpath.toml.',
        )


def free_port(address: str, wanted: int | None) -> int:
    """The port asked for, or the first free one from 8000 on; NotUnderstood where it is taken."""
    first = wanted if wanted is not None else 8000
    for port in range(first, first + (1 if wanted is not None else _TRIES)):
        if _free(address, port):
            return port
    raise NotUnderstood(
        f"Something else listens at {address}, port {first}, already.",
        "Stop it, or choose another port with --port.",
    )


def _free(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _reach_database(say: Say) -> None:
    """Wait for a PostgreSQL that is itself about to start, or recovers from a crash."""
    until = time.monotonic() + _PATIENCE
    while connection.vendor == "postgresql" and (why := _out_of_reach()):
        if time.monotonic() > until:
            raise Unreachable(
                f"The database does not answer: {why}",
                "See to its server and to database_url, and start again.",
            )
        say(f"Waiting for the database: {why}")
        time.sleep(1)


def _out_of_reach() -> str:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        return str(error).strip() or "it gives no reason"
    return ""


def _keep_private() -> None:
    """People's names lie in it: nobody else on the machine reads it."""
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).chmod(0o600)


def _collect() -> None:
    """Copy, hash and compress the static files, once for each version of them."""
    stamp = settings.STATIC_ROOT / ".version"
    version = _fingerprint()
    if not stamp.exists() or stamp.read_text("utf-8") != version:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(version, "utf-8")


def _fingerprint() -> str:
    import allauth
    import ninja

    own = Path(__file__).resolve().parent.parent
    held = sorted(own.glob("*/static/**/*"))
    parts = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in held]
    whole = "\n".join([__version__, allauth.__version__, ninja.__version__, *parts])
    return hashlib.sha256(whole.encode()).hexdigest()
