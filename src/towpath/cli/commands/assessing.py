"""Compiling, rendering and listing assessments, and the monthly report."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, screen
from towpath.cli.commands.asking import AgainstOption, AreaOption, PeriodOption
from towpath.cli.commands.homes import Json
from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    from towpath.assessment.typed import Entry

FormOption = Annotated[
    str, typer.Option(help='"partnership" (exact, marked), "public" (through the gate) or "both".')
]
FormatsOption = Annotated[
    str, typer.Option(help='All, or some of "html,pdf,docx,xlsx,csv,gpkg,svg".')
]
RecipientOption = Annotated[
    list[str] | None, typer.Option("--for", help="Who the partnership's form is for; repeatable.")
]

report_app = typer.Typer(help="Reports between assessments.", no_args_is_help=True)
evidence_app = typer.Typer(
    help="Evidence that people type where there is no data.", no_args_is_help=True
)


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.command(rich_help_panel="Assess")(assess)
    app.command(rich_help_panel="Assess")(render)
    app.command(rich_help_panel="Assess")(editions)
    app.add_typer(report_app, name="report", rich_help_panel="Assess")
    report_app.command("month")(month)
    app.add_typer(evidence_app, name="evidence", rich_help_panel="Assess")
    evidence_app.command("add")(add)
    evidence_app.command("accept-gap")(accept_gap)
    evidence_app.command("list")(entries)
    evidence_app.command("withdraw")(withdraw)


def _forms(form: str) -> tuple[str, ...]:
    known: dict[str, tuple[str, ...]] = {
        "partnership": ("partnership",),
        "public": ("public",),
        "both": ("partnership", "public"),
    }
    if form not in known:
        raise NotUnderstood(f'There is no form "{form}".', f"Say one of {', '.join(known)}.")
    return known[form]


def assess(
    context: typer.Context,
    period: PeriodOption,
    against: AgainstOption = "the year before",
    area: AreaOption = "",
    form: FormOption = "both",
    formats: FormatsOption = "all",
    recipient: RecipientOption = None,
    json: Json = False,
) -> None:
    """Compile the strategic assessment: six sections of findings, in two forms, in all formats."""
    from towpath.cli import compilation

    forms = _forms(form)
    wanted = compilation.Wanted(
        period, against, area, forms, opening.formats(formats), tuple(recipient or ())
    )
    made = compilation.compile(context.obj, wanted, at=datetime.now(UTC).date())
    if json:
        screen.put_json(
            {
                "edition": made.edition.id,
                "snapshot": made.edition.snapshot,
                "files": [str(file) for file in made.files],
                "figures": len(made.edition.figures),
                "not_supplied": [one.key for one in made.edition.contents if not one.supplied],
                "blocked": list(made.edition.blocked),
                "seconds": round(made.seconds, 2),
            }
        )
        return
    compilation.tell(made)


def render(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(help="The edition's id, or a beginning of it.")],
    form: FormOption = "both",
    formats: FormatsOption = "all",
    recipient: RecipientOption = None,
) -> None:
    """Write a kept edition's files again, byte for byte, whatever has happened to its loads."""
    from towpath.assessment import editions as kept
    from towpath.assessment import rendering
    from towpath.cli import compilation

    home = opening.home(context.obj)
    found = kept.get(home.editions, edition)
    with screen.progress("Writing") as bar:
        readers = compilation.recipients(home, tuple(recipient or ()))
        files = rendering.render(
            home.editions / found.id,
            rendering.Wanted(readers, opening.formats(formats), compilation.word_template(home)),
            forms=_forms(form),
            progress=bar,
        )
    screen.say(f"{screen.counted(len(files), 'file')} of edition {found.id} written.")


def editions(context: typer.Context, json: Json = False) -> None:
    """List the editions that are kept."""
    from towpath.assessment import editions as kept

    home = opening.home(context.obj)
    known = kept.held(home.editions)
    if json:
        screen.put_json(list(known))
        return
    for one in known:
        screen.say(one)
    if not known:
        screen.remark("None yet: `towpath assess --period …` compiles one.")


def month(
    context: typer.Context,
    period: Annotated[str, typer.Argument(help='The month: "March 2025".')],
    area: AreaOption = "",
    formats: FormatsOption = "html,pdf",
    form: FormOption = "partnership",
    recipient: RecipientOption = None,
) -> None:
    """Write the monthly report: signals first, then the month, the year to date, rolling twelve."""
    from towpath.cli import reporting

    files = reporting.month(
        context.obj,
        period,
        area,
        forms=_forms(form),
        formats=opening.formats(formats),
        recipients=tuple(recipient or ()),
        at=datetime.now(UTC).date(),
    )
    for file in files:
        screen.say(str(file))


SectionArgument = Annotated[int, typer.Argument(help="The section, 1 to 6.")]
ByOption = Annotated[str, typer.Option(help="Who says so.")]


def add(
    context: typer.Context,
    section: SectionArgument,
    text: Annotated[str, typer.Option(help="What is known, in a sentence or two.")],
    by: ByOption,
    attach: Annotated[Path | None, typer.Option(help="A file to keep with it.")] = None,
) -> None:
    """Type or attach evidence for a section of the assessment."""
    from towpath.assessment import typed

    home = opening.home(context.obj)
    today = datetime.now(UTC).date()
    entry = typed.add(home.editions, section=section, text=text, by=by, at=today, attached=attach)
    screen.say(f"Kept for section {entry.section}: {entry.text}")


def accept_gap(
    context: typer.Context,
    section: SectionArgument,
    because: Annotated[str, typer.Option(help="Why it is not available.")],
    by: ByOption,
) -> None:
    """Accept that a section's evidence is not available, so that it can be signed off."""
    from towpath.assessment import typed

    home = opening.home(context.obj)
    today = datetime.now(UTC).date()
    typed.accept_gap(home.editions, section=section, because=because, by=by, at=today)
    screen.say(f"Section {section}: not available, accepted by {by} because {because}")


def entries(context: typer.Context, json: Json = False) -> None:
    """List what was typed, attached, accepted and withdrawn."""
    from towpath.assessment import typed

    found = typed.entries(opening.home(context.find_root().obj).editions)
    if json:
        screen.put_json([asdict(one) for one in found])
        return
    rows = [(str(one.number), str(one.evidence.section), *_entry(one)) for one in found]
    headings = ("No.", "Section", "Kind", "What", "By", "On", "Stands")
    screen.put_table("Typed evidence", headings, rows, frozenset(range(2, 7)))
    if found:
        screen.remark("`towpath evidence withdraw NO. --by … --because …` withdraws one.")


def _entry(entry: Entry) -> tuple[str, ...]:
    said, gone = entry.evidence, entry.withdrawn
    stands = f"withdrawn on {gone.dated} by {gone.by}: {gone.because}" if gone else "yes"
    kind = "accepted gap" if said.accepted_by else "evidence"
    return kind, said.text, said.author, said.dated, stands


def withdraw(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Its number in `towpath evidence list`.")],
    by: ByOption,
    because: Annotated[str, typer.Option(help="Why it no longer stands.")],
) -> None:
    """Withdraw an entry: it stays on file but is printed no more, and its gap blocks again."""
    from towpath.assessment import typed

    home = opening.home(context.find_root().obj)
    today = datetime.now(UTC).date()
    gone = typed.withdraw(home.editions, number, because=because, by=by, at=today)
    screen.say(f"Entry {number} of section {gone.evidence.section} is withdrawn.")
    screen.remark("Compile again with `towpath assess …`: editions already kept do not change.")
