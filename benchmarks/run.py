"""Run the benchmarks: every case, its contestants in turn, side by side in one run.

    python benchmarks/run.py [case …] [--quick]

Each contestant runs in a fresh process, the contestants of a case in turn (a, b, c, a, b, c, …),
and the fastest of its runs counts, since noise only ever adds. Results: benchmarks/out/results.md
and results.json.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import case

CASES = ("loading", "questions")


def main() -> int:
    """Run the cases that are named, or all of them; 1 where a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--quick", action="store_true", help="each contestant once")
    options = parser.parse_args()
    results = [_run(name, 1 if options.quick else None) for name in options.cases]
    case.OUT.mkdir(exist_ok=True)
    (case.OUT / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    text = _report(results)
    (case.OUT / "results.md").write_text(text)
    sys.stdout.write(text)
    return int(any(not mark["met"] for result in results for mark in result["marks"]))


def _run(name: str, times: int | None) -> dict[str, object]:
    one: case.Case = importlib.import_module(name).CASE
    folder = case.OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"{one.title}: preparing\n")
    one.prepare(folder)
    runs: dict[str, list[case.Run]] = {contestant: [] for contestant in one.contestants}
    for turn in range(times or one.times):
        for contestant in one.contestants:
            runs[contestant].append(case.run(name, contestant, folder))
            sys.stderr.write(f"  {turn + 1} {contestant}: {runs[contestant][-1].seconds:.2f} s\n")
    best = {who: min(run.seconds for run in ran) for who, ran in runs.items()}
    peak = {who: max(run.megabytes for run in ran) for who, ran in runs.items()}
    marks = [{"mark": str(mark), "met": mark.holds(best)} for mark in one.marks]
    for who, most in dict(one.most_megabytes).items():
        marks.append({"mark": f"{who} within {most:,} MB", "met": peak[who] <= most})
    return {
        "case": name, "title": one.title, "seconds": best, "megabytes": peak, "marks": marks,
        "every": {who: [run.seconds for run in ran] for who, ran in runs.items()},
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }  # fmt: skip


def _report(results: list[dict]) -> str:
    lines = []
    for result in results:
        lines += [
            f"## {result['title']}",
            "",
            "| contestant | seconds | peak memory |",
            "|---|--:|--:|",
        ]
        for who, seconds in result["seconds"].items():
            lines.append(f"| {who} | {seconds:.2f} | {result['megabytes'][who]:,.0f} MB |")
        lines.append("")
        for mark in result["marks"]:
            lines.append(f"- {'met' if mark['met'] else '**missed**'}: {mark['mark']}")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
