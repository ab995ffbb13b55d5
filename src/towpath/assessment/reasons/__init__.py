"""Section three: why the changes have come about."""
