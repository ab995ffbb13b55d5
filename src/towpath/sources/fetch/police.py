"""Fetching data.police.uk: which months there are, and a force's files out of the archive.

An archive holds 36 months of every force (over a gigabyte). Only the wanted files are read out of
it, by ranges, so that a county's year costs a few megabytes and the publisher very little.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from towpath.foundation import NoSuchData, Period
from towpath.foundation.periods import add_months
from towpath.sources.fetch.client import Client, FetchFailed, Tell, quiet
from towpath.sources.fetch.remote_files import RemoteFile

KINDS = ("street", "outcomes", "stop-and-search")
_HELD = 36  # months in an archive
_FIRST = date(2013, 12, 1)  # the first archive, which holds all months since December 2010


def months(client: Client) -> tuple[date, ...]:
    """The months that data.police.uk has published, in order."""
    found = client.json(f"{client.places['police']['api']}/crimes-street-dates")
    return tuple(sorted(date.fromisoformat(f"{one['date']}-01") for one in found))


def forces(client: Client) -> dict[str, str]:
    """The forces by the slug that their files are named with."""
    found = client.json(f"{client.places['police']['api']}/forces")
    return {one["id"]: one["name"] for one in found}


def police(
    folder: Path,
    agencies: Sequence[str],
    period: Period,
    *,
    kinds: Sequence[str] = KINDS,
    tell: Tell = quiet,
    client: Client | None = None,
) -> list[Path]:
    """Fetch these forces' files of a period into `folder/YYYY-MM/`; the paths of all of them.

    What is in the folder already is not fetched again. NoSuchData where a month is not published
    or no file is a force's; FetchFailed where the archive cannot be reached.
    """
    wanted = set(period.month_starts)
    with client or Client(tell=tell) as asking:
        published = months(asking)
        _require_published(wanted, published)
        paths: list[Path] = []
        for last in _archives(sorted(wanted), published[-1]):
            covered = {one for one in wanted if one <= last}
            url = asking.places["police"]["archive"].format(month=f"{last:%Y-%m}")
            tell(f"Looking into the archive of {last:%B %Y}…")
            named = _named(agencies, covered, kinds)
            paths += _out_of(RemoteFile(asking, url), folder, named, tell)
            wanted -= covered
    if not paths:
        raise NoSuchData(
            f"data.police.uk has no files of {', '.join(agencies)} for {period}.",
            "Forces are named as in their files, such as west-mercia; some send none for a time.",
        )
    return sorted(paths)


def _require_published(wanted: set[date], published: Sequence[date]) -> None:
    if not published:
        raise FetchFailed("data.police.uk names no months at all.", "Try again later.")
    late = [one for one in wanted if one > published[-1]]
    if late:
        raise NoSuchData(
            f"data.police.uk has published up to {published[-1]:%B %Y}, not {max(late):%B %Y}.",
            "Ask for an earlier period; a month appears about two months after its end.",
        )


def _archives(wanted: Sequence[date], newest: date) -> list[date]:
    """The last months of the fewest archives that hold all these months.

    Each reaches as far beyond its first wanted month as it can, for the latest outcomes.
    """
    chosen: list[date] = []
    left = list(wanted)
    while left:
        chosen.append(min(newest, max(_FIRST, add_months(left[0], _HELD - 1))))
        left = [one for one in left if one > chosen[-1]]
    return chosen


def _named(agencies: Sequence[str], of: set[date], kinds: Sequence[str]) -> re.Pattern[str]:
    dates = "|".join(sorted(f"{one:%Y-%m}" for one in of))
    names = "|".join(map(re.escape, agencies))
    return re.compile(rf"({dates})-({names})-({'|'.join(map(re.escape, kinds))})\.csv")


def _out_of(remote: RemoteFile, folder: Path, named: re.Pattern[str], tell: Tell) -> list[Path]:
    paths = []
    try:
        with zipfile.ZipFile(remote) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename).name
                if not named.fullmatch(name):
                    continue
                target = folder / name[:7] / name
                if not target.exists() or target.stat().st_size != entry.file_size:
                    tell(f"Fetching {name}…")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    part = target.with_name(name + ".part")
                    part.write_bytes(archive.read(entry))  # its checksum is tested
                    part.replace(target)
                paths.append(target)
    except (zipfile.BadZipFile, zlib.error) as error:
        raise FetchFailed(
            f"The archive of data.police.uk is damaged ({error}).", "Try again later."
        ) from error
    return paths
