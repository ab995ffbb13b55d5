"""Compiled loops, for the few questions whose pairs of events NumPy cannot hold at once.

For: what `near_repeat` and the self-exciting forecasts count millions of times. Nobody outside
analysis calls a kernel; each has a plain Python loop as its oracle in the tests.

Rules: a kernel is a plain function of arrays and numbers under `@compiled`, few and small, since
their first-ever call compiles and the user waits (docs/decisions/0015-numba.md). The caller passes
the same dtypes, contiguous and writable, every time, so that each kernel compiles once. Kernel
modules are imported inside the functions that call them. A kernel holds no lock of the
interpreter: `over` runs the pieces of a task on as many threads as there are processors. Chance
enters as a seed drawn from the caller's Generator, one for each piece, so an answer does not
depend on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


def compiled(function: Kernel) -> Kernel:
    """Compile at the first call and keep the result: beside the module, or in the user's cache.

    numba looks in NUMBA_CACHE_DIR, then beside the module, then in the user's own cache folder;
    where none of them can be written, every process compiles anew.
    """
    try:
        return cast(Kernel, numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:
        return cast(Kernel, numba.njit(nogil=True)(function))


def threads() -> int:
    """How many run at once: the processors this process may use, or NUMBA_NUM_THREADS."""
    return int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


def over(work: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> list[Answer]:
    """The answers of `work` for each piece, in their order, the pieces spread over threads."""
    waiting = list(pieces)
    if len(waiting) < 2 or threads() == 1:
        return [work(piece) for piece in waiting]
    with ThreadPoolExecutor(min(threads(), len(waiting))) as pool:
        return list(pool.map(work, waiting))
