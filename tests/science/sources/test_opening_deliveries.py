"""Files, folders and archives, down to plain parts; nothing lost, nothing read twice."""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from towpath.foundation import NoSuchData, NotUnderstood
from towpath.sources.deliveries import open_delivery
from towpath.sources.parts import Delivery, DeliveryRefused

NAME = "2024-01-west-mercia-street.csv"
Opened = Callable[..., Delivery]
Zipped = Callable[[Mapping[str, bytes | str]], bytes]


def test_a_clean_loose_file_is_read_where_it_lies(opened: Opened, street: str) -> None:
    delivery = opened({NAME: street.encode()})
    (part,) = delivery.parts
    assert part.path.name == NAME
    assert part.sha256 == hashlib.sha256(street.encode()).hexdigest()
    assert delivery.files == ((NAME, part.sha256, len(street)),)
    assert part.remarks == ()


def test_month_and_agency_come_from_the_name(opened: Opened, street: str) -> None:
    (part,) = opened({NAME: street.encode()}).parts
    assert (part.agency, part.month) == ("west-mercia", date(2024, 1, 1))
    assert part.feed.slug == "police-uk-street"
    assert part.columns["native_id"] == "Crime ID"
    assert part.first_line == 2


def test_an_archive_of_forces_and_months_in_folders(
    opened: Opened, zipped: Zipped, street: str
) -> None:
    names = [f"{m}/{m}-{a}-street.csv" for m in ("2024-01", "2024-02") for a in ("kent", "essex")]
    entries = {name: street + name for name in names}
    delivery = opened({"latest.zip": zipped(entries)})
    assert [part.name for part in delivery.parts] == [
        f"latest.zip!{name}" for name in sorted(names)
    ]
    assert {part.agency for part in delivery.parts} == {"kent", "essex"}
    assert [part.path.read_text() for part in delivery.parts] == [entries[n] for n in sorted(names)]


def test_a_folder_is_walked_and_junk_is_named(tmp_path: Path, street: str, zipped: Zipped) -> None:
    folder = tmp_path / "given"
    (folder / "2024-01").mkdir(parents=True)
    (folder / "2024-01" / NAME).write_text(street)
    (folder / "more.zip").write_bytes(zipped({"2024-02-west-mercia-street.csv": street}))
    (folder / "notes.docx").write_bytes(b"hello")
    delivery = open_delivery([folder], workspace=tmp_path / "workspace")
    assert [part.name for part in delivery.parts] == [
        "given/more.zip!2024-02-west-mercia-street.csv",
        f"given/2024-01/{NAME}",
    ]  # fmt: skip
    assert delivery.remarks == ("given/notes.docx is no table and was left out.",)


def test_what_a_mac_leaves_in_an_archive_is_named_and_left_out(
    opened: Opened, zipped: Zipped, street: str
) -> None:
    entries = {NAME: street, "__MACOSX/._" + NAME: b"\x00\x05", "folder/": b""}
    delivery = opened({"a.zip": zipped(entries)})
    assert len(delivery.parts) == 1
    assert delivery.remarks == (f"a.zip!__MACOSX/._{NAME} is no table and was left out.",)


def test_the_same_file_twice_is_read_once_and_said_so(
    opened: Opened, zipped: Zipped, street: str
) -> None:
    delivery = opened({NAME: street.encode(), "again.zip": zipped({NAME: street})})
    assert len(delivery.parts) == 1
    assert delivery.remarks == (f"again.zip!{NAME} is the same as {NAME} and was read once.",)


def test_two_files_of_one_month_that_differ_are_refused(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="2024-01, and differ"):
        opened({NAME: street.encode(), f"again/{NAME}": street.replace("b2", "c3").encode()})


def test_a_header_without_rows_is_named_and_left_out(opened: Opened, street: str) -> None:
    header = street.split("\n", 1)[0].encode()
    other = "2024-02-west-mercia-street.csv"
    delivery = opened({NAME: street.encode(), other: header})
    assert [part.name for part in delivery.parts] == [NAME]
    assert delivery.remarks == (f"{other} has a header and no rows; it was left out.",)


def test_a_delivery_of_headers_alone_is_refused(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="holds any rows"):
        opened({NAME: street.split("\n", 1)[0].encode()})


def test_an_agency_must_be_said_somewhere(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="which agency") as refused:
        opened({"crime.csv": street.encode()})
    assert "--agency" in refused.value.remedy
    (part,) = opened({"crime.csv": street.encode()}, agency="West Mercia").parts
    assert (part.agency, part.month) == ("west-mercia", None)


def test_name_and_word_must_not_contradict_each_other(opened: Opened, street: str) -> None:
    with pytest.raises(DeliveryRefused, match="delivered as kent's"):
        opened({NAME: street.encode()}, agency="kent")


