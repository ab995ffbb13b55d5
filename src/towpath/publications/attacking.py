"""The attack on a release: its closed counts together with those of everything released before."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from towpath.assessment import editions as kept
from towpath.assessment import releases
from towpath.assessment.releases import Report
from towpath.editions import queries as editions
from towpath.editions import reckoning
from towpath.foundation import Figure
from towpath.publications.models import Publication
from towpath.sources.reference import Pack


def report(frozen: str) -> Report | None:
    """What an attacker would learn from a frozen edition; None where its public form is not there
    as the rules of today would write it.
    """
    place, home = editions.frozen_folder(frozen), reckoning.home()
    if not frozen or not (place / kept.FROZEN).is_file() or not kept.current(place):
        return None
    release = _figures(place)
    if not release:
        return Report(0, 0)
    codes = releases.codes_of(Pack.open(home.reference, home.local_areas))
    return releases.attack(release, (*releases.before(home.results, frozen), *_unkept()), codes)


def keep(frozen: str) -> None:
    """Keep a release among those that later ones are attacked with."""
    figures = _figures(editions.frozen_folder(frozen))
    releases.record(reckoning.home().results, frozen, figures)


def _unkept() -> tuple[Figure, ...]:
    """The figures of publications from before releases were kept."""
    results, found = reckoning.home().results, list[Figure]()
    for frozen in Publication.objects.values_list("frozen", flat=True):
        place = editions.frozen_folder(frozen)
        if not releases.held(results, frozen) and (place / kept.FROZEN).is_file():
            found += _figures(place)
    return tuple(found)


@lru_cache(maxsize=8)
def _figures(place: Path) -> tuple[Figure, ...]:
    """Of a frozen edition, which never changes."""
    return releases.of_edition(kept.read(place))
