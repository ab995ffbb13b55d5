"""What Aldermere's people have judged and declared: reasons, priorities, weights, placed actions.

Files as a partnership keeps them in HOME/definitions, all invented; `placed` writes the one whose
areas depend on the ground that was drawn.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from towpath.sources.demo.files import write_bytes
from towpath.sources.demo.truth import Truth

_AS_THEY_ARE = {
    "priorities.toml": "priorities.toml",
    "drivers.toml": "drivers/2025.toml",
    "weights.csv": "weights/invented.csv",
    "indicators.toml": "indicators.toml",
}


def write(folder: Path, known: Truth) -> None:
    """Write `definitions/` as the home of the demo holds it."""
    here = resources.files(__package__)
    for name, target in _AS_THEY_ARE.items():
        write_bytes(folder / target, (here / name).read_bytes())
    write_bytes(folder / "placed_actions.toml", placed(known).encode())


def placed(known: Truth) -> str:
    """An action at the one hotspot that lasts, with the one that faded as its control."""
    lasting = next(one for one in known.hotspots if not one.since and not one.until)
    control = next(one for one in known.hotspots if one.until)
    area, beside = (", ".join(f'"{code}"' for code in one.areas) for one in (lasting, control))
    return (
        f"# {known.notice} In truth the action did nothing of its own: vehicle crime fell as much\n"
        "# everywhere, and the finding ought to say so.\n"
        "[[action]]\n"
        f'what = "Lighting and patrols in the {lasting.name}"\n'
        'category = "vehicle-crime"\n'
        'from = "2025-01"\n'
        "months = 12\n"
        f"area = [{area}]\n"
        f"control = [{beside}]\n"
        'lead = "Aldermere Borough Council"\n'
        "chosen_high = true\n"
        'resolution = "small areas"\n'
    )
