"""The site as a process, and people who come to it in a browser: what all journeys share."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ANALYST, OFFICER = "Asha Mistry", "Ruth Adeyemi"
MANAGER, RELEASER = "Gareth Lowe", "Meera Joshi"
LANDLORD, MEMBER = "Tom Kersey", "Dr Helen Marsh"
ADMINISTRATOR, AUDITOR = "Priya Nair", "Owen Pugh"
ROLES = (ANALYST, MANAGER, OFFICER, MEMBER, ADMINISTRATOR, AUDITOR)  # what others may is the same
DEMO = (*ROLES, RELEASER, LANDLORD)
PASSWORD = "slow-water-and-willow"
PATIENCE = 60_000  # a page on a busy machine; how fast it is others measure
_FOCUSED = """() => {
    const here = document.activeElement;
    const label = here.labels?.[0]?.innerText ?? "";
    const said = `${label} ${here.innerText} ${here.ariaLabel ?? ""}`;
    return here === document.body ? "" : said.replace(/\\s+/g, " ");
}"""
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether the site there is healthy."""
    try:
        with urllib.request.urlopen(f"{url}/health/", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def served(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A home's site, until the block ends or somebody kills it."""
    command = [sys.executable, "-m", "towpath.cli", "--home", str(home), "serve"]
    env = {**os.environ, "PYTHONWARNINGS": "default"}
    with subprocess.Popen([*command, "--port", str(port)], env=env) as process:
        url, until = f"http://127.0.0.1:{port}", time.monotonic() + 90
        while not answers(url) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=30) == 0


def in_its_own_words(home: Path, script: str) -> str:
    """What a script says that runs inside the site, on a home's database."""
    said = {"TOWPATH_HOME": str(home), "PYTHONPATH": str(Path(__file__).parent)}
    env = {**os.environ, **said, "DJANGO_SETTINGS_MODULE": "towpath.web.settings"}
    run = [sys.executable, "-c", f"import django; django.setup()\n{script}"]
    made = subprocess.run(run, env=env, stdout=subprocess.PIPE, check=True)
    return made.stdout.decode().strip()


def sign_in(page: Any, site: str, name: str) -> None:
    """Come in as one of the demo's people, and find the first page."""
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name=name).click()
    page.get_by_text(f"You are signed in as {name}").wait_for()


def sign_out(page: Any) -> None:
    """Leave."""
    page.get_by_role("button", name="Sign out").click()


def reach(page: Any, wanted: str) -> None:
    """Press Tab until the focus is on what is called so."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted in page.evaluate(_FOCUSED):
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def press(page: Any, wanted: str) -> None:
    """Reach something by keyboard, press Enter on it, and be where it leads."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def too_wide(page: Any) -> bool:
    """Whether an open page is wider than its window."""
    return bool(page.evaluate(_TOO_WIDE))


def take_on(page: Any, site: str, name: str, agency: str, role: str) -> str:
    """An administrator adds a person, who sets a password; their address."""
    email = f"{name.lower().replace(' ', '.')}@somewhere.example"
    sign_in(page, site, ADMINISTRATOR)
    page.goto(f"{site}/people/new/")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Work e-mail address").fill(email)
    page.get_by_label("Agency").select_option(label=agency)
    page.get_by_label("Role").select_option(label=role)
    page.get_by_role("button", name="Add the person").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".govuk-inset-text").inner_text()
    sign_out(page)
    page.goto(link)
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_text("is now changed").wait_for()
    return email


def sign_in_with_password(page: Any, site: str, email: str) -> None:
    """Come in as anybody else."""
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("You are signed in as").wait_for()
