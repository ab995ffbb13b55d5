"""Asking: what changed, and where a number comes from."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from towpath.cli import opening, screen
from towpath.cli.commands.homes import Json

PeriodOption = Annotated[str, typer.Option(help='"12 months to April 2025", "2024/25", …')]
AgainstOption = Annotated[
    str,
    typer.Option(help='A period, "the same months last year", "three-year mean", "before COVID".'),
]
AreaOption = Annotated[str, typer.Option(help="The area, if not the partnership's own.")]


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.command(rich_help_panel="Ask")(change)
    app.command(rich_help_panel="Ask")(indicators)
    app.command(rich_help_panel="Ask")(explain)


def change(
    context: typer.Context,
    period: PeriodOption,
    against: AgainstOption = "the year before",
    area: AreaOption = "",
    json: Json = False,
    json_full: Annotated[bool, typer.Option("--json-full", hidden=True)] = False,
) -> None:
    """Tell what rose and fell between two periods, category by category, and how sure that is.

    `--json` prints records for scripts, `--json=full` adds caveats and grounds.
    """
    from towpath.assessment import caveats, ledger, telling
    from towpath.assessment.changes import comparison

    with opening.study(context.obj, area, period, against) as study:
        told = comparison.of(study)
        ledger.record(study.held.home.results, telling.figures(told))
        warned = caveats.all_of(study)
        if json or json_full:
            records: Any = [telling.record(row) for row in told.rows]
            if json_full:
                records = telling.full(study, told, warned)
            screen.put_json(records)
            return
        title, headings, rows = telling.table(study, told)
        words = frozenset((0, len(headings) - 2))
        screen.put_table(title, headings, rows, words, frozenset(("Per day", "95 % limits")))
        for sentence in telling.remarks(study, told):
            screen.remark(sentence)
        for caveat in warned:
            screen.remark(f"{caveat.name}: {telling.plain(caveat.spans)}", grave=caveat.grave)


def indicators(
    context: typer.Context,
    period: PeriodOption,
    against: AgainstOption = "the year before",
    area: AreaOption = "",
    json: Json = False,
) -> None:
    """Work out every indicator that runs on data, the partnership's own last."""
    from towpath.assessment import ledger
    from towpath.assessment.last_plan import on_data

    with opening.study(context.obj, area, period, against) as study:
        told = on_data.of(study)
        figures = [one.indicator.now for one in told] + [one.indicator.before for one in told]
        ledger.record(study.held.home.results, figures)
        if json:
            screen.put_json([on_data.record(one) for one in told])
            return
        title, headings, rows = on_data.lines(study)
        screen.put_table(title, headings, rows, frozenset((0, len(headings) - 3)))


def explain(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(help="A figure's id, or a unique beginning of it.")],
    rows: Annotated[int, typer.Option(help="How many of its rows to list.")] = 5,
    json: Json = False,
) -> None:
    """Tell where a number comes from: its definition, snapshot, loads, files and rows."""
    from towpath.assessment import explaining

    home = opening.home(context.obj)
    told = explaining.explain(home, figure, rows=rows, grant=home.owner())
    if json:
        screen.put_json(told.as_json())
        return
    screen.put_facts(told.facts())
    for title, headings, listed in told.tables():
        screen.put_table(title, headings, listed, frozenset(range(len(headings))))
