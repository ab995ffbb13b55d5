"""An analyst compiles, writes and judges; a manager signs and publishes; anyone reads.

Mission, journey 2: with script, without it, with the keyboard alone, and through a crash.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from towpath.evidence.homes import Home
from towpath.sources import demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ANALYST, MANAGER, OFFICER = "Asha Mistry", "Gareth Lowe", "Ruth Adeyemi"
CRITERIA = ("Harm", "Likelihood", "Public concern", "Capacity")
PLACES = ("", "sections/1/", "sections/2/", "sections/5/", "texts/1a/", "caveats/", "evidence/",
          "priorities/", "recommendations/", "freeze/")  # fmt: skip
LONG = 240_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def served(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The site as a process, until it is stopped or killed."""
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
                process.wait(timeout=30)


@pytest.fixture(scope="module")
def home(loaded_home: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compiling") / "home"
    return Path(shutil.copytree(loaded_home[0].path, path, symlinks=True))


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    port = free_port()
    with served(home, port):
        yield f"http://127.0.0.1:{port}"


def sign_in(page: Any, site: str, name: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name=name).click()
    page.get_by_text(f"You are signed in as {name}").wait_for()


def sign_out(page: Any) -> None:
    page.get_by_role("button", name="Sign out").click()


def begun(page: Any, site: str) -> str:
    """Begin an edition, wait until its sections are filled; its address."""
    sign_in(page, site, ANALYST)
    page.goto(f"{site}/editions/")
    page.get_by_role("button", name="Begin an edition").click()
    page.get_by_role("textbox", name="Period").fill("2025")
    page.get_by_role("button", name="Begin and compile").click()
    page.get_by_role("heading", name="The six sections").wait_for(timeout=LONG)
    return str(page.url)


@pytest.fixture(scope="module")
def edition(browser: Any, site: str) -> str:
    """A draft for tests that only write in it."""
    context = browser.new_context()
    found = begun(context.new_page(), site)
    context.close()
    return found


@pytest.fixture
def complaints(page: Any) -> Iterator[list[str]]:
    """What the browser complains of: scripts and styles that the policy stops, missing files."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    yield heard
    assert [one for one in heard if "409" not in one] == []


def resolve(page: Any, url: str) -> None:
    """Acknowledge what is grave, and accept the gaps that block sign-off."""
    page.goto(f"{url}caveats/")
    while page.locator(".towpath-caveat--grave form").count():
        page.locator(".towpath-caveat--grave input[name=because]").first.fill("It is known.")
        page.locator(".towpath-caveat--grave button").first.click()
    page.goto(url)
    gaps = [one[8] for one in page.locator(".govuk-list--bullet li").all_inner_texts()]
    for number in gaps:
        page.goto(f"{url}evidence/?section={number}")
        page.get_by_label("That it is not available").check()
        page.get_by_label("What is known, or why").fill("Nobody has delivered it yet.")
        page.get_by_role("button", name="Record it").click()


def judge(page: Any, url: str, theme: str, *values: int) -> None:
    page.goto(f"{url}priorities/")
    page.get_by_label("Matter").fill(theme)
    page.get_by_label("Medium").check()
    page.get_by_role("button", name="Propose and score").click()
    give(page, *values)


def give(page: Any, *values: int) -> None:
    for name, value in zip(CRITERIA, values, strict=True):
        page.get_by_label(f"{name}, from 1 to 5").select_option(str(value))
        page.get_by_label(f"{name}: because").fill("The findings say so.")
        page.get_by_label(f"{name}: rests on").fill("1b, 1c")
    page.get_by_role("button", name="Save your scores").click()


def recommend(page: Any, url: str) -> None:
    page.goto(f"{url}recommendations/")
    page.get_by_label("Priority").select_option(label="Shop theft")
    page.get_by_label("What should be done").fill("Retail crime radios")
    page.get_by_label("Owner").select_option(label=f"Saltreath Police: {OFFICER}")
    page.get_by_label("By").fill("2099-04-01")
    page.get_by_label("How it will be seen").fill("Radios in 40 shops")
    page.get_by_label("Indicator").fill("Shop theft per 1,000 residents")
    page.get_by_role("button", name="Add the recommendation").click()
    assert page.get_by_text("Saltreath Police, Ruth Adeyemi, by 1 April 2099").is_visible()


def write(page: Any, url: str, text: str, place: str = "1a") -> None:
    page.goto(f"{url}sections/{place[0]}/")
    page.get_by_label(f"Commentary on finding {place}").fill(text)
    page.locator(f"#finding-{place}").get_by_text("Saved at").wait_for()


def publish(page: Any, site: str, url: str) -> str:
    """A manager signs off, approves and releases; the public address."""
    sign_in(page, site, MANAGER)
    page.goto(f"{url}sign/")
    page.get_by_role("button", name="Sign it off").click()
    page.get_by_role("button", name="Publish it").click()
    page.get_by_label("I have read").check()
    page.get_by_label("No commentary").check()
    page.get_by_role("button", name="Approve and publish").click()
    sign_out(page)
    return str(page.url)


def withdraw(page: Any, site: str, url: str) -> None:
    sign_in(page, site, MANAGER)
    page.goto(url)
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_label("Reason").fill("A table was wrong.")
    page.get_by_role("button", name="Withdraw it").click()
    sign_out(page)


def test_from_a_question_to_a_publication_and_back(
    page: Any, site: str, complaints: list[str]
) -> None:
    url = begun(page, site)
    write(page, url, "Crime rose a little.")
    judge(page, url, "Violence at night", 5, 4, 4, 3)
    judge(page, url, "Shop theft", 3, 5, 3, 4)
    sign_out(page)
    sign_in(page, site, OFFICER)
    page.goto(f"{url}priorities/")
    page.get_by_role("link", name="Shop theft").click()
    give(page, 5, 5, 5, 5)
    assert (
        page.get_by_text("of a thousand random weightings")
        .or_(page.get_by_text("whatever the weights"))
        .first.is_visible()
    )
    sign_out(page)
    sign_in(page, site, ANALYST)
    recommend(page, url)
    resolve(page, url)
    page.goto(f"{url}freeze/")
    page.get_by_role("button", name="Freeze it").click()
    page.get_by_role("link", name="Open it as a draft").wait_for(timeout=LONG)
    assert page.get_by_text("A partnership manager who is none of its authors").is_visible()
    sign_out(page)
    publish(page, site, url)
    public = f"{site}/publications/aldermere-2025/"
    page.goto(public)
    held = urllib.request.urlopen(f"{public}files/assessment.html").read().decode()
    for said in ("Crime rose a little.", "Retail crime radios", "by 1 April 2099"):
        assert said in held
    withdraw(page, site, url)
    complaints.clear()
    assert page.goto(public).status == 410
    assert page.get_by_text("A table was wrong.").is_visible()
    complaints.clear()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    page: Any, site: str, edition: str, axe: Callable[[Any], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, site, ANALYST)
    public = ("/publications/", "/partnership/", "/accessibility/", "/editions/", "/editions/new/")
    for address in (*(edition + one for one in PLACES), *(site + one for one in public)):
        page.goto(address)
        assert axe(page) == [], address
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, address


def test_two_people_at_once_are_shown_both_texts(
    page: Any, browser: Any, site: str, edition: str, axe: Callable[[Any], list[str]]
) -> None:
    sign_in(page, site, ANALYST)
    page.goto(f"{edition}sections/2/")
    other = browser.new_context().new_page()
    sign_in(other, site, MANAGER)
    write(other, edition, "It fell, says the manager.", "2a")
    page.get_by_label("Commentary on finding 2a").fill("It rose, says the analyst.")
    page.locator("#finding-2a").get_by_text("Press Save to see both texts").wait_for()
    page.get_by_role("button", name="Save Commentary on finding 2a").click()
    assert page.get_by_text("It fell, says the manager.").is_visible()
    assert page.get_by_label("Commentary").input_value() == "It rose, says the analyst."
    assert axe(page) == []
    page.get_by_label("Commentary").fill("It rose and fell.")
    page.get_by_role("button", name="Save this text").click()
    page.goto(f"{edition}texts/2a/")
    assert page.get_by_role("heading", name="Version 2, Asha Mistry").is_visible()
    other.context.close()


def test_everything_is_written_and_judged_without_script(
    browser: Any, site: str, edition: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, ANALYST)
    page.goto(f"{edition}sections/4/")
    page.get_by_label("Commentary on section 4").fill("Written without a script.")
    page.get_by_role("button", name="Save Commentary on section 4").click()
    assert page.get_by_label("Commentary on section 4").input_value().startswith("Written")
    judge(page, edition, "Noise", 2, 2, 2, 2)
    assert page.get_by_role("cell", name="2.00").is_visible()
    context.close()


def test_a_text_is_written_and_saved_with_the_keyboard_alone(
    page: Any, site: str, edition: str
) -> None:
    sign_in(page, site, ANALYST)
    page.goto(f"{edition}sections/6/")
    wanted = "Save Commentary on section 6"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "text":
            page.keyboard.type("By keyboard.")
        if " ".join(page.evaluate("document.activeElement.textContent").split()) == wanted:
            break
    page.keyboard.press("Enter")
    page.get_by_text("Your text was saved").wait_for()
    assert page.get_by_label("Commentary on section 6").input_value() == "By keyboard."


@pytest.mark.parametrize("figure", ["1a", "2a"])
def test_a_figure_leads_to_where_it_comes_from(
    page: Any, site: str, edition: str, figure: str
) -> None:
    sign_in(page, site, ANALYST)
    page.goto(f"{edition}sections/{figure[0]}/")
    page.locator(f"#finding-{figure} a.n").first.click()
    assert "/figures/F-" in page.url
    assert page.get_by_role("heading", level=1).inner_text() != "Page not found"


DRAFT = """
import django; django.setup()
import editions_world
from towpath.access.models import Person
print(editions_world.compiled(Person.objects.get(name="Asha Mistry")).id)
"""


def drafted(home: Path) -> str:
    """A draft put into a home's database as it stands after compiling; its identifier."""
    tests = str(Path(__file__).resolve().parents[1])
    said = {"TOWPATH_HOME": str(home), "PYTHONPATH": tests}
    env = {**os.environ, **said, "DJANGO_SETTINGS_MODULE": "towpath.web.settings"}
    made = subprocess.run([sys.executable, "-c", DRAFT], env=env, capture_output=True, check=True)
    return made.stdout.decode().strip()


def kill(process: subprocess.Popen[bytes]) -> None:
    """The site's process, its server and its worker at once, none of which can say goodbye."""
    asked = ["ps", "-o", "pid=", "--ppid", str(process.pid)]
    children = subprocess.run(asked, capture_output=True, check=True).stdout.split()
    for one in (process.pid, *map(int, children)):
        os.kill(one, signal.SIGKILL)
    process.wait(timeout=10)


def test_what_the_page_said_was_saved_is_saved_after_a_kill(page: Any, tmp_path: Path) -> None:
    """The whole site is killed while somebody types, again and again."""
    home = tmp_path / "home"
    Home.create(home, {"name": "Safer Aldermere Partnership", "notice": demo.NOTICE})
    port = free_port()
    site, id, saved = f"http://127.0.0.1:{port}", "", ""
    page.on("dialog", lambda dialog: dialog.accept())
    for round_ in range(5):
        with served(home, port) as process:
            if not id:
                id = drafted(home)
                sign_in(page, site, ANALYST)
            page.goto(f"{site}/editions/{id}/sections/1/")
            box = page.get_by_label("Commentary on finding 1a")
            assert box.input_value().startswith(saved)
            for step in range(2):
                saved = f"Round {round_}, step {step}."
                box.fill(saved)
                page.locator("#finding-1a").get_by_text("Saved at").wait_for(timeout=60_000)
            box.fill(f"{saved} And more")
            page.wait_for_timeout(1440 + 30 * round_)
            kill(process)
            page.goto("about:blank")  # or the page would save what is left once the site is back
