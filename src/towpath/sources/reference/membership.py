"""The small areas of one vintage, and what each lies in: read a column at a time, as asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from towpath.foundation import Level, NoSuchData
from towpath.sources.reference.lookups import SEVERAL

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class SmallAreas:
    """The small areas of a vintage, in the order of their codes."""

    path: Path
    vintage: int
    _read: dict[str, pa.Array] = field(default_factory=dict)

    @cached_property
    def columns(self) -> frozenset[str]:
        """What is said of each small area: code, name, district, csp…"""
        from pyarrow import parquet

        return frozenset(parquet.read_schema(self.path).names)

    def column(self, name: str) -> pa.Array:
        """One column, in the order of the codes."""
        if name not in self._read:
            from pyarrow import parquet

            table = parquet.read_table(self.path, columns=[name], use_threads=False)
            self._read[name] = table[name].combine_chunks()
        return self._read[name]

    def texts(self, name: str) -> list[str]:
        """One column as plain text."""
        return [str(one) for one in self.column(name).to_pylist()]

    def within(self, column: str, code: str) -> tuple[str, ...]:
        """The codes of the small areas that lie in an area."""
        from pyarrow import compute

        if column not in self.columns:
            return ()
        of = self.column(column)
        inside = compute.equal(of, code)
        if column == Level.CSP.value:  # a district of several partnerships names them all
            padded = compute.binary_join_element_wise("", of, "", SEVERAL)
            inside = compute.match_substring(padded, f"{SEVERAL}{code}{SEVERAL}")
        return tuple(self.column("code").filter(inside).to_pylist())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {code: at for at, code in enumerate(self.texts("code"))}

    def __contains__(self, code: str) -> bool:
        return code in self._places

    def at(self, code: str) -> int:
        """Where a code stands in the columns; NoSuchData where it is not among them."""
        try:
            return self._places[code]
        except KeyError:
            raise NoSuchData(
                f"{code} is no LSOA of {self.vintage} that the reference pack knows.",
                "Check the code, or its vintage.",
            ) from None