def test_a_remembered_mapping_reads_an_agencys_own_columns(opened: Opened) -> None:
    text = b"What,When\nNoise,01/06/2024\n"
    mapping = {"Type of report": "What", "occurred_from": "when"}
    terms = {"feed": "council-asb", "agency": "shropshire-council", "mapping": mapping}
    (part,) = opened({"asb.csv": text}, **terms).parts
    assert part.columns == {"category": "What", "occurred_from": "When"}


def test_an_agency_that_goes_back_to_the_official_words_is_read_all_the_same(
    opened: Opened,
) -> None:
    terms = {"feed": "council-asb", "agency": "council", "mapping": {"category": "What"}}
    official = b"Type of report,Date reported\nNoise,01/06/2024\n"
    (part,) = opened({"asb.csv": official}, **terms).parts
    assert part.columns["category"] == "Type of report"
    both = b"What,Type of report,Date reported\nNoise,x,01/06/2024\n"
    (part,) = opened({"asb.csv": both}, **terms).parts
    assert part.columns["category"] == "What"


def test_columns_that_no_field_reads_are_named(opened: Opened, street: str) -> None:
    lines = street.splitlines()
    text = "\n".join([lines[0] + ",Officer,", *(line + ",Smith," for line in lines[1:])])
    (part,) = opened({NAME: text.encode()}).parts
    assert part.header[-2:] == ("Officer", "")
    (remark,) = part.remarks
    assert remark.startswith("Columns that the feed police-uk-street does not know were not read")
    assert remark.endswith('"Officer", one without a name.')


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_told_by_the_header(
    opened: Opened, street: str, delimiter: str
) -> None:
    (part,) = opened({NAME: street.replace(",", delimiter).encode()}).parts
    assert part.delimiter == delimiter
    assert len(part.header) == 12


def test_progress_ends_at_the_whole(opened: Opened, zipped: Zipped, street: str) -> None:
    told: list[tuple[int, int]] = []
    files = {"a.zip": zipped({NAME: street}), "2024-02-kent-street.csv": street.encode()}
    opened(files, progress=lambda name, done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoSuchData, match="no file or folder"):
        open_delivery([tmp_path / "nowhere.csv"], workspace=tmp_path)


def test_an_unknown_feed_names_the_known(opened: Opened, street: str) -> None:
    with pytest.raises(NotUnderstood, match="police-uk-street"):
        opened({NAME: street.encode()}, feed="police")


def test_a_delivery_is_known_by_its_files(opened: Opened, street: str) -> None:
    one, same = opened({NAME: street.encode()}), opened({NAME: street.encode()})
    assert one.sha256 == same.sha256
    assert one.sha256 != opened({NAME: (street + "\n").encode()}).sha256


def test_a_pipe_in_a_folder_does_not_hang_the_delivery(tmp_path: Path, street: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / NAME).write_text(street)
    os.mkfifo(tmp_path / "in" / "endless.csv")
    delivery = open_delivery([tmp_path / "in"], workspace=tmp_path / "workspace")
    assert delivery.remarks == ("in/endless.csv is no table and was left out.",)


def test_a_file_that_vanishes_is_one_sentence(tmp_path: Path, street: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / NAME).write_text(street)
    (tmp_path / "workspace").write_text("no folder")
    with pytest.raises(DeliveryRefused, match="workspace cannot be read or unpacked"):
        open_delivery([tmp_path / "in"], workspace=tmp_path / "workspace")


def test_an_archive_delivered_twice_is_opened_once(
    opened: Opened, zipped: Zipped, street: str
) -> None:
    packed = zipped({NAME: street})
    delivery = opened({"a.zip": packed, "b.zip": packed})
    assert len(delivery.parts) == 1
    assert delivery.remarks == ("b.zip is the same as a.zip and was read once.",)


def test_more_than_the_disk_holds_is_refused(
    opened: Opened, zipped: Zipped, street: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = type(shutil.disk_usage("/"))(100, 95, 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    with pytest.raises(DeliveryRefused, match="the disk has 5 left"):
        opened({"a.zip": zipped({NAME: street})})


def test_two_files_of_one_name_are_told_apart_by_their_folders(opened: Opened) -> None:
    rows = "Type of report,Date reported\nNoise,0{}/06/2024\n"
    files = {f"q{n}/asb.csv": rows.format(n).encode() for n in (1, 2)}
    delivery = opened(files, agency="council")
    assert [part.name for part in delivery.parts] == ["asb.csv", "q2/asb.csv"]
    assert [name for name, _, _ in delivery.files] == ["asb.csv", "q2/asb.csv"]
