"""What an assessment contains: the registry of findings, read from `contents.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import TYPE_CHECKING, Any

from towpath.assessment.findings import Contents, Evidence, Finding, Section, not_supplied
from towpath.foundation import NoSuchData

if TYPE_CHECKING:
    from towpath.assessment.study import Study
    from towpath.documents.blocks import Block

# Said while the work goes on: what is being done and the share done, 0 to 1.
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Entry:
    """One finding of the registry: its key, title, module and who owes its evidence."""

    key: str
    title: str
    module: str
    owner: str

    @property
    def section(self) -> int:
        """The number of its section."""
        return int(self.key[0])

    def find(self, study: Study) -> Finding:
        """Run the finding; where the study lacks the data, it is not supplied, never invented."""
        module = import_module(f"towpath.assessment.{self.module}")
        try:
            found: Finding = module.find(study)
        except NoSuchData as lack:
            found = not_supplied(lack.sentence, self.owner)
            found = replace(found, blocks=_regardless(module, study))
        return replace(found, key=self.key, title=self.title)


def _regardless(module: ModuleType, study: Study) -> tuple[Block, ...]:
    """What a finding can show of other evidence while its own is missing: its `regardless`."""
    show: Callable[[Study], tuple[Block, ...]] | None = getattr(module, "regardless", None)
    try:
        return show(study) if show else ()
    except NoSuchData:
        return ()


@cache
def entries() -> tuple[Entry, ...]:
    """Every finding, in order."""
    return tuple(Entry(**row) for row in _registry()["finding"])


@cache
def _registry() -> dict[str, list[dict[str, Any]]]:
    text = files("towpath.assessment").joinpath("contents.toml").read_text("utf-8")
    return tomllib.loads(text)


def compile(
    study: Study, evidence: Iterable[Evidence] = (), progress: Progress | None = None
) -> Contents:
    """Run every finding of the registry on a study and gather them into the six sections."""
    said = progress or (lambda _what, _share: None)
    typed, found = tuple(evidence), []
    for place, entry in enumerate(entries()):
        said(f"{entry.key} {entry.title}", place / len(entries()))
        found.append(entry.find(study))
    return Contents(tuple(_section(row, found, typed) for row in _registry()["section"]))


def _section(row: dict[str, Any], found: list[Finding], typed: tuple[Evidence, ...]) -> Section:
    number: int = row["number"]
    return Section(
        number=number,
        title=row["title"],
        question=row["question"],
        findings=tuple(one for one in found if int(one.key[0]) == number),
        evidence=tuple(one for one in typed if one.section == number),
    )
