"""Fetching the reference files that a pack is built from."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from towpath.sources.fetch import arcgis
from towpath.sources.fetch.client import Client, FetchFailed, Tell, quiet

# Without these no pack can be built; whatever else fails is named and left out.
_NEEDED = "lookups/"


def reference(folder: Path, *, tell: Tell = quiet, client: Client | None = None) -> Path:
    """Fetch every reference file that is not in the folder yet; the folder.

    A file that cannot be had is told and left out (the pack then says what it lacks), unless it
    is a lookup, without which there is no pack: FetchFailed. Run again to go on.
    """
    with client or Client(tell=tell) as asking:
        for file, fetch in _errands(asking):
            target = folder / file
            if target.exists():
                continue
            tell(f"Fetching {file}…")
            try:
                fetch(target)
            except FetchFailed as failed:
                if file.startswith(_NEEDED):
                    raise
                tell(f"{file} is left out: {failed}")
    return folder


Errand = tuple[str, Callable[[Path], Path]]


def _errands(client: Client) -> list[Errand]:
    said = client.places
    services = said["ons"]["services"]

    def table(row: dict[str, str]) -> Errand:
        at = f"{services}/{row['service']}"
        return row["file"], lambda target: arcgis.write_table(client, at, target)

    def boundary(row: dict[str, str]) -> Errand:
        at = f"{services}/{row['service']}"
        return row["file"], lambda target: arcgis.write_boundaries(client, at, target)

    def download(row: dict[str, str]) -> Errand:
        return row["file"], lambda target: _download(client, row, target)

    tables = [table(row) for row in said.get("table", ())]
    files = [download(row) for row in said.get("download", ())]
    return [*tables, *files, *(boundary(row) for row in said.get("boundary", ()))]


def _download(client: Client, row: dict[str, str], target: Path) -> Path:
    if "member" not in row:
        return client.download(row["url"], target, row.get("sha256", ""))
    archive = client.download(row["url"], target.with_suffix(".zip"), row.get("sha256", ""))
    try:
        with zipfile.ZipFile(archive) as packed:
            part = target.with_name(target.name + ".part")
            part.write_bytes(packed.read(row["member"]))
    except (zipfile.BadZipFile, KeyError) as error:
        raise FetchFailed(f"{row['url']} does not hold {row['member']}.") from error
    finally:
        archive.unlink()
    return part.replace(target)
