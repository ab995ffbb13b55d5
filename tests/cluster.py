"""A PostgreSQL of one's own, thrown away at the end: `python tests/cluster.py COMMAND …`.

The command finds its address in TOWPATH_TRIAL_DATABASE_URL. Listens on loopback only, with a
password made for the occasion. PostgreSQL does not run as root: root starts it as `postgres`, or as
`nobody`. Without the server's programs the exit code is 77, which says "not here".
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOT_HERE = 77
VARIABLE = "TOWPATH_TRIAL_DATABASE_URL"
# Tests keep nothing, so they need not wait for the disk; a measurement must.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoServer(RuntimeError):
    """PostgreSQL's server is not on this machine, or it did not start."""


def programs() -> Path | None:
    """The folder of initdb and postgres: Debian keeps it away from the path."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version)
    return kept[-1].parent if kept else None


def _version(path: Path) -> float:
    return float(path.parent.parent.name)


@contextlib.contextmanager
def running(*, careful: bool = False, connections: int = 100) -> Iterator[str]:
    """A cluster for as long as the block lasts; the URL of its database."""
    at = programs()
    if at is None:
        message = "PostgreSQL's server is not on this machine (Debian: postgresql)"
        raise NoServer(message)
    with tempfile.TemporaryDirectory(prefix="towpath-cluster-", dir="/tmp") as made:
        folder, user = Path(made), _user()
        if user:
            os.chown(folder, user["user"], user["group"])
        password = secrets.token_hex(16)
        (folder / "password").write_text(password, "utf-8")
        (folder / "password").chmod(0o644)  # in a folder that only its user enters
        _initialise(at, folder, user)
        port = _free_port()
        settings = ["fsync=on"] if careful else list(CARELESS)
        settings += [f"port={port}", "listen_addresses=127.0.0.1", f"max_connections={connections}"]
        settings += [f"unix_socket_directories={folder}", "log_min_messages=fatal"]
        words = [word for one in settings for word in ("-c", one)]
        command = [str(at / "postgres"), "-D", str(folder / "data"), *words]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, **user) as server:
            try:
                _wait(server, port)
                yield f"postgres://towpath:{password}@127.0.0.1:{port}/postgres"
            finally:
                server.send_signal(signal.SIGINT)  # at once, with everybody cut off
                server.wait(timeout=30)


def _user() -> dict[str, Any]:
    """As whom it runs, for subprocess: ourselves, unless that is root."""
    if os.geteuid() != 0:
        return {}
    known = {one.pw_name: one for one in pwd.getpwall()}
    chosen = known.get("postgres") or known["nobody"]
    return {"user": chosen.pw_uid, "group": chosen.pw_gid, "extra_groups": ()}


def _initialise(at: Path, folder: Path, user: dict[str, Any]) -> None:
    words = ["-D", str(folder / "data"), "-U", "towpath", "-A", "scram-sha-256", "-E", "UTF8"]
    words += ["--locale=C.UTF-8", "--no-sync", f"--pwfile={folder / 'password'}"]
    subprocess.run(
        [str(at / "initdb"), *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, **user
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    message = "PostgreSQL did not start"
    raise NoServer(message)


def main(command: list[str]) -> int:
    """Run the command beside a cluster; its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running() as url:
            return subprocess.run(
                command, env={**os.environ, VARIABLE: url}, check=False
            ).returncode
    except NoServer as lack:
        sys.stderr.write(f"{lack}\n")
        return NOT_HERE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
