"""The one place where a figure is rounded and printed.

Percentages are held as per cent (15.5, not 0.155). What a reader sees comes from `text`, `quoted`
and `limits`; what a machine reads comes from `raw`, unrounded.
"""

from __future__ import annotations

from datetime import date

from towpath.documents.blocks import Cell, Quote, Span, Spans
from towpath.foundation import Figure, Unit
from towpath.foundation.periods import month_name

NOT_SUPPLIED = "not supplied"
# What the disclosure gate puts in `missing` of a number that it takes away: printed as it is.
HIDDEN, WITHHELD = "7 or fewer", "not published"
MINUS = "\N{MINUS SIGN}"
HARD_SPACE = "\N{NO-BREAK SPACE}"

SIGNED = frozenset({Unit.CHANGE, Unit.POINTS})
_WHOLE = frozenset({Unit.COUNT, Unit.RANK, Unit.HARM_DAYS})
_ALWAYS_ONE = frozenset({Unit.PER_CENT, Unit.CHANGE, Unit.POINTS, Unit.SCORE})
_SUFFIX = {
    Unit.PER_CENT: HARD_SPACE + "%",
    Unit.CHANGE: HARD_SPACE + "%",
    Unit.POINTS: HARD_SPACE + "points",
}


def places(unit: Unit, value: float) -> int:
    """Decimal places: none for counts, one as a rule, two where a rate is below ten."""
    if unit in _WHOLE:
        return 0
    if unit in _ALWAYS_ONE:
        return 1
    if unit is Unit.INDEX:
        return 0 if abs(value) >= 10 else 2
    if unit is Unit.RATIO:
        return 2
    return 1 if abs(value) >= 10 else 2


def text(figure: Figure, *, unsigned: bool = False) -> str:
    """The figure as a reader sees it: "48,314", "+15.5 %", "not supplied", "7 or fewer"."""
    if figure.value is None:
        return figure.missing if gated(figure) else NOT_SUPPLIED
    signed = figure.unit in SIGNED and not unsigned
    value = abs(figure.value) if unsigned else figure.value
    number = _print(value, places(figure.unit, figure.value), signed=signed)
    return number + _SUFFIX.get(figure.unit, "")


def limits(figure: Figure) -> str:
    """ "(95 % limits 12.1 to 15.0)", or nothing where the figure has none."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    words = figure.basis.get("limits", f"95{HARD_SPACE}% limits")
    return f"({words} {between(figure)})"


def between(figure: Figure) -> str:
    """ "12.1 to 15.0", or nothing where the figure has no limits."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    digits, signed = places(figure.unit, figure.value), figure.unit in SIGNED
    low, high = (_print(end, digits, signed=signed) for end in (figure.low, figure.high))
    return f"{low} to {high}"


def quoted(quote: Quote) -> str:
    """The figure as its sentence wants it."""
    if quote.between:
        return between(quote.figure)
    number = text(quote.figure, unsigned=quote.unsigned)
    after = limits(quote.figure) if quote.limits else ""
    return f"{number} {after}" if after else number


def cell_text(cell: Cell) -> str:
    """Any cell or span as a reader sees it."""
    match cell:
        case Figure():
            return text(cell)
        case Quote():
            return quoted(cell)
        case date():
            return month_name(cell) if cell.day == 1 else f"{cell.day} {month_name(cell)}"
        case None:
            return ""
        case _:
            return cell


def sentence(spans: Spans) -> str:
    """The spans as plain text."""
    return "".join(cell_text(span) for span in spans)


def figure_of(cell: Cell) -> Figure | None:
    """The figure that a cell or span holds, if it holds one."""
    match cell:
        case Figure():
            return cell
        case Quote():
            return cell.figure
        case _:
            return None


def raw(cell: Cell) -> str | int | float | date | None:
    """The cell for a machine: unrounded numbers; words where a figure has no value."""
    figure = figure_of(cell)
    if figure is None:
        assert not isinstance(cell, Figure | Quote)
        return cell
    if isinstance(cell, Quote) and cell.between:
        # A leading plus would make a spreadsheet take the limits for a formula.
        return quoted(cell).replace("+", "")
    return text(figure) if figure.value is None else plain(figure.value)


def gated(figure: Figure) -> bool:
    """Whether the disclosure gate took the value away."""
    return figure.value is None and figure.missing in (HIDDEN, WITHHELD)


def remark(span: Span) -> str:
    """Why a number is not there, as one sentence; empty where it is there."""
    figure = figure_of(span)
    if figure is None or figure.value is not None or gated(figure):
        return ""
    return figure.missing


def spreadsheet_format(unit: Unit) -> str:
    """The number format of a workbook cell that holds such a figure unrounded."""
    if unit in _WHOLE:
        return "#,##0"
    if unit is Unit.POINTS or unit is Unit.CHANGE:
        suffix = '"' + _SUFFIX[unit] + '"'
        return f'+#,##0.0{suffix};"{MINUS}"#,##0.0{suffix};0.0{suffix}'
    if unit is Unit.PER_CENT:
        return f'#,##0.0"{_SUFFIX[unit]}"'
    if unit in (Unit.SCORE, Unit.MEAN_COUNT):
        return "#,##0.0"
    if unit is Unit.INDEX or unit is Unit.RATIO:
        return "#,##0.00"
    return "[<10]0.00;#,##0.0"


def plain(value: float) -> int | float:
    """A plain Python number, whatever array it came from."""
    number = float(value)
    return int(number) if number.is_integer() else number


def _print(value: float, digits: int, *, signed: bool) -> str:
    size = f"{abs(value):,.{digits}f}"
    # A change that rounds to nothing has no direction.
    if not any(digit in "123456789" for digit in size):
        return size
    if value < 0:
        return MINUS + size
    return "+" + size if signed else size
