"""The grounds of figures: what a reader is told who asks where a number came from."""

from __future__ import annotations

from dataclasses import dataclass

from towpath.documents import contents, numbers
from towpath.documents.blocks import Document
from towpath.foundation import Figure, Unit

COLUMNS = (
    "Figure", "Definition", "Version", "Value", "Unit", "Lower limit", "Upper limit",
    "Numerator", "Denominator", "Period", "Against", "Area", "Area code", "Basis",
    "Snapshot", "Remark",
)  # fmt: skip


def record(figure: Figure) -> tuple[str | int | float | None, ...]:
    """The grounds for a machine, in the order of COLUMNS, unrounded."""
    area = figure.area
    return (
        figure.id,
        figure.definition,
        figure.version,
        _number(figure.value),
        figure.unit.value,
        _number(figure.low),
        _number(figure.high),
        _number(figure.numerator),
        _number(figure.denominator),
        figure.period.name if figure.period else None,
        figure.against.name if figure.against else None,
        str(area) if area else None,
        area.code if area else None,
        basis(figure) or None,
        figure.snapshot or None,
        figure.missing or None,
    )


# Units that the printed number shows by itself, or that would read oddly after it.
_BARE = frozenset({
    Unit.COUNT, Unit.PER_CENT, Unit.CHANGE, Unit.POINTS, Unit.RATIO, Unit.RANK, Unit.INDEX,
    Unit.SCORE,
})  # fmt: skip
_READER_COLUMNS = (
    "Figure", "Value", "Numerator", "Denominator", "Period", "Against", "Area", "Basis",
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """The figures of one definition: what they all share, and a row for each."""

    name: str
    shared: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def groups(document: Document, *, behind: bool = True) -> tuple[Group, ...]:
    """The grounds of every figure that `contents.shown` finds, definition by definition."""
    sentences = dict(document.definitions)
    found: dict[tuple[str, int, str], list[Figure]] = {}
    for figure in contents.shown(document, behind=behind):
        key = (figure.definition, figure.version, figure.snapshot)
        found.setdefault(key, []).append(figure)
    return tuple(
        _group(f"{name}, version {version}", sentences.get(name, ""), snapshot, figures)
        for (name, version, snapshot), figures in sorted(found.items())
    )


def _group(name: str, sentence: str, snapshot: str, figures: list[Figure]) -> Group:
    """What all figures of the group have in common is said once, above their rows."""
    rows = [_row(figure) for figure in figures]
    by_column = list(zip(*rows, strict=True))
    same = [i for i, cells in enumerate(by_column) if i > 1 and len(set(cells)) == 1]
    said = [f"{_READER_COLUMNS[i]}: {rows[0][i]}." for i in same if rows[0][i]]
    said += [f"Snapshot: {snapshot}."] if snapshot else []
    kept = [i for i in range(len(_READER_COLUMNS)) if i not in same]
    return Group(
        name,
        " ".join([sentence, *said] if sentence else said),
        tuple(_READER_COLUMNS[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in rows),
    )


def _row(figure: Figure) -> tuple[str, ...]:
    missing = "" if figure.value is not None or numbers.gated(figure) else figure.missing
    value = value_text(figure)
    return (
        figure.id,
        f"{value}: {missing}" if missing else value,
        _amount(figure.numerator),
        _amount(figure.denominator),
        figure.period.name if figure.period else "",
        figure.against.name if figure.against else "",
        _area(figure),
        # Room to break a long list of codes over lines.
        basis(figure).replace("+", " + "),
    )


def value_text(figure: Figure) -> str:
    """The value with its unit and limits: "8.31 per 1,000 residents (95 % limits …)"."""
    number = numbers.text(figure)
    unit = "" if figure.unit in _BARE or figure.value is None else figure.unit.value
    return " ".join(part for part in (number, unit, numbers.limits(figure)) if part)


def basis(figure: Figure) -> str:
    """The further arguments of the definition, in a fixed order."""
    return "; ".join(f"{key}: {value}" for key, value in sorted(figure.basis.items()))


def _area(figure: Figure) -> str:
    area = figure.area
    if area is None:
        return ""
    return f"{area} ({area.code})" if area.name else area.code


def _amount(value: float | None) -> str:
    if value is None:
        return ""
    number = numbers.plain(value)
    return f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"


def _number(value: float | None) -> int | float | None:
    return None if value is None else numbers.plain(value)
