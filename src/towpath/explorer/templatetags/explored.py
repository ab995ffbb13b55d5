"""Figures as its templates print them: rounded once, by the writers' own rule."""

from __future__ import annotations

from django import template

from towpath.documents import numbers
from towpath.documents.blocks import Span

register = template.Library()


@register.filter
def said(span: Span) -> str:
    """A word, figure or quotation as a reader sees it."""
    return numbers.cell_text(span)
