"""The settings of the invented world, its named streams of chance, and its calendar."""

from __future__ import annotations

import tomllib
import zlib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, TypeAlias

import numpy as np

Settings: TypeAlias = dict[str, Any]
Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
Bools: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

NOTICE = "Synthetic data: Aldermere does not exist."
YEAR = 365.25  # days


def settings() -> Settings:
    """What the world is made from: demo.toml."""
    text = (resources.files(__package__) / "demo.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def stream(seed: int, name: str) -> np.random.Generator:
    """Chance for one part of the world. A name apiece, so that one part's change moves no other."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def quarter_of(day: date) -> str:
    """The calendar quarter of a day, as file names say it: 2025-Q4."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


@dataclass(frozen=True)
class Calendar:
    """The months of the world, the first of each, and one more to close the last."""

    firsts: tuple[date, ...]

    @staticmethod
    def ending(last: str, months: int) -> Calendar:
        """So many months that end with `last` ("2025-12")."""
        year, month = (int(part) for part in last.split("-"))
        end = year * 12 + month
        return Calendar(tuple(date(n // 12, n % 12 + 1, 1) for n in range(end - months, end + 1)))

    def __len__(self) -> int:
        return len(self.firsts) - 1

    @property
    def names(self) -> list[str]:
        """The months as data.police.uk writes them."""
        return [first.strftime("%Y-%m") for first in self.firsts[:-1]]

    @property
    def days(self) -> Floats:
        """The length of each month in days."""
        return np.diff([first.toordinal() for first in self.firsts]).astype(float)

    def since(self, name: str | None, otherwise: bool = True) -> Bools:
        """Which months are `name` or later; all (or none) when no month is named."""
        if name is None:
            return np.full(len(self), otherwise)
        return np.array([month >= name for month in self.names])
