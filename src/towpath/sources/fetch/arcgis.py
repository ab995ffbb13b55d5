"""Tables and boundaries from ONS Open Geography: an ArcGIS feature service, page by page."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from towpath.sources.fetch.client import Client, FetchFailed


def features(client: Client, service: str, geometry: bool) -> Iterator[dict[str, Any]]:
    """Every feature of a service's first layer, as GeoJSON in WGS84, in the order of their ids."""
    layer = f"{service}/FeatureServer/0"
    about = client.json(layer, {"f": "json"})
    _require_answer(about, layer)
    step = min(int(about.get("maxRecordCount", 1000)), 2000)
    wanted = client.json(f"{layer}/query", {"where": "1=1", "returnCountOnly": "true", "f": "json"})
    _require_answer(wanted, layer)
    total, got = int(wanted["count"]), 0
    while got < total:
        page = client.json(f"{layer}/query", _question(about, geometry, got, step))
        _require_answer(page, layer)
        found = page.get("features", [])
        if not found:
            raise FetchFailed(
                f"{layer} promised {total:,} rows and gave {got:,}.", "Try again later."
            )
        yield from found
        got += len(found)
        client.tell(f"{service.rsplit('/', 1)[-1]}: {got:,} of {total:,}")


def _question(about: Mapping[str, Any], geometry: bool, offset: int, step: int) -> dict[str, str]:
    return {
        "where": "1=1",
        "outFields": "*",
        "returnGeometry": str(geometry).lower(),
        "outSR": "4326",
        "geometryPrecision": "6",  # a tenth of a metre
        "orderByFields": str(about.get("objectIdField") or "OBJECTID"),
        "resultOffset": str(offset),
        "resultRecordCount": str(step),
        "f": "geojson",
    }


def _require_answer(answer: Mapping[str, Any], layer: str) -> None:
    """ArcGIS says "error" within an answer of 200."""
    if error := answer.get("error"):
        raise FetchFailed(
            f"{layer} answered: {error.get('message', error)}.",
            "The service may have been renamed: look for it on geoportal.statistics.gov.uk.",
        )


def write_table(client: Client, service: str, target: Path) -> Path:
    """Write a service's rows as CSV."""
    rows = [one["properties"] for one in features(client, service, geometry=False)]
    with _whole(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, list(rows[0]) if rows else [])
        out.writeheader()
        out.writerows(rows)
    return target


def write_boundaries(client: Client, service: str, target: Path) -> Path:
    """Write a service's shapes as GeoJSON, a feature a line."""
    with _whole(target) as part, part.open("w", encoding="utf-8") as stream:
        stream.write('{"type": "FeatureCollection", "features": [\n')
        for number, one in enumerate(features(client, service, geometry=True)):
            stream.write(",\n" if number else "")
            json.dump(one, stream, ensure_ascii=False)
        stream.write("\n]}\n")
    return target


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A path to write to, which becomes the target once all is written, or vanishes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
