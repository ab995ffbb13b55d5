"""What the tests of opening deliveries share: a street file's text, and opening in one line."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from towpath.sources.deliveries import open_delivery
from towpath.sources.parts import Delivery

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
ROW = (
    "a1,2024-01,West Mercia Police,West Mercia Police,-2.7,52.7,On or near High Street,"
    "E01028800,Shropshire 001A,Burglary,Under investigation,"
)


@pytest.fixture
def street() -> str:
    """A street file of two rows, as text."""
    return "\n".join([HEADER, ROW, ROW.replace("a1,", "b2,"), ""])


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Delivery]:
    """Open a delivery of files, given as a mapping of names to bytes; other words as they are."""

    def opening(files: Mapping[str, bytes], **terms: object) -> Delivery:
        paths = [tmp_path / "given" / name for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return open_delivery(paths, workspace=tmp_path / "workspace", **terms)  # type: ignore[arg-type]

    return opening


@pytest.fixture
def zipped() -> Callable[[Mapping[str, bytes | str]], bytes]:
    """The bytes of a zip archive of these entries."""

    def packing(entries: Mapping[str, bytes | str]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        return packed.getvalue()

    return packing
