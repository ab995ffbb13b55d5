"""What two publications say together: the attack that a release has to withstand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from towpath.assessment import releases
from towpath.assessment.releases import GivesAway
from towpath.foundation import Area, Figure, Handling, Level, Period, Sensitivity, Unit

CLOSED = Handling(Sensitivity.INTERNAL)
FOUR = ("robbery", "arson", "shoplifting", "bicycle-theft")
YEAR, BEFORE = Period.parse("2025"), Period.parse("2024")
WARDS = {"W1": {"a"}, "W2": {"b"}, "W3": {"c"}, "W4": {"d"}, "D": set("abcd"), "E": set("abcde")}


def codes(area: Area) -> frozenset[str]:
    return frozenset(WARDS[area.code])


def count(code: str, value: int, **more: object) -> Figure:
    level = Level.WARD if code.startswith("W") else Level.DISTRICT
    said = {"period": YEAR, "snapshot": "S-1", "category": "burglary"} | more
    basis = {"feed": "council-asb", "category": str(said.pop("category"))}
    area = Area(level, code, 2024, code)
    return Figure(value, Unit.COUNT, "recorded-incidents", area=area, basis=basis,
                  handling=CLOSED, **said)  # type: ignore[arg-type]  # fmt: skip


def wards(*values: int) -> list[Figure]:
    return [count(f"W{at}", value) for at, value in enumerate(values, 1)]


def test_two_harmless_releases_give_a_small_count_away_together() -> None:
    """12, 12, 12 and 7 are printed 10, 10, 10 and hidden; the total 43 is printed 45: only they."""
    parts, whole = wards(12, 12, 12, 7), [count("D", 43)]
    assert not releases.attack(parts, [], codes).blocked
    assert not releases.attack(whole, [], codes).blocked
    report = releases.attack(whole, parts, codes)
    assert report.exact > 0
    with pytest.raises(GivesAway, match="by subtracting"):
        releases.require_safe(report)


def test_a_release_is_attacked_by_itself_too() -> None:
    assert releases.attack([*wards(12, 12, 12, 7), count("D", 43)], [], codes).blocked
    assert not releases.attack([*wards(12, 11, 10, 7), count("D", 40)], [], codes).blocked


def test_a_remainder_that_is_printed_nowhere_is_found() -> None:
    """Four wards of at least 8 in a district of at most 32: nothing happened in the fifth."""
    assert releases.attack([count("E", 32)], wards(8, 8, 8, 8), codes).exact == 1
    assert releases.attack([count("E", 33)], wards(8, 8, 8, 8), codes).exact == 0


def test_it_is_found_in_rates_and_changes_too() -> None:
    rate = Unit.PER_1000_RESIDENTS
    whole = replace(count("D", 43), unit=rate, value=4.3, numerator=43, denominator=10_000,
                    definition="rate-residents")  # fmt: skip
    assert releases.attack([whole], wards(12, 12, 12, 7), codes).blocked
    change = replace(count("D", 43), unit=Unit.CHANGE, value=7.5, numerator=43, denominator=40,
                     against=BEFORE, definition="change-in-count")  # fmt: skip
    assert releases.attack([change], wards(12, 12, 12, 7), codes).blocked


def test_other_kinds_periods_and_sources_are_other_counts() -> None:
    parts = wards(12, 12, 12, 7)
    for other in (
        count("D", 43, category="robbery"),
        count("D", 43, period=BEFORE),
        replace(count("D", 43), basis={"feed": "fire", "category": "burglary"}),
    ):
        assert not releases.attack([other], parts, codes).blocked


def test_kinds_and_months_are_subtracted_as_areas_are() -> None:
    below = [count("D", n, category=slug) for n, slug in zip((12, 12, 12, 7), FOUR, strict=True)]
    assert releases.attack([count("D", 43, category="+".join(FOUR))], below, codes).blocked
    months = [Period.of_months(date(2025, at, 1), 1) for at in (1, 2, 3, 4)]
    parts = [count("D", n, period=at) for n, at in zip((12, 12, 12, 7), months, strict=True)]
    third = Period(date(2025, 1, 1), date(2025, 5, 1))
    assert releases.attack([count("D", 43, period=third)], parts, codes).blocked


def test_open_data_are_not_attacked() -> None:
    release = [replace(one, handling=Handling.parse("public")) for one in wards(1, 2, 3, 4)]
    assert releases.attack([*release], release, codes).counts == 0


def test_a_revision_by_a_few_records_is_told() -> None:
    was, now = count("D", 42, snapshot="S-0"), count("D", 43)
    report = releases.attack([now], [was], codes)
    assert (report.revised, report.blocked) == (1, False)
    assert "fewer than eight records" in report.says
    assert releases.attack([now], [count("D", 20, snapshot="S-0")], codes).revised == 0


def test_counts_that_were_revised_beyond_reading_together_are_read_apart() -> None:
    was = [count("D", 400, snapshot="S-0"), *wards(12, 12, 12, 7)]
    assert releases.attack([count("D", 43)], was, codes).blocked


def test_what_was_released_is_kept_for_good(tmp_path: Path) -> None:
    open_ = replace(count("D", 9), handling=Handling.parse("public"))
    releases.record(tmp_path, "one", [*wards(12, 3), open_])
    assert releases.held(tmp_path, "one")
    assert len(releases.before(tmp_path)) == 2
    assert releases.before(tmp_path, but="one") == ()


def test_without_the_attack_the_leak_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above must be able to fail (D10): an attacker who is blind finds nothing."""
    blind = lambda *_: iter(())
    monkeypatch.setattr(releases, "_small", blind)
    monkeypatch.setattr(releases, "_between", blind)
    assert not releases.attack([count("D", 43)], wards(12, 12, 12, 7), codes).blocked
