"""Reading what people say for a period or a baseline.

One table of patterns, tried in order; each names what it reads and how. A saying that fits none is
refused with examples, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from towpath.foundation.errors import NotUnderstood
from towpath.foundation.periods import (
    MONTHS,
    Baseline,
    Period,
    add_months,
    month_name,
    require_comparable,
)

_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_MONTH_YEAR = rf"{_MONTH.format('m{0}')} {_YEAR.format('y{0}')}"
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24,
    "thirty-six": 36,
}  # fmt: skip
_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_FINANCIAL = r"(?P<y>(?:19|20)\d\d)\s?[/\-–]\s?(?P<z>\d\d|(?:19|20)\d\d)"
# The month before the first restrictions; the year to it is the usual pre-COVID base.
BEFORE_COVID = date(2020, 3, 1)

EXAMPLES = (
    '"12 months to September 2009", "2013/14", "Q1 2009/10", "2025/26 to date", '
    '"January to April 2025", "March 2025" or "1 June 2025 to 21 June 2025"'
)


def period(text: str, latest: date | None = None) -> Period:
    """Read a period. `latest` is the first day not yet held; needed for "to date" only."""
    said = _tidy(text)
    for pattern, read in _PERIODS:
        if found := re.fullmatch(pattern, said):
            return read({**found.groupdict(), "latest": latest, "text": text})
    raise NotUnderstood(f'"{text}" is not a period that can be read.', f"Say {EXAMPLES}.")


def baseline(text: str, of: Period) -> Baseline:
    """Read what the period `of` is set against: a saying relative to it, or a period as such."""
    said = _tidy(text)
    for pattern, read in _BASELINES:
        if found := re.fullmatch(pattern, said):
            return read(of, found.groupdict())
    against = period(text)
    require_comparable(of, against)
    return Baseline.of(against)


def _tidy(text: str) -> str:
    said = re.sub(r"\s+", " ", text.strip().lower().replace("covid-19", "covid"))
    said = re.sub(r"^(the|in|for) ", "", said)
    return re.sub(r"\by/?e\b", "year to", said).replace("year ending", "year to")


Found = dict[str, "str | date | None"]


def _first(found: Found, which: str = "") -> date:
    month = str(found[f"m{which}"])
    number = next(i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(month))
    return date(int(str(found[f"y{which}"])), number, 1)


def _months_to(found: Found) -> Period:
    said = str(found.get("n") or 12)
    months = _NUMBERS.get(said) or int(said)
    if months == 0:
        raise NotUnderstood("A period of no months cannot be read.", f"Say {EXAMPLES}.")
    return Period.of_months(add_months(_first(found), 1 - months), months)


def _quarter_to(found: Found) -> Period:
    return _months_to({**found, "n": "3"})


def _financial_start(found: Found) -> date:
    year, second = int(str(found["y"])), int(str(found["z"]))
    if second % 100 != (year + 1) % 100 or (second > 99 and second != year + 1):
        raise NotUnderstood(
            f"{found['y']}/{found['z']} is not a financial year: it should end in the next year.",
            f"Say {year}/{(year + 1) % 100:02d}.",
        )
    return date(year, 4, 1)


def _financial_year(found: Found) -> Period:
    start = _financial_start(found)
    return Period.of_months(start, 12, _financial_name(start))


def _financial_name(start: date) -> str:
    return f"{start.year}/{(start.year + 1) % 100:02d}"


def _financial_quarter(found: Found) -> Period:
    start, quarter = _financial_start(found), int(str(found["q"]))
    name = f"Q{quarter} {_financial_name(start)}"
    return Period.of_months(add_months(start, 3 * quarter - 3), 3, name)


def _year_to_date(found: Found) -> Period:
    start, latest = _financial_start(found), found["latest"]
    if not isinstance(latest, date) or latest <= start:
        raise NotUnderstood(
            f'Nothing is held in {_financial_name(start)} yet, so "to date" has no end.',
            "Load its first month, or name the last month yourself.",
        )
    end = min(latest.replace(day=1), add_months(start, 12))
    return Period(start, end, f"{_financial_name(start)} to date")


def _one_month(found: Found) -> Period:
    return Period.of_months(_first(found), 1)


def _month_to_month(found: Found) -> Period:
    found["ya"] = found.get("ya") or found["yb"]
    return Period(_first(found, "a"), add_months(_first(found, "b"), 1))


def _iso_month(found: Found) -> Period:
    first = _iso_first(found, "y", "mm")
    if first.month == (first.year + 1) % 100:  # 2009-10: a month or a financial year?
        raise NotUnderstood(
            f'"{found["text"]}" can be a month or a financial year.',
            f'Say "{month_name(first)}" or "{_financial_name(first)}".',
        )
    return Period.of_months(first, 1)


def _iso_months(found: Found) -> Period:
    first, last = _iso_first(found, "y", "mm"), _iso_first(found, "z", "nn")
    return Period(first, add_months(last, 1))


def _iso_first(found: Found, year: str, month: str) -> date:
    return _day(int(str(found[year])), int(str(found[month])), 1, found)


def _calendar_year(found: Found) -> Period:
    return Period.of_months(date(int(str(found["y"])), 1, 1), 12, str(found["y"]))


def _day_alone(found: Found) -> Period:
    day = date.fromisoformat(_iso_day(found, ""))
    return Period(day, day + timedelta(days=1))


def _days(found: Found) -> Period:
    first, last = (date.fromisoformat(_iso_day(found, which)) for which in "ab")
    return Period(first, last + timedelta(days=1))


def _days_to(found: Found) -> Period:
    end = date.fromisoformat(_iso_day(found, "")) + timedelta(days=1)
    return Period(end - timedelta(days=int(str(found["n"]))), end)


def _iso_day(found: Found, which: str) -> str:
    if iso := found.get(f"iso{which}"):
        year, month, day = (int(part) for part in str(iso).split("-"))
    else:
        first, day = _first(found, which), int(str(found[f"d{which}"]))
        year, month = first.year, first.month
    return _day(year, month, day, found).isoformat()


def _day(year: int, month: int, day: int, found: Found) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotUnderstood(
            f'"{found["text"]}" names a day or month that does not exist.', f"Say {EXAMPLES}."
        ) from error


def _one_day(which: str) -> str:
    named = rf"(?P<d{which}>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH_YEAR.format(which)}"
    return rf"(?:{named}|(?P<iso{which}>\d{{4}}-\d\d-\d\d))"


_A_TO_B = rf"{_MONTH.format('ma')}(?: {_YEAR.format('ya')})? (?:to|-|–) {_MONTH_YEAR.format('b')}"
_ISO_A_TO_B = r"(?P<y>\d{4})-(?P<mm>\d\d) ?(?:to|\.\.) ?(?P<z>\d{4})-(?P<nn>\d\d)"

_PERIODS: tuple[tuple[str, Callable[[Found], Period]], ...] = (
    (rf"(?:rolling )?{_COUNT} months? (?:to|ending) {_MONTH_YEAR.format('')}", _months_to),
    (rf"year to {_MONTH_YEAR.format('')}", _months_to),
    (rf"quarter to {_MONTH_YEAR.format('')}", _quarter_to),
    (r"(?P<y>(?:19|20)\d\d)-(?P<mm>0[1-9]|1[0-2])", _iso_month),
    (rf"(?:financial year |fy ?)?{_FINANCIAL}", _financial_year),
    (rf"q(?P<q>[1-4]) {_FINANCIAL}", _financial_quarter),
    (rf"{_FINANCIAL} to date", _year_to_date),
    (_MONTH_YEAR.format(""), _one_month),
    (_A_TO_B, _month_to_month),
    (_ISO_A_TO_B, _iso_months),
    (_YEAR.format("y"), _calendar_year),
    (_one_day(""), _day_alone),
    (rf"{_one_day('a')} (?:to|-|–|until) {_one_day('b')}", _days),
    (rf"(?P<n>\d{{1,4}}) days? to {_one_day('')}", _days_to),
)


def _last_year(of: Period, _: dict[str, str | None]) -> Baseline:
    return Baseline.of(of.year_before)


def _just_before(of: Period, _: dict[str, str | None]) -> Baseline:
    return Baseline.of(of.before)


def _mean_of_years(of: Period, found: dict[str, str | None]) -> Baseline:
    said = str(found["n"])
    years = _NUMBERS.get(said) or int(said)
    if not 2 <= years <= 20:
        raise NotUnderstood(f'"{said}-year mean" is not understood.', 'Say "three-year mean".')
    periods = tuple(of.shifted(-12 * back) for back in range(years, 0, -1))
    words = {number: word for word, number in _NUMBERS.items()}
    return Baseline(f"the {words.get(years, years)}-year mean before", periods)


def _before_covid(of: Period, _: dict[str, str | None]) -> Baseline:
    back = of
    while back.end > BEFORE_COVID:
        back = back.year_before
    return Baseline(f"{back.name}, before COVID", (back,))


_BASELINES: tuple[tuple[str, Callable[[Period, dict[str, str | None]], Baseline]], ...] = (
    (r"same (?:\w+ )?(?:last year|a year (?:ago|before|earlier))", _last_year),
    (r"(?:last year|year before|\d+ months a year before)", _last_year),
    (r"(?:period before|months? before|previous period|previous months?)", _just_before),
    (rf"{_COUNT}[- ]year (?:mean|average)(?: before)?", _mean_of_years),
    (r"(?:same \w+ )?(?:before|pre)[- ]?covid", _before_covid),
)
