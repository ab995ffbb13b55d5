"""Backups: sealed, whole, taken while people write, restored on either database, killed."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps

import cluster
from towpath.evidence import archives, sealing
from towpath.evidence.homes import Home
from towpath.foundation import NotUnderstood, TowpathError
from towpath.web import rows

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
EFFORT = os.environ.get("TOWPATH_TESTS", "quick")
NAMES = ("Mair Evans", "Siân O’Neill", "Łukasz 'Lucky' Nowak", "名前")


def run(home: Path, *words: str, url: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "towpath.cli", "--home", str(home), *words],
        env=environment(url), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def environment(url: str = "") -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TOWPATH_")}
    return {**kept, **({"TOWPATH_DATABASE_URL": url} if url else {})}


def site(home: Path, *words: str, url: str = "") -> None:
    command = [sys.executable, "-m", "towpath.web", "--home", str(home), *words]
    subprocess.run(command, env=environment(url), check=True, capture_output=True, timeout=300)


def administrator(home: Path, name: str, url: str = "") -> None:
    email = f"{abs(hash(name))}@council.example"
    site(home, "administrator", name, email, "--agency", "council", "--agency-name", "C", url=url)


def settled(path: Path, url: str = "") -> Path:
    """A home with a site of four people, whose names are hard to write."""
    Home.create(path, {"name": "Trial Partnership", "area": "district:E00000000"})
    (path / "loads" / "L1").mkdir()
    (path / "loads" / "L1" / "rows.parquet").write_bytes(os.urandom(3_000_000))
    site(path, "migrate", url=url)
    for name in NAMES:
        administrator(path, name, url)
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settled(tmp_path_factory.mktemp("kept") / "home")


def events(home: Path, url: str = "") -> int:
    """How many events its trail has; the trail must be whole."""
    said = run(home, "audit", "verify", url=url)
    assert said.returncode == 0, said.stderr
    return int(said.stdout.split("site's audit trail is whole: ")[1].split()[0])


# The seal


@pytest.mark.parametrize("length", [0, 1, 99, 100, 101, 200, 1_000])
def test_what_is_sealed_opens_with_its_passphrase_alone(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_PIECE", 100)
    text, out = bytes(range(256)) * 4, io.BytesIO()
    with sealing.Seal(out, "passphrase") as sealed:
        sealed.write(text[:length])
    assert length < 99 or text[:50] not in out.getvalue()
    assert sealing.Opened(io.BytesIO(out.getvalue()), "passphrase").read() == text[:length]
    with pytest.raises(sealing.NotOpened):
        sealing.Opened(io.BytesIO(out.getvalue()), "passphrases").read()


@pytest.mark.parametrize("harm", ["cut", "cut at a piece", "swapped", "changed"])
def test_a_sealed_file_that_was_harmed_does_not_open(
    harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_PIECE", 100)
    out = io.BytesIO()
    with sealing.Seal(out, "passphrase") as sealed:
        sealed.write(bytes(350))
    whole = out.getvalue()
    head, piece = len(sealing.MAGIC) + 16, 116
    first, second = whole[head : head + piece], whole[head + piece : head + 2 * piece]
    harmed = {
        "cut": whole[:-1],
        "cut at a piece": whole[: head + 2 * piece],
        "swapped": whole[:head] + second + first + whole[head + 2 * piece :],
        "changed": whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:],
    }
    with pytest.raises(sealing.NotOpened):
        sealing.Opened(io.BytesIO(harmed[harm]), "passphrase").readall()


# The archive


@pytest.fixture
def plain(tmp_path: Path) -> tuple[Home, Path]:
    """A home without a site, and its backup."""
    home = Home.create(tmp_path / "plain", {"name": "Plain"})
    (home.loads / "L1").mkdir()
    (home.loads / "L1" / "rows.parquet").write_bytes(bytes(range(256)) * 40)
    home.trail.write_text('{"whole": 1}\n{"hal', "utf-8")
    archives.make(home, tmp_path / "backup", at=AT)
    return home, tmp_path / "backup"


def test_a_home_without_a_site_comes_back(plain: tuple[Home, Path], tmp_path: Path) -> None:
    assert run(tmp_path / "new", "restore", str(plain[1])).returncode == 0
    made = tmp_path / "new"
    assert (made / "loads/L1/rows.parquet").read_bytes() == bytes(range(256)) * 40
    assert (made / "logs/audit.jsonl").read_text("utf-8") == '{"whole": 1}\n'
    assert not (made / ".backing-up").exists()


def test_a_backup_without_its_end_is_refused(plain: tuple[Home, Path], tmp_path: Path) -> None:
    whole = plain[1].read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) * 3 // 4):
        plain[1].write_bytes(whole[:length])
        (folder := tmp_path / str(length)).mkdir()
        with pytest.raises(archives.Broken):
            archives.unpack(plain[1], folder)


@pytest.mark.parametrize("name", ["../outside", "/outside", "home/../../outside"])
def test_nothing_of_a_backup_lands_outside(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    (folder := tmp_path / "in").mkdir()
    with pytest.raises(archives.Broken):
        archives.unpack(tmp_path / "evil", folder)
    assert not (tmp_path / "outside").exists()


def test_settings_that_only_their_owner_reads_stay_so(plain: tuple[Home, Path]) -> None:
    home = plain[0]
    home.settings_file.chmod(0o600)
    home.write_settings({**home.settings, "database_url": "postgres://towpath:secret@db/towpath"})
    assert home.settings_file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_over(plain: tuple[Home, Path], tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood):
        archives.make(plain[0], plain[1], at=AT)
    assert run(plain[0].path, "restore", str(plain[1])).returncode == 2
    assert (plain[0].loads / "L1" / "rows.parquet").exists()


# The site


@pytest.mark.django_db
def test_no_kept_table_leans_on_one_that_is_left_out() -> None:
    for model in rows.kept(apps):
        leans = {f.related_model for f in model._meta.concrete_fields if f.related_model}
        assert leans <= set(rows.kept(apps)), model


@pytest.mark.slow
def test_a_sealed_backup_brings_everything_back(home: Path, tmp_path: Path) -> None:
    before = events(home)
    (secret := tmp_path / "passphrase").write_text("quiet water\n", "utf-8")
    file = tmp_path / "backup"
    assert run(home, "backup", str(file), "--passphrase-file", str(secret)).returncode == 0
    assert b"council.example" not in file.read_bytes()
    assert run(tmp_path / "new", "restore", str(file)).returncode == 2
    said = run(tmp_path / "new", "restore", str(file), "--passphrase-file", str(secret))
    assert said.returncode == 0, said.stderr
    assert events(tmp_path / "new") == before + 2  # the backup and the restore
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "new", "passphrase"]


@pytest.fixture
def postgresql() -> Iterator[str]:
    if cluster.programs() is None:
        pytest.skip("PostgreSQL's server is not on this machine")
    with cluster.running() as url:
        yield url


@pytest.mark.slow
def test_a_partnership_moves_to_postgresql_and_back(
    home: Path, tmp_path: Path, postgresql: str
) -> None:
    before, keys = events(home), str(home / "keys")
    there, back = tmp_path / "there", tmp_path / "back"
    assert run(home, "backup", str(tmp_path / "one")).returncode == 0
    said = run(there, "restore", str(tmp_path / "one"), "--keys", keys, url=postgresql)
    assert said.returncode == 0, said.stderr
    assert events(there, postgresql) == before + 2
    administrator(there, "Ein Neuer", postgresql)  # the next number is free
    assert not (there / "site.sqlite3").exists()
    assert run(there, "backup", str(tmp_path / "two"), url=postgresql).returncode == 0
    assert run(back, "restore", str(tmp_path / "two"), "--keys", keys).returncode == 0
    assert events(back) == events(there, postgresql) + 1
    over = run(tmp_path / "over", "restore", str(tmp_path / "two"), "--keys", keys, url=postgresql)
    assert over.returncode == 2
    assert "holds a partnership already" in over.stderr
    assert written(tmp_path / "one", NAMES)
    assert written(tmp_path / "two", (*NAMES, "Ein Neuer"))


def written(file: Path, names: tuple[str, ...]) -> bool:
    """Whether a backup holds just these people."""
    with tarfile.open(file) as tar:
        stream = tar.extractfile(archives.DATABASE)
        assert stream
        lines = [json.loads(line) for line in stream]
    heads = [one.get("model") if isinstance(one, dict) else "" for one in lines]
    start = heads.index("access.person")
    column = lines[start]["fields"].index("name")
    people = lines[start + 1 : start + 1 + len(names)]
    return {row[column] for row in people} == set(names)


@pytest.mark.slow
@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_a_backup_taken_while_people_write_is_whole(
    tmp_path: Path, on: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql") if on == "postgresql" else ""
    busy = settled(tmp_path / "busy", url)
    over, wrote = threading.Event(), []

    def write() -> None:
        while not over.is_set():
            administrator(busy, f"Somebody {len(wrote)}", url)
            wrote.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(2):
            assert run(busy, "backup", str(tmp_path / f"b{number}"), url=url).returncode == 0
    finally:
        over.set()
        thread.join()
    assert wrote
    for number in range(2):
        made, keys = tmp_path / f"n{number}", str(busy / "keys")
        said = run(made, "restore", str(tmp_path / f"b{number}"), "--keys", keys)
        assert said.returncode == 0, said.stderr
        assert events(made)


@pytest.mark.slow
@pytest.mark.parametrize("errand", ["backup", "restore"])
def test_killed_at_any_moment_nothing_half_done_is_left(
    home: Path, tmp_path: Path, errand: str
) -> None:
    chance = random.Random(20261120)
    (secret := tmp_path / "passphrase").write_text("quiet water", "utf-8")
    kept, sealed = tmp_path / "kept", ["--passphrase-file", str(secret)]
    assert run(home, "backup", str(kept), *sealed).returncode == 0
    for turn in range(40 if EFFORT == "soak" else 4):
        target = tmp_path / f"target{turn}"
        words = {"backup": (home, "backup", target), "restore": (target, "restore", kept)}[errand]
        command = [sys.executable, "-m", "towpath.cli", "--home", *map(str, words), *sealed]
        with subprocess.Popen(
            command, env=environment(), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as child:  # fmt: skip
            with_site = time.monotonic() + chance.uniform(0.2, 5)
            while child.poll() is None and time.monotonic() < with_site:
                time.sleep(0.01)
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
        assert_whole_or_absent(errand, target, tmp_path / f"unpacked{turn}")
        said = run(*words[:1], *map(str, words[1:]), *sealed)  # and again
        assert said.returncode == 0 or "already" in said.stderr or "not empty" in said.stderr
        assert_whole_or_absent(errand, target, tmp_path / f"again{turn}")
        assert target.exists()


def assert_whole_or_absent(errand: str, target: Path, scratch: Path) -> None:
    if not target.exists():
        return
    if errand == "restore":
        assert events(target)
        return
    scratch.mkdir()
    archives.unpack(target, scratch, "quiet water")
    shutil.rmtree(scratch)


def test_a_sentence_says_that_a_backup_is_sealed(plain: tuple[Home, Path], tmp_path: Path) -> None:
    archives.make(plain[0], tmp_path / "sealed", at=AT, passphrase="p")
    (folder := tmp_path / "in").mkdir()
    with pytest.raises(TowpathError, match="sealed"):
        archives.unpack(tmp_path / "sealed", folder)
