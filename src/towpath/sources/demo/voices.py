"""What the partnership delivers to itself, and what others publish about it.

The last plan's results and actions, three years of consultation, and published indicators.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from towpath.sources.demo.files import write_csv
from towpath.sources.demo.ground import Ground
from towpath.sources.demo.offences import Offences
from towpath.sources.demo.world import Settings

PLAN = (
    "Priority", "Indicator", "Area code", "Period", "Baseline", "Target", "Actual", "Aim", "RAG",
    "Lead partner", "Actions done", "Actions late", "Actions dropped", "Unit", "Note", "Source",
)  # fmt: skip
ACTIONS = ("Action", "Priority", "Lead partner", "Due", "Finished", "Status")
CONSULTATION = (
    "Question",
    "Concern",
    "Area",
    "Year",
    "Channel",
    "Count",
    "Base",
    "Category",
    "Source",
)
PUBLISHED = (
    "Indicator",
    "Area code",
    "Period",
    "Value",
    "Lower limit",
    "Upper limit",
    "Unit",
    "Source",
)
QUESTION = "Which three things should the partnership work on first?"


def write(folder: Path, ground: Ground, offences: Offences) -> dict[str, str]:
    """All of them; returns whether each of the plan's indicators was met or missed."""
    deliveries = folder / "deliveries"
    _consultation(deliveries / "aldermere-consultation", ground)
    _published(deliveries / "published" / "published-indicators.csv", ground)
    rows = ground.settings["actions"]["rows"]
    write_csv(folder / "papers" / "plan-actions-2025.csv", ACTIONS, list(zip(*rows, strict=True)))
    return _plan(deliveries / "aldermere-plan" / "plan-results-2025.csv", ground, offences)


def _plan(path: Path, ground: Ground, offences: Offences) -> dict[str, str]:
    """Baseline the year before last, target by the plan, actual as the last year gave it."""
    calendar, here = ground.calendar, ground.district[offences.anchor] == 0
    last = calendar.firsts[-2].strftime("%B %Y")
    rows, met = [], {}
    for one in ground.settings["plan"]:
        mine = offences.month[here & (offences.category == ground.slugs.index(one["category"]))]
        months = np.bincount(mine, minlength=len(calendar))
        before, after = int(months[-24:-12].sum()), int(months[-12:].sum())
        target = round(before * (1 + one["target"]))
        met[one["indicator"]] = "met" if after <= target else "missed"
        rag = "green" if after <= target else "amber" if after <= before else "red"
        rows.append(
            (one["priority"], one["indicator"], "X22000001", f"12 months to {last}", before,
             target, after, "lower", rag, one["lead"], *_actions(ground, one["priority"]),
             "offences", one.get("note", ""), "Plan of the partnership, 2025 (synthetic)")
        )  # fmt: skip
    write_csv(path, PLAN, list(zip(*rows, strict=True)))
    return met


def _actions(ground: Ground, priority: str) -> tuple[int, int, int]:
    """How many of a priority's actions were done (in time or not), are late, were dropped."""
    ends = [row[5] for row in ground.settings["actions"]["rows"] if row[1] == priority]
    return ends.count("done") + ends.count("done late"), ends.count("late"), ends.count("dropped")


def _consultation(folder: Path, ground: Ground) -> None:
    """Each year's answers by area and channel: so many chose each concern, of so many asked."""
    settings, chance = ground.settings, ground.chance("consultation")
    law, last = settings["consultation"], int(settings["partnership"]["last_month"][:4])
    areas = [f"local:{one['name']}" for one in settings["local_areas"]]  # a ward is called so too
    for back, year in enumerate(range(last - 2, last + 1)):
        rows = []
        for area, share in zip(areas, (0.16, 0.14, 0.20, 0.50), strict=True):
            for channel, part in law["channels"].items():
                asked = 1 + int(chance.poisson(law["respondents"] * share * part))
                for concern, usual, drift, category in law["concerns"]:
                    # Each may name three concerns.
                    chose = chance.binomial(asked, min(1.0, 3 * (usual + drift * (back - 1))))
                    rows.append(
                        (QUESTION, concern, area, year, channel, int(chose), asked, category,
                         "Residents' consultation (synthetic)")
                    )  # fmt: skip
        write_csv(folder / f"consultation-{year}.csv", CONSULTATION, list(zip(*rows, strict=True)))


def _published(path: Path, ground: Ground) -> None:
    """Five years of each indicator for every district, with 95 % limits."""
    chance, people, district = ground.chance("published"), ground.people, ground.areas.district
    residents = district.total(people.mid_2020.sum(axis=1))
    mean = district.total(people.deprivation) / np.bincount(district.of_atom)
    rows = []
    for one in ground.settings["published"]:
        own = np.exp(one["spread"] * (mean + chance.normal(0, 0.5, len(district))))
        for year in range(2020, 2025):
            rows += [
                (one["indicator"], district.codes[d], f"{year}/{year - 1999}",
                 *_limits(one, own[d] * chance.normal(1, 0.03), int(residents[d])),
                 one["unit"], one["source"])
                for d in range(len(district))
            ]  # fmt: skip
    write_csv(path, PUBLISHED, list(zip(*rows, strict=True)))


def _limits(one: Settings, factor: float, residents: int) -> tuple[str, str, str]:
    value = one["value"] * factor
    if one["unit"] == "per cent":
        half = 196 * np.sqrt(value / 100 * (1 - value / 100) / 900)
    else:
        half = 1.96 * np.sqrt(value * 100_000 / residents)
    return f"{value:.1f}", f"{value - half:.1f}", f"{value + half:.1f}"
