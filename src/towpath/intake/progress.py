"""How far the worker is: what it says is written down twice a second, for whoever watches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import close_old_connections, connection, connections
from django.utils import timezone

from towpath.intake.models import Progress

Tell = Callable[[str, int, int], None]
_EVERY = 0.5


@contextmanager
def told(id: UUID) -> Iterator[Tell]:
    """A hook to tell progress by, from whatever thread."""
    said: list[tuple[str, int, int]] = [("Starting", 0, 0)]
    over = threading.Event()

    def tell(what: str, done: int, total: int) -> None:
        said[0] = (what, done, total)

    if connection.in_atomic_block:  # nobody else would see it before it is over
        yield tell
        return
    thread = threading.Thread(target=_write, args=(id, said, over), daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        over.set()
        thread.join()


def _write(id: UUID, said: list[tuple[str, int, int]], over: threading.Event) -> None:
    last = None
    try:
        while True:
            if said[0] != last:
                last = said[0]
                put(id, *last)
            if over.wait(_EVERY):
                return
    finally:
        close_old_connections()
        connections.close_all()


def put(id: UUID, what: str, done: int, total: int) -> None:
    """Write it down."""
    fresh = {"what": what[:300], "done": done, "total": total, "at": timezone.now()}
    Progress.objects.update_or_create(delivery_id=id, defaults=fresh)
