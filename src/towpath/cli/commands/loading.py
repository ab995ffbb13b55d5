"""Taking deliveries in, and seeing what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, screen
from towpath.cli.commands.homes import Json
from towpath.cli.screen import counted
from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    from towpath.evidence.receipts import Receipt, RefusedRow
    from towpath.evidence.registers import Load, Snapshot

loads_app = typer.Typer(help="The loads in force: what is held, of whom, of when.")


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.command(rich_help_panel="Evidence")(load)
    app.add_typer(loads_app, name="loads", rich_help_panel="Evidence", invoke_without_command=True)
    loads_app.callback()(loads)
    loads_app.command("show")(show)
    loads_app.command("refused")(refused)
    app.command(rich_help_panel="Evidence")(snapshot)
    app.command(rich_help_panel="Evidence")(retire)


def load(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Files, folders or zip archives.")],
    feed: Annotated[str, typer.Option(help="The feed, where the header does not tell it.")] = "",
    agency: Annotated[str, typer.Option(help="Who hands it over, where no name tells it.")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(help='Their name for a column, as "ours=theirs"; remembered for the agency.'),
    ] = None,
    strict: Annotated[bool, typer.Option(help="Refuse the delivery if any row is.")] = False,
    confirm: Annotated[
        bool, typer.Option(help="Let a month shrink by a third or more, or lose measures.")
    ] = False,
    json: Json = False,
) -> None:
    """Take in what an agency hands over: checked row by row, in force as a whole or not at all."""
    from towpath.evidence import loading

    home = opening.home(context.obj)
    wishes = loading.Wishes(feed or None, agency or None, _mapping(column), strict, confirm)
    with screen.progress("Opening") as bar:
        receipt = loading.deliver(
            home,
            files,
            wishes,
            grant=home.owner(),
            at=datetime.now(UTC),
            progress=lambda what, done, total: bar(what, done / total if total else 0.0),
        )
    if json:
        screen.put_json(asdict(receipt))
        return
    _tell(receipt)


def _mapping(columns: list[str] | None) -> dict[str, str] | None:
    pairs = [one.partition("=") for one in columns or []]
    if any(not (ours and equals and theirs) for ours, equals, theirs in pairs):
        raise NotUnderstood("A column is named as ours=theirs.", 'Say --column "month=Month of".')
    return {ours: theirs for ours, _, theirs in pairs} or None


def _tell(receipt: Receipt) -> None:
    for remark in (*receipt.remarks, *_of_parts(receipt)):
        screen.remark(remark)
    if not receipt.changed:
        return
    screen.say(
        f"{counted(receipt.delivered, 'row')} delivered: {receipt.accepted:,} accepted, "
        f"{receipt.refused:,} refused."
    )
    if receipt.refused:
        rows = [(rule, f"{count:,}", why) for rule, why, count in receipt.refused_by_rule]
        screen.put_table("Refused", ("Rule", "Rows", "Why"), rows, frozenset((0, 2)))
        screen.say(
            f"Every refused row is kept: `towpath loads refused {receipt.delivery}` lists them."
        )
    if receipt.already_held:
        tables = counted(len(receipt.already_held), "table")
        screen.remark(f"In force already, and left as it was: {tables} of the delivery.")
    if receipt.superseded:
        screen.say(f"Superseded: {counted(len(receipt.superseded), 'earlier load')}.")
    came = counted(len(receipt.loads), "load")
    screen.say(f"{came} came into force; the snapshot is {receipt.snapshot}.")


def _of_parts(receipt: Receipt) -> list[str]:
    """What was said of single tables: each remark once, with the table or how many."""
    said: dict[str, list[str]] = {}
    for part in receipt.parts:
        for remark in part.remarks:
            said.setdefault(remark, []).append(part.name)
    return [
        f"{of[0] if len(of) == 1 else counted(len(of), 'table')}: {remark}"
        for remark, of in said.items()
    ]


def loads(context: typer.Context, json: Json = False) -> None:
    """List the loads in force, a line for each feed and agency."""
    if context.invoked_subcommand:
        return
    from towpath.evidence import registers

    held = registers.in_force(opening.home(context.obj)).loads
    if json:
        screen.put_json([asdict(load) for load in held])
        return
    rows = [_summary(source, held) for source in sorted({load.source for load in held})]
    headings = ("Feed", "Agency", "Months", "From", "To", "Rows", "Counted", "Refused")
    title = f"{counted(len(held), 'load')} in force"
    screen.put_table(title, headings, rows, frozenset((0, 1)))
    screen.remark("`towpath loads show FEED|LOAD` tells each load of a feed, or one whole.")


def _summary(source: tuple[str, str], held: tuple[Load, ...]) -> tuple[str, ...]:
    mine = [load for load in held if load.source == source]
    months = sorted(load.month[:7] for load in mine)
    sums = (sum(getattr(load, name) for load in mine) for name in ("rows", "counted", "refused"))
    return (*source, str(len(months)), months[0], months[-1], *(f"{one:,}" for one in sums))


def show(
    context: typer.Context,
    words: Annotated[str, typer.Argument(help="A load's id, or a feed.")],
    json: Json = False,
) -> None:
    """Tell one load whole, or list the loads of a feed."""
    from towpath.evidence import registers

    home = opening.home(context.find_root().obj)
    held = registers.in_force(home).loads
    found = [load for load in held if load.id.startswith(words) or load.feed == words]
    if not found:
        raise NotUnderstood(f'No load in force is called "{words}".', "See `towpath loads`.")
    if json:
        screen.put_json([asdict(load) for load in found])
    elif len(found) == 1:
        screen.put_facts(_facts(found[0]))
    else:
        rows = [(x.id, x.agency, x.month[:7], f"{x.rows:,}", f"{x.refused:,}") for x in found]
        headings = ("Load", "Agency", "Month", "Rows", "Refused")
        screen.put_table(counted(len(found), "load"), headings, rows, frozenset((0, 1, 2)))


def refused(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help="The delivery's id, as `towpath load` said it.")],
    to: Annotated[Path | None, typer.Option(help="Write them to this CSV file instead.")] = None,
    json: Json = False,
) -> None:
    """List the rows of a delivery that were refused: the rule, the line and the values."""
    from towpath.evidence import refusals

    home = opening.home(context.find_root().obj)
    found = refusals.rows(home, delivery, grant=home.owner())
    if json:
        screen.put_json([asdict(row) | {"values": dict(row.values)} for row in found])
    elif to:
        _write(to, found)
        screen.say(f"{counted(len(found), 'row')} written to {to}.")
    else:
        rows = [(x.rule, x.sentence, x.part, f"{x.line}", _told(x.values)) for x in found]
        headings = ("Rule", "Why", "File", "Line", "Values")
        title = f"{counted(len(found), 'row')} refused"
        screen.put_table(title, headings, rows, frozenset((0, 1, 2, 4)))


def _told(values: tuple[tuple[str, str], ...]) -> str:
    """The values that a refused row has, each under its heading; a broken line as it stands."""
    return "; ".join(f"{name}: {said}" if name else said for name, said in values if said)


def _write(path: Path, rows: Sequence[RefusedRow]) -> None:
    """One line a refused row, the file's own columns last, for a spreadsheet."""
    import csv

    names = dict.fromkeys(name for row in rows for name, _ in row.values)
    headings = [name or "Line as it stands" for name in names]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Rule", "Why", "File", "Line", *headings])
        for row in rows:
            said = dict(row.values)
            cells = (_as_text(said.get(name, "") or "") for name in names)
            writer.writerow([row.rule, row.sentence, row.part, row.line, *cells])


