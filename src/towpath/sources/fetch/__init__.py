"""Fetching open data: reference files from ONS, crime files from data.police.uk.

Polite by construction: one request at a time, never faster than the host allows, backing off when
asked to, and resuming instead of beginning again. Where the network is not to be had, one sentence
says which files to bring by hand.
"""

from towpath.sources.fetch.client import Client, FetchFailed
from towpath.sources.fetch.police import forces, months, police
from towpath.sources.fetch.reference import reference

__all__ = ["Client", "FetchFailed", "forces", "months", "police", "reference"]
