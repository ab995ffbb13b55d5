"""Zip archives whose bytes depend on what is in them and on nothing else."""

from __future__ import annotations

import io
import zipfile

# The earliest moment that a zip archive can state.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def settled(archive: bytes) -> bytes:
    """The same archive with fixed times and attributes, its entries in their order."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as after,
    ):
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            after.writestr(entry, before.read(name))
    return out.getvalue()
