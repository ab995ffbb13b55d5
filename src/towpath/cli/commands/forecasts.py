"""Forecasts: where next, and how good such maps have been."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import opening, placing, screen
from towpath.cli.commands.homes import Json
from towpath.cli.commands.places import places_app
from towpath.foundation import Level, NotUnderstood, Period

if TYPE_CHECKING:
    from towpath.evidence.held import Held
    from towpath.places.ground import Question
    from towpath.places.walks import Asked

AsOfOption = Annotated[
    str, typer.Option(help='The first day foreseen, "2026-01-01"; else the day after the last one.')
]
CellOption = Annotated[float, typer.Option(help="Metres across a cell.", min=20)]
LayersOption = Annotated[
    list[Path] | None,
    typer.Option(help="Features of the ground (.gpkg, .geojson) for risk-terrain; repeatable."),
]
ByOption = Annotated[
    str, typer.Option(help='"day", or "month": by small area, for feeds that tell no more.')
]


def hang(_: typer.Typer) -> None:
    """Hang these commands on the group of places."""
    places_app.command(rich_help_panel="Foresee")(forecast)
    places_app.command(rich_help_panel="Foresee")(score)


def forecast(
    context: typer.Context,
    category: placing.CategoryOption,
    as_of: AsOfOption = "",
    method: Annotated[str, typer.Option(help="Which method: see `score`.")] = "recommended",
    by_hand: Annotated[
        list[str] | None, typer.Option("--set", help="A parameter by hand: weeks=2. Repeatable.")
    ] = None,
    layers: LayersOption = None,
    days: Annotated[int, typer.Option(help="How many days to foresee.", min=1)] = 1,
    cell: CellOption = 250,
    share: Annotated[float, typer.Option(help="Per cent of the ground to walk.")] = 2,
    anyway: Annotated[bool, typer.Option(help="Draw a method that is switched off.")] = False,
    by: ByOption = "day",
    network: placing.NetworkOption = None,
    area: placing.AreaOption = "",
    feed: placing.FeedOption = "",
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Foresee where it is likeliest next, beside what such a map was worth over the last 90 days.

    A method that is no better than last year's counts is switched off, and those are drawn instead.
    Every forecast is kept, and `score --kept` tells what became of it.
    """
    from towpath.places import forecasts, foreseen, kept, methods, walks

    said = methods.settings(tuple(by_hand or ()))
    choice = methods.Choice(method, said, tuple(layers or ()))
    wanted = foreseen.Wanted(choice, days, walks.share_of(share), anyway, network)
    wishes = placing.wishes(out, formats, recipient, json=json)
    asked = placing.Asked(category, "", area, cell, feed)
    with placing.question(context.obj, asked) as (held, question), screen.progress("Looking") as on:
        if _monthly(by):
            _tell_month(held, question, wishes)
            return
        on("Walking the last 90 days", 0.2)
        told = foreseen.foresee(held, _asked(question, as_of), wanted)
        answer = forecasts.answered(told)
        on("Drawing", 0.7)
        files = placing.keep(held, answer, wishes)
        if not told.judgement.scorecard:
            kept.keep_scorecard(held.home, *told.scorecard)
        folder, fresh = kept.keep(held.home, told.kept)
    placing.tell(answer, files, json=wishes.json)
    what = "Kept as" if fresh else "Kept before, and left as it is:"
    screen.remark(
        f"{what} {folder.name}. `towpath places score --kept` scores it once its days are held."
    )


