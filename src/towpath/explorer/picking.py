"""What can be picked: areas, categories, sources, and the periods that people mean most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from towpath.foundation import Area, Level, NoSuchData, Period, categories
from towpath.foundation.periods import add_months, month_name
from towpath.sources import feeds
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.evidence.held import Held
    from towpath.sources.reference import Pack

SELDOM = "before COVID"
AGAINST = ("the year before", "the period before", "three-year mean", SELDOM)
_BELOW = (Level.LOCAL, Level.WARD, Level.MSOA, Level.LSOA)
_APRIL = 4


@dataclass(frozen=True)
class Choice:
    """Something to pick: what stands in the address, what is read, how deep it hangs."""

    value: str
    label: str
    depth: int = 0

    @property
    def indented(self) -> str:
        """The label, moved in by its depth, for a list that knows no tree."""
        return "\N{NO-BREAK SPACE}" * 3 * self.depth + self.label


@dataclass(frozen=True)
class Group:
    """Choices under a heading."""

    label: str
    choices: tuple[Choice, ...]


def word_of(area: Area) -> str:
    """An area as it stands in an address."""
    return f"{area.level.value}:{area.code}"


def areas(pack: Pack, own: Area) -> tuple[Group, ...]:
    """The partnership's own area, what lies in it, and what it lies in."""
    found = [Group(own.level.label.capitalize(), (Choice(word_of(own), str(own)),))]
    found += [Group(_plural(level), tuple(_inside(pack, own, level))) for level in _BELOW]
    found.append(Group("Around it", tuple(_around(pack, own))))
    return tuple(one for one in found if one.choices)


def _inside(pack: Pack, own: Area, level: Level) -> Iterator[Choice]:
    if level is Level.LOCAL:
        yield from (Choice(f"local:{slug}", one.name) for slug, one in pack.local.items())
        return
    try:
        codes = pack.small_areas(own, 2021)
        of = {one: one for one in codes} if level is Level.LSOA else pack.membership(level, 2021)
        names = pack.names(level, 2021 if level is Level.LSOA else None)
    except (NoSuchData, KeyError):
        return
    held = {of[code] for code in codes if of.get(code) and ";" not in of[code]}
    named = sorted((names.get(code) or code, code) for code in held)
    yield from (Choice(f"{level.value}:{code}", name) for name, code in named)


def _around(pack: Pack, own: Area) -> Iterator[Choice]:
    """The police force that it lies in, and the districts beside it."""
    codes = pack.small_areas(own, 2021)
    if not codes:
        return
    forces = pack.parents(codes[0], 2021).get(Level.FORCE, ())
    names = pack.names(Level.FORCE)
    for force in forces:
        yield Choice(f"force:{force}", f"{names.get(force, force)} (police force)")
        inside = pack.membership(Level.DISTRICT, 2021)
        districts = {inside[code] for code, one in pack.membership(Level.FORCE, 2021).items()
                     if one == force and inside.get(code)}  # fmt: skip
        known = pack.names(Level.DISTRICT)
        others = sorted((known.get(code, code), code) for code in districts - {own.code})
        yield from (Choice(f"district:{code}", name) for name, code in others if ";" not in code)


def _plural(level: Level) -> str:
    special = {Level.LSOA: "Small areas (LSOA)", Level.MSOA: "Neighbourhoods (MSOA)"}
    return special.get(level, f"{level.label.capitalize()}s")


def path(pack: Pack, area: Area, own: Area) -> tuple[Choice, ...]:
    """The way down to an area: the partnership's own, its ward, itself."""
    if area == own:
        return ()
    steps = [Choice(word_of(own), str(own))]
    if area.level is Level.LSOA:
        for ward in pack.parents(area.code, area.vintage).get(Level.WARD, ())[:1]:
            steps.append(Choice(f"ward:{ward}", pack.names(Level.WARD).get(ward, ward)))
    return tuple(steps)


def kinds(study: Study) -> tuple[Choice, ...]:
    """The categories of which the source holds anything, as a tree written down."""
    present = set(study.cube.categories)
    held = [one for one in categories.tree().values() if categories.within(one.slug) & present]
    roots = [one for one in held if not one.parent]
    return tuple(choice for root in roots for choice in _hanging(root, held, 0))


def _hanging(
    one: categories.Category, held: list[categories.Category], depth: int
) -> Iterator[Choice]:
    yield Choice(one.slug, one.label, depth)
    for below in held:
        if below.parent == one.slug:
            yield from _hanging(below, held, depth + 1)


def ancestors(slug: str) -> tuple[Choice, ...]:
    """The categories above one, the root first."""
    one = categories.get(slug)
    if not one.parent:
        return ()
    return (*ancestors(one.parent), Choice(one.parent, categories.get(one.parent).label))


def sources(held: Held) -> tuple[Choice, ...]:
    """The feeds of incidents that are held within the grant."""
    titles = {load.feed: _title(load.feed) for load in held.of(Kind.INCIDENTS)}
    return tuple(Choice(feed, titles[feed]) for feed in sorted(titles))


def _title(feed: str) -> str:
    known = feeds.every().get(feed)
    return known.title if known else feed


def latest(study: Study) -> date:
    """The last month that the area's agencies have delivered."""
    return max(study.months_held)


def periods(last: date) -> tuple[Choice, ...]:
    """The periods that people mean most, by the last month held."""
    name = month_name(last)
    year = last.year - (last.month < _APRIL)
    return (
        Choice(name, name),
        Choice(f"3 months to {name}", f"3 months to {name}"),
        Choice(f"12 months to {name}", f"12 months to {name}"),
        Choice(f"{year}/{(year + 1) % 100:02d} to date", "This financial year to date"),
        Choice(f"{year - 1}/{year % 100:02d}", "The last financial year"),
    )


def beside(period: Period) -> tuple[Choice, ...]:
    """The period before and the one after, of the same length; none for a period of days."""
    if not period.months:
        return ()
    after = Period(period.end, add_months(period.end, period.months))
    return Choice(_said(period.before), "Earlier"), Choice(_said(after), "Later")


def _said(period: Period) -> str:
    """A name that can be read again."""
    if period.months == 1:
        return month_name(period.start)
    return f"{period.months} months to {month_name(add_months(period.end, -1))}"
