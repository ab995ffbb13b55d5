"""Compiled loops: asked for only when needed, in any order of threads, cached where they can be."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import numba
import pytest

from towpath.analysis import kernels


def run(code: str, **settings: str) -> str:
    environment = {**os.environ, **settings}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["near_repeat", "chains", "repeats", "aoristic", "pairs"])
def test_a_module_is_imported_without_its_kernels(module: str) -> None:
    code = f"import sys, towpath.analysis.{module}; print('numba' in sys.modules)"
    assert run(code) == "False"


def test_pieces_are_answered_in_their_order() -> None:
    assert kernels.over(lambda piece: piece * piece, range(20)) == [n * n for n in range(20)]
    assert kernels.over(lambda piece: piece, []) == []


def test_pieces_share_the_threads(monkeypatch) -> None:
    monkeypatch.setattr(kernels, "threads", lambda: 2)
    meeting = threading.Barrier(2, timeout=20)
    assert sorted(kernels.over(lambda _: meeting.wait(), range(2))) == [0, 1]


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(monkeypatch) -> None:
    def nowhere(dispatcher: object) -> None:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(numba.core.dispatcher.Dispatcher, "enable_caching", nowhere)
    double = kernels.compiled(lambda number: 2 * number)
    assert double(21) == 42


@pytest.mark.slow
def test_what_was_compiled_is_kept_where_the_user_says(tmp_path: Path) -> None:
    (tmp_path / "loops.py").write_text(
        "from towpath.analysis.kernels import compiled\n"
        "@compiled\ndef double(number):\n    return 2 * number\n"
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import loops\n"
    code += "loops.double(21); print(sum(loops.double.stats.cache_hits.values()))"
    kept = tmp_path / "kept"
    assert [run(code, NUMBA_CACHE_DIR=str(kept)) for _ in range(2)] == ["0", "1"]
    assert list(kept.rglob("*.nbc"))