def _as_text(value: str) -> str:
    """A value that a spreadsheet will not run: a formula is led by an apostrophe."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _facts(load: Load) -> dict[str, str]:
    return {
        "Load": load.id,
        "Feed": f"{load.feed} ({load.title})",
        "Agency": load.agency,
        "Month": load.month[:7],
        "Delivery": f"{load.delivery}, {load.delivered}",
        "Files": "\n".join(f"{name}  SHA-256 {sha}" for name, sha in load.parts),
        "Rows": f"{load.rows:,} accepted, {load.refused:,} refused; {load.counted:,} once repeats "
        "of an identifier are counted once",
        "Refused": "\n".join(f"{rule}: {count:,}" for rule, count in load.refused_by_rule),
        "Placed": ", ".join(f"{how} {count:,}" for how, count in load.placed),
        "Small areas": str(load.vintage or "none"),
        "Points": "anonymised stand-ins" if load.snapped else "as recorded",
        "Handling": f"{load.sensitivity}, {load.licence}",
        "Remarks": "\n".join(load.remarks),
    }


def snapshot(context: typer.Context, json: Json = False) -> None:
    """Name the snapshot in force, and those that were."""
    from towpath.evidence import registers

    home = opening.home(context.obj)
    now = registers.in_force(home)
    past = [one for one in registers.history(home) if one.id != now.id]
    past.sort(key=lambda one: (_came(one), len(one.loads)), reverse=True)
    if json:
        came = {one.id: one.event.get("at") for one in (now, *past)}
        known = [x.id for x in now.loads]
        screen.put_json({"snapshot": now.id, "loads": known, "past": [*came][1:], "came": came})
        return
    rows = counted(sum(load.rows for load in now.loads), "row")
    screen.say(f"{now.id}  in force, {counted(len(now.loads), 'load')}, {rows}")
    for one in past:
        screen.say(f"{one.id}  {_came(one)}, {counted(len(one.loads), 'load')}")


def _came(snapshot: Snapshot) -> str:
    """When a snapshot came into force, as far as its register says: a day and a time, in UTC."""
    return str(snapshot.event.get("at", ""))[:16].replace("T", " ") or "at an unknown time"


def retire(
    context: typer.Context,
    loads: Annotated[list[str], typer.Argument(help="Ids of loads, or a feed.")],
    because: Annotated[str, typer.Option(help="Why, for the audit trail.")],
) -> None:
    """Take loads out of force and delete their rows; what was published from them stays."""
    from towpath.evidence import retiring

    home = opening.home(context.obj)
    gone = retiring.retire(home, loads, because=because, grant=home.owner(), at=datetime.now(UTC))
    retired = counted(len(gone.loads), "load")
    screen.say(f"{retired} retired; the snapshot is {gone.snapshot}.")
