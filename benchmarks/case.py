"""What a benchmark case is: contestants that do the same work, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE / "out"


@dataclass(frozen=True)
class Mark:
    """What one contestant's time must be against another's: at most `times` of it, plus `plus`."""

    ours: str
    theirs: str
    times: float
    plus: float = 0.0
    per: str = ""  # what each did so many of, where their work is of different sizes

    def holds(self, seconds: Mapping[str, float]) -> bool:
        """Whether the mark is met."""
        return seconds[self.ours] <= self.times * seconds[self.theirs] + self.plus

    def __str__(self) -> str:
        plus = f" + {self.plus:g} s" if self.plus else ""
        each = f", by the {self.per}" if self.per else ""
        if self.times < 1 and not each:
            return f"{self.ours} at least {1 / self.times:,.4g} × faster than {self.theirs}"
        return f"{self.ours} within {self.times:g} × {self.theirs}{plus}{each}"


@dataclass(frozen=True)
class Case:
    """One piece of work. `prepare` makes its input once; contestants take the input's folder."""

    title: str
    prepare: Callable[[Path], None]
    contestants: Mapping[str, Callable[[Path], float]]  # seconds that the work itself took
    marks: tuple[Mark, ...] = ()
    most_seconds: Mapping[str, float] = field(default_factory=dict)
    most_megabytes: Mapping[str, int] = field(default_factory=dict)
    times: int = 3
    note: str = ""  # what a reader must know of how it was measured
    # Pairs, cells or rows that each contestant worked through, for marks that compare by one.
    amounts: Callable[[Path], Mapping[str, float]] | None = None


@dataclass(frozen=True)
class Run:
    """One run of one contestant."""

    seconds: float  # of the work, as the contestant timed it
    cpu: float  # seconds of the whole process, imports and all, on all cores together
    megabytes: float


def run(module: str, contestant: str, folder: Path) -> Run:
    """Run a contestant in a fresh process: its seconds of work, and the most memory it held."""
    code = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import json, resource, {module} as m\n"
        f"from pathlib import Path\n"
        f"seconds = m.CASE.contestants[{contestant!r}](Path({str(folder)!r}))\n"
        "own, sub = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, "
        "resource.RUSAGE_CHILDREN))\n"
        "cpu = sum(one.ru_utime + one.ru_stime for one in (own, sub))\n"
        "peak = max(own.ru_maxrss, sub.ru_maxrss) / 1024\n"
        "print(json.dumps([seconds, cpu, peak]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module}, {contestant}:\n{done.stderr}")
    return Run(*json.loads(done.stdout.splitlines()[-1]))


def cold(work: Callable[[], object]) -> float:
    """The seconds of a process's first go, with all that it imports."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def warm(work: Callable[[], object]) -> float:
    """The seconds of the best of three more goes in one process."""
    work()
    return min(cold(work) for _ in range(3))
