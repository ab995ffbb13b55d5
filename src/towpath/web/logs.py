"""Logs are JSON lines; what people typed, and who they are, stays out of them."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_ADDRESS = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+\.[a-z]{2,}", re.IGNORECASE)


class Lines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, with addresses taken out."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": _ADDRESS.sub("[address]", record.getMessage()),
        }
        if record.exc_info:
            said["trace"] = _ADDRESS.sub("[address]", self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)
