"""What an agency's columns were once said to mean."""

from __future__ import annotations

import json
from collections.abc import Mapping

from towpath.evidence import homes
from towpath.evidence.homes import Home


def recall(home: Home, agency: str | None, feed: str | None) -> dict[str, str]:
    """The mapping remembered of an agency and feed; of all its feeds where none is named."""
    if agency is None:
        return {}
    found: dict[str, str] = {}
    for path in sorted((home.deliveries / "mappings").glob(f"{agency}--{feed or '*'}.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found


def remember(home: Home, agency: str, feed: str, mapping: Mapping[str, str]) -> None:
    """Keep a mapping for the agency's next delivery."""
    text = json.dumps(dict(sorted(mapping.items())), ensure_ascii=False, indent=1)
    homes.replace(home.deliveries / "mappings" / f"{agency}--{feed}.json", text + "\n")
