"""People at work on the real site, over loopback: `python tests/load.py --home HOME [--on …]`.

A copy of the home is served by `towpath serve`; two hundred people with sessions of their own read
and write with five seconds between two clicks, then fifty without a pause, then two hundred again
while 400,000 rows are loaded. Every answer is looked at, everything that the site said was saved is
looked for afterwards, and the trail is proved. Each page's time stands beside that of a bare view
of Django (`/health/`), asked for by the same people in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx

import cluster

BARE = "/health/"
# Pages by role, as often as they stand here; SAVE is a change that the site answers with 302.
SAVE = "save"
ERRANDS = {
    "administrator": ["/", "/people/", "/people/", "/agencies/", SAVE, SAVE, BARE, "/you/"],
    "auditor": ["/", "/audit/", "/audit/", BARE, "/you/"],
    "analyst": ["/", "/explore/", "/explore/", "/deliveries/", "/editions/", BARE, "/api/areas"],
    "police": ["/", "/explore/", "/people/", BARE, "/you/"],
}
SESSIONS = """
import json, sys, django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone
from towpath.access.models import Agency, Membership, Person
roles, made, now = json.loads(sys.argv[1]), [], timezone.now()
with transaction.atomic():
    council, _ = Agency.objects.get_or_create(
        slug="load-council", defaults={"name": "Load Council", "kind": "other"})
    for number, role in enumerate(roles):
        one = Person(name=f"Person {number}", email=f"p{number}@load.example", created=now)
        one.set_unusable_password(); one.save()
        Membership.objects.create(person=one, agency=council, role=role, starts="2020-01-01")
        store = SessionStore()
        store[SESSION_KEY] = str(one.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = one.get_session_auth_hash()
        store["began"] = store["seen"] = now.timestamp()
        store.save(); made.append(f"{settings.SESSION_COOKIE_NAME}={store.session_key}")
print(json.dumps(made))
"""
COUNT = """
import json, django; django.setup()
from towpath.access.models import Agency
held = Agency.objects.filter(slug__startswith="load-")
print(json.dumps(sorted(held.values_list("slug", flat=True))))
"""


@dataclass
class Seen:
    """What one run saw."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)
    cpu: float = 0.0

    def at(self, page: str, share: float) -> float:
        """A quantile of a page's times, in milliseconds."""
        held = sorted(self.times[page])
        return 1_000 * held[min(len(held) - 1, int(share * len(held)))] if held else 0.0

    def told(self) -> dict[str, Any]:
        """The run in numbers."""
        pages = {
            page: {"asked": len(held), "p50": round(self.at(page, 0.5)),
                   "p95": round(self.at(page, 0.95)), "most": round(1_000 * max(held))}
            for page, held in sorted(self.times.items())
        }  # fmt: skip
        every = Seen(times={"": [one for held in self.times.values() for one in held]})
        bare = self.at(BARE, 0.95)
        each = round(1_000 * self.cpu / max(1, len(every.times[""])), 1)
        return {"asked": len(every.times[""]), "cpu_each": each,
                "p50": round(every.at("", 0.5)), "p95": round(every.at("", 0.95)),
                "ratio_to_bare_p95": round(every.at("", 0.95) / bare, 1) if bare else None,
                "wrong": dict(self.wrong), "saved": len(self.saved), "pages": pages}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A served copy of a home."""

    home: Path
    url: str
    env: dict[str, str]
    process: int

    @property
    def cpu(self) -> float:
        """Seconds that its processes have worked: comparable even on a machine that is busy."""
        return _cpu(self.process)


@contextlib.contextmanager
def served(home: Path, database_url: str = "", workers: int = 1) -> Iterator[Site]:
    """The site on this home, until the end of the block."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TOWPATH_")}
    env = {**kept, **({"TOWPATH_DATABASE_URL": database_url} if database_url else {})}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "towpath.cli", "--home", str(home), "serve"]
    command += ["--port", str(port), "--workers", str(workers)]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, env=env, stdout=log, stderr=log) as process,
    ):
        site = Site(home, f"http://127.0.0.1:{port}", env, process.pid)
        try:
            until = time.monotonic() + 120
            while not _answers(site.url):
                assert process.poll() is None, "the site ended"
                assert time.monotonic() < until, "the site did not start"
                time.sleep(0.3)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
            log.seek(0)
            for line in log.read().decode("utf-8", "replace").splitlines()[-5:]:
                sys.stderr.write(f"  site: {line[:300]}\n")


