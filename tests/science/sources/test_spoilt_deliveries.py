"""Good deliveries spoilt at random: parts, or one sentence, and never anything else."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from towpath.foundation import TowpathError
from towpath.sources.deliveries import open_delivery

HEADER = "Type of report,Date reported,Easting,Northing"
TABLE = (HEADER + '\nNoise,01/06/2024,350000,310000\n"Fly, tipping",02/06/2024,,\n' * 20).encode()


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("q1/asb.csv", TABLE)
        written.writestr("q2/asb.csv", TABLE + b"Litter,03/06/2024,,\n")
    return packed.getvalue()


def workbook() -> bytes:
    book, saved = Workbook(), io.BytesIO()
    book.active.append(HEADER.split(","))
    book.active.append(["Noise", date(2024, 6, 1), 350000, 310000])
    book.save(saved)
    return saved.getvalue()


GOOD = {"asb.csv": TABLE, "wide.csv": TABLE.decode().encode("utf-16"), "a.zip": archive(),
        "asb.xlsx": workbook()}  # fmt: skip
SPOILINGS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "repeat", "drop"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def spoilt(content: bytes, spoilings: list[tuple[str, float, bytes]]) -> bytes:
    for how, where, what in spoilings:
        at = int(where * len(content))
        if how == "flip":
            content = content[:at] + what + content[at + len(what) :]
        elif how == "cut":
            content = content[:at]
        elif how == "insert":
            content = content[:at] + what + content[at:]
        elif how == "repeat":
            content = content[:at] + content[at : at + 200] + content[at:]
        else:
            content = content[:at] + content[at + len(what) :]
    return content


def spoilt_within(content: bytes, number: int, spoilings: list[tuple[str, float, bytes]]) -> bytes:
    """One file of an archive or a workbook spoilt, and all packed again without a fault."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        names = sorted(old.namelist(), key=lambda name: "sheet1.xml" not in name)
        chosen = names[number % len(names)]
        for name in old.namelist():
            inner = old.read(name)
            new.writestr(name, spoilt(inner, spoilings) if name == chosen else inner)
    return packed.getvalue()


def is_parts_or_a_sentence(folder: Path, name: str, content: bytes) -> bool:
    (folder / name).write_bytes(content)
    try:
        delivery = open_delivery([folder / name], workspace=folder / "workspace", agency="council")
    except TowpathError as refused:
        return bool(refused.sentence and refused.remedy)
    return all(part.path.read_bytes().decode("utf-8") for part in delivery.parts)


@given(name=st.sampled_from(sorted(GOOD)), spoilings=SPOILINGS)
def test_a_spoilt_delivery_is_parts_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, name: str, spoilings: list[tuple[str, float, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("spoilt")
    assert is_parts_or_a_sentence(folder, name, spoilt(GOOD[name], spoilings))


@given(name=st.sampled_from(["a.zip", "asb.xlsx"]), number=st.integers(0, 9), spoilings=SPOILINGS)
def test_what_is_spoilt_within_is_parts_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    number: int,
    spoilings: list[tuple[str, float, bytes]],
) -> None:
    folder = tmp_path_factory.mktemp("spoilt")
    assert is_parts_or_a_sentence(folder, name, spoilt_within(GOOD[name], number, spoilings))


@pytest.mark.slow
@settings(max_examples=2_000)
@given(number=st.integers(0, 30), spoilings=SPOILINGS)
def test_thousands_of_spoilt_workbooks(
    tmp_path_factory: pytest.TempPathFactory,
    number: int,
    spoilings: list[tuple[str, float, bytes]],
) -> None:
    folder = tmp_path_factory.mktemp("spoilt")
    spoilt_book = spoilt_within(GOOD["asb.xlsx"], number, spoilings)
    assert is_parts_or_a_sentence(folder, "asb.xlsx", spoilt_book)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(name=st.sampled_from(sorted(GOOD)), spoilings=SPOILINGS)
def test_thousands_of_spoilt_deliveries(
    tmp_path_factory: pytest.TempPathFactory, name: str, spoilings: list[tuple[str, float, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("spoilt")
    assert is_parts_or_a_sentence(folder, name, spoilt(GOOD[name], spoilings))
