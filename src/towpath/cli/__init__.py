"""The `towpath` command: one door to everything below it.

Results go to stdout, progress and remarks to stderr; an error is one sentence and what to do next.
A command imports the rooms it needs when it runs, so that help and completion answer at once.
"""

from towpath.cli.app import main

__all__ = ["main"]
