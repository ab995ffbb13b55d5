"""Keeping a partnership: a backup of everything, and a home made again from one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, screen
from towpath.cli.commands import serving
from towpath.foundation import ExitCode, NotUnderstood

if TYPE_CHECKING:
    from towpath.evidence.archives import Manifest
    from towpath.evidence.homes import Home

Passphrase = Annotated[
    Path | None,
    typer.Option(help="A file with the passphrase that seals the backup, and the keys in it."),
]


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.command(rich_help_panel="Set up")(backup)
    app.command(rich_help_panel="Set up")(restore)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write it; it must not be there yet.")],
    passphrase_file: Passphrase = None,
) -> None:
    """Write everything that the home holds to one file, while people work."""
    from towpath.evidence import archives

    home, sealed = opening.home(context.obj), _passphrase(passphrase_file)
    if file.exists():
        raise NotUnderstood(f"{file} is there already.", "Give the backup another name.")
    if serving.has_site(home):
        words = ["backup", str(file.absolute())]
        words += ["--passphrase-file", str(passphrase_file)] if passphrase_file else []
        _run(home.path, *words)
    else:
        archives.make(home, file, at=datetime.now(UTC), passphrase=sealed)
    screen.say(f"{home.settings.get('name')} is kept in {file} ({_size(file)}).")
    if not sealed:
        screen.remark("Not sealed, and without keys/: keep a copy of that folder apart from it.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The backup.")],
    passphrase_file: Passphrase = None,
    keys: Annotated[Path | None, typer.Option(help="The folder keys/ that was kept apart.")] = None,
    new_keys: Annotated[
        bool, typer.Option(help="Go on without: the trail can then not be proved.")
    ] = False,
    database_url: Annotated[
        str, typer.Option(help="An empty PostgreSQL; left out, SQLite in the home.")
    ] = "",
) -> None:
    """Make a home again from a backup, in a folder that is not there yet, on either database."""
    from towpath.evidence import archives
    from towpath.evidence.homes import Home

    with archives.restoring(context.obj) as aside:
        manifest = archives.unpack(file, aside, _passphrase(passphrase_file))
        home = Home(aside / "home")
        _put_keys(home, manifest, keys, new=new_keys)
        _settle(home, database_url)
        rows = aside / archives.DATABASE
        if rows.exists():
            _run(home.path, "fill", str(rows))
    screen.say(f"{manifest.name} is restored in {context.obj} as it was on {manifest.made}.")
    _prove(Home(Path(context.obj).resolve()))


def _put_keys(home: Home, manifest: Manifest, kept: Path | None, *, new: bool) -> None:
    """Keys from the sealed backup, or from where they were kept."""
    own = home.path / "keys"
    if kept is not None:
        shutil.copytree(kept, own, dirs_exist_ok=True)
        for path in (own, *own.iterdir()):
            path.chmod(0o700 if path.is_dir() else 0o600)
    elif manifest.site and not (manifest.keys or new):
        raise NotUnderstood(
            "The backup was made without keys, and without them its trail cannot be proved.",
            "Give the folder that was kept apart, --keys FOLDER; or say --new-keys.",
        )


def _settle(home: Home, database_url: str) -> None:
    """A restored home never opens the database that the backup was taken from."""
    import tomllib

    said = tomllib.loads(home.settings_file.read_text("utf-8"))
    had = said.pop("database_url", "")
    if database_url:
        said["database_url"] = database_url
    if said.get("database_url", "") != had:
        home.write_settings(said)


def _prove(home: Home) -> None:
    done = serving.prove(home)
    if done is not None and done.returncode:
        screen.remark(done.stderr.strip())
        screen.remark("Everything is restored, but its trail does not prove: see how-to/back-up.")
        raise typer.Exit(ExitCode.FAULT)
    if done is not None:
        screen.say(done.stdout.strip())


def _run(home: Path, *words: str) -> None:
    """The site's process does it; its sentence and its exit code are ours."""
    with tempfile.TemporaryFile("w+") as heard:
        done = subprocess.run(serving.site(home, *words), stderr=heard, check=False)
        heard.seek(0)
        if done.returncode:
            screen.remark(heard.read().strip())
            raise typer.Exit(done.returncode)


def _passphrase(file: Path | None) -> str:
    if file is None:
        return ""
    if not file.is_file() or not (said := file.read_text("utf-8").strip()):
        raise NotUnderstood(f"{file} holds no passphrase.", "Write one into it, on one line.")
    return said


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1_000_000:,.1f} MB"
