"""What a delivery's owner is told: what came in, what was refused and why, what it changed."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.foundation import ExitCode, TowpathError


class Shrunk(TowpathError):
    """A month was issued again with far fewer rows than are held."""

    exit_code = ExitCode.REFUSED


class RowsRefused(TowpathError):
    """Rows were refused, and the one who delivers asked for none to be."""

    exit_code = ExitCode.REFUSED


@dataclass(frozen=True)
class RefusedRow:
    """One row that broke a rule, as it stood in the delivered file."""

    part: str
    line: int
    rule: str
    sentence: str
    values: tuple[tuple[str, str], ...]  # header, text


@dataclass(frozen=True)
class PartReceipt:
    """What became of one table of the delivery. delivered = accepted + refused."""

    name: str
    sha256: str
    feed: str
    agency: str
    delivered: int
    accepted: int
    refused: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What became of a delivery."""

    delivery: str
    delivered: int
    accepted: int
    refused: int
    refused_by_rule: tuple[tuple[str, str, int], ...]  # rule, sentence, rows
    parts: tuple[PartReceipt, ...]
    loads: tuple[str, ...]  # ids of the loads that came into force
    superseded: tuple[str, ...]  # ids of those that they replaced
    settled: tuple[str, ...]  # ids of loads in which repeats were settled anew
    already_held: tuple[str, ...]  # tables that are in force already, and changed nothing
    remarks: tuple[str, ...]
    snapshot: str
    snapshot_before: str

    @property
    def changed(self) -> bool:
        """Whether anything is in force now that was not before."""
        return bool(self.loads)
