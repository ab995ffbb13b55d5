"""Places: where events gather, what follows what, and which places several agencies meet."""

from __future__ import annotations

from typing import Annotated

import typer

from towpath.cli import placing
from towpath.cli.commands import trials
from towpath.cli.commands.homes import Json

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
    places_app.command(rich_help_panel="Try and judge")(trials.pilot)
    places_app.command(rich_help_panel="Try and judge")(trials.helped)


def hotspots(
    context: typer.Context,
    category: placing.CategoryOption,
    period: placing.PeriodOption = "",
    area: placing.AreaOption = "",
    cell: placing.CellOption = 0.0,
    areas: Annotated[int, typer.Option(help="How many areas to walk, at most.", min=1)] = 6,
    across: Annotated[float, typer.Option(help="The widest such an area may be, in metres.")] = 500,
    bandwidth: Annotated[float, typer.Option(help="Of the density, in metres; 0: two cells.")] = 0,
    network: placing.NetworkOption = None,
    feed: placing.FeedOption = "",
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Show where events gather: density, cells that are hot by more than chance, areas to walk.

    The areas are ranked, outlined and named by their streets, and it is told what areas drawn on
    the first half of the period held of the second. Files: a page, tables, layers and pictures.
    """
    from towpath.places import hotspots as told
    from towpath.places.gathering import Method

    asked = placing.Asked(category, period, area, cell, feed)
    method = Method(areas, across, bandwidth)
    placing.answer(
        context.obj, asked, placing.wishes(out, formats, recipient, json=json), "Counting cells",
        lambda held, question: told.find(held, question, method, network),
    )  # fmt: skip


def repeats(
    context: typer.Context,
    category: placing.CategoryOption,
    period: placing.PeriodOption = "",
    area: placing.AreaOption = "",
    distances: Annotated[str, typer.Option(help="Bands in metres; 0 is the same place.")] = (
        "0,100,200,300,400"
    ),
    days: Annotated[str, typer.Option(help="Bands in days.")] = "7,14,21,28",
    permutations: Annotated[int, typer.Option(help="How often chance is tried.", min=99)] = 999,
    feed: placing.FeedOption = "",
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Tell whether one event is followed by more, at the same place and nearby, and for how long.

    Needs a day and a point of its own for each event: months and anonymised points are refused.
    """
    from towpath.places import repeats as told
    from towpath.places.following import Bands

    asked = placing.Asked(category, period, area, feed=feed)
    bands = Bands(placing.edges(distances), placing.edges(days), permutations)
    placing.answer(
        context.obj, asked, placing.wishes(out, formats, recipient, json=json),
        "Dealing out the days", lambda held, question: told.find(held, question, bands),
    )  # fmt: skip


def hours(
    context: typer.Context,
    category: placing.CategoryOption,
    period: placing.PeriodOption = "",
    area: placing.AreaOption = "",
    feed: placing.FeedOption = "",
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Tell at which hours and on which days it happens, fairly for what is found out afterwards."""
    from towpath.places import hours as told

    asked = placing.Asked(category, period, area, feed=feed)
    placing.answer(
        context.obj, asked, placing.wishes(out, formats, recipient, json=json),
        "Sharing events over their hours", told.find,
    )  # fmt: skip


def overlay(
    context: typer.Context,
    category: Annotated[str, typer.Option(help="What to count of the police's events.")] = "crime",
    period: placing.PeriodOption = "",
    area: placing.AreaOption = "",
    cell: placing.CellOption = 0.0,
    at_least: Annotated[int, typer.Option(help="Hot for how many agencies.", min=2)] = 2,
    areas: Annotated[int, typer.Option(help="How many places to draw, at most.", min=1)] = 8,
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Show the places that are hot for two agencies or more: police, council, fire, ambulance."""
    from towpath.places import overlay as told

    asked = placing.Asked(category, period, area, cell)
    placing.answer(
        context.obj, asked, placing.wishes(out, formats, recipient, json=json),
        "Laying the agencies' maps over each other",
        lambda held, question: told.find(held, question, at_least, areas),
    )  # fmt: skip