def score(
    context: typer.Context,
    category: Annotated[
        str, typer.Option(help='"burglary", "violence", …; needed but for --kept.')
    ] = "",
    days: Annotated[int, typer.Option(help="How many days to score.", min=2)] = 180,
    as_of: AsOfOption = "",
    methods: Annotated[
        str, typer.Option(help="Some methods between commas; else all of them.")
    ] = "",
    layers: LayersOption = None,
    cell: CellOption = 250,
    kept: Annotated[bool, typer.Option(help="Score the forecasts that were kept.")] = False,
    each: Annotated[
        str, typer.Option(help='A line for each area of a level: "district", "force", "ward".')
    ] = "",
    by: ByOption = "day",
    area: placing.AreaOption = "",
    feed: placing.FeedOption = "",
    out: placing.OutOption = None,
    formats: placing.FormatsOption = placing.QUICK,
    recipient: placing.RecipientOption = None,
    json: Json = False,
) -> None:
    """Score every method day by day, each forecast knowing only what came before.

    Hit rate, PAI, PEI and RRI at equal ground with their limits, beside last year's counts; the
    verdict that switches methods on and off; and which kinds of area bear it.
    """
    from towpath.places import kept as keeping
    from towpath.places import scorecards, scoring

    wishes = placing.wishes(out, formats, recipient, json=json)
    if kept:
        _score_kept(context, wishes)
        return
    if not category:
        raise NotUnderstood("Which category?", "Say --category burglary, or --kept.")
    slugs = tuple(word.strip() for word in methods.split(",") if word.strip())
    asked = placing.Asked(category, "", area, cell, feed)
    with placing.question(context.obj, asked) as (held, question), screen.progress("Looking") as on:
        if _monthly(by):
            _tell_month(held, question, wishes)
            return
        if each:
            on(f"Walking {days} days in each {each}", 0.2)
            _tell_each(held, _asked(question, as_of), (each, days, slugs), wishes)
            return
        wanted = scoring.Wanted(days, slugs, tuple(layers or ()))
        on(f"Walking {days} days by every method", 0.2)
        walk = scoring.walk(held, _asked(question, as_of), wanted)
        answer = scoring.answered(walk)
        on("Drawing", 0.8)
        files = placing.keep(held, answer, wishes)
        card = keeping.keep_scorecard(held.home, *scorecards.record(walk))
    placing.tell(answer, files, json=wishes.json)
    screen.remark(f"Kept as {card}.")


def _score_kept(context: typer.Context, wishes: placing.Wishes) -> None:
    from towpath.evidence import held
    from towpath.places import kept as keeping
    from towpath.places import kept_scores

    home = opening.home(context.obj)
    with held.open_held(home, home.owner()) as evidence:
        told = kept_scores.score(evidence)
        answer = told.answer
        files = placing.keep(evidence, answer, wishes)
        for question, found in told.cards:
            keeping.keep_scorecard(home, question, found)
    placing.tell(answer, files, json=wishes.json)


def _tell_each(
    held: Held, asked: Asked, how: tuple[str, int, tuple[str, ...]], wishes: placing.Wishes
) -> None:
    from towpath.places import methods, national

    each, days, slugs = how
    level = _level(each)
    method = slugs[0] if slugs else methods.SAID
    answer = national.score_each(held, asked, level, days, method)
    placing.tell(answer, placing.keep(held, answer, wishes), json=wishes.json)


def _tell_month(held: Held, question: Question, wishes: placing.Wishes) -> None:
    from towpath.places import coming_month

    answer = coming_month.find(held, question)
    placing.tell(answer, placing.keep(held, answer, wishes), json=wishes.json)


def _monthly(by: str) -> bool:
    if by not in ("day", "month"):
        raise NotUnderstood(f'Nothing is foreseen by "{by}".', "Say --by day or --by month.")
    return by == "month"


def _asked(question: Question, as_of: str) -> Asked:
    from towpath.places.walks import Asked

    return Asked(question, _day(as_of) if as_of else None)


def _day(said: str) -> date:
    period = Period.parse(said)
    if period.days != 1:
        raise NotUnderstood(f'"{said}" is not a day.', "Say --as-of 2026-01-01.")
    return period.start


def _level(said: str) -> str:
    known = [one.value for one in Level]
    if said not in known:
        raise NotUnderstood(f'There is no level "{said}".', f"Say one of {', '.join(known)}.")
    return said
