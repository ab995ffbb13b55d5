"""What the pages of an edition show: lines of lists, and whole pages, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from towpath.editions import rules
from towpath.editions.outlines import CaveatLine, FindingLine, SectionLine
from towpath.editions.rules import State, Work


@dataclass(frozen=True)
class EditionLine:
    """An edition as it stands in a list and at the head of its pages."""

    id: UUID
    area: str
    period: str
    baseline: str
    snapshot: str
    state: State
    author: str
    created: datetime
    work: Work
    work_says: str
    work_share: float
    compiled: str
    compiled_at: datetime | None
    frozen: str
    frozen_by: str
    frozen_at: datetime | None
    signed_by: str
    signed_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    because: str
    busy: bool

    @property
    def title(self) -> str:
        """As people call it."""
        return f"{self.area}, {self.period}"

    @property
    def state_label(self) -> str:
        """Where it stands, as it is printed."""
        return rules.LABELS[self.state]

    @property
    def writable(self) -> bool:
        """Whether people may work on it now."""
        return rules.may_write(self.state) and not (self.busy and self.work is Work.FREEZING)

    @property
    def percent(self) -> int:
        """How much of the background work is done."""
        return round(100 * self.work_share)


@dataclass(frozen=True)
class Filling:
    """A section while it is being compiled: how many of its findings are done."""

    title: str
    done: int
    all: int


@dataclass(frozen=True)
class TextLine:
    """A text beside a finding or section: its newest version, or none yet."""

    place: str
    number: int = 0
    text: str = ""
    by: str = ""
    at: datetime | None = None
    moved: bool = False  # the figures beside it have changed since it was written


_REST = timedelta(minutes=10)


def sittings(versions: Sequence[TextLine]) -> list[TextLine]:
    """Of all versions, newest first, the last of each sitting: a text is saved at every pause.

    A sitting is one person's, with no rest of ten minutes. A text that was then cut to less than
    half is shown as it was before, so that nobody has to look for it.
    """
    later = (None, *versions)
    return [one for one, after in zip(versions, later, strict=False) if _ends(one, after)]


def _ends(one: TextLine, after: TextLine | None) -> bool:
    if after is None or one.at is None or after.at is None:
        return True
    rested = after.at - one.at > _REST
    return rested or after.by != one.by or 2 * len(after.text) < len(one.text)


@dataclass(frozen=True)
class SectionView:
    """A section with what stands in it."""

    line: SectionLine
    text: TextLine
    written: int
    entries: int
    gap: bool


@dataclass(frozen=True)
class Overview:
    """An edition's first page: its sections, and what stands between it and the next step."""

    edition: EditionLine
    sections: tuple[SectionView, ...]
    caveats: int
    freeze_obstacles: tuple[str, ...]
    sign_obstacles: tuple[str, ...]
    publish_obstacles: tuple[str, ...]
    gaps: tuple[str, ...]
    fresh: bool  # whether its snapshot is the one in force
    judged_since: bool  # whether people judged after its figures were compiled


@dataclass(frozen=True)
class FindingView:
    """A finding as a piece of HTML, and the text beside it."""

    line: FindingLine
    html: str
    text: TextLine


@dataclass(frozen=True)
class SectionPage:
    """One section, ready to be read and written."""

    edition: EditionLine
    line: SectionLine
    text: TextLine
    findings: tuple[FindingView, ...]
    entries: tuple[EntryLine, ...]


@dataclass(frozen=True)
class CaveatView:
    """A caveat and who acknowledged it in these words, and why."""

    line: CaveatLine
    because: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it still has to be acknowledged."""
        return self.line.grave and not self.because


@dataclass(frozen=True)
class EntryLine:
    """Typed or attached evidence, or an accepted gap."""

    id: int
    section: int
    text: str
    accepts_gap: bool
    file_name: str
    by: str
    at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    withdrawn_because: str


@dataclass(frozen=True)
class Attachment:
    """A file kept with an entry."""

    path: Path
    name: str


@dataclass(frozen=True)
class RecommendationLine:
    """A recommendation with its owner and date."""

    id: int
    what: str
    theme: str
    agency: str
    owner: str
    measure: str
    indicator: str
    due: date
