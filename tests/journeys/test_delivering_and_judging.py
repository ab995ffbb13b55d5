"""Somebody hands files over and says what their columns mean; an analyst reads and accepts.

Mission, journey 1: with script, without it, and with the keyboard alone.
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from towpath.intake.returns import Quarter
from visiting import ANALYST, AUDITOR, OFFICER, reach, sign_in, sign_out

pytestmark = pytest.mark.browser
QUARTER = Quarter.of(date.today()).before  # noqa: DTZ011 - the site's own day
FIRE = "Saltreath Fire and Rescue Service"
AMBULANCE = "Greyhaven Ambulance Service"
HEAD = "Reference,Stop code,Date of incident,Time,Easting,Northing,LSOA code"
PLAIN = HEAD.replace("Stop code", "Type of incident")


def file(folder: Path, name: str, month: date, bad: bool = False, head: str = HEAD) -> Path:
    """A month of the fire service's return, with a row that breaks a rule if wished."""
    kind = "Alcohol" if head == HEAD else "Malicious false alarm"
    rows = [f"{month:%y%m}-{n},{kind},{n:02d}/{month:%m/%Y},12:30,,," for n in
            range(1, 21)]  # fmt: skip
    rows += ["=1+1,Malicious false alarm,31/02/2026,,,,"] if bad else []
    path = folder / name
    path.write_text("\n".join((head, *rows, "")))
    return path


def hand_over(page: Any, site: str, *files: Path, feed: str = "", whose: str = FIRE) -> None:
    page.goto(f"{site}/deliveries/new/")
    page.locator("input[type=file]").set_input_files([str(one) for one in files])
    page.get_by_label("Whose they are").select_option(label=whose)
    if feed:
        page.get_by_label("What they are").select_option(label=feed)
    page.get_by_role("button", name="Hand over and check").click()


def test_a_quarter_comes_in_and_its_return_is_marked_received(
    page: Any, site: str, complaints: list[str], tmp_path: Path
) -> None:
    sign_in(page, site, ANALYST)
    feed = "Statutory return: ambulance"
    months = [file(tmp_path, f"fire-{n}.csv", m, bad=n == 0) for n, m in enumerate(QUARTER.months)]
    hand_over(page, site, *months, feed=feed, whose=AMBULANCE)
    page.get_by_text("Needs attention").wait_for()
    page.get_by_role("link", name="Say what its columns mean").click()
    page.get_by_label("Reason for call").select_option("Stop code")
    page.get_by_role("button", name="Check it again").click()
    page.get_by_text("60 of 61 rows can be accepted").wait_for()
    assert page.get_by_text("fire-0.csv, line 22").is_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download every row").click()
    assert "'=1+1" in Path(taken.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Accept and bring into force").click()
    page.get_by_text("It is in force").wait_for()
    again = file(tmp_path, "again.csv", date(2025, 2, 1))
    hand_over(page, site, again, feed=feed, whose=AMBULANCE)
    page.get_by_text("Ready for a decision").wait_for()  # nothing is asked about the columns
    page.get_by_role("link", name="Quarterly returns").click()
    row = page.locator("tr").filter(has_text=AMBULANCE).first
    assert "Received" in row.inner_text()
    assert "3 of 3" in row.inner_text()


def test_who_did_what_is_on_the_trail(
    page: Any, site: str, complaints: list[str], tmp_path: Path
) -> None:
    sign_in(page, site, ANALYST)
    hand_over(page, site, file(tmp_path, "once.csv", date(2025, 3, 1), head=PLAIN))
    page.get_by_text("Ready for a decision").wait_for()
    page.get_by_role("button", name="Refuse").click()
    page.get_by_label("Reason").fill("Sent twice")
    page.get_by_role("button", name="Refuse the delivery").click()
    assert page.get_by_text("Sent twice").is_visible()
    sign_out(page)
    sign_in(page, site, AUDITOR)
    page.goto(f"{site}/audit/?words=delivery")
    shown = page.get_by_role("table").inner_text()
    for what in ("handed over", "checked", "looked at", "refused"):
        assert f"{what} a delivery" in shown


def test_everything_works_without_script(browser: Any, site: str, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, ANALYST)
    hand_over(page, site, file(tmp_path, "plain.csv", date(2025, 12, 1), head=PLAIN))
    until = time.monotonic() + 30
    while page.get_by_text("Ready for a decision").count() == 0 and time.monotonic() < until:
        page.get_by_role("link", name="See how far it is").click()
        time.sleep(0.3)
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Accept and bring into force").click()
    assert page.get_by_text("Say why").first.is_visible()  # it replaces a month that is held
    page.get_by_label("Reason").fill("Corrected")
    if page.get_by_label("Rows may go out of force").count():
        page.get_by_label("Rows may go out of force").check()
    page.get_by_role("button", name="Accept and bring into force").click()
    while page.get_by_text("It is in force").count() == 0 and time.monotonic() < until:
        page.get_by_role("link", name="See how far it is").click()
        time.sleep(0.3)
    assert page.get_by_text("It is in force").is_visible()
    context.close()


def test_the_keyboard_alone_is_enough(
    page: Any, site: str, complaints: list[str], tmp_path: Path
) -> None:
    sign_in(page, site, OFFICER)  # who hands over for her own force only
    path = tmp_path / "crimes.csv"
    path.write_text("Reference,Police category,Date of incident\n1,Burglary,01/09/2026\n")
    reach(page, "Deliveries")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deliveries/")
    reach(page, "Hand files over")
    page.keyboard.press("Enter")
    page.wait_for_url("**/new/")
    reach(page, "Choose file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(str(path))
    reach(page, "What they are")
    page.keyboard.type("Statutory return: police")
    reach(page, "Hand over and check")
    page.keyboard.press("Enter")
    page.get_by_text("1 rows can be accepted").or_(
        page.get_by_text("break a rule")
    ).first.wait_for()
    reach(page, "Withdraw")
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw/")
    reach(page, "Reason")
    page.keyboard.type("Only a trial")
    page.keyboard.press("Enter")
    page.get_by_text("Withdrawn").wait_for()
