"""Harm weights: what one incident of a category weighs, out of a partnership's own file.

Towpath ships none: the published indexes are not open in full. A partnership puts a CSV file in
HOME/definitions/weights/, one file an index, with these columns:

    category   a slug or a printed label of Towpath's tree ("burglary", "Vehicle crime")
    weight     a number from 0 up: days in prison, points or pounds, one unit for the whole file
    origin     the index, its year and how it reached you, in words fit to print; never empty
    force      optional: the police force for which the weight holds ("Leicestershire")

Where there are several files, `weights = "NAME"` in towpath.toml says which one is used: two
indexes are never mixed. A weight of the area's own force goes before one of no force.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from towpath.analysis.harm import Weight
from towpath.assessment.definitions import DefinitionFault
from towpath.foundation import NoSuchData, NotUnderstood, categories

NEEDED = ("category", "weight", "origin")
FORMAT = "It has the columns category, weight, origin and, if you wish, force."


@dataclass(frozen=True)
class Weights:
    """One index: its name, what it was read from, and the weight of each category it has.

    `key` changes with the file, so that figures made with other weights have other ids.
    """

    name: str
    key: str
    of: Mapping[str, Weight]


def read(folder: Path, name: str = "", force: str = "") -> Weights:
    """The weights of a folder, for a force; NoSuchData where none is there or none is chosen."""
    held = {path.stem: path for path in sorted(folder.glob("*.csv"))} if folder.is_dir() else {}
    if not held:
        raise NoSuchData(
            "No harm weights have been supplied.", f"Put a file of weights in {folder}. {FORMAT}"
        )
    if name not in held and (name or len(held) > 1):
        raise NoSuchData(
            f"Several files of harm weights are held ({', '.join(held)}) and none is chosen."
            if not name
            else f"There are no harm weights called {name}.",
            'Say which in towpath.toml: weights = "NAME".',
        )
    return _read(held[name] if name else next(iter(held.values())), force)


def _read(path: Path, force: str) -> Weights:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionFault(f"{path.name} is not in UTF-8.", "Save it as CSV UTF-8.") from error
    rows = csv.DictReader(text.splitlines())
    lacking = [one for one in NEEDED if one not in (rows.fieldnames or ())]
    if lacking:
        raise DefinitionFault(f"{path.name} lacks the column {lacking[0]}.", FORMAT)
    general, own = _sorted(path.name, rows, force)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Weights(path.stem, f"{path.stem} {digest}", general | own)


def _sorted(
    file: str, rows: Iterable[Mapping[str, str | None]], force: str
) -> tuple[dict[str, Weight], dict[str, Weight]]:
    """The weights that hold for any force, and those of this one."""
    general: dict[str, Weight] = {}
    own: dict[str, Weight] = {}
    for line, row in enumerate(rows, start=2):
        said = (row.get("force") or "").strip()
        if said and said.lower() != force.lower():
            continue
        slug, weight = _weight(f"{file}, line {line}", row)
        into = own if said else general
        if slug in into:
            raise DefinitionFault(f"{file}, line {line}: {slug} is weighed twice.", "Keep one.")
        into[slug] = weight
    return general, own


def _weight(where: str, row: Mapping[str, str | None]) -> tuple[str, Weight]:
    category, number, origin = ((row[one] or "").strip() for one in NEEDED)
    try:
        slug, value = categories.find(category).slug, float(number)
    except NotUnderstood as error:
        raise DefinitionFault(f"{where}: {error.sentence}", error.remedy) from None
    except ValueError:
        raise DefinitionFault(
            f'{where}: "{number}" is not a number.', "Leave out a weight that is not known."
        ) from None
    if not 0 <= value < float("inf"):
        raise DefinitionFault(f"{where}: a weight is a number from 0 up.", "Mend the line.")
    if not origin:
        raise DefinitionFault(
            f"{where}: the weight does not say where it comes from.", "Fill in its origin."
        )
    return slug, Weight(value, origin)
