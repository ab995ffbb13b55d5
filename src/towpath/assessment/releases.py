"""Whether a release, taken together with all that was released before, gives a small count away.

Rules R6 and R8. The gate looks at one number at a time; whoever reads two publications subtracts.
So every count behind a printed number is kept with what it counts (HOME/results/releases), and a
release is attacked together with them before it leaves the house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from towpath.analysis import differencing, disclosure
from towpath.analysis.differencing import NotARelease
from towpath.assessment import findings as found
from towpath.assessment import frozen, publishing
from towpath.documents import contents
from towpath.foundation import (
    Area,
    Baseline,
    Figure,
    Level,
    NoSuchData,
    NotUnderstood,
    Period,
    TowpathError,
    Unit,
    categories,
)

if TYPE_CHECKING:
    from towpath.assessment.editions import Edition
    from towpath.sources.reference import Pack

FOLDER = "releases"
VINTAGE = 2021
# What of a figure's basis says how it was worked out, not what it counts.
_METHOD = frozenset({"category", "dispersion", "limits", "run", "watched", "among", "within"})
# Definitions that count the same incidents, so that one can be subtracted from another.
_INCIDENTS = frozenset({"recorded-incidents", "change-in-count", "rate-residents",
                        "rate-households"})  # fmt: skip
# Counts of one kind, and pieces into which they cut one another; beyond that nothing is proved.
_MOST_COUNTS, _MOST = 1_000, 20_000
Codes = Callable[[Area], frozenset[str]]
Piece = frozenset[tuple[int, int, int]]  # what is counted, by classes of areas, kinds and months


class Box(NamedTuple):
    """What a count counts: of which source, where, which kinds, in which months."""

    of: tuple[str, ...]
    areas: frozenset[str]
    kinds: frozenset[str]
    months: frozenset[str]

    def meets(self, other: Box) -> bool:
        """Whether something is counted in both."""
        return bool(
            self.areas & other.areas and self.kinds & other.kinds and self.months & other.months
        )


@dataclass(frozen=True)
class Counted:
    """A true count behind a printed number."""

    box: Box
    count: int
    snapshot: str

    @property
    def hidden(self) -> bool:
        """Whether the gate prints no number."""
        return self.count <= disclosure.HIDDEN_UP_TO


@dataclass(frozen=True)
class Report:
    """What an attacker learns from a release and all before it."""

    counts: int
    before: int
    exact: int = 0
    two_values: int = 0
    revised: int = 0
    too_many: bool = False

    @property
    def blocked(self) -> bool:
        """Whether it must not go out."""
        return self.exact > 0 or self.too_many

    @property
    def says(self) -> str:
        """The report in a sentence or two."""
        if self.too_many:
            return "It holds too many overlapping counts to prove that none can be worked out."
        if self.exact:
            return (
                f"{_counts(self.exact)} of seven or fewer can be worked out exactly by subtracting "
                "what this prints from itself or from what was published before."
            )
        tried = f"{self.counts} counts of closed data were tried together with {self.before} "
        said = [tried + "published before: no small count can be worked out exactly."]
        if self.two_values:
            said.append(f"{_counts(self.two_values)} can be narrowed to two values.")
        if self.revised:
            said.append(
                f"{_counts(self.revised)} published before changed by fewer than eight records: "
                "who knows of one of them learns from both."
            )
        return " ".join(said)


class GivesAway(TowpathError):
    """A release would give a small count away."""


REMEDY = (
    "Merge areas, periods or categories until no small number stands between two large ones, or "
    "leave the table out."
)


def require_safe(report: Report) -> None:
    """Raise GivesAway where a release must not go out."""
    if report.blocked:
        raise GivesAway(report.says, REMEDY)


def _counts(number: int) -> str:
    return f"{number} hidden count{'s' * (number != 1)}"


def of_edition(edition: Edition) -> tuple[Figure, ...]:
    """The closed figures of an edition's public form, exact, as they stand before the gate."""
    from towpath.assessment import rendering

    pieces = rendering.pieces(edition, rendering.PUBLIC)
    every = found.unique(*(contents.figures(one.document) for one in pieces))
    return tuple(one for one in every if not one.handling.open)


def codes_of(pack: Pack) -> Codes:
    """The small areas of an area, of one vintage throughout; what they do not make up, itself."""

    def codes(area: Area) -> frozenset[str]:
        try:
            found = pack.small_areas(area, VINTAGE)
        except (KeyError, NoSuchData, NotUnderstood):
            found = ()
        same = area.level is not Level.LSOA or found == (area.code,)
        return frozenset(found if same and found else (area.key,))

    return codes


