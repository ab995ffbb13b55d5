"""Local areas: a partnership's own named, versioned sets of small areas or wards.

[[area]]
slug = "city-centre"
name = "City centre"
version = 2
wards = ["Castle"]            # names or codes; and, or instead:
small_areas = ["E01013614"]   # LSOA codes of either vintage
hours = "Friday and Saturday, 18:00 to 06:00"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.foundation import Area, Level, NotUnderstood

if TYPE_CHECKING:
    from towpath.sources.reference.pack import Pack


@dataclass(frozen=True)
class LocalArea:
    """A named set of small areas, or of wards; `hours` says when it is meant, in words."""

    slug: str
    name: str
    version: int = 1
    wards: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    hours: str = ""
    within: str = ""

    def small_areas(self, pack: Pack, vintage: int) -> tuple[str, ...]:
        """The codes of its small areas in a vintage, each once, in order."""
        found: set[str] = set()
        ours = pack.find(self.within) if self.within else None
        for ward in self.wards:
            area = pack.find(ward, Level.WARD, within=ours)
            found.update(pack.small_areas(area, vintage))
        for code in self.codes:
            found.update(self._in_vintage(code, pack, vintage))
        return tuple(sorted(found))

    def _in_vintage(self, code: str, pack: Pack, vintage: int) -> tuple[str, ...]:
        known = pack.vintages(code)
        if not known:
            raise NotUnderstood(
                f"The local area {self.name} names {code}, which is no small area's code.",
                "Correct local_areas.toml.",
            )
        if vintage in known:
            return (code,)
        return pack.small_areas(Area(Level.LSOA, code, known[0]), vintage)


def read_local_areas(path: Path | None) -> Mapping[str, LocalArea]:
    """The local areas of a home, by slug; none where it has declared none."""
    if path is None or not path.exists():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("area", [])
        return {row["slug"]: _local_area(row) for row in rows}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise NotUnderstood(
            f"{path} cannot be read: {error!r}.", "Each [[area]] needs a slug and a name."
        ) from error


def _local_area(row: Mapping[str, object]) -> LocalArea:
    values = dict(row)
    wards, codes = values.pop("wards", ()), values.pop("small_areas", ())
    return LocalArea(wards=tuple(wards), codes=tuple(codes), **values)  # type: ignore[arg-type]
