"""The grounds of figures: what a reader is told who asks where a number came from."""

from __future__ import annotations

from towpath.documents import numbers
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


def facts(figure: Figure, definitions: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The grounds for a reader: label and value, leaving out what the figure does not have."""
    pairs = (
        ("What it is", definitions.get(figure.definition, "")),
        ("Definition", f"{figure.definition}, version {figure.version}"),
        ("Value", value_text(figure)),
        ("Why it is missing", figure.missing if figure.value is None else ""),
        ("Numerator", _amount(figure.numerator)),
        ("Denominator", _amount(figure.denominator)),
        ("Period", figure.period.name if figure.period else ""),
        ("Against", figure.against.name if figure.against else ""),
        ("Area", _area(figure)),
        ("Basis", basis(figure)),
        ("Snapshot", figure.snapshot),
    )
    return tuple((label, value) for label, value in pairs if value)


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
