"""The methods of forecast by their names in commands, with parameters estimated or set by hand."""

from __future__ import annotations

import hashlib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from towpath.foundation import NotUnderstood

if TYPE_CHECKING:
    from pathlib import Path

    from towpath.analysis.prospective import Method

SAID = "recommended"
TERRAIN = "risk-terrain"
WORDS = {"yes": True, "no": False, "true": True, "false": False}
_UNSAID: Mapping[str, str] = types.MappingProxyType({})


@dataclass(frozen=True)
class Choice:
    """A method by name, and what of it is set by hand: name and value as they were typed.

    `layers`: files of features, for risk terrain.
    """

    slug: str = SAID
    by_hand: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[Path, ...] = ()

    @property
    def said(self) -> str:
        """The method with what was set by hand, in one line: what is kept of it goes by this."""
        by_hand = (f"{key}={value}" for key, value in sorted(self.by_hand.items()))
        given = ", ".join((*map(_told, self.layers), *by_hand))
        name = recommended().slug if self.slug == SAID else self.slug
        return f"{name} ({given})" if given else name

    def made(self) -> Method:
        """The method itself; NotUnderstood for a name or a value that it does not know."""
        return named(self.slug, self.by_hand, self.layers)


def plain() -> Method:
    """The map that an analyst would draw anyway: last year's counts."""
    from towpath.analysis.prospective import catalogue

    return catalogue.PLAIN


def recommended() -> Method:
    """The one that is taken unless another is named."""
    from towpath.analysis.prospective import catalogue

    return catalogue.RECOMMENDED


def every(slugs: tuple[str, ...] = (), layers: tuple[Path, ...] = ()) -> tuple[Method, ...]:
    """The named ones, or all, the plain map always among them and first."""
    from towpath.analysis.prospective import catalogue

    terrain = [named(TERRAIN, layers=layers)] if layers else []
    wanted = dict.fromkeys(named(slug, layers=layers).slug for slug in slugs)
    chosen = [o for o in (*catalogue.every(), *terrain) if not wanted or o.slug in wanted]
    return tuple(dict.fromkeys([catalogue.PLAIN, *chosen]))


def named(slug: str, by_hand: Mapping[str, str] = _UNSAID, layers: tuple[Path, ...] = ()) -> Method:
    """The method of a name, with values set by hand; `layers`: files of features to stand on."""
    from towpath.analysis.prospective import catalogue

    known = {one.slug: one for one in catalogue.every()} | {SAID: catalogue.RECOMMENDED}
    if slug not in (*known, TERRAIN):
        raise NotUnderstood(
            f'There is no method "{slug}".', f"Say one of {', '.join(sorted((*known, TERRAIN)))}."
        )
    method: Any = _terrain(layers) if slug == TERRAIN else known[slug]
    names = [one.name for one in fields(method) if one.repr]
    wrong = [name for name in by_hand if name not in names]
    if wrong:
        raise NotUnderstood(
            f'{slug} has no setting "{wrong[0]}".', f"It has {', '.join(names)}: --set name=value."
        )
    hints = get_type_hints(type(method))
    made: Method = replace(method, **{k: _read(k, v, hints[k]) for k, v in by_hand.items()})
    return made


def _terrain(layers: tuple[Path, ...]) -> Method:
    from towpath.analysis.prospective import terrain
    from towpath.sources import features

    if not layers:
        raise NotUnderstood(
            "Risk terrain stands on features of the ground: stations, pubs, car parks.",
            "Name a file for each kind of them: --layers pubs.geojson --layers stations.gpkg.",
        )
    return terrain.Features(tuple((path.stem, features.read(path)) for path in layers))


def _told(layer: Path) -> str:
    """A file of features in one word: other features under one name, another word."""
    return f"{layer.stem} {hashlib.sha256(layer.read_bytes()).hexdigest()[:6]}"


def settings(said: tuple[str, ...]) -> dict[str, str]:
    """What was typed after --set: "weeks=2", "reach=300"."""
    found: dict[str, str] = {}
    for whole in said:
        name, _, value = whole.partition("=")
        if not value.strip():
            raise NotUnderstood(f'"{whole}" sets nothing.', "Say --set weeks=2.")
        found[name.strip()] = value.strip()
    return found


def _read(name: str, text: str, hint: Any) -> Any:
    kind = next((one for one in get_args(hint) if one is not type(None)), hint)
    try:
        if kind is bool:
            return WORDS[text.lower()]
        return kind(text) if kind in (int, float) else text
    except (KeyError, ValueError) as error:
        raise NotUnderstood(
            f'"{text}" is no value for {name}.', f"Give it as {kind.__name__}."
        ) from error
