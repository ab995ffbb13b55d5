"""A delivery's manifest: what became of every record of it, proved before anything is in force."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from towpath.evidence import homes, records
from towpath.evidence.homes import Home
from towpath.evidence.judging import Batch
from towpath.evidence.receipts import PartReceipt
from towpath.evidence.registers import SCHEMA
from towpath.evidence.staging import Staged
from towpath.sources.parts import Delivery

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Manifest:
    """What a delivery's manifest says, before its loads are written."""

    delivery: str
    at: datetime
    parts: tuple[PartReceipt, ...]
    refused_by_rule: tuple[tuple[str, str, int], ...]
    refused_of: dict[tuple[str, str], Counter[str]]  # part and month to rule to rows
    refused_rows: list[dict[str, Any]]
    remarks: tuple[str, ...]

    @property
    def delivered(self) -> int:
        """Rows that were delivered."""
        return sum(part.delivered for part in self.parts)

    @property
    def accepted(self) -> int:
        """Rows that were accepted."""
        return sum(part.accepted for part in self.parts)

    @property
    def refused(self) -> int:
        """Rows that were refused."""
        return sum(part.refused for part in self.parts)


def drawn_up(
    engine: duckdb.DuckDBPyConnection, delivery: Delivery, batches: Sequence[Batch],
    name: str, at: datetime,
) -> Manifest:  # fmt: skip
    """Count what became of every record, and prove that none was lost."""
    receipts: list[PartReceipt] = []
    rows: list[dict[str, Any]] = []
    totals: Counter[tuple[str, str]] = Counter()
    of: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for batch in batches:
        for staged, accepted, refused in _judged(engine, batch):
            found = [*_broken(staged), *_refused(engine, batch, staged, refused)]
            assert accepted + len(found) == staged.records, (
                f"{staged.part.name}: {accepted} + {len(found)} rows of {staged.records}"
            )
            for row in found:
                totals[row["rule"], row["sentence"]] += 1
                of[staged.part.name, row["month"] or str(staged.part.month or "")][row["rule"]] += 1
            rows += found
            receipts.append(_receipt(batch, staged, accepted, len(found)))
    by_rule = tuple((rule, said, count) for (rule, said), count in sorted(totals.items()))
    return Manifest(
        name, at, tuple(sorted(receipts, key=lambda one: one.name)), by_rule, of, rows,
        delivery.remarks,
    )  # fmt: skip


def _receipt(batch: Batch, staged: Staged, accepted: int, refused: int) -> PartReceipt:
    part, remarks = staged.part, [*staged.part.remarks, *batch.remarks]
    if staged.blank:
        remarks.append(f"{staged.blank:,} blank lines hold no row.")
    return PartReceipt(
        part.name, part.sha256, part.feed.slug, part.agency, staged.records, accepted, refused,
        tuple(remarks),
    )  # fmt: skip


def _judged(engine: duckdb.DuckDBPyConnection, batch: Batch) -> Iterator[tuple[Staged, int, int]]:
    refused = dict(
        engine.execute(f"SELECT part, count(*) FROM {batch.name}.refused GROUP BY part").fetchall()
    )
    for staged in batch.staged:
        yield staged, staged.rows - refused.get(staged.index, 0), refused.get(staged.index, 0)


def _broken(staged: Staged) -> Iterator[dict[str, Any]]:
    for one in staged.broken:
        line = staged.part.first_line + one.line
        yield {
            "part": staged.part.name, "line": line, "rule": one.rule, "sentence": one.sentence,
            "month": "", "values": _said({"": one.text}),
        }  # fmt: skip


def _refused(
    engine: duckdb.DuckDBPyConnection, batch: Batch, staged: Staged, count: int
) -> list[dict[str, Any]]:
    if not count:
        return []
    found = engine.execute(
        f"SELECT line, rule, month FROM {batch.name}.refused WHERE part = ? ORDER BY line",
        [staged.index],
    ).fetchall()
    part = staged.part
    values = _values(staged, [line - part.first_line for line, _, _ in found])
    return [
        {
            "part": part.name, "line": line, "rule": batch.rules[rule][0],
            "sentence": batch.rules[rule][1], "month": month.isoformat() if month else "",
            "values": _said(dict(zip(part.header, values[line - part.first_line], strict=False))),
        }
        for line, rule, month in found
    ]  # fmt: skip


def _said(values: Mapping[str, str]) -> str:
    """As JSON from the start: all rows of a large delivery may be refused, and texts are small."""
    return json.dumps(values, ensure_ascii=False)


def _values(staged: Staged, lines: Sequence[int]) -> dict[int, list[str]]:
    """The text of refused rows, by line, as the file has it."""
    if staged.sifted_to is not None:
        return records.pick_sifted(staged.sifted_to, lines)
    return records.pick(staged.part.path, lines, staged.part.delimiter)


def keep(home: Home, delivery: Delivery, said: Manifest, workspace: Path) -> None:
    """Write the delivery's folder, durably."""
    folder = workspace / said.delivery
    write(folder, delivery, said)
    for path in folder.iterdir():
        homes.sync_file(path)
    target = home.deliveries / said.delivery
    shutil.rmtree(target, ignore_errors=True)
    folder.rename(target)
    homes.sync_folder(home.deliveries)


def write(folder: Path, delivery: Delivery, said: Manifest) -> None:
    """Write the manifest, and the rows that were refused, into a new folder."""
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir()
    shape = pa.schema(
        [("part", pa.string()), ("line", pa.int64()), ("rule", pa.string()),
         ("sentence", pa.string()), ("month", pa.string()), ("values", pa.string())]
    )  # fmt: skip
    parquet.write_table(pa.Table.from_pylist(said.refused_rows, shape), folder / "refused.parquet")
    whole = {
        "delivery": said.delivery, "at": said.at.astimezone(UTC).isoformat(timespec="seconds"),
        "schema": SCHEMA, "files": [list(one) for one in delivery.files],
        "parts": [asdict(one) for one in said.parts], "remarks": list(said.remarks),
        "delivered": said.delivered, "accepted": said.accepted, "refused": said.refused,
        "refused_by_rule": [list(one) for one in said.refused_by_rule],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
