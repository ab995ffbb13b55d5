"""What the worker does in the background."""

from __future__ import annotations

from django_tasks import task

from towpath.editions import working


@task()
def compile_edition(id: str, run: str, person: str) -> None:
    """Compile the figures of a draft."""
    working.compile(id, run, person)


@task()
def freeze_edition(id: str, run: str, person: str) -> None:
    """Compile a draft with everything said in it, freeze it and write its files."""
    working.freeze(id, run, person)
