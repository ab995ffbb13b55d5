"""An analyst compiles, writes and judges; a manager signs and publishes; anyone reads.

Mission, journey 2: with script, without it, with the keyboard alone, and through a crash.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import visiting
from towpath.evidence.homes import Home
from towpath.sources import demo
from visiting import ANALYST, MANAGER, OFFICER, RELEASER, press, reach, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CRITERIA = ("Harm", "Likelihood", "Public concern", "Capacity")
LONG = 240  # seconds: compiling takes some ten seconds, more where others work too


def begun(page: Any, site: str) -> str:
    """Begin an edition, wait until its sections are filled; its address."""
    sign_in(page, site, ANALYST)
    page.goto(f"{site}/editions/")
    page.get_by_role("button", name="Begin an edition").click()
    page.get_by_role("textbox", name="Period").fill("2025")
    page.get_by_role("button", name="Begin and compile").click()
    until_done(page, page.get_by_role("heading", name="The six sections"))
    return str(page.url)


def has_script(page: Any) -> bool:
    """Whether the page that is there, or on its way, works by script."""
    page.wait_for_load_state()
    return bool(page.locator("body").evaluate("body => body.classList.contains('js-enabled')"))


def until_done(page: Any, sign: Any) -> None:
    """Wait for work in the background; without script, by asking how far it is."""
    ask, until = page.get_by_role("link", name="See how far it is"), time.monotonic() + LONG
    if has_script(page):
        sign.wait_for(timeout=1_000 * LONG)
    while not sign.count() and time.monotonic() < until:
        ask.click() if ask.count() else page.reload()
        page.wait_for_timeout(500)
    assert sign.is_visible()


@pytest.fixture
def edition(standing: Any) -> str:
    """The address of a draft in which several tests write, each in a section of its own."""
    return str(standing.draft)


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
    if has_script(page):
        page.locator(f"#finding-{place}").get_by_text("Saved at").wait_for()
    else:
        page.get_by_role("button", name=f"Save Commentary on finding {place}").click()
        page.get_by_text("Your text was saved").wait_for()


def publish(page: Any, site: str, url: str) -> str:
    """A manager signs off, another approves and releases; the public address."""
    sign_in(page, site, MANAGER)
    page.goto(f"{url}sign/")
    page.get_by_role("button", name="Sign it off").click()
    page.get_by_text("You signed it off: another manager").wait_for()
    sign_out(page)
    sign_in(page, site, RELEASER)
    page.goto(url)
    page.get_by_role("button", name="Publish it").click()
    page.get_by_label("I have read").check()
    page.get_by_label("No commentary").check()
    page.get_by_role("button", name="Approve and publish").click()
    public = str(page.url)
    sign_out(page)
    return public


def withdraw(page: Any, site: str, url: str) -> None:
    sign_in(page, site, MANAGER)
    page.goto(url)
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_label("Reason").fill("A table was wrong.")
    page.get_by_role("button", name="Withdraw it").click()
    sign_out(page)


@pytest.fixture(params=["with script", "without script"])
def errand(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    """A page for a whole errand, in a browser that runs scripts and in one that does not."""
    context = browser.new_context(java_script_enabled=request.param == "with script")
    yield context.new_page()
    context.close()


def test_from_a_question_to_a_publication_and_back(errand: Any, site: str) -> None:
    page = errand
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
    until_done(page, page.get_by_role("link", name="Open it as a draft"))
    assert page.get_by_text("A partnership manager who is none of its authors").is_visible()
    sign_out(page)
    public = publish(page, site, url)
    page.goto(public)
    held = urllib.request.urlopen(f"{public}files/assessment.html").read().decode()
    for said in ("Crime rose a little.", "Retail crime radios", "by 1 April 2099"):
        assert said in held
    withdraw(page, site, url)
    assert page.goto(public).status == 410
    assert page.get_by_text("A table was wrong.").is_visible()


def test_two_people_at_once_are_shown_both_texts(
    page: Any, browser: Any, site: str, edition: str
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
    page.get_by_label("Commentary").fill("It rose and fell.")
    page.get_by_role("button", name="Save this text").click()
    page.goto(f"{edition}texts/2a/")
    assert page.get_by_role("heading", name=f"{ANALYST}, ").first.is_visible()
    other.context.close()


def test_the_keyboard_alone_writes_judges_and_acknowledges(
    page: Any, site: str, edition: str, complaints: list[str]
) -> None:
    sign_in(page, site, ANALYST)
    page.goto(f"{edition}sections/6/")
    reach(page, "Commentary on section 6")
    page.keyboard.type("By keyboard.")
    press(page, "Save Commentary on section 6")
    page.get_by_text("Your text was saved").wait_for()
    assert page.get_by_label("Commentary on section 6").input_value() == "By keyboard."
    page.goto(edition)
    press(page, "Priorities and scores")
    reach(page, "Matter")
    page.keyboard.type("Noise at night")
    reach(page, "High")
    page.keyboard.press("ArrowDown")
    press(page, "Propose and score it")
    for criterion in CRITERIA:
        reach(page, f"{criterion}, from 1 to 5")
        page.keyboard.type("4")
        for what, words in (("because", "Panels name it."), ("rests on", "1b")):
            reach(page, f"{criterion}: {what}")
            page.keyboard.type(words)
    press(page, "Save your scores")
    assert page.get_by_role("cell", name="4.00").is_visible()
    page.goto(f"{edition}caveats/")
    reach(page, "Why the edition may stand with it")
    page.keyboard.type("It is known.")
    page.keyboard.press("Enter")
    page.get_by_text("Acknowledged by").first.wait_for()


def test_the_keyboard_alone_publishes(
    page: Any, site: str, standing: Any, complaints: list[str]
) -> None:
    sign_in(page, site, MANAGER)
    page.goto(standing.signed)
    press(page, "Publish it")
    for box in ("I have read", "No commentary"):
        reach(page, box)
        page.keyboard.press("Space")
    press(page, "Approve and publish")
    page.wait_for_url("**/publications/**")
    assert page.get_by_text("Small numbers are hidden").is_visible()


@pytest.mark.parametrize("figure", ["1a", "2a"])
def test_a_figure_leads_to_where_it_comes_from(
    page: Any, site: str, edition: str, figure: str
) -> None:
    sign_in(page, site, ANALYST)
    page.goto(f"{edition}sections/{figure[0]}/")
    page.locator(f"#finding-{figure} a.n").first.click()
    assert "/figures/F-" in page.url
    assert page.get_by_role("heading", level=1).inner_text() != "Page not found"


DRAFT = f"""
import editions_world
from towpath.access.models import Person
print(editions_world.compiled(Person.objects.get(name="{ANALYST}")).id)
"""


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
    port = visiting.free_port()
    site, id, saved = f"http://127.0.0.1:{port}", "", ""
    page.on("dialog", lambda dialog: dialog.accept())
    for round_ in range(5):
        with visiting.served(home, port) as process:
            if not id:
                id = visiting.in_its_own_words(home, DRAFT)
                sign_in(page, site, ANALYST)
            page.goto(f"{site}/editions/{id}/sections/1/")
            box = page.get_by_label("Commentary on finding 1a")
            assert box.input_value().startswith(saved)
            for step in range(2):
                saved = f"Round {round_}, step {step}."
                box.fill(saved)
                page.locator("#finding-1a").get_by_text("Saved at").wait_for(timeout=60_000)
            box.fill(f"{saved} And more")
            page.wait_for_timeout(1440 + 30 * round_)  # the page saves after 1,500 ms of silence
            kill(process)
            page.goto("about:blank")  # or the page would save what is left once the site is back
