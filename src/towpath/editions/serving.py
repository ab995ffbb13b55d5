"""A frozen file as it is: its own policy for a web page, a download for everything else."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from django.http import FileResponse

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".gpkg": "application/geopackage+sqlite3",
}
SHOWN = (".html", ".pdf", ".txt")
# Nothing runs, nothing is loaded.
_POLICY = (
    "default-src 'none'; style-src {styles}; img-src data:; font-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# Of a page only its links and the tables inside it work. Browsers refuse a PDF in a sandbox.
_SANDBOX = "; sandbox allow-downloads allow-popups allow-top-navigation-by-user-activation"
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def as_it_is(place: Path) -> FileResponse:
    """The file's bytes, unchanged."""
    kind = KINDS.get(place.suffix, "application/octet-stream")
    shown = place.suffix in SHOWN
    answer = FileResponse(
        place.open("rb"), as_attachment=not shown, filename=place.name, content_type=kind
    )
    # Set here, it is not replaced by the site's own policy.
    answer.headers["Content-Security-Policy"] = policy(place)
    return answer


def policy(place: Path) -> str:
    """A policy that allows the page its own style sheet, by its hash, and nothing else."""
    if place.suffix != ".html":
        return _POLICY.format(styles="'none'")
    sheets = _STYLE.findall(place.read_bytes())
    hashes = (base64.b64encode(hashlib.sha256(one).digest()).decode() for one in sheets)
    return (
        _POLICY.format(styles=" ".join(f"'sha256-{one}'" for one in hashes) or "'none'") + _SANDBOX
    )
