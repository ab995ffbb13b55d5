"""Small words for templates in the manner of the GOV.UK Design System."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """A day as it is said: 1 April 2026."""
    return f"{value.day} {value:%B %Y}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A moment as it is said: 1 April 2026, 09:05."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    return f"{day(here)}, {here:%H:%M}"


@register.simple_tag
def demo_people() -> Any:
    """The people of the demo, for its sign-in page; nobody in a real partnership."""
    if not settings.CONFIGURATION.demo:
        return ()
    from towpath.access import demo

    return demo.PEOPLE


@register.filter
def page_above(path: str) -> str:
    """The nearest page above an address, where a form that somebody leaves leads back to."""
    parts = path.strip("/").split("/")[:-1]
    while parts:
        above = f"/{'/'.join(parts)}/"
        try:
            resolve(above)
        except Resolver404:
            parts.pop()
        else:
            return above
    return ""
