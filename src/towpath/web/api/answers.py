"""The shapes of the API's answers; their descriptions are the documentation's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema


class Said(Schema):
    """Why there is no answer, and what to do."""

    says: str
    do: str


class Snapshot(Schema):
    """A set of loads; every figure names the one that it was counted from."""

    id: str
    loads: int = Field(description="That you may read.")
    rows: int
    in_force: bool


class Place(Schema):
    """An area."""

    word: str = Field(description="As `where` takes it.")
    name: str
    level: str


class Kind(Schema):
    """A category."""

    slug: str
    label: str
    parent: str


class Explained(Schema):
    """Where a figure comes from."""

    figure: str
    value: float | None
    low: float | None
    high: float | None
    snapshot: str
    facts: dict[str, str]
    loads: list[dict[str, Any]]


class Change(Schema):
    """A category before and after; unrounded, null where it cannot be told."""

    category: str
    before: float | None
    after: float | None
    change_percent: float | None
    low: float | None = Field(description="Of the change, 95 per cent.")
    high: float | None
    per_day_percent: float | None
    verdict: str
    figure: str = Field(description="Of the change: ask /api/figures/{id} for its grounds.")


class Changes(Schema):
    """The change table of an area."""

    area: str
    period: str
    against: str
    source: str
    snapshot: str
    changes: list[Change]


class Count(Schema):
    """Incidents of one area, category and month; what is 0 is left out."""

    area: str
    category: str
    month: date
    count: int


class Counts(Schema):
    """Counts by area, category and month."""

    area: str
    by: str
    period: str
    source: str
    snapshot: str
    months_missing: list[date] = Field(description="Months of which nothing is held.")
    counts: list[Count]


class Publication(Schema):
    """A published edition."""

    slug: str
    title: str
    period: str
    released_at: datetime
    withdrawn_at: datetime | None
    because: str
    files: dict[str, str] = Field(description="Name and address.")


# Every way in which a question may be refused.
REFUSED = {401: Any, 403: Said, 404: Said, 422: Said}
