"""Trials of measures in places: whether one could show anything, and whether it helped."""

from __future__ import annotations

from typing import Annotated

import typer

from towpath.cli import placing
from towpath.cli.commands.homes import Json

PLACE = "a local area, a ward, small areas between commas, or a GeoJSON or GeoPackage file"
TreatedOption = Annotated[str, typer.Option(help=f"Where we act: {PLACE}.")]
ControlOption = Annotated[str, typer.Option(help="A place like it where nothing is done.")]
BufferOption = Annotated[
    str, typer.Option(help="The ground around, where crime might move: metres, or a place.")
]
BufferControlOption = Annotated[
    str, typer.Option(help="Its control; with metres, else, as wide a ring around the control.")
]


def helped(
    context: typer.Context,
    category: placing.CategoryOption,
    treated: TreatedOption,
    control: ControlOption,
    before: Annotated[str, typer.Option(help='"12 months to March 2024".')],
    after: Annotated[str, typer.Option(help='"12 months to March 2025".')],
    buffer: BufferOption = "",
    buffer_control: BufferControlOption = "",
    chosen_otherwise: Annotated[
        bool, typer.Option(help="The place was not chosen because it stood high.")
    ] = False,
    area: placing.AreaOption = "",
    feed: placing.FeedOption = "",
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Tell whether it helped: a place, the ground around it and a control, before and after.

    The weighted displacement difference and quotient with limits, the series month by month, and
    what the place would have fallen by itself; and what of all this can be said.
    """
    from towpath.foundation import Period
    from towpath.places import helped as told
    from towpath.places.plots import Asked

    places = Asked(treated, control, buffer, buffer_control)
    asked = placing.Asked(category, after, area, feed=feed)
    earlier, chosen_high = Period.parse(before), not chosen_otherwise
    placing.answer(
        context.obj, asked, placing.wishes(out, formats, recipient, json=json),
        "Counting before and after",
        lambda held, question: told.judge(held, question, places, earlier, chosen_high=chosen_high),
    )  # fmt: skip


def pilot(
    context: typer.Context,
    category: placing.CategoryOption,
    treated: TreatedOption,
    control: ControlOption,
    months: Annotated[int, typer.Option(help="How long it is to last.", min=1)] = 12,
    fall: Annotated[float, typer.Option(help="The fall hoped for, in per cent.")] = 20,
    buffer: BufferOption = "",
    buffer_control: BufferControlOption = "",
    period: Annotated[
        str, typer.Option(help="The months to plan on; else the last 12 months held.")
    ] = "",
    area: placing.AreaOption = "",
    feed: placing.FeedOption = "",
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Tell beforehand whether a pilot of this size could show anything.

    The chance that a true fall comes out clear, the smallest fall that would, and how much longer
    it would have to be.
    """
    from towpath.places import pilot as told
    from towpath.places.plots import Asked

    places = Asked(treated, control, buffer, buffer_control)
    asked = placing.Asked(category, period, area, feed=feed)
    placing.answer(
        context.obj, asked, placing.wishes(out, formats, recipient, json=json),
        "Counting what comes usually",
        lambda held, question: told.plan(held, question, places, months, fall),
    )  # fmt: skip