def record(results: Path, name: str, figures: Iterable[Figure]) -> None:
    """Keep the closed figures of a release for good: what was read cannot be unread."""
    place = results / FOLDER / f"{name}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(".new")
    fresh.write_text(frozen.dumps(tuple(one for one in figures if not one.handling.open)), "utf-8")
    fresh.replace(place)


def held(results: Path, name: str) -> bool:
    """Whether a release of this name is kept."""
    return (results / FOLDER / f"{name}.json").exists()


def before(results: Path, but: str = "") -> tuple[Figure, ...]:
    """The closed figures of every release, of all but one name."""
    kept = sorted((results / FOLDER).glob("*.json"))
    texts = (one.read_text("utf-8") for one in kept if one.stem != but)
    return tuple(figure for text in texts for figure in frozen.loads(text))


def attack(release: Iterable[Figure], earlier: Iterable[Figure], codes: Codes) -> Report:
    """Attack a release together with those before it. `codes` gives an area's small areas.

    Counts of several snapshots are taken as the same counts where they can be; where they cannot,
    since data were revised, only those of the release's own snapshots are.
    """
    fresh, old = (tuple(_unique(each, codes)) for each in (release, earlier))
    total = Report(len(fresh), len(old), revised=sum(_revised(one, old) for one in fresh))
    for of in sorted({one.box.of for one in fresh}):
        mine = [one for one in fresh if one.box.of == of]
        found = _together(mine, [one for one in old if one.box.of == of])
        total = _added(total, found)
    return total


def _together(mine: list[Counted], theirs: list[Counted]) -> Report:
    """With all before; with those of the same snapshots; alone: the first that does not contradict
    itself. Numbers that contradict one another teach nobody anything.
    """
    same = {one.snapshot for one in mine}
    for earlier in (theirs, [one for one in theirs if one.snapshot in same], []):
        try:
            return _attacked(mine, earlier)
        except NotARelease:
            continue
    return Report(0, 0)


def _added(one: Report, other: Report) -> Report:
    return Report(
        one.counts, one.before, one.exact + other.exact, one.two_values + other.two_values,
        one.revised, one.too_many or other.too_many,
    )  # fmt: skip


def _unique(figures: Iterable[Figure], codes: Codes) -> Iterator[Counted]:
    seen: set[tuple[Box, int]] = set()
    for figure in figures:
        for one in counted(figure, codes):
            if (one.box, one.count) not in seen:
                seen.add((one.box, one.count))
                yield one


def counted(figure: Figure, codes: Codes) -> Iterator[Counted]:
    """The counts that the public form of a figure tells of, each with what it counts."""
    if figure.handling.open or figure.value is None:
        return
    for part, window, count in _parts(figure):
        if count is not None and float(count).is_integer():
            yield Counted(_box(figure, part, window, codes), int(count), figure.snapshot)


def _parts(figure: Figure) -> Iterator[tuple[str, Period | Baseline | None, float | None]]:
    if figure.unit is Unit.COUNT:
        yield "", figure.period, figure.value
    elif figure.unit in publishing.PER:
        yield "", figure.period, figure.numerator
    elif figure.unit is Unit.CHANGE and publishing.figure(figure).value is not None:
        yield "", figure.period, figure.numerator
        yield "", figure.against, figure.denominator
    elif figure.unit is Unit.PER_CENT and publishing.figure(figure).value is not None:
        yield "part", figure.period, figure.numerator
        yield "whole", figure.period, figure.denominator


def _box(figure: Figure, part: str, window: Period | Baseline | None, codes: Codes) -> Box:
    said = sorted(f"{key}={value}" for key, value in figure.basis.items() if key not in _METHOD)
    definition = "" if figure.definition in _INCIDENTS else figure.definition
    kinds = frozenset(
        slug for word in figure.basis.get("category", "").split("+") for slug in _within(word)
    )
    areas = codes(figure.area) if figure.area else frozenset({""})
    if figure.basis.get("within"):  # of a ward across the border, the part inside
        level, code, vintage = figure.basis["within"].split(":")
        areas &= codes(Area(Level(level), code, int(vintage)))
    return Box((definition, part, *said), areas, kinds, _months(window))


