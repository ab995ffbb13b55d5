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


READER_COLUMNS = (
    "Figure", "Value", "Numerator", "Denominator", "Period", "Against", "Area", "Basis",
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """The figures of one definition and snapshot, each a row under READER_COLUMNS."""

    definition: str
    version: int
    snapshot: str
    sentence: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """The definition and its version, as a heading says it."""
        return f"{self.definition}, version {self.version}"


def groups(document: Document) -> tuple[Group, ...]:
    """The grounds of every figure on the page, definition by definition, for a reader."""
    sentences = dict(document.definitions)
    found: dict[tuple[str, int, str], list[Figure]] = {}
    for figure in contents.shown(document):
        key = (figure.definition, figure.version, figure.snapshot)
        found.setdefault(key, []).append(figure)
    return tuple(
        Group(*key, sentences.get(key[0], ""), tuple(_row(figure) for figure in figures))
        for key, figures in sorted(found.items())
    )


def _row(figure: Figure) -> tuple[str, ...]:
    missing = "" if figure.value is not None or numbers.hidden(figure) else figure.missing
    value = value_text(figure)
    return (
        figure.id,
        f"{value}: {missing}" if missing else value,
        _amount(figure.numerator),
        _amount(figure.denominator),
        figure.period.name if figure.period else "",
        figure.against.name if figure.against else "",
        _area(figure),
        basis(figure),
    )


def value_text(figure: Figure) -> str:
    """The value with its unit and limits: "8.31 per 1,000 residents (95 % limits …)"."""
    number = numbers.text(figure)
    bare = figure.unit in (Unit.COUNT, Unit.PER_CENT, Unit.CHANGE, Unit.POINTS, Unit.RATIO)
    unit = "" if bare or figure.value is None else figure.unit.value
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
