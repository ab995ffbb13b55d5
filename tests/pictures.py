"""The guide's pictures of the site, taken on an errand: `python tests/pictures.py HOME`.

HOME is the demo as `python3 start.py --no-serve` builds it; it is copied first. Each picture is
what a person sees at one step, at a desk or on a phone, in few colours so that it stays small.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import visiting
from visiting import ANALYST, MANAGER, OFFICER

FOLDER = Path(__file__).resolve().parents[1] / "docs/pictures"
DESK, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
COLOURS = 64
FIRE = "Saltreath Fire and Rescue Service"
ROWS = """Reference,Type of incident,Date of incident,Time,Easting,Northing,LSOA code
1,Malicious false alarm,02/01/2026,12:30,,,
2,Malicious false alarm,14/01/2026,21:05,,,
3,Malicious false alarm,31/02/2026,09:10,,,
"""


@contextmanager
def browsing(of: dict[str, int]) -> Iterator[Any]:
    """A page in a window of this size."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    with sync_playwright() as driver:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        page = driver.chromium.launch(executable_path=path, args=flags).new_page(viewport=of)
        page.set_default_timeout(visiting.PATIENCE)
        yield page


def take(page: Any, name: str, tall: int = 0) -> None:
    """Keep what the window shows, or what lies above `tall` pixels."""
    from PIL import Image

    size = page.viewport_size
    page.mouse.move(0, 0)
    box = {"x": 0, "y": 0, "width": size["width"], "height": tall or size["height"]}
    raw = page.screenshot(clip=box, full_page=True)
    picture = Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS)
    file = FOLDER / f"site-{name}.png"
    picture.save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1_000} kB")


def deliver(page: Any, site: str, folder: Path) -> None:
    """Hand a file over with a row that breaks a rule, and read the report."""
    (folder / "fire-january.csv").write_text(ROWS)
    page.goto(f"{site}/deliveries/new/")
    page.locator("input[type=file]").set_input_files(str(folder / "fire-january.csv"))
    page.get_by_label("Whose they are").select_option(label=FIRE)
    page.get_by_label("What they are").select_option(label="Statutory return: fire and rescue")
    page.get_by_role("button", name="Hand over and check").click()
    page.get_by_text("Ready for a decision").wait_for()
    take(page, "delivery", 1_150)


def explore(page: Any, site: str, name: str, tall: int = 0) -> None:
    """Burglary of a year, ward by ward."""
    page.goto(f"{site}/explore/?when=2025&what=vehicle-crime")
    page.locator("[data-map][data-ready=yes]").wait_for()
    page.wait_for_timeout(1_000)  # the canvas itself gives no sign
    take(page, name, tall)


def assess(page: Any, site: str) -> str:
    """Begin an edition, write beside a figure, judge two matters; its address."""
    page.goto(f"{site}/editions/new/")
    page.get_by_role("textbox", name="Period").fill("2025")
    page.get_by_role("button", name="Begin and compile").click()
    page.get_by_role("heading", name="The six sections").wait_for(timeout=600_000)
    url = str(page.url)
    page.goto(f"{url}sections/2/")
    page.get_by_label("Commentary on finding 2a").fill(
        "Shop theft rose with the two new stores at Abbeygate; vehicle crime fell everywhere."
    )
    page.locator("#finding-2a").get_by_text("Saved at").wait_for()
    page.locator("#finding-2a").scroll_into_view_if_needed()
    take(page, "section", 1_300)
    judge(page, url, "Shop theft", 3, 5, 4, 4)
    judge(page, url, "Violence at night", 5, 4, 4, 3)
    return url


def judge(page: Any, url: str, theme: str, *values: int) -> None:
    """Propose a matter and score it on every criterion."""
    page.goto(f"{url}priorities/")
    page.get_by_label("Matter").fill(theme)
    page.get_by_label("Medium").check()
    page.get_by_role("button", name="Propose and score").click()
    score(page, *values)


def score(page: Any, *values: int) -> None:
    """Give each criterion a value, a reason and its grounds."""
    names = ("Harm", "Likelihood", "Public concern", "Capacity")
    for name, value in zip(names, values, strict=True):
        page.get_by_label(f"{name}, from 1 to 5").select_option(str(value))
        page.get_by_label(f"{name}: because").fill("The findings say so.")
        page.get_by_label(f"{name}: rests on").fill("1b, 1c")
    page.get_by_role("button", name="Save your scores").click()


def errands(site: str, folder: Path) -> None:
    """Everything that is pictured, in the order in which it happens."""
    with browsing(DESK) as page:
        visiting.sign_in(page, site, ANALYST)
        deliver(page, site, folder)
        explore(page, site, "explorer", 1_900)
        url = assess(page, site)
        visiting.sign_out(page)
        visiting.sign_in(page, site, OFFICER)
        page.goto(f"{url}priorities/")
        page.get_by_role("link", name="Shop theft").click()
        score(page, 4, 5, 5, 4)
        page.goto(f"{url}priorities/")
        take(page, "priorities")
        page.goto(url)
        visiting.sign_out(page)
        visiting.sign_in(page, site, ANALYST)
        page.goto(f"{site}/")
        take(page, "home")
        page.goto(url)
        take(page, "edition", 1_200)
    with browsing(PHONE) as page:
        visiting.sign_in(page, site, MANAGER)
        page.goto(f"{site}/")
        take(page, "phone")


def main() -> None:
    """Serve a copy of the demo, go through the errands, keep the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("home", type=Path)
    home: Path = parser.parse_args().home
    os.environ.pop("TOWPATH_HOME", None)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(shutil.copytree(home, Path(name) / "home"))
        port = visiting.free_port()
        with visiting.served(copy, port):
            errands(f"http://127.0.0.1:{port}", Path(name))


if __name__ == "__main__":
    main()