def _within(word: str) -> frozenset[str]:
    return frozenset(categories.within(word)) if word in categories.tree() else frozenset({word})


def _months(window: Period | Baseline | None) -> frozenset[str]:
    periods = window.periods if isinstance(window, Baseline) else (window,) if window else ()
    months = [month for one in periods if one.months for month in one.month_starts]
    return frozenset(map(str, months)) or frozenset({str(window)})


def _revised(one: Counted, earlier: Iterable[Counted]) -> bool:
    """R6: whether a published count comes out again otherwise, by fewer than eight records."""
    again = (each for each in earlier if each.box == one.box and each.snapshot != one.snapshot)
    return any(
        0 < abs(one.count - each.count) < disclosure.FEWEST_TO_REVISE
        and disclosure.publish(one.count) != disclosure.publish(each.count)
        for each in again
    )


def _attacked(release: list[Counted], earlier: list[Counted]) -> Report:
    every = _touched(release, earlier)
    if len(every) > _MOST_COUNTS:
        return Report(0, 0, too_many=True)
    pieces = _pieces([one.box for one in every])
    place = {piece: at for at, piece in enumerate(sorted(set().union(*pieces)))}
    if len(place) > _MOST:
        return Report(0, 0, too_many=True)
    wanted = {*_small(every, pieces), *_between(every, pieces), *_rest(every, pieces)}
    if not wanted:
        return Report(0, 0)
    printed = disclosure.gate(np.array([one.count for one in every]))
    groups, sums = _matrix(pieces, place), _matrix(sorted(wanted, key=sorted), place)
    learnt = differencing.bounds_of(groups, printed, sums)
    said = differencing.verdict(learnt, learnt.high <= disclosure.HIDDEN_UP_TO)
    return Report(0, 0, said.exact, said.two_values)


def _touched(release: list[Counted], earlier: list[Counted]) -> list[Counted]:
    """The counts of a release and those before it that say anything about one another."""
    every = [*release, *earlier]
    return [
        one
        for at, one in enumerate(every)
        if any(one.box.meets(each.box) for other, each in enumerate(every) if other != at)
    ]


def _small(every: list[Counted], pieces: list[Piece]) -> Iterator[Piece]:
    """Hidden counts."""
    yield from (mine for one, mine in zip(every, pieces, strict=True) if one.hidden)


def _between(every: list[Counted], pieces: list[Piece]) -> Iterator[Piece]:
    """Printed counts without one that lies inside them, where what is left may be small."""
    shown = [disclosure.publish(one.count) for one in every]
    for big, small in product(range(len(every)), repeat=2):
        near = shown[big].low - shown[small].high <= disclosure.HIDDEN_UP_TO
        if near and pieces[small] < pieces[big]:
            yield pieces[big] - pieces[small]


def _rest(every: list[Counted], pieces: list[Piece]) -> Iterator[Piece]:
    """What is left of a count without all parts of it that are counted: by area, kind or month."""
    for at, one in enumerate(every):
        for axis in (1, 2, 3):
            parts = (
                pieces[other]
                for other, each in enumerate(every)
                if pieces[other] < pieces[at]
                and all(each.box[same] == one.box[same] for same in {1, 2, 3} - {axis})
            )
            left = pieces[at].difference(*parts)
            if left and left != pieces[at]:
                yield left


def _pieces(boxes: list[Box]) -> list[Piece]:
    """Each box as the pieces into which all of them cut one another."""
    areas = _classes([one.areas for one in boxes])
    kinds, months = _classes([one.kinds for one in boxes]), _classes([one.months for one in boxes])
    return [frozenset(product(*each)) for each in zip(areas, kinds, months, strict=True)]


def _classes(sets: list[frozenset[str]]) -> list[frozenset[int]]:
    """Each set as the classes of elements that lie in the same sets."""
    lying: dict[str, list[int]] = {}
    for at, one in enumerate(sets):
        for element in one:
            lying.setdefault(element, []).append(at)
    named: dict[tuple[int, ...], int] = {}
    of = {element: named.setdefault(tuple(at), len(named)) for element, at in lying.items()}
    return [frozenset(of[element] for element in one) for one in sets]


def _matrix(pieces: list[Piece], place: dict[tuple[int, int, int], int]) -> differencing.Membership:
    rows = [np.array(sorted(place[each] for each in one), dtype=np.int64) for one in pieces]
    return differencing.membership(rows, len(place))
