"""Evidence takes the small world in: nothing refused, repeats counted once, places in force."""

from datetime import datetime
from pathlib import Path

import pytest

import worlds
from towpath.evidence import homes, loading
from towpath.evidence.loading import Wishes
from towpath.sources import demo
from towpath.sources.reference import building

pytestmark = pytest.mark.xdist_group("demo")


HANDED = {one.folder.name: one for one in demo.handed_over(Path())}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with the small world's reference pack, and nothing loaded yet."""
    world = worlds.small(tmp_path_factory.mktemp("small"))
    made = homes.Home.create(world.folder / "home", {"name": "Aldermere", "area": "Aldermere"})
    building.build(world.reference, made.reference)
    return world, made


@pytest.mark.parametrize("name", HANDED)
def test_every_row_of_every_delivery_is_accepted(home, name):
    world, made = home
    one = next(one for one in demo.handed_over(world.folder) if one.folder.name == name)
    receipt = loading.deliver(
        made, [one.folder], Wishes(feed=one.feed, agency=one.agency),
        grant=made.owner(), at=datetime(2026, 1, 20, 9),
    )  # fmt: skip
    assert receipt.refused == 0
    assert receipt.delivered == receipt.accepted > 0
    assert not receipt.refused_by_rule
