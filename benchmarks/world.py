"""A synthetic force in data.police.uk's layout, of any size: its own small areas, no real ones.

Every run makes the same bytes. One row in six is ASB without a Crime ID, one id in 5,000 repeats,
one row in 50 has no place: about what the real files have.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
KINDS = (
    "Violence and sexual offences", "Burglary", "Robbery", "Vehicle crime", "Shoplifting",
    "Other theft", "Drugs", "Public order", "Criminal damage and arson", "Theft from the person",
    "Bicycle theft", "Possession of weapons", "Other crime",
)  # fmt: skip
OUTCOMES = (
    "Under investigation", "Unable to prosecute suspect", "Status update unavailable",
    "Investigation complete; no suspect identified", "Local resolution",
)  # fmt: skip
AREAS, POINTS_AN_AREA, FIRST_YEAR = 1_600, 25, 2023
CHUNK = 100_000


def codes() -> list[str]:
    """The codes of the force's small areas, in no district that exists."""
    return [f"E01{900_000 + number:06d}" for number in range(AREAS)]


def names() -> list[str]:
    """Their names: five letters to each numbered neighbourhood."""
    return [f"Testshire {number // 5 + 1:03d}{'ABCDE'[number % 5]}" for number in range(AREAS)]


def write_months(folder: Path, rows: int, months: int = 36) -> list[Path]:
    """So many rows as data.police.uk lays them out, a file a month; kept if they are there."""
    each = -(-rows // months)
    paths = []
    for month in range(months):
        name = f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"
        path = folder / name / f"{name}-testshire-street.csv"
        first = month * each
        _write(path, month, first, min(each, rows - first))
        paths.append(path)
    return paths


def write_one_file(path: Path, months: list[Path]) -> Path:
    """The same rows in one file."""
    if not path.exists():
        with path.open("wb") as sink:
            for number, month in enumerate(months):
                body = month.read_bytes()
                sink.write(body if not number else body[body.index(b"\n") + 1 :])
    return path


def _write(path: Path, month: int, first: int, rows: int) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8", newline="") as sink:
        sink.write(HEADER + "\n")
        for start in range(0, rows, CHUNK):
            sink.write(_chunk(first + start, min(CHUNK, rows - start), month))
    fresh.rename(path)


def _chunk(start: int, size: int, month: int) -> str:
    rng = np.random.default_rng([20261120, start])
    at = np.arange(start, start + size)
    year, of_year = divmod(month, 12)
    point = rng.integers(0, AREAS * POINTS_AN_AREA, size)
    unplaced, asb = rng.random(size) < 0.02, rng.random(size) < 0.17
    kind, outcome = rng.integers(0, len(KINDS), size), rng.integers(0, len(OUTCOMES), size)
    same = np.where(rng.random(size) < 0.0002, np.maximum(at - 5_000, 0), at)
    known_codes, known_names = codes(), names()
    lines = []
    for i in range(size):
        identity = "" if asb[i] else hashlib.sha256(b"%d" % same[i]).hexdigest()
        p = int(point[i])
        place = (
            ",,No Location,,"
            if unplaced[i]
            else f"{-2.9 + p % 400 * 0.002:.6f},{52.3 + p // 400 * 0.003:.6f},"
            f"On or near Street {p % 9973},{known_codes[p // POINTS_AN_AREA]},"
            f"{known_names[p // POINTS_AN_AREA]}"
        )
        crime = "Anti-social behaviour," if asb[i] else f"{KINDS[kind[i]]},{OUTCOMES[outcome[i]]}"
        lines.append(
            f"{identity},{FIRST_YEAR + year}-{of_year + 1:02d},Testshire Police,Testshire Police,"
            f"{place},{crime},\n"
        )
    return "".join(lines)


def write_reference(folder: Path) -> Path:
    """The lookups from which a reference pack of the same small areas is built."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = list(zip(codes(), names(), strict=True))
    _table(
        folder / "lsoa11_lsoa21.csv",
        ["lsoa11_code", "lsoa11_name", "change_code", "lsoa21_code", "lsoa21_name"],
        [(code, name, "U", code, name) for code, name in pairs],
    )
    district = [(f"E0690000{n % 4}", f"Test District {n % 4 + 1}") for n in range(AREAS)]
    _table(
        folder / "lsoa21_ltla24.csv",
        ["lsoa21_code", "lsoa21_name", "ltla24_code", "ltla24_name", "pfa24_code", "pfa24_name"],
        [(*pair, *of, "E23900001", "Testshire") for pair, of in zip(pairs, district, strict=True)],
    )
    return folder


def _table(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([header, *rows])
