"""Making a partnership's home, and looking words up: areas, categories, feeds, definitions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from towpath.cli import screen

if TYPE_CHECKING:
    from towpath.foundation import Area
    from towpath.sources.reference import Pack

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


def hang(app: typer.Typer) -> None:
    """Hang these commands on the frame."""
    app.command(rich_help_panel="Set up")(init)
    app.command(rich_help_panel="Look up")(areas)
    app.command(rich_help_panel="Look up")(categories)
    app.command(rich_help_panel="Look up")(feeds)
    app.command(rich_help_panel="Look up")(definitions)


def init(
    context: typer.Context,
    area: Annotated[str, typer.Argument(help='The partnership\'s area: "Shropshire".')],
    reference: Annotated[
        Path | None,
        typer.Option(help="Folder of reference files; left out, they are fetched from ONS."),
    ] = None,
    name: Annotated[str, typer.Option(help="The partnership's name, as it is printed.")] = "",
    colour: Annotated[str, typer.Option(help="Its colour, as #rrggbb.")] = "#12436D",
    notice: Annotated[str, typer.Option(help="A sentence to print on every page.")] = "",
) -> None:
    """Make the home of a partnership: its area, its settings and its reference pack."""
    from towpath.cli import founding

    home, found = founding.found(
        context.obj,
        area,
        reference=reference,
        name=name,
        colour=colour,
        tell=screen.remark,
        notice=notice,
    )
    screen.say(f"{home.settings['name']} is set up in {home.path}.")
    screen.say(f"Its area is {found} ({found.level.label}, {found.code}).")
    screen.remark("Next: `towpath load FILES…`, and then `towpath assess`.")


def areas(
    context: typer.Context,
    words: Annotated[str, typer.Argument(help="A name or code, or part of a name.")] = "",
    level: Annotated[str, typer.Option(help="Only this level: ward, district, csp, …")] = "",
    json: Json = False,
) -> None:
    """List areas of the reference pack by name."""
    from towpath.cli import opening
    from towpath.foundation import Level

    pack = opening.pack(opening.home(context.obj))
    levels = [Level(level)] if level else [one for one in Level if one.value not in _TOO_MANY]
    said = words.lower()
    found = [
        area
        for one in levels
        for area in pack.every(one)
        if said in area.name.lower() or said == area.code.lower()
    ]
    rows = [
        (str(a), a.level.label, _district(pack, a, found), a.code, str(a.vintage or ""))
        for a in found
    ]
    if json:
        keys = ("name", "level", "district", "code", "vintage")
        screen.put_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    headings = ("Name", "Level", "District", "Code", "Year")
    screen.put_table(screen.counted(len(rows), "area"), headings, rows, frozenset(range(4)))


def _district(pack: Pack, area: Area, found: Sequence[Area]) -> str:
    """Where an area lies, for those that are part of a district, unless the list is endless."""
    from towpath.sources.reference import naming

    if area.level.value not in _PARTS or len(found) > _MANY:
        return ""
    return naming.lies_in(pack, area)


_PARTS = frozenset(("lsoa", "msoa", "ward", "local"))
_MANY = 500
# Listed only when asked for by level: there are tens of thousands of each.
_TOO_MANY = frozenset(("lsoa", "stable", "country"))
_WORDS = frozenset((0, 1, 2))


def categories(json: Json = False) -> None:
    """List the tree of categories."""
    from towpath.foundation import categories as tree

    if json:
        fields = ("slug", "label", "parent")
        screen.put_json([{f: getattr(c, f) for f in fields} for c in tree.tree().values()])
        return
    for category in tree.tree().values():
        if not category.parent:
            _branch(category.slug, 0)


def _branch(slug: str, depth: int) -> None:
    from towpath.foundation import categories as tree

    category = tree.get(slug)
    screen.say(f"{'  ' * depth}{category.label}  [{category.slug}]")
    for child in tree.children(slug):
        _branch(child.slug, depth + 1)


def feeds(context: typer.Context, json: Json = False) -> None:
    """List the feeds that can be read here: those that ship, and the home's own."""
    from towpath.evidence.homes import Home
    from towpath.sources import feeds as declared

    own = declared.read_folder(Home(Path(context.obj)).feeds)
    held = sorted({**declared.every(), **own}.values(), key=lambda feed: feed.slug)
    rows = [
        (x.slug, x.title, x.kind.value, x.licence, "the home's own" if x.slug in own else "Towpath")
        for x in held
    ]
    if json:
        keys = ("slug", "title", "kind", "licence", "declared_by")
        screen.put_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    headings = ("Feed", "What it is", "Kind", "Licence", "Declared by")
    screen.put_table("Feeds", headings, rows, frozenset(range(5)))


def definitions(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="One definition; all are listed without.")] = "",
) -> None:
    """Say what each figure means."""
    from towpath.assessment import definitions as meant

    own = Path(context.obj) / "definitions"
    if slug:
        one = meant.get(slug, own)
        screen.put_facts(
            {
                one.title: "",
                "What it is": one.says,
                "Unit": one.unit.value,
                "Version": str(one.version),
                "Method": one.method or "counting",
                "Paper": one.paper or "none",
                "Categories": ", ".join(one.categories) or "as the figure says",
            }
        )
        return
    known = meant.shipped() | meant.own(own)
    rows = [(one.slug, one.title, one.unit.value) for one in known.values()]
    screen.put_table(
        screen.counted(len(rows), "definition"), ("Definition", "Title", "Unit"), rows, _WORDS
    )
