"""A home with a tiny force of its own, and a way to deliver months to it."""

import csv
import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from towpath.evidence import held, loading
from towpath.evidence.homes import Home
from towpath.sources.reference import building

AT = datetime(2026, 1, 10, 12, tzinfo=UTC)
HEADER = [
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
]  # fmt: skip
CODES = ("E01900001", "E01900002", "E01900003")


def identity(words):
    """A Crime ID as data.police.uk makes them look."""
    return hashlib.sha256(str(words).encode()).hexdigest()


def row(native_id="", month="2025-01", code=CODES[0], crime="Burglary", outcome="", **cells):
    """One row of a street-level file; without a code it has no place."""
    place = (
        ["-1.500000", "52.500000", "On or near High Street"] if code else ["", "", "No Location"]
    )
    name = f"Testshire {code[-3:]}A" if code else ""
    made = dict(zip(HEADER, [native_id, month, "Testshire Police", "Testshire Police", *place, code,
                             name, crime, outcome, ""], strict=True))  # fmt: skip
    return list((made | cells).values())


def text(rows, header=HEADER):
    """Rows as CSV."""
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows([header, *rows])
    return sink.getvalue()


@dataclass
class Desk:
    """A home, and somebody who delivers to it."""

    home: Home
    inbox: Path
    given: dict = field(default_factory=dict)

    def deliver(self, months, agency="testshire", **wishes):
        """Deliver months of street-level rows: "2025-01" to rows, or to plain text."""
        folder = self.inbox / str(len(list(self.inbox.iterdir())))
        folder.mkdir()
        for month, rows in months.items():
            body = rows if isinstance(rows, str | bytes) else text(rows)
            path = folder / f"{month}-{agency}-street.csv"
            path.write_bytes(body.encode() if isinstance(body, str) else body)
        return self.load(folder, **wishes)

    def load(self, path, **wishes):
        """Deliver a file or folder."""
        made = loading.Wishes(**wishes)
        return loading.deliver(self.home, [path], made, grant=self.home.owner(), at=AT)

    def rows(self):
        """Everything in force, row by row, as plain dictionaries in the order of month and row."""
        with held.open_held(self.home, self.home.owner()) as evidence:
            found = evidence.table("incidents").to_pyarrow()
        return found.sort_by([("month", "ascending"), ("row", "ascending")]).to_pylist()

    def refused(self, receipt):
        """The rows that a delivery left refused, as its folder keeps them."""
        from pyarrow import parquet

        path = self.home.deliveries / receipt.delivery / "refused.parquet"
        return parquet.read_table(path).to_pylist()


@pytest.fixture(scope="session")
def reference(tmp_path_factory):
    """A pack of three small areas of 2021; in 2011 the last two were one."""
    folder = tmp_path_factory.mktemp("reference")
    old = ("E01900001", "E01800002", "E01800002")
    pairs = [(was, f"Testshire {was[-3:]}A", "U", code, f"Testshire {code[-3:]}A")
             for was, code in zip(old, CODES, strict=True)]  # fmt: skip
    head = ["lsoa11_code", "lsoa11_name", "change_code", "lsoa21_code", "lsoa21_name"]
    (folder / "lsoa11_lsoa21.csv").write_text(text(pairs, head))
    places = [(code, f"Testshire {code[-3:]}A", "E06900001", "Testham", "E23900001", "Testshire")
              for code in CODES]  # fmt: skip
    head = ["lsoa21_code", "lsoa21_name", "ltla24_code", "ltla24_name", "pfa24_code", "pfa24_name"]
    (folder / "lsoa21_ltla24.csv").write_text(text(places, head))
    return building.build(folder, tmp_path_factory.mktemp("pack") / "pack")


def new_desk(folder, reference):
    """An empty home with the reference pack."""
    home = Home.create(folder / "home", {"name": "Testham", "owner": "an analyst"})
    home.reference.rmdir()
    home.reference.symlink_to(reference)
    inbox = folder / "inbox"
    inbox.mkdir()
    return Desk(home, inbox)


@pytest.fixture
def desk(tmp_path, reference):
    return new_desk(tmp_path, reference)


@pytest.fixture
def another_desk(tmp_path_factory, reference):
    return new_desk(tmp_path_factory.mktemp("another"), reference)


@pytest.fixture(scope="session")
def make():
    """`make.row(…)`, `make.identity(…)` and `make.text(…)`: what goes into a street-level file."""

    class Make:
        row, identity, text = staticmethod(row), staticmethod(identity), staticmethod(text)
        codes, header, at, desk = CODES, HEADER, AT, staticmethod(new_desk)

    return Make


@pytest.fixture(scope="session")
def aldermere(loaded_home):
    """The small world's home with everything that its agencies hand over."""
    home, _ = loaded_home
    return home


@pytest.fixture(scope="session")
def evidence(aldermere):
    """Its evidence, opened for questions."""
    with held.open_held(aldermere, aldermere.owner()) as opened:
        yield opened
