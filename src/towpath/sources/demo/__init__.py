"""The demo: Aldermere, an invented partnership whose truth is known, written as files.

An island in the North Sea, where nobody can mistake it for a real place, with small areas,
residents and streets of its own, and with agencies that deliver synthetic files in the layouts of
the declared feeds. `write` makes them all in seconds; the same seed gives the same bytes. What
they were made from, and so what an analysis ought to find, is in the `Truth` beside them;
`handed_over` says which agency delivers which folder under which feed.
"""

from towpath.sources.demo.handed import Handed, handed_over
from towpath.sources.demo.truth import Truth
from towpath.sources.demo.world import NOTICE
from towpath.sources.demo.writing import write

__all__ = ["NOTICE", "Handed", "Truth", "handed_over", "write"]
