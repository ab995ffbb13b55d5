"""Zip archives whose bytes depend on what is in them and on nothing else."""

from __future__ import annotations

import struct

# The earliest moment that a zip archive can state, as time and date (PKWARE's APPNOTE, 4.4.6).
_MOMENT = (0, 1 << 5 | 1)
_ATTRIBUTES = 0o600 << 16
_LISTED, _END = b"PK\x01\x02", b"PK\x05\x06"


def settled(archive: bytes) -> bytes:
    """The same archive with fixed times and attributes, its entries as they are compressed.

    The directory at the end lists every entry: its times and attributes, and where it begins.
    """
    made = bytearray(archive)
    (at,) = struct.unpack_from("<L", archive, archive.rindex(_END) + 16)
    while archive[at : at + 4] == _LISTED:
        lengths = struct.unpack_from("<3H", archive, at + 28)
        struct.pack_into("<2H", made, at + 12, *_MOMENT)
        struct.pack_into("<L", made, at + 38, _ATTRIBUTES)
        (entry,) = struct.unpack_from("<L", archive, at + 42)
        struct.pack_into("<2H", made, entry + 10, *_MOMENT)
        at += 46 + sum(lengths)
    return bytes(made)
