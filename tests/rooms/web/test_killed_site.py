"""kill -9 of server, worker, both, or PostgreSQL under them, while somebody delivers and writes:
nothing is partly in force, and nothing is lost that the site said it had taken or saved."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

import cluster
import homes
from sites import PATIENCE, Down, Site
from towpath.evidence import registers, trails
from towpath.foundation.periods import add_months

EFFORT = os.environ.get("TOWPATH_TESTS", "quick")
# Deliveries; each meets four deaths: as it is sent, checked and accepted, and beside it somebody
# writes.
TURNS = {"quick": 1, "check": 3, "soak": 50}[EFFORT]
ROWS, TEXTS = 1_500, 6
WHO = {
    "sent": ("server", "all"), "checked": ("worker", "all"),
    "accepted": ("worker", "server", "all"), "written": ("server", "all"),
}  # fmt: skip
# About as many steps on the disk as each takes, for the deaths that come at one of them; what is
# written goes to the database alone.
STEPS = {"sent": 8, "checked": 16, "accepted": 40}
DRAFT = """
import django; django.setup()
import editions_world
from towpath.access.models import Person
print(editions_world.compiled(Person.objects.get(name="Asha Mistry")).id)
"""


class Slowly(io.BytesIO):
    """A file as a line from far away brings it, so that its sending can be cut."""

    def read(self, _size: int | None = -1) -> bytes:
        time.sleep(0.02)
        return super().read(20_000)


class Death:
    """One death during an errand: at a step on the disk, or so many seconds from now."""

    def __init__(self, site: Site, target: str, *, step: int = 0, after: float = 0.0) -> None:
        self.site, self.target, self.come = site, target, False
        self.timer = threading.Timer(after, self._kill)
        if step:
            site.die_at_step(step)
        else:
            self.timer.start()

    def has_come(self, *, over: bool) -> bool:
        """Whether it has; it comes at once where the errand is over without it."""
        if self.target == "step":
            if not self.site.awaits_death:
                return True
            if over:
                self.site.order.unlink(missing_ok=True)
                self.target = "worker"
                self._kill()
        return self.come

    def _kill(self) -> None:
        while not self.come:
            with contextlib.suppress(Down):  # the database is not back from its last death
                self.site.kill(self.target)
                self.come = True


class Work:
    """Somebody delivers month after month and writes; what the site has told them."""

    def __init__(self, site: Site, edition: str) -> None:
        self.site, self.edition, self.chance = site, edition, random.Random(20261120)
        self.took: dict[str, float] = {}  # seconds of each errand while nobody dies
        self.deaths: Counter[str] = Counter()
        self.saved: dict[int, str] = {}  # texts that the page said were saved, by version

    def deliver(self, turn: int, *, deaths: bool = True) -> None:
        """Deliver a month, every second time one that supersedes, and write beside it."""
        self.turn, self.month = turn, add_months(date(2008, 1, 1), turn // 2)
        self.before, self.after = ROWS * (turn % 2), ROWS + turn % 2
        self.told: set[str] = set()
        for errand in (self.sent, self.checked, self.accepted, self.written):
            self.go(errand, deaths=deaths)

    def go(self, errand: Callable[[], bool], *, deaths: bool) -> None:
        """Go on with an errand until it is done, and death has come and gone."""
        began, name = time.monotonic(), errand.__name__
        self.death = self._death(name) if deaths else None
        done = False
        while not done or not (self.death is None or self.death.has_come(over=done)):
            assert time.monotonic() < began + PATIENCE, f"turn {self.turn}: {name} is stuck"
            with contextlib.suppress(Down):
                done = errand() or done
            self.site.require_up()
            time.sleep(0.02)
        if self.death is None:
            self.took[name] = time.monotonic() - began
        else:
            self.deaths[f"{name}: {self.death.target}"] += 1
            assert self.site.patiently(errand), "what was done is undone"

    def _death(self, name: str) -> Death:
        if name in STEPS and self.chance.random() < 0.5:
            return Death(self.site, "step", step=self.chance.randint(1, STEPS[name]))
        who = (*WHO[name], "database") if self.site.url else WHO[name]
        after = self.chance.uniform(0, self.took[name])
        return Death(self.site, self.chance.choice(who), after=after)

    # Errands: each looks how things stand, does what is next, and says whether all is done

    def sent(self) -> bool:
        if self.state:
            return True
        assert "sent" not in self.told, "a delivery is lost that was taken"
        files = {"delivered": (f"{self.turn}.csv", Slowly(self.body()), "text/csv")}
        said = {"agency": "saltreath-fire", "feed": "statutory-fire", "note": f"turn {self.turn}"}
        self.tell("sent", self.post("/deliveries/new/", data=said, files=files))
        return False

    def checked(self) -> bool:
        return self.state == "checked"

    def accepted(self) -> bool:
        self.require_whole()
        if self.state == "checked":
            assert "accepted" not in self.told, "a delivery is lost that was accepted"
            path = f"/deliveries/{self.id}/accept/"
            self.tell("accepted", self.post(path, data={"reason": "Due"}))
        return self.state == "accepted"

    def written(self) -> bool:
        sql = "SELECT number, text FROM editions_version WHERE place = '1a' ORDER BY number"
        held = dict(self.site.rows(sql))
        assert held.items() >= self.saved.items(), "a text is lost that the page said was saved"
        assert sorted(held) == list(range(1, len(held) + 1))
        own = [one for one in self.saved.values() if one.startswith(f"Turn {self.turn},")]
        if len(own) == TEXTS:
            return True
        text = f"Turn {self.turn}, text {len(own)}."
        said = {"text": text, "based_on": str(max(held, default=0))}
        path = f"/editions/{self.edition}/texts/1a/"
        answer = self.post(path, data=said, headers={"X-Towpath": "autosave"})
        if answer is not None:
            self.saved[answer["number"]] = text
        return False

    # What is known of them

    @property
    def state(self) -> str:
        """How far the delivery is, as the database has it; empty where it has none."""
        asked = "SELECT id, state FROM intake_delivery WHERE note = ?"
        found = self.site.rows(asked, f"turn {self.turn}")
        assert len(found) <= 1, "a delivery was taken twice"
        self.id = UUID(str(found[0][0])) if found else None
        assert not found or found[0][1] != "stopped"
        return found[0][1] if found else ""

    def require_whole(self) -> None:
        """The month is in force as it was, or as it shall be."""
        found = [x for x in registers.in_force(self.site.home).loads if x.first == self.month]
        held = sum(load.rows for load in found)
        assert held in (self.before, self.after), f"turn {self.turn}: {held} rows are in force"

    def body(self) -> bytes:
        rows = (f"{self.turn}-{n},Malicious false alarm,{1 + n % 28:02d}/{self.month:%m/%Y}"
                for n in range(self.after))  # fmt: skip
        return "\n".join(("Reference,Type of incident,Date of incident", *rows, "")).encode()

    def post(self, path: str, **more: object) -> dict[str, int] | None:
        """What the site answers; only where its database died may it fail."""
        answer = self.site.post(path, **more)
        if answer.status_code >= 500:
            assert self.death, answer.text
            assert self.death.target == "database", f"{path} answered {answer.status_code}"
            return None
        assert answer.status_code in (200, 302), f"{path} answered {answer.status_code}"
        return {} if answer.status_code == 302 else dict(json.loads(answer.text))

    def tell(self, what: str, answer: dict[str, int] | None) -> None:
        """Remember what the site confirmed."""
        if answer is not None:
            self.told.add(what)


@pytest.fixture(params=["sqlite", "postgresql"])
def work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Work]:
    with contextlib.ExitStack() as stack:
        if (on := request.param) == "postgresql" and cluster.programs() is None:
            pytest.skip("PostgreSQL's server is not on this machine")
        url = stack.enter_context(cluster.running(careful=True)) if on == "postgresql" else ""
        home, _ = homes.founded(tmp_path)
        site = Site(home, url)
        stack.callback(site.close)
        site.sign_in("asha.mistry@aldermere.example", "heron-under-the-bridge")
        yield Work(site, site.run("-c", DRAFT).stdout.strip())


@pytest.mark.slow
def test_nothing_is_lost_or_half_done_whoever_dies(work: Work) -> None:
    work.deliver(0, deaths=False)  # how long each takes
    for turn in range(1, TURNS + 1):
        work.deliver(turn)
    print(json.dumps({"deaths": work.deaths.total(), **dict(sorted(work.deaths.items()))}))
    assert work.deaths.total() == 4 * TURNS
    require_sound(work.site, TURNS + 1)


def require_sound(site: Site, deliveries: int) -> None:
    """Both trails are whole, every acceptance is in force, and no file is left in quarantine."""
    assert site.rows("SELECT state FROM intake_delivery") == [("accepted",)] * deliveries
    assert len(registers.in_force(site.home).loads) == (deliveries + 1) // 2
    assert trails.verify(site.home) >= deliveries
    said = site.run("audit", "verify")
    assert said.returncode == 0, said.stderr
    if not site.url:
        assert site.rows("PRAGMA integrity_check") == [("ok",)]
