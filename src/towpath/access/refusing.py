"""A refusal said where it helps: on the form, beside what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from towpath.access.errors import NotSound


@contextmanager
def told_on(form: forms.BaseForm) -> Iterator[None]:
    """Do what the form asks and leave by `return`; what is refused is told on the form instead."""
    try:
        yield
    except NotSound as error:
        form.add_error(None, str(error))
