"""Where things are fetched from: `sources.toml`, or a copy of it that somebody mended."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any


def places(mended: Path | None = None) -> dict[str, Any]:
    """Hosts, services and files to fetch."""
    shipped = files("towpath.sources.fetch").joinpath("sources.toml")
    return tomllib.loads((mended or shipped).read_text(encoding="utf-8"))
