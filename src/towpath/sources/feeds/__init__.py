"""The declarations that ship with the product (`*.toml`), and finding the right one.

`get(slug)` reads a declaration; `recognise(header, name)` says which feed a table is, or refuses
with what is missing. A partnership adds feeds of its own by a folder of declarations
(`read_folder`).
"""

from towpath.sources.feeds.reading import every, get, parse, read_folder
from towpath.sources.feeds.recognition import columns_of, recognise, tidy

__all__ = ["columns_of", "every", "get", "parse", "read_folder", "recognise", "tidy"]
