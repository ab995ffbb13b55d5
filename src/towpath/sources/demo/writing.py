"""Making the world and writing everything its agencies would deliver."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from towpath.foundation import NotUnderstood
from towpath.sources.demo import (
    extract,
    ground,
    judgements,
    offences,
    partners,
    police,
    reference,
    searches,
    truth,
    voices,
    world,
)
from towpath.sources.demo.files import write_bytes
from towpath.sources.demo.truth import Truth
from towpath.sources.demo.world import Settings

SHORTEST = 24  # months: a year, and a year to set it against


def write(
    folder: Path, seed: int = 2026, months: int = 42, settings: Settings | None = None
) -> Truth:
    """Write `reference/`, `deliveries/`, `definitions/`, `truth.json` and the like into a folder.

    The world ends in December 2025 and lasts so many months. `settings` replace demo.toml's, for
    a smaller world. The same arguments give the same bytes.
    """
    if months < SHORTEST:
        raise NotUnderstood(
            f"A demo of {months} months holds no year with a year before it.",
            f"Ask for {SHORTEST} months or more.",
        )
    laid = ground.laid(settings or world.settings(), seed, months)
    expected = offences.intensity(laid)
    drawn, series = offences.committed(laid, expected.expected)
    rows = police.published(laid, drawn)

    deliveries = folder / "deliveries"
    reference.write(folder / "reference", laid)
    police.write(deliveries / "police-uk", laid, drawn, rows)
    searches.write(deliveries / "police-uk", laid)
    extract.write(deliveries / "saltreath-police", laid, drawn)
    partners.write(deliveries, laid)
    plan = voices.write(folder, laid, drawn)
    write_bytes(folder / "README.md", (resources.files(__package__) / "README.md").read_bytes())
    known = truth.known(laid, expected, drawn, series, rows, plan)
    known.write(folder / "truth.json")
    write_bytes(folder / "local_areas.toml", _local_areas(known).encode())
    judgements.write(folder / "definitions", known)
    return known


def _local_areas(known: Truth) -> str:
    """The named local areas, as a home keeps them."""
    parts = [f"# {known.notice}\n"]
    for one in known.local_areas:
        slug = one.name.lower().replace(" ", "-")
        codes = ", ".join(f'"{code}"' for code in one.areas)
        parts.append(f'[[area]]\nslug = "{slug}"\nname = "{one.name}"\nsmall_areas = [{codes}]\n')
        if one.hours:
            parts.append(f'hours = "{one.hours}"\n')
    return "\n".join(parts)
