"""The setting (shops, parking, nightlife …) that a data.police.uk location label speaks of.

The label names the nearest anchor of an anonymised point, not the scene of the crime: a setting
says "beside a supermarket's car park", never "in the supermarket". Every page that shows one says
so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

STREET = "street"
PREFIX = "on or near "


@dataclass(frozen=True)
class Setting:
    """One class of place: its slug, its printed label, whole labels and endings that mean it."""

    slug: str
    label: str
    phrases: tuple[str, ...]
    endings: tuple[str, ...]


@dataclass(frozen=True)
class Mix:
    """Rows by setting, most frequent first; `shares` are of all rows and add up to one."""

    slugs: tuple[str, ...]
    labels: tuple[str, ...]
    counts: NDArray[np.int64]
    shares: NDArray[np.float64]


@cache
def catalogue() -> tuple[Setting, ...]:
    """Every setting of the package's table `settings.toml`, in its printed order."""
    text = resources.files("towpath.analysis").joinpath("settings.toml").read_text("utf-8")
    return tuple(
        Setting(s["slug"], s["label"], tuple(s["phrases"]), tuple(s["endings"]))
        for s in tomllib.loads(text)["setting"]
    )


@cache
def _tables() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    phrases = {p.casefold(): s.slug for s in catalogue() for p in s.phrases}
    endings = [(f" {e.casefold()}", s.slug) for s in catalogue() for e in s.endings]
    # Longest first, so that "Bus Station" is never read as the "Station" of a railway.
    return phrases, tuple(sorted(endings, key=lambda pair: (-len(pair[0]), pair[0])))


def _setting(label: str) -> str:
    phrases, endings = _tables()
    name = " ".join(label.casefold().split())
    name = name.removeprefix(PREFIX.strip()).strip()
    if name in phrases:
        return phrases[name]
    return next((slug for ending, slug in endings if name.endswith(ending)), STREET)


@cache
def plain(label: str) -> str:
    """A label's own name ("Granby Street"); empty where it names a kind of place, or nothing."""
    words = " ".join(label.split())
    if words.casefold().startswith(PREFIX.strip()):
        words = words[len(PREFIX) :]
    return "" if words.casefold() in _tables()[0] else words


def classes(labels: NDArray[np.str_]) -> NDArray[np.str_]:
    """The slug of the setting of each label, in the labels' order.

    labels: (rows,) strings such as "On or near Parking Area"; case and spaces do not matter, an
    empty label or "No Location" is "unknown", any other name is a "street". Each distinct label is
    read once, so five million rows of twenty thousand labels cost one sort.
    Follows the location types that data.police.uk prints (data.police.uk/about, "location").
    """
    distinct, where = np.unique(np.asarray(labels, dtype=np.str_), return_inverse=True)
    found = np.array([_setting(str(label)) for label in distinct], dtype=np.str_)
    return found[where] if found.size else found


def mix(labels: NDArray[np.str_], weights: NDArray[np.int64] | None = None) -> Mix:
    """Rows by setting; settings that do not occur are left out.

    labels: (rows,) strings; weights: (rows,) rows that each label stands for (default one each),
    so that a store may hand over distinct labels and their counts.
    """
    rows = np.ones(len(labels), dtype=np.int64) if weights is None else weights
    slugs, where = np.unique(classes(labels), return_inverse=True)
    counts = np.zeros(len(slugs), dtype=np.int64)
    np.add.at(counts, where, rows)
    order = np.lexsort((slugs, -counts))
    printed = {s.slug: s.label for s in catalogue()}
    names = tuple(str(slugs[i]) for i in order)
    total = max(int(counts.sum()), 1)
    return Mix(names, tuple(printed[n] for n in names), counts[order], counts[order] / total)
