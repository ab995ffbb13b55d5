"""Police forces as their files name them: the slug of a force's name."""

from __future__ import annotations

import re


def slug(name: str) -> str:
    """A force's name as data.police.uk spells it in its files.

    "Devon & Cornwall" is devon-and-cornwall, "London, City of" city-of-london, "Metropolitan
    Police" metropolitan.
    """
    said = name.casefold().replace("&", " and ").replace("'", "")
    place, _, before = said.partition(",")  # ONS puts "City of" behind
    said = f"{before} {place}" if before else place
    words = re.findall(r"[^\W_]+", said)
    while len(words) > 1 and words[-1] in ("police", "constabulary", "service"):
        words.pop()
    return "-".join(words)
