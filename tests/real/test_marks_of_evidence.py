"""The marks that real files must reproduce, each Crime ID counted once within its source."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from towpath.evidence import cubes, held, loading
from towpath.evidence.homes import Home
from towpath.foundation import Period

SHARED = Path(__file__).parents[3] / "shared" / "data"
AT = datetime(2026, 11, 20, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the real files of ../shared/data are not on this machine"
)


@pytest.fixture(scope="module")
def home(real_pack, tmp_path_factory):
    made = Home.create(tmp_path_factory.mktemp("home"), {"name": "Marks", "owner": "tester"})
    made.reference.rmdir()
    made.reference.symlink_to(real_pack, target_is_directory=True)
    names = ("leicestershire-2019-12-to-2022-10", "west-mercia-2024", "west-mercia-2025")
    for name in names:
        path = SHARED / "police_uk" / f"{name}.zip"
        loading.deliver(made, [path], grant=made.owner(), at=AT)
    return made


@pytest.fixture(scope="module")
def evidence(home):
    with held.open_held(home, home.owner()) as opened:
        yield opened


@pytest.fixture(scope="module")
def cube(evidence):
    return cubes.of_incidents(evidence)


def _counts(evidence, cube, area, vintage, period, slugs):
    codes = evidence.pack.small_areas(evidence.pack.find(area), vintage)
    return [cube.total(codes, [slug], Period.parse(period)) for slug in slugs]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("12 months to October 2022", [48_314, 4_672, 2_179, 525]),
        ("12 months to October 2021", [41_843, 4_923, 1_698, 466]),
    ],
)
def test_leicester(evidence, cube, period, expected):
    slugs = ("crime", "asb", "burglary", "robbery")
    assert _counts(evidence, cube, "Leicester", 2011, period, slugs) == expected


def test_leicester_before_repeats_are_counted_once(evidence, cube):
    codes = evidence.pack.small_areas(evidence.pack.find("Leicester"), 2011)
    period = Period.parse("12 months to October 2021")
    assert cube.total(codes, None, period, rows=True) == 46_769
    assert cube.total(codes, None, period) == 46_766


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("4 months to April 2025", [5_410, 1_033, 271, 557]),
        ("4 months to April 2024", [5_485, 979, 310, 633]),
    ],
)
def test_shropshire(evidence, cube, period, expected):
    slugs = ("crime", "asb", "burglary", "shoplifting")
    assert _counts(evidence, cube, "Shropshire", 2021, period, slugs) == expected


def test_the_same_archive_again_changes_nothing(home):
    path = SHARED / "police_uk" / "west-mercia-2024.zip"
    receipt = loading.deliver(home, [path], grant=home.owner(), at=AT)
    assert not receipt.changed
    assert len(receipt.already_held) == 4
    assert receipt.snapshot == receipt.snapshot_before
