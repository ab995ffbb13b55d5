"""kill -9 of worker, server or both, at any moment of a delivery: none is partly in force, and
none that the site said it had taken is lost."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import settings

import homes
from towpath.evidence import registers, trails
from towpath.evidence.homes import Home
from towpath.foundation.periods import add_months

ROWS = 40
PATIENCE = 90.0
CYCLES = {20: 3, 100: 24, 2_000: 200}[settings.default.max_examples]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WITHIN = 3.0  # seconds of a cycle in which the kill falls


class Site:
    """The site as processes of their own, and a browser's memory of it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: Any = None
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20)
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "towpath.web", "--home", str(self.home.path), "serve"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], start_new_session=True,
            stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONWARNINGS": "default"},
        )  # fmt: skip
        self.patiently(lambda: self.client.get("/health/").status_code == 200)

    def kill(self, target: str) -> None:
        """Kill the worker, the server's own process, or all of it, and start again what was all."""
        if target == "all":
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.start()
            return
        for pid, said in self.children():
            if (" work" in said) == (target == "worker"):
                os.kill(pid, signal.SIGKILL)

    def children(self) -> Iterator[tuple[int, str]]:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                said = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if parent == self.process.pid and "resource_tracker" not in said:
                yield int(folder.name), said

    def patiently(self, found: Callable[[], Any]) -> Any:
        """What is found in the end; a server that is down at the moment is asked again."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if answer := found():
                    return answer
            except (httpx.TransportError, sqlite3.OperationalError):
                pass
            time.sleep(0.1)
        raise AssertionError("it never came")

    def post(self, path: str, **more: Any) -> int:
        token = TOKEN.search(self.client.get(path).text)
        assert token, path
        data = {"csrfmiddlewaretoken": token.group(1), **more.pop("data", {})}
        return self.client.post(path, data=data, **more).status_code

    def delivery(self, note: str) -> tuple[str, str] | None:
        """A delivery's identifier and state, as the database has it."""
        with sqlite3.connect(self.home.path / "site.sqlite3", timeout=20) as database:
            asked = "SELECT id, state FROM intake_delivery WHERE note = ?"
            found = database.execute(asked, [note]).fetchall()
        assert len(found) <= 1, "a delivery was taken twice"
        return found[0] if found else None


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    home, _ = homes.founded(tmp_path)
    made = Site(home)
    page = made.client.get("/account/login/").text
    token = TOKEN.search(page)
    assert token
    who = {"login": "asha.mistry@aldermere.example", "password": "heron-under-the-bridge"}
    answer = made.client.post("/account/login/", data={"csrfmiddlewaretoken": token[1], **who})
    assert answer.status_code == 302
    yield made
    made.client.close()
    os.killpg(made.process.pid, signal.SIGKILL)
    made.process.wait()
    shutil.rmtree(home.path)


def body(month: date) -> bytes:
    header = "Reference,Type of incident,Date of incident"
    rows = (f"{month:%y%m}-{n},Malicious false alarm,{1 + n % 28:02d}/{month:%m/%Y}"
            for n in range(ROWS))  # fmt: skip
    return "\n".join((header, *rows, "")).encode()


def step(site: Site, note: str, month: date) -> bool:
    """What somebody at the browser does next; true once the delivery is accepted."""
    found = site.delivery(note)
    if found is None:
        files = {"delivered": (f"{note}.csv", body(month), "text/csv")}
        said = {"agency": "saltreath-fire", "feed": "statutory-fire", "note": note}
        site.post("/deliveries/new/", data=said, files=files)
    elif found[1] == "checked":
        site.post(f"/deliveries/{UUID(found[0])}/accept/", data={"reason": "Due"})
    held = rows_of(site.home, month)
    assert held in (0, ROWS), f"{held} rows are in force"
    return bool(found and found[1] == "accepted")


def rows_of(home: Home, month: date) -> int:
    found = [load for load in registers.in_force(home).loads if load.first == month]
    assert len(found) <= 1
    return sum(load.rows for load in found)


@pytest.mark.slow
def test_a_delivery_survives_the_death_of_whoever_serves_it(site: Site) -> None:
    chance = random.Random(20261120)
    for cycle in range(CYCLES):
        month, note = add_months(date(2008, 1, 1), cycle), f"cycle {cycle}"
        target = chance.choice(("worker", "server", "all"))
        moment, killed = time.monotonic() + chance.uniform(0, WITHIN), False
        until = time.monotonic() + PATIENCE
        over = False
        while not (over and killed):
            assert time.monotonic() < until, f"cycle {cycle} ({target}) is stuck"
            if not killed and time.monotonic() >= moment:
                site.kill(target)
                killed = True
            try:
                over = step(site, note, month) or over
            except (httpx.TransportError, sqlite3.OperationalError, AssertionError) as error:
                if isinstance(error, AssertionError) and "/deliveries/" not in str(error):
                    raise
            if site.process.poll() is not None:  # it gives up where it dies at once: start it again
                site.start()
            time.sleep(0.05)
        assert rows_of(site.home, month) == ROWS
    require_sound(site, CYCLES)


def require_sound(site: Site, cycles: int) -> None:
    """Both trails are whole, every acceptance is in force, nothing is left in quarantine's way."""
    with sqlite3.connect(site.home.path / "site.sqlite3", timeout=20) as database:
        states = database.execute("SELECT state FROM intake_delivery").fetchall()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert states == [("accepted",)] * cycles
    assert trails.verify(site.home) >= cycles
    command = [sys.executable, "-m", "towpath.web", "--home", str(site.home.path), "verify_audit"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert len(json.loads(site.home.register_file.read_text())["loads"]) == cycles
