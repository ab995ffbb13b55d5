"""Taking deliveries in, and seeing what is held."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, screen
from towpath.cli.commands.homes import Json
from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    from towpath.evidence.receipts import Receipt
    from towpath.evidence.registers import Load

loads_app = typer.Typer(help="The loads in force: what is held, of whom, of when.")


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.command(rich_help_panel="Evidence")(load)
    app.add_typer(loads_app, name="loads", rich_help_panel="Evidence", invoke_without_command=True)
    loads_app.callback()(loads)
    loads_app.command("show")(show)
    app.command(rich_help_panel="Evidence")(snapshot)
    app.command(rich_help_panel="Evidence")(retire)
    app.command(rich_help_panel="Evidence")(audit)


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
    confirm: Annotated[bool, typer.Option(help="Let a month shrink by a third or more.")] = False,
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
    for remark in receipt.remarks:
        screen.remark(remark)
    if not receipt.changed:
        return
    screen.say(
        f"{receipt.delivered:,} rows delivered: {receipt.accepted:,} accepted, "
        f"{receipt.refused:,} refused."
    )
    if receipt.refused:
        rows = [(rule, f"{count:,}", why) for rule, why, count in receipt.refused_by_rule]
        screen.put_table("Refused", ("Rule", "Rows", "Why"), rows, frozenset((0, 2)))
        screen.say(f"Every refused row is kept: deliveries/{receipt.delivery}.")
    if receipt.already_held:
        screen.remark(f"{len(receipt.already_held)} of its tables were in force already.")
    if receipt.superseded:
        screen.say(f"{len(receipt.superseded)} earlier loads were superseded.")
    screen.say(f"{len(receipt.loads)} loads came into force; the snapshot is {receipt.snapshot}.")


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
    screen.put_table(f"{len(held)} loads in force", headings, rows, frozenset((0, 1)))
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
        screen.put_table(f"{len(found)} loads", headings, rows, frozenset((0, 1, 2)))


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
    if json:
        past = [one.id for one in registers.history(home)]
        screen.put_json({"snapshot": now.id, "loads": [x.id for x in now.loads], "past": past})
        return
    screen.say(f"{now.id}  {len(now.loads)} loads, {sum(x.rows for x in now.loads):,} rows")
    for one in registers.history(home):
        if one.id != now.id:
            screen.say(f"{one.id}  earlier, {len(one.loads)} loads")


def retire(
    context: typer.Context,
    loads: Annotated[list[str], typer.Argument(help="Ids of loads, or a feed.")],
    because: Annotated[str, typer.Option(help="Why, for the audit trail.")],
) -> None:
    """Take loads out of force and delete their rows; what was published from them stays."""
    from towpath.evidence import retiring

    home = opening.home(context.obj)
    gone = retiring.retire(home, loads, because=because, grant=home.owner(), at=datetime.now(UTC))
    screen.say(f"{len(gone.loads)} loads retired; the snapshot is {gone.snapshot}.")


def audit(context: typer.Context) -> None:
    """Check that nobody has changed the audit trail."""
    from towpath.evidence import trails

    events = trails.verify(opening.home(context.obj))
    screen.say(f"The audit trail is whole: {events:,} events, each chained to the one before.")
