"""Places: where events gather, what follows what, and which places several agencies meet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from towpath.cli import placing, screen
from towpath.cli.commands.homes import Json

CategoryOption = Annotated[
    str, typer.Option(help='"burglary", "violence", …: `towpath categories`.')
]
PeriodOption = Annotated[
    str, typer.Option(help='"12 months to April 2025", "2024/25"; else the last 12 months held.')
]
AreaOption = Annotated[str, typer.Option(help="The area, if not the partnership's own.")]
CellOption = Annotated[float, typer.Option(help="Metres across a cell; 0 for one that suits.")]
FeedOption = Annotated[str, typer.Option(help="Count from this feed; else from the one that fits.")]
OutOption = Annotated[
    Path | None, typer.Option(help="Where to write the files; else HOME/results/places/….")
]
FormatsOption = Annotated[
    str,
    typer.Option(
        help="Some of html, pdf, docx, xlsx, csv, gpkg, geojson, pmtiles, png, svg; or all."
    ),
]
RecipientOption = Annotated[
    list[str] | None, typer.Option("--for", help="Who a marked answer is for; repeatable.")
]
QUICK = "html,csv,gpkg,geojson,png"

places_app = typer.Typer(
    help="Where events gather, what follows what, where next, and how good that was.",
    no_args_is_help=True,
)


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.add_typer(places_app, name="places", rich_help_panel="Places")
    places_app.command(rich_help_panel="Look")(hotspots)
    places_app.command(rich_help_panel="Look")(repeats)
    places_app.command(rich_help_panel="Look")(hours)
    places_app.command(rich_help_panel="Look")(overlay)
    from towpath.cli.commands import trials  # it takes its options from here

    places_app.command(rich_help_panel="Try and judge")(trials.pilot)
    places_app.command(rich_help_panel="Try and judge")(trials.helped)


def hotspots(
    context: typer.Context,
    category: CategoryOption,
    period: PeriodOption = "",
    area: AreaOption = "",
    cell: CellOption = 0.0,
    areas: Annotated[int, typer.Option(help="How many areas to walk, at most.", min=1)] = 6,
    across: Annotated[float, typer.Option(help="The widest such an area may be, in metres.")] = 500,
    bandwidth: Annotated[float, typer.Option(help="Of the density, in metres; 0: two cells.")] = 0,
    network: Annotated[
        Path | None,
        typer.Option(help="Street centre lines (.gpkg, .geojson): streets are then ranked too."),
    ] = None,
    feed: FeedOption = "",
    out: OutOption = None,
    formats: FormatsOption = QUICK,
    recipient: RecipientOption = None,
    json: Json = False,
) -> None:
    """Show where events gather: density, cells that are hot by more than chance, areas to walk.

    The areas are ranked, outlined and named by their streets, and it is told what areas drawn on
    the first half of the period held of the second. Files: a page, tables, layers and pictures.
    """
    from towpath.places import hotspots as told
    from towpath.places.gathering import Method

    asked = placing.Asked(category, period, area, cell, feed)
    with placing.question(context.obj, asked) as (held, question), screen.progress("Looking") as on:
        on("Counting cells", 0.2)
        answer = told.find(held, question, Method(areas, across, bandwidth), network)
        on("Drawing", 0.6)
        files = placing.keep(held, answer, placing.Wishes(out, formats, tuple(recipient or ())))
    placing.tell(answer, files, json=json)


def repeats(
    context: typer.Context,
    category: CategoryOption,
    period: PeriodOption = "",
    area: AreaOption = "",
    distances: Annotated[str, typer.Option(help="Bands in metres; 0 is the same place.")] = (
        "0,100,200,300,400"
    ),
    days: Annotated[str, typer.Option(help="Bands in days.")] = "7,14,21,28",
    permutations: Annotated[int, typer.Option(help="How often chance is tried.", min=99)] = 999,
    feed: FeedOption = "",
    out: OutOption = None,
    formats: FormatsOption = QUICK,
    recipient: RecipientOption = None,
    json: Json = False,
) -> None:
    """Tell whether one event is followed by more, at the same place and nearby, and for how long.

    Needs a day and a point of its own for each event: months and anonymised points are refused.
    """
    from towpath.places import repeats as told
    from towpath.places.following import Bands

    asked = placing.Asked(category, period, area, feed=feed)
    bands = Bands(placing.edges(distances), placing.edges(days), permutations)
    with placing.question(context.obj, asked) as (held, question), screen.progress("Looking") as on:
        on("Dealing out the days", 0.2)
        answer = told.find(held, question, bands)
        on("Drawing", 0.7)
        files = placing.keep(held, answer, placing.Wishes(out, formats, tuple(recipient or ())))
    placing.tell(answer, files, json=json)


def hours(
    context: typer.Context,
    category: CategoryOption,
    period: PeriodOption = "",
    area: AreaOption = "",
    feed: FeedOption = "",
    out: OutOption = None,
    formats: FormatsOption = QUICK,
    recipient: RecipientOption = None,
    json: Json = False,
) -> None:
    """Tell at which hours and on which days it happens, fairly for what is found out afterwards."""
    from towpath.places import hours as told

    asked = placing.Asked(category, period, area, feed=feed)
    with placing.question(context.obj, asked) as (held, question), screen.progress("Looking") as on:
        on("Sharing events over their hours", 0.2)
        answer = told.find(held, question)
        files = placing.keep(held, answer, placing.Wishes(out, formats, tuple(recipient or ())))
    placing.tell(answer, files, json=json)


def overlay(
    context: typer.Context,
    category: Annotated[str, typer.Option(help="What to count of the police's events.")] = "crime",
    period: PeriodOption = "",
    area: AreaOption = "",
    cell: CellOption = 0.0,
    at_least: Annotated[int, typer.Option(help="Hot for how many agencies.", min=2)] = 2,
    areas: Annotated[int, typer.Option(help="How many places to draw, at most.", min=1)] = 8,
    out: OutOption = None,
    formats: FormatsOption = QUICK,
    recipient: RecipientOption = None,
    json: Json = False,
) -> None:
    """Show the places that are hot for two agencies or more: police, council, fire, ambulance."""
    from towpath.places import overlay as told

    asked = placing.Asked(category, period, area, cell)
    with placing.question(context.obj, asked) as (held, question), screen.progress("Looking") as on:
        on("Laying the agencies' maps over each other", 0.2)
        answer = told.find(held, question, at_least, areas)
        on("Drawing", 0.7)
        files = placing.keep(held, answer, placing.Wishes(out, formats, tuple(recipient or ())))
    placing.tell(answer, files, json=json)
