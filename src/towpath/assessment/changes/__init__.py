"""Section two: what has changed since the last assessment."""
