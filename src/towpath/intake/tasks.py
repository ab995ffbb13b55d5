"""What the worker does; each task may die anywhere and be done again."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task


@task()
def advance(id: str) -> None:
    """Check a delivery, or take it in, whichever it waits for."""
    from towpath.intake import working  # which puts new tasks into the queue itself

    working.advance(UUID(id))


@task()
def retire(id: str) -> None:
    """Take loads out of force."""
    from towpath.intake import working

    working.retire(UUID(id))
