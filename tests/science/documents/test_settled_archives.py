"""Archives: the same entries give the same bytes, whenever they were written."""

import io
import zipfile

from towpath.documents import archives


def packed(year: int, mode: int = 0o644) -> bytes:
    """An archive of three entries as a program writes it in some year."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in (("a.txt", "one"), ("folder/é.txt", "two" * 999), ("empty", "")):
            entry = zipfile.ZipInfo(name, (year, 2, 3, 4, 5, 6))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, mode << 16
            archive.writestr(entry, words)
    return out.getvalue()


def test_no_trace_is_left_of_when_and_by_whom_it_was_written() -> None:
    assert packed(2024) != packed(2025, 0o600)
    assert archives.settled(packed(2024)) == archives.settled(packed(2025, 0o600))


def test_every_entry_is_read_as_it_was() -> None:
    with zipfile.ZipFile(io.BytesIO(archives.settled(packed(2024)))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.txt", "folder/é.txt", "empty"]
        assert archive.read("folder/é.txt") == b"two" * 999
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
