"""The demo's full world, written once a run, and its street rows."""

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from towpath.sources import demo


@dataclass(frozen=True)
class Full:
    folder: Path
    truth: demo.Truth
    street: list[dict[str, str]]  # every row of every force
    mine: frozenset[str]  # small areas of the district, either vintage


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Full:
    folder = tmp_path_factory.mktemp("aldermere")
    truth = demo.write(folder)
    street = [row for path in files(folder, "*-street.csv") for row in read(path)]
    lookups = folder / "reference" / "lookups"
    old = read(lookups / "lookup_lsoa11_ltla21.csv.gz")
    new = read(lookups / "lsoa21_ward24_ltla24_csp24_pfa24.csv.gz")
    codes = [row["lsoa11_code"] for row in old if row["ltla21_code"] == truth.district]
    codes += [row["lsoa21_code"] for row in new if row["ltla24_code"] == truth.district]
    return Full(folder, truth, street, frozenset(codes))


@pytest.fixture(scope="session")
def rows(full: Full) -> Callable[[str], list[dict[str, str]]]:
    """Rows of a reference file."""
    return lambda name: read(full.folder / "reference" / name)


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted((folder / "deliveries").rglob(pattern))


def read(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return list(csv.DictReader(text.splitlines()))
