"""The declared settings are those that the code reads: none unsaid, none that does nothing."""

from __future__ import annotations

import re
from pathlib import Path

from towpath.evidence import settings

ROOT = Path(__file__).resolve().parents[2] / "src/towpath"
OF_THE_HOME = re.compile(r'(?<!connections\.)settings(?:\.get\(|\[)"(\w+)"')
OF_THE_SITE = re.compile(r'(?:said\.get\(|_whole\(said, |_table\(said, )"(\w+)"')
OF_A_TABLE = re.compile(r'(?:CONFIGURATION\.(email)|_(OIDC))(?:\.get\(|\[)"(\w+)"')


def read() -> set[tuple[str, str]]:
    """Every setting that the code asks for, with its table."""
    found = {("", name) for path in ROOT.rglob("*.py") if "demo" not in path.parts
             for name in OF_THE_HOME.findall(path.read_text("utf-8"))}  # fmt: skip
    site = (ROOT / "web/configuration.py").read_text("utf-8")
    found |= {("", name) for name in OF_THE_SITE.findall(site)}
    tables = (ROOT / "web/settings.py").read_text("utf-8")
    return found | {((one or two).lower(), name) for one, two, name in OF_A_TABLE.findall(tables)}


def test_every_setting_that_is_read_is_declared_and_the_other_way_round() -> None:
    declared = {(one.table, one.name) for one in settings.EVERY}
    tables = {("", one.table) for one in settings.EVERY if one.table}
    assert read() - tables == declared
