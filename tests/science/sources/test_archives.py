"""Archives that mean harm, or came to harm: refused before anything of them is taken."""

import io
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from towpath.sources import archives
from towpath.sources.parts import Delivery, DeliveryRefused

NAME = "2024-01-west-mercia-street.csv"
Opened = Callable[..., Delivery]
Zipped = Callable[[Mapping[str, bytes | str]], bytes]


@pytest.mark.parametrize(
    "path",
    ["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "..\\evil.csv"],
)
def test_a_path_that_climbs_out(opened: Opened, zipped: Zipped, street: str, path: str) -> None:
    with pytest.raises(DeliveryRefused, match="leads out of the archive"):
        opened({"a.zip": zipped({path: street})})


def test_a_zip_bomb_is_told_by_how_it_swells(opened: Opened, zipped: Zipped) -> None:
    with pytest.raises(DeliveryRefused, match="would swell from"):
        opened({"a.zip": zipped({NAME: bytes(32 << 20)})})


def test_an_archive_says_its_first_files_name_without_being_opened(
    tmp_path: Path, zipped: Zipped
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"2024-01/": b"", f"2024-01/{NAME}": b"x", "b.csv": b"y"}))
    assert archives.first_name(path) == f"2024-01/{NAME}"
    for body in (b"", b"PK", b"PK\x03\x04" + bytes(20), b"Month,x\n"):
        path.write_bytes(body)
        assert archives.first_name(path) == ""


def test_an_archive_of_too_many_files(tmp_path: Path, zipped: Zipped) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.csv": b"x" for n in range(20)}))
    limits = archives.Limits(entries=10)
    with (
        pytest.raises(DeliveryRefused, match="20 files"),
        archives.opened(tmp_path / "a.zip", "a.zip", limits),
    ):
        pass


def test_an_archive_within_an_archive(opened: Opened, zipped: Zipped, street: str) -> None:
    inner = zipped({NAME: street})
    with pytest.raises(DeliveryRefused, match="archive within an archive"):
        opened({"a.zip": zipped({"inner.zip": inner})})


def test_an_archive_dressed_as_a_table(opened: Opened, zipped: Zipped, street: str) -> None:
    inner = zipped({NAME: street})
    with pytest.raises(DeliveryRefused, match="archive within an archive"):
        opened({"a.zip": zipped({NAME: inner})})


def test_an_encrypted_archive(opened: Opened, zipped: Zipped, street: str) -> None:
    packed = bytearray(zipped({NAME: street}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + offset] |= 1
    with pytest.raises(DeliveryRefused, match="is encrypted"):
        opened({"a.zip": bytes(packed)})


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_truncated_archive(opened: Opened, zipped: Zipped, street: str, kept: float) -> None:
    packed = zipped({NAME: street * 50, "2024-02-kent-street.csv": street})
    with pytest.raises(DeliveryRefused, match="damaged or cut-off"):
        opened({"a.zip": packed[: int(len(packed) * kept)]})


def test_a_flipped_byte_is_found_by_the_checksum(
    opened: Opened, zipped: Zipped, street: str
) -> None:
    packed = bytearray(zipped({NAME: street * 50}))
    packed[120] ^= 0xFF
    with pytest.raises(DeliveryRefused, match="damaged"):
        opened({"a.zip": bytes(packed)})


def test_a_link_is_no_file(opened: Opened) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo(NAME)
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(DeliveryRefused, match="is a link"):
        opened({"a.zip": packed.getvalue()})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice(opened: Opened, street: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(NAME, street)
        archive.writestr(NAME, street.replace("b2", "c3"))
    with pytest.raises(DeliveryRefused, match="twice"):
        opened({"a.zip": packed.getvalue()})


def test_an_archive_of_nothing(opened: Opened, zipped: Zipped) -> None:
    with pytest.raises(DeliveryRefused, match="nothing in it"):
        opened({"a.zip": zipped({})})


def test_a_refused_archive_writes_nothing_outside_the_workspace(
    tmp_path: Path, opened: Opened, zipped: Zipped, street: str
) -> None:
    with pytest.raises(DeliveryRefused):
        opened({"a.zip": zipped({NAME: street, "../../evil.csv": street})})
    assert not list(tmp_path.rglob("evil*"))
