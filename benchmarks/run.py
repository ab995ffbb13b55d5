"""Run the benchmarks: every case, its contestants in turn, side by side in one run.

    python benchmarks/run.py [case …] [--quick] [--home FOLDER --period WORDS]

Each contestant runs in a fresh process, the contestants of a case in turn (a, b, c, a, b, c, …),
and the fastest of its runs counts, since noise only ever adds. Results: benchmarks/out/CASE.json,
and the case's section of docs/benchmarks.md; the others stay as they are.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import case

CASES = (
    "loading", "questions", "edition", "repeats", "density", "standing_out", "fits", "foresight",
)  # fmt: skip
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PEERS = (
    "duckdb", "pandas", "pyarrow", "ibis-framework", "numpy", "scipy", "numba", "pointpats", "esda",
    "kdepy", "scikit-learn",
)  # fmt: skip


def main() -> int:
    """Run the cases that are named, or all of them; 1 where a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--quick", action="store_true", help="each contestant once")
    parser.add_argument("--home", help="a home of your own to assess, instead of the demo's")
    parser.add_argument("--period", help="the period to assess it for")
    options = parser.parse_args()
    for name, value in (("HOME", options.home), ("PERIOD", options.period)):
        if value:
            os.environ[f"TOWPATH_BENCH_{name}"] = value
    case.OUT.mkdir(exist_ok=True)
    results = []
    for name in options.cases:
        results.append(_run(name, 1 if options.quick else None))
        (case.OUT / f"{name}.json").write_text(json.dumps(results[-1], indent=1) + "\n")
    PAGE.write_text(_page(PAGE.read_text(), results))
    sys.stdout.write("\n".join(line for one in results for line in _section(one)))
    return int(any(not mark["met"] for result in results for mark in result["marks"]))


def _run(name: str, times: int | None) -> dict[str, object]:
    one: case.Case = importlib.import_module(name).CASE
    folder = case.OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"{one.title}: preparing\n")
    one.prepare(folder)
    runs: dict[str, list[case.Run]] = {contestant: [] for contestant in one.contestants}
    busy = os.getloadavg()[0]
    for turn in range(times or one.times):
        for contestant in one.contestants:
            runs[contestant].append(case.run(name, contestant, folder))
            sys.stderr.write(f"  {turn + 1} {contestant}: {runs[contestant][-1].seconds:.2f} s\n")
    return {
        "case": name, "title": one.title, "note": one.note,
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": _machine(), "busy": round(busy, 1),
        "versions": {peer: metadata.version(peer) for peer in PEERS},
        "runs": {who: [vars(run) for run in ran] for who, ran in runs.items()},
        "marks": list(_marks(one, runs, folder)),
    }  # fmt: skip


def _marks(
    one: case.Case, runs: dict[str, list[case.Run]], folder: Path
) -> Iterator[dict[str, object]]:
    best = {who: min(run.seconds for run in ran) for who, ran in runs.items()}
    cpu = {who: min(run.cpu for run in ran) for who, ran in runs.items()}
    peak = {who: max(run.megabytes for run in ran) for who, ran in runs.items()}
    done = one.amounts(folder) if one.amounts else {}
    for mark in one.marks:
        each = {who: done[who] for who in (mark.ours, mark.theirs)} if mark.per else {}
        said_of = {who: seconds / each.get(who, 1) for who, seconds in best.items()}
        yield {"mark": str(mark), "met": mark.holds(said_of), "is": _ratio(mark, said_of, cpu)}
    for who, most in one.most_seconds.items():
        yield {"mark": f"{who} under {most:g} s", "met": best[who] < most,
               "is": f"{best[who]:.1f} s"}  # fmt: skip
    for who, most in one.most_megabytes.items():
        yield {"mark": f"{who} under {most:,} MB", "met": peak[who] < most,
               "is": f"{peak[who]:,.0f} MB"}  # fmt: skip


def _ratio(mark: case.Mark, seconds: dict[str, float], cpu: dict[str, float]) -> str:
    ratio = seconds[mark.ours] / seconds[mark.theirs]
    if mark.per:
        return f"{ratio:.2f} ×; {seconds[mark.ours] * 1e9:.1f} ns by the {mark.per}"
    if mark.times < 1:
        return f"{1 / ratio:,.4g} × faster"
    return f"{ratio:.2f} ×; in processor seconds {cpu[mark.ours] / cpu[mark.theirs]:.2f} ×"


def _machine() -> str:
    cores, memory = len(os.sched_getaffinity(0)), os.sysconf("SC_PAGE_SIZE")
    gigabytes = memory * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, {gigabytes:.0f} GB, "
        f"Python {platform.python_version()}"
    )


def _page(page: str, results: list[dict]) -> str:
    """The page with the sections of these results in the place of their last."""
    head, *held = re.split(r"(?m)^(?=## )", page)
    sections = {one.partition("\n")[0]: one.rstrip() for one in held}
    for result in results:
        title, *rest = _section(result)
        sections[title] = "\n".join([title, *rest]).rstrip()
    return "\n\n".join([head.rstrip(), *sections.values()]) + "\n"


def _section(result: dict) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    lines = [f"## {result['title']}", "", result["note"], "",
             "| | seconds | processor seconds | peak memory | runs |", "|---|--:|--:|--:|--:|",
             *(_row(who, runs) for who, runs in result["runs"].items()), ""]  # fmt: skip
    for mark in result["marks"]:
        lines.append(f"- {'met' if mark['met'] else '**missed**'}: {mark['mark']} ({mark['is']})")
    where = f"{result['machine']}; load average at the start {result['busy']}"
    return [*lines, "", f"{result['at']}; {where}; {versions}."]


def _row(who: str, runs: list[dict]) -> str:
    best = min(runs, key=lambda run: run["seconds"])
    peak = max(run["megabytes"] for run in runs)
    digits = 2 if best["seconds"] >= 1 else 4
    seconds = f"{best['seconds']:.{digits}f}"
    return f"| {who} | {seconds} | {best['cpu']:.1f} | {peak:,.0f} MB | {len(runs)} |"


if __name__ == "__main__":
    raise SystemExit(main())
