"""One document to all its files: whole or not at all, alike every time, marked, and gated."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from towpath.documents import csv, writers
from towpath.documents.audience import Public, Restricted, released
from towpath.documents.blocks import Paragraph
from towpath.documents.writers import Format
from towpath.foundation import TowpathError


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(found.items())}


def test_all_files_have_their_names_and_progress_tells_them(
    sample: ModuleType, tmp_path: Path
) -> None:
    told: list[str] = []
    paths = writers.write(Restricted(sample.document(), ("Board",)), tmp_path, progress=told.append)
    names = [path.relative_to(tmp_path).as_posix() for path in paths]
    assert names == told
    assert names[:5] == [
        *(f"assessment.{end}" for end in ("html", "pdf", "docx", "xlsx")), "MARKING.txt",
    ]  # fmt: skip
    kinds = Counter(name.split("/")[0] for name in names[5:])
    assert kinds == {"tables": 17, "maps": 2, "charts": 19}
    assert sorted(hashes(tmp_path)) == sorted(names)


SCRIPT = """
import sys
from pathlib import Path
from science.documents import sample
from towpath.documents import writers
from towpath.documents.audience import Restricted
writers.write(Restricted(sample.document(), ("Board",)), Path(sys.argv[1]))
"""


@pytest.mark.slow
def test_another_process_writes_the_same_bytes(sample: ModuleType, tmp_path: Path) -> None:
    writers.write(Restricted(sample.document(), ("Board",)), tmp_path / "here")
    tests = str(Path(__file__).parents[2])
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": tests}
    there = [sys.executable, "-c", SCRIPT, str(tmp_path / "there")]
    subprocess.run(there, check=True, env=elsewhere)
    assert hashes(tmp_path / "here") == hashes(tmp_path / "there")


def test_a_file_that_cannot_be_made_leaves_the_old_one(
    sample: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Public(sample.document(), gated=False)
    writers.write(document, tmp_path, [Format.CSV])
    before = hashes(tmp_path)

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        writers.write(document, tmp_path, [Format.CSV])
    monkeypatch.undo()
    assert hashes(tmp_path) == before


def test_a_restricted_document_names_who_it_is_for(sample: ModuleType) -> None:
    with pytest.raises(TowpathError, match="must name who"):
        Restricted(sample.document(), ())


def test_what_is_released_is_what_the_gate_returns(sample: ModuleType) -> None:
    document = sample.document()
    cut = released(document, lambda whole: replace(whole, blocks=(Paragraph(("Nothing.",)),)))
    assert cut.gated
    assert "F-" not in csv.figures(cut)
    assert not released(document, lambda whole: whole).gated


@pytest.mark.slow
def test_the_type_checker_refuses_a_bare_document(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "from towpath.documents import html, writers\n"
        "from towpath.documents.audience import Restricted\n"
        "from towpath.documents.blocks import Document\n"
        "def good(document: Document) -> None:\n"
        "    writers.write(Restricted(document, ('Board',)), Path('.'))\n"
        "def bad(document: Document) -> None:\n"
        "    writers.write(document, Path('.'))\n"
        "    html.page(document)\n"
    )
    (tmp_path / "program.py").write_text(program)
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir",
         str(Path(".mypy_cache").resolve()), "program.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "No module named mypy" in ran.stderr:
        pytest.skip("mypy belongs to the set `check`")
    lines = [line.split(":")[1] for line in ran.stdout.splitlines() if "error" in line]
    assert lines == ["8", "9"], ran.stdout + ran.stderr
