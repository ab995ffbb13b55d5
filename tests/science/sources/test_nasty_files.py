"""The corpus of bad files: each is read and said so, or refused with a sentence and a remedy."""

import codecs
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.foundation import ExitCode
from towpath.sources.parts import Delivery, DeliveryRefused

NAME = "2024-01-west-mercia-street.csv"
Opened = Callable[..., Delivery]
WIDE = ",".join(f"column {n}" for n in range(10_000)) + "\n1\n"

REFUSED = {
    "empty": (b"", "is empty"),
    "blank first line": (b"\n\nCrime ID,Month\n", "is blank"),
    "spaces only": (b"   \n", "is blank"),
    "unknown header": (b"name,age\nAnn,3\n", "header of no known feed"),
    "html": (b"<!DOCTYPE html><html></html>", "a web page"),
    "pdf": (b"%PDF-1.7 ...", "a PDF"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old Excel file"),
    "gzip": (b"\x1f\x8b\x08" + bytes(50), "packed by gzip"),
    "10,000 columns": (WIDE.encode(), "10,000 columns"),
    "one endless line": (b"x" * (1 << 19), "longer than 262,144 bytes"),
    "UTF-32": (codecs.BOM_UTF32_LE + "Crime ID".encode("utf-32-le"), "UTF-32"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_in_one_sentence(opened: Opened, case: str) -> None:
    content, words = REFUSED[case]
    with pytest.raises(DeliveryRefused, match=words) as refused:
        opened({NAME: content})
    assert NAME in refused.value.sentence
    assert refused.value.remedy
    assert refused.value.exit_code is ExitCode.REFUSED


def test_a_byte_order_mark_is_noted(opened: Opened, street: str) -> None:
    (part,) = opened({NAME: codecs.BOM_UTF8 + street.encode()}).parts
    assert part.path.read_text() == street
    assert "byte order mark" in part.remarks[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_noted(opened: Opened, street: str, encoding: str) -> None:
    welsh = street.replace("High Street", "Ffordd y Tŵr")
    (part,) = opened({NAME: welsh.encode(encoding)}).parts
    assert part.path.read_text(encoding="utf-8") == welsh
    assert "UTF-16" in part.remarks[0]


def test_windows_1252_is_read_and_noted(opened: Opened, street: str) -> None:
    text = street.replace("High Street", "Café – Élan £1")
    (part,) = opened({NAME: text.encode("cp1252")}).parts
    assert part.path.read_text(encoding="utf-8") == text
    assert "CP1252" in part.remarks[0]


def test_a_letter_cut_in_half_at_the_end_is_not_utf_8(opened: Opened, street: str) -> None:
    (part,) = opened({NAME: street.encode() + "é".encode()[:1]}).parts
    assert "CP1252" in part.remarks[0]


def test_bytes_of_no_encoding_are_refused(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="0x81 stands for no character"):
        opened({NAME: street.encode() + b"caf\xe9 \x81\n"})


def test_a_truncated_utf_16_file_is_refused(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="cannot be read as UTF-16"):
        opened({NAME: street.encode("utf-16")[:-1]})


def test_a_nul_byte_is_refused_by_its_line(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="NUL byte in line 3"):
        opened({NAME: street.replace("b2", "b\0").encode()})


def test_carriage_returns_alone_end_lines(opened: Opened, street: str) -> None:
    (part,) = opened({NAME: street.replace("\n", "\r").encode()}).parts
    assert part.path.read_text() == street
    assert "carriage returns" in part.remarks[0]


def test_windows_line_ends_are_nothing_to_speak_of(opened: Opened, street: str) -> None:
    (part,) = opened({NAME: street.replace("\n", "\r\n").encode()}).parts
    assert part.remarks == ()


def test_a_column_named_twice_is_refused(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match='more than one column called "month"'):
        opened({NAME: street.replace("Context", " MONTH ").encode()})


def test_a_missing_column_is_named_with_the_nearest_feed(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="nearest to the feed police-uk-street") as refused:
        opened({NAME: street.replace("LSOA code", "Area").encode()})
    assert '"LSOA code"' in refused.value.sentence
    assert '"Area"' in refused.value.sentence


def test_a_header_over_two_lines_moves_the_first_row(opened: Opened, street: str) -> None:
    (part,) = opened({NAME: street.replace("Crime ID", '"Crime\nID"', 1).encode()}).parts
    assert part.first_line == 3


def test_a_month_that_does_not_exist_in_the_name(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match='"2024-13"'):
        opened({"2024-13-west-mercia-street.csv": street.encode()})


@given(content=st.binary(max_size=3000), name=st.sampled_from([NAME, "x.zip", "x.xlsx", "x"]))
def test_any_bytes_at_all_are_parts_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    from towpath.sources.deliveries import open_delivery

    folder = tmp_path_factory.mktemp("any")
    (folder / name).write_bytes(content)
    with pytest.raises(DeliveryRefused):
        open_delivery([folder / name], workspace=folder / "workspace", agency="x")


@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=200),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_text_in_any_encoding_comes_out_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str
) -> None:
    from towpath.sources.deliveries import open_delivery

    folder = tmp_path_factory.mktemp("text")
    whole = "Type of report,Date reported\n" + text + "\nNoise,01/06/2024\n"
    (folder / "asb.csv").write_bytes(whole.encode(encoding))
    delivery = open_delivery([folder / "asb.csv"], workspace=folder / "w", agency="council")
    assert delivery.parts[0].path.read_bytes() == whole.encode()
