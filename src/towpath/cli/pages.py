"""The reference pages, generated from the code: commands, settings, feeds, definitions and others.

`python -m towpath.cli.pages docs/reference` writes them; a test says so when they are out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

NOTE = "<!-- Generated from the code by `python -m towpath.cli.pages docs/reference`. -->\n"


def pages() -> dict[str, str]:
    """Every reference page: its file name and its text."""
    made = {
        "commands.md": commands(),
        "feeds.md": feeds(),
        "categories.md": categories(),
        "definitions.md": definitions(),
        "findings.md": findings(),
        "settings.md": settings(),
    }
    return {name: NOTE + "\n" + text.strip() + "\n" for name, text in made.items()}


def write(folder: Path) -> None:
    """Write the pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(headings)
    lines = [_row(heads), _row("---" for _ in heads), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    shown = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(shown)} |"


def commands() -> str:
    """The command, its options and its exit codes."""
    from towpath.cli import commands as groups
    from towpath.cli.app import app

    groups.register(app)
    top = typer.main.get_command(app)
    said = ["# The `towpath` command\n", (top.help or "") + "\n"]
    said.append(_options(top))
    for name, command in _walk(top, ()):
        said += [f"## `towpath {' '.join(name)}`\n", (command.help or "") + "\n", _options(command)]
    said += ["## Exit codes\n", _exit_codes()]
    return "\n".join(filter(None, said))


# Typer carries a click of its own, whose classes have no public name.
Command = Any


def _walk(group: Command, name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Command]]:
    """The commands below a group, each with its full name."""
    below: dict[str, Command] = getattr(group, "commands", {})
    for word, command in below.items():
        if not command.hidden:
            yield (*name, word), command
            yield from _walk(command, (*name, word))


def _options(command: Command) -> str:
    rows = []
    for one in command.params:
        if getattr(one, "hidden", False) or one.name in ("install_completion", "show_completion"):
            continue
        spelt = " ".join(one.opts) if one.param_type_name == "option" else str(one.name).upper()
        default = one.default if isinstance(one.default, str | int | float | Path) else ""
        shown = "" if default is False or default == "" else f"`{default}`"
        rows.append((f"`{spelt}`", getattr(one, "help", "") or "", shown))
    return _table(("Option", "What it does", "If not given"), rows) if rows else ""


def _exit_codes() -> str:
    from towpath.foundation import ExitCode

    says = {
        ExitCode.DONE: "done",
        ExitCode.FAULT: "a fault in Towpath",
        ExitCode.WRONG_USE: "wrong use: the words were not understood",
        ExitCode.REFUSED: "a delivery was refused (or, with `--strict`, a row of it)",
        ExitCode.NO_SUCH_DATA: "no such data is held",
    }
    return _table(("Code", "Meaning"), ((str(code.value), says[code]) for code in ExitCode))


def feeds() -> str:
    """Every feed: its columns with their handling, and its rules with their sentences."""
    from towpath.sources import feeds as declared

    said = [
        "# Feeds\n",
        (
            "What Towpath reads, as it is declared in `src/towpath/sources/feeds/*.toml`. A row "
            "that breaks a rule is refused and kept with the rule, its line and its values; the "
            "delivered file itself is not kept.\n"
        ),
    ]
    for feed in sorted(declared.every().values(), key=lambda one: one.slug):
        said += [
            f"## {feed.title}: `{feed.slug}`\n",
            (
                f"Kind: {feed.kind.value}. Licence: {feed.licence}. Precision: {feed.precision}. "
                f"Version {feed.version}.\n"
            ),
            _table(
                ("Column", "Spellings", "Read as", "Must be there", "Filled", "Handling"),
                (
                    (
                        f"`{one.name}`",
                        ", ".join(one.headers),
                        one.type.value,
                        "yes" if one.required else "",
                        "yes" if one.filled else "",
                        _handling(one.handling),
                    )
                    for one in feed.fields
                ),
            ),
        ]
        if feed.rules:
            rules = ((f"`{rule.name}`", rule.sentence) for rule in feed.rules)
            said.append(_table(("Rule", "What it says"), rules))
    return "\n".join(said)


def _handling(handling: object) -> str:
    from towpath.foundation import Handling

    assert isinstance(handling, Handling)
    years = f", {handling.years_kept} years" if handling.years_kept is not None else ""
    return handling.sensitivity.name.lower() + years


def categories() -> str:
    """The tree of categories."""
    from towpath.foundation import categories as tree

    rows = (
        (f"`{one.slug}`", one.label, one.parent and tree.get(one.parent).label, _groups(one.groups))
        for one in tree.tree().values()
    )
    headings = ("Slug", "Label", "Part of", "Groups")
    return "# Categories\n\n" + _table(headings, rows)


def _groups(groups: frozenset[str]) -> str:
    return ", ".join(sorted(groups))


def definitions() -> str:
    """Every definition that a figure can have."""
    from towpath.assessment import definitions as meant

    rows = (
        (f"`{one.slug}`", one.title, one.unit.value, one.says, _source(one.method, one.paper))
        for one in sorted(meant.shipped().values(), key=lambda one: one.slug)
    )
    headings = ("Definition", "Title", "Unit", "What it says", "Method and paper")
    return "# Definitions\n\n" + _table(headings, rows)


def _source(method: str, paper: str) -> str:
    page = f"[{method}](../methods/{method}.md)" if method else ""
    return "; ".join(filter(None, (page, paper)))


def findings() -> str:
    """What an assessment contains."""
    from towpath.assessment import contents

    rows = ((one.key, one.title, one.owner) for one in contents.entries())
    headings = ("Key", "Finding", "Whose data it needs")
    return "# Findings of a strategic assessment\n\n" + _table(headings, rows)


_SETTINGS = """# Settings

A setting stands in the home's `towpath.toml`, or in the environment as `TOWPATH_` and its name in
capitals, which wins: `TOWPATH_DATABASE_URL`. Tables, such as `[email]`, stand in the file alone.
The home itself is named by `--home` or `TOWPATH_HOME`. What the site's settings are good for is
told in [how to run the site](../how-to/run-the-site.md).
"""


def settings() -> str:
    """What `towpath.toml` may say."""
    from towpath.evidence import settings as declared

    said = [_SETTINGS]
    for title, held in (
        ("The partnership", declared.PARTNERSHIP),
        ("The site", declared.SITE),
        ("Letters: `[email]`", declared.EMAIL),
        ("Single sign-on: `[oidc]`", declared.OIDC),
    ):
        rows = ((f"`{one.name}`", one.says, one.without) for one in held)
        said += [f"## {title}\n", _table(("setting", "what it says", "without it"), rows)]
    return "\n".join(said)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
