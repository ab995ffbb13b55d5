"""The words every room shares: Period, Area, Category, Figure, Handling, Grant and errors.

Light on purpose: the standard library only, so that `towpath --help` and a notebook's first
import cost nothing. Whoever needs a number's grounds, a period's name or an area's vintage finds
it here, and nowhere else.
"""

from towpath.foundation.areas import Area, Level
from towpath.foundation.categories import Category
from towpath.foundation.errors import (
    ExitCode,
    Forbidden,
    NoSuchData,
    NotComparable,
    NotUnderstood,
    TowpathError,
)
from towpath.foundation.figures import Figure, Unit
from towpath.foundation.grants import Grant
from towpath.foundation.handling import Handling, Sensitivity
from towpath.foundation.periods import Baseline, Period

__all__ = [
    "Area",
    "Baseline",
    "Category",
    "ExitCode",
    "Figure",
    "Forbidden",
    "Grant",
    "Handling",
    "Level",
    "NoSuchData",
    "NotComparable",
    "NotUnderstood",
    "Period",
    "Sensitivity",
    "TowpathError",
    "Unit",
]
