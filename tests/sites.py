"""The site as processes of their own, a browser's memory of it, and ways for it to die."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from towpath.evidence.homes import Home

PATIENCE = 120.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_BACKENDS = """SELECT pid FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1"""
Down = (httpx.TransportError, sqlite3.OperationalError)


class Site:
    """A served home, on SQLite or on the PostgreSQL at `url`."""

    def __init__(self, home: Home, url: str = "") -> None:
        self.home, self.url = home, url
        self.order = home.path.parent / "death-order"
        self.log = home.path.parent / "site.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: Any = None
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)
        self.token = ""
        self.start()

    @property
    def env(self) -> dict[str, str]:
        """What its processes are told."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("TOWPATH_")}
        deaths = str(Path(__file__).parent / "deaths")
        said = {"PYTHONPATH": deaths, "DEATH_ORDER": str(self.order)}
        said |= {"DEATH_HOME": str(self.home.path), "PYTHONWARNINGS": "default"}
        return {**kept, **said, **({"TOWPATH_DATABASE_URL": self.url} if self.url else {})}

    def start(self) -> None:
        """Serve, and wait until it answers."""
        command = [sys.executable, "-m", "towpath.web", "--home", str(self.home.path), "serve"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)], start_new_session=True, env=self.env,
                stdout=log, stderr=log,
            )  # fmt: skip
        self.patiently(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, f"the site ended: {self.log.read_text()[-2_000:]}"
        return self.client.get("/health/").status_code == 200

    def require_up(self) -> None:
        """Start it again where all of it died, or where it gave up."""
        if self.process.poll() is not None:
            self.start()

    def close(self) -> None:
        """Be gone."""
        self.client.close()
        for child, _ in list(self.children()):
            os.kill(child, signal.SIGKILL)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    # Its deaths

    def kill(self, target: str) -> None:
        """Kill -9 the worker, the server's own process, all of it, or PostgreSQL under it."""
        if target == "database":
            for (pid,) in self.rows(_BACKENDS):  # the server then throws everybody out and recovers
                os.kill(pid, signal.SIGKILL)
        elif target == "all":
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        else:
            for pid, said in self.children():
                if (" work " in said) == (target == "worker"):
                    os.kill(pid, signal.SIGKILL)

    def die_at_step(self, step: int) -> None:
        """Let the first process that comes to its so-many-eth step on the disk die there."""
        fresh = self.order.with_suffix(".new")
        fresh.write_text(str(step))
        fresh.rename(self.order)

    @property
    def awaits_death(self) -> bool:
        """Whether nobody has come to that step yet."""
        return self.order.exists()

    def children(self) -> Iterator[tuple[int, str]]:
        """Its server's process and its worker, each with its command line."""
        for pid, parent, said in _processes():
            if parent == self.process.pid and "resource_tracker" not in said:
                yield pid, said

    # A browser, and a witness that asks the database itself

    def patiently(self, found: Callable[[], Any]) -> Any:
        """What is found in the end; a server that is down at the moment is asked again."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if answer := found():
                    return answer
            except Down:
                pass
            time.sleep(0.05)
        message = "it never came"
        raise AssertionError(message)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in, and keep a token for what is sent later."""
        said = {"login": email, "password": password}
        assert self.post("/account/login/", data=said).status_code == 302
        self.token = ""

    def post(self, path: str, *, data: dict[str, Any], **more: Any) -> httpx.Response:
        """Send a form."""
        if not self.token:
            found = TOKEN.search(self.client.get(path).text)
            assert found, f"{path} has no form"
            self.token = found[1]
        return self.client.post(path, data={"csrfmiddlewaretoken": self.token, **data}, **more)

    def rows(self, sql: str, *words: Any) -> list[Any]:
        """What the database says."""
        if not self.url:
            with closing(sqlite3.connect(self.home.path / "site.sqlite3", timeout=20)) as database:
                return database.execute(sql, words).fetchall()
        import psycopg

        try:
            with psycopg.connect(self.url, connect_timeout=5) as database:
                return database.execute(sql.replace("?", "%s"), words).fetchall()
        except psycopg.OperationalError as error:
            raise sqlite3.OperationalError(str(error)) from error

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One of the site's commands on this home, or a script with `-c`."""
        begin = [] if words[0] == "-c" else ["-m", "towpath.cli", "--home", str(self.home.path)]
        env = {**self.env, "DEATH_HOME": "", "PYTHONPATH": str(Path(__file__).parent)}
        env |= {"TOWPATH_HOME": str(self.home.path)}
        env |= {"DJANGO_SETTINGS_MODULE": "towpath.web.settings"}
        command = [sys.executable, *begin, *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def _processes() -> Iterator[tuple[int, int, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            said = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it ended while we looked
            continue
        yield int(folder.name), parent, said
