"""What analysis refuses, each as a sentence for the user."""

from __future__ import annotations

from towpath.foundation.errors import NoSuchData, NotUnderstood


class NotEnoughData(NoSuchData):
    """The method is sound, but the numbers held are too few for it."""


class ImpossibleNumbers(NotUnderstood):
    """The numbers cannot be what they are said to be, such as a negative count."""
