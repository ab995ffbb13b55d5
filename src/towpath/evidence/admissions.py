"""Questions of hospital admissions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from towpath.evidence import incidents
from towpath.evidence.held import Held
from towpath.evidence.narrowing import Within
from towpath.sources.declarations import Kind

if TYPE_CHECKING:
    import pyarrow as pa


def counts(
    held: Held, by: Sequence[str] = ("month", "category"), **within: Unpack[Within]
) -> pa.Table:
    """Admissions by anything that incidents are counted by, and by what hospitals tell besides:
    "attributes.age-band", "attributes.sex", "attributes.icd-10". Admissions are no incidents, and
    are never among them."""
    return incidents.counts(held, by, kind=Kind.ADMISSIONS, **within)