def _cpu(process: int) -> float:
    """Of a process and all below it, as Linux counts them."""
    spent: dict[int, tuple[int, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # some end while we look
            said = path.read_text().rpartition(")")[2].split()
            worked = (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")
            spent[int(path.parent.name)] = (int(said[1]), worked)
    family = {process}
    while more := {one for one, (parent, _) in spent.items() if parent in family} - family:
        family |= more
    return sum(spent[one][1] for one in family if one in spent)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}{BARE}", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def inside(site: Site, code: str, *words: str) -> Any:
    """What a script says in the site's own settings."""
    env = {**site.env, "TOWPATH_HOME": str(site.home),
           "DJANGO_SETTINGS_MODULE": "towpath.web.settings"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=env, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def sessions(site: Site, count: int) -> list[tuple[str, str]]:
    """So many people, a role and a session each."""
    roles = [list(ERRANDS)[number % len(ERRANDS)] for number in range(count)]
    return list(zip(roles, inside(site, SESSIONS, json.dumps(roles)), strict=True))


def work(site: Site, people: list[tuple[str, str]], seconds: float, think: float) -> Seen:
    """Let these people work for so long."""
    before = site.cpu
    seen = asyncio.run(_work(site, people, seconds, think))
    seen.cpu = site.cpu - before
    return seen


async def _work(site: Site, people: list[tuple[str, str]], seconds: float, think: float) -> Seen:
    seen, until = Seen(), time.monotonic() + seconds
    limits = httpx.Limits(max_connections=len(people), max_keepalive_connections=len(people))
    # Two hundred people are not one browser: what one is told to remember is not the others'.
    none = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        base_url=site.url, limits=limits, timeout=60, cookies=none
    ) as client:
        await asyncio.gather(
            *(_person(client, who, number, seen, until, think) for number, who in enumerate(people))
        )
    return seen


async def _person(
    client: httpx.AsyncClient, who: tuple[str, str], number: int, seen: Seen, until: float,
    think: float,
) -> None:  # fmt: skip
    role, session = who
    chance, turn = random.Random(number), 0
    name = f"{session.rpartition('=')[2][:8]}-{int(until)}"  # no two runs save the same
    await asyncio.sleep(chance.uniform(0, think))
    while time.monotonic() < until:
        page, turn = chance.choice(ERRANDS[role]), turn + 1
        slug = f"load-{name}-{turn}"
        began = time.monotonic()
        try:
            status = await _ask(client, page, session, slug)
        except httpx.HTTPError as error:
            seen.wrong[f"{page}: {type(error).__name__}"] += 1
        else:
            seen.times[page].append(time.monotonic() - began)
            if status != (302 if page == SAVE else 200):
                seen.wrong[f"{page}: {status}"] += 1
            elif page == SAVE:
                seen.saved.append(slug)
        await asyncio.sleep(chance.uniform(0, 2 * think))


async def _ask(client: httpx.AsyncClient, page: str, session: str, slug: str) -> int:
    head = {"cookie": f"{session}; csrftoken={'a' * 32}"}
    if page != SAVE:
        return (await client.get(page, headers=head)).status_code
    said = {"name": slug, "slug": slug, "kind": "other", "csrfmiddlewaretoken": "a" * 32}
    return (await client.post("/agencies/new/", data=said, headers=head)).status_code


def lost(site: Site, seen: Seen) -> list[str]:
    """What the site said it had saved and has not."""
    return sorted(set(seen.saved) - set(inside(site, COUNT)))


@contextlib.contextmanager
def loading(site: Site, rows: int) -> Iterator[subprocess.Popen[bytes]]:
    """A delivery of so many rows on its way in beside the people."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
    import world

    with tempfile.TemporaryDirectory() as folder:
        months = world.write_months(Path(folder) / "months", rows, 12)
        command = [sys.executable, "-m", "towpath.cli", "--home", str(site.home), "load"]
        command += [str(months[0].parent.parent), "--agency", "testshire"]
        with subprocess.Popen(command, env=site.env, stdout=subprocess.DEVNULL) as child:
            yield child


def proved(site: Site) -> bool:
    """Whether both trails are whole."""
    command = [sys.executable, "-m", "towpath.cli", "--home", str(site.home), "audit", "verify"]
    return subprocess.run(command, env=site.env, capture_output=True, check=False).returncode == 0


def everything(home: Path, on: str, seconds: float, rows: int, workers: int = 1) -> dict[str, Any]:
    """All three kinds of run on a copy of a home."""
    told: dict[str, Any] = {}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        copy = shutil.copytree(home, folder / "home", ignore=shutil.ignore_patterns("site.sqlite3"))
        url = stack.enter_context(cluster.running(careful=True)) if on == "postgresql" else ""
        site = stack.enter_context(served(copy, url, workers))
        people = sessions(site, 200)
        work(site, people[:8], 8, 0.2)  # what is counted once is counted
        told["200 at 5 s"] = _ran(site, work(site, people, seconds, 5))
        told["50 without pause"] = _ran(site, work(site, people[:50], seconds, 0))
        with loading(site, rows) as child:
            seen = work(site, people, seconds, 5)
            told[f"200 at 5 s, {rows:,} rows loading"] = _ran(site, seen)
            child.wait(timeout=600)
            told["loading"] = child.returncode
        told["trail proved"] = proved(site)
    return told


def _ran(site: Site, seen: Seen) -> dict[str, Any]:
    return seen.told() | {"lost": lost(site, seen)}


def main() -> int:
    """Run on the databases that are named; 1 where anything failed or was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a demo's home; it is copied")
    parser.add_argument("--on", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--workers", type=int, default=1, help="processes that answer")
    parser.add_argument("--quick", action="store_true", help="15 seconds each")
    said = parser.parse_args()
    failed = False
    for on in ("sqlite", "postgresql") if said.on == "both" else (said.on,):
        seconds = 15 if said.quick else said.seconds
        told = everything(said.home, on, seconds, said.rows, said.workers)
        sys.stdout.write(json.dumps({on: told}, indent=1) + "\n")
        runs = [one for one in told.values() if isinstance(one, dict)]
        failed |= any(one["wrong"] or one["lost"] for one in runs) or not told["trail proved"]
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
