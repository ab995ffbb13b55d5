"""Stable areas: the connected components of the lookup between LSOA 2011 and LSOA 2021.

Every small area of either vintage lies in exactly one, so that a series across the vintages counts
each incident once and splits none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class StableAreas:
    """For each vintage, the stable area of every small-area code; and the names."""

    of: Mapping[int, Mapping[str, str]]
    names: Mapping[str, str]


def components(
    codes_2011: Sequence[str],
    codes_2021: Sequence[str],
    names: Mapping[str, str],
) -> StableAreas:
    """Stable areas of the lookup's pairs. `names` are those of the 2011 codes.

    A stable area carries its lowest 2011 code, with a plus where several were merged, so that
    nobody takes it for the small area itself.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    old, row = np.unique(np.array(codes_2011), return_inverse=True)
    new, column = np.unique(np.array(codes_2021), return_inverse=True)
    size = len(old) + len(new)
    ones = np.ones(len(row), dtype=np.int8)
    links = coo_array((ones, (row, column + len(old))), shape=(size, size))
    _, label = connected_components(links, directed=False)

    members: dict[int, list[str]] = {}
    for code, which in zip(old.tolist(), label[: len(old)].tolist(), strict=True):
        members.setdefault(which, []).append(code)
    code_of = {which: codes[0] + "+" * (len(codes) > 1) for which, codes in members.items()}
    named = {code_of[which]: _name(codes, names) for which, codes in members.items()}
    parts = {2011: (old, label[: len(old)]), 2021: (new, label[len(old) :])}
    return StableAreas(
        {
            year: {c: code_of[w] for c, w in zip(codes.tolist(), which.tolist(), strict=True)}
            for year, (codes, which) in parts.items()
        },
        named,
    )


def _name(codes: Sequence[str], names: Mapping[str, str]) -> str:
    said = [names.get(code, code) for code in codes]
    return said[0] if len(said) == 1 else f"{'/'.join(said)} merged"
