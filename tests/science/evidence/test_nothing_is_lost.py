"""accepted + refused = delivered, whatever is done to a file."""

import csv
import io
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from towpath.evidence import records
from towpath.foundation import TowpathError

NUMBERS = count()
SPOILT = ('"', ",", "\n", "\r", "\r\n", ",,,,", '""', "\t", "é", "2025-02", "=1+1", " ", "x" * 70)


@st.composite
def _spoilt(draw, body):
    """A file with a few things put in, taken out or doubled anywhere below its header."""
    head = body.index("\n") + 1
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(head, len(body)))
        until = min(len(body), at + draw(st.integers(0, 40)))
        put = draw(st.sampled_from((*SPOILT, "", body[at:until])))
        body = body[:at] + put + body[until if draw(st.booleans()) else at :]
    return body


@given(data=st.data())
def test_every_record_is_accepted_or_refused(data, tmp_path_factory, reference, make):
    good = [
        make.row(make.identity(n) if n % 3 else "", outcome="Local resolution") for n in range(8)
    ]
    body = data.draw(_spoilt(make.text(good)))
    desk = make.desk(tmp_path_factory.mktemp(f"n{next(NUMBERS)}"), reference)
    try:
        receipt = desk.deliver({"2025-01": body})
    except TowpathError:
        return  # the whole of it cannot be read, or none of its rows accepted: one sentence says so
    assert receipt.accepted + receipt.refused == receipt.delivered
    assert len(desk.rows()) == receipt.accepted
    assert len(desk.refused(receipt)) == receipt.refused
    lines = [row["line"] for row in desk.rows()] + [row["line"] for row in desk.refused(receipt)]
    assert len(set(lines)) == receipt.delivered
    assert max(lines) <= body.count("\n") + 1


@given(
    rows=st.lists(st.lists(st.text('ab,"\n é', max_size=6), min_size=3, max_size=3), max_size=12),
    delimiter=st.sampled_from([",", ";"]),
)
def test_sifting_gives_every_well_formed_row_back(rows, delimiter, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"s{next(NUMBERS)}")
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
        [["a", "b", "c"], *rows]
    )
    (folder / "file.csv").write_text(sink.getvalue(), encoding="utf-8")
    found = records.sift(folder / "file.csv", folder / "sifted.csv", 3, delimiter)
    with (folder / "sifted.csv").open(encoding="utf-8", newline="") as stream:
        back = [one[1:] for one in csv.reader(stream)]
    assert (back, found.broken) == (rows, ())
