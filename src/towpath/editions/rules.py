"""Decisions on values: no database, no clock, no web."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from towpath.assessment.priorities.judgements import CRITERIA, HIGHEST, LOWEST
from towpath.editions.errors import NotReady


class State(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    FROZEN = "frozen"
    SIGNED = "signed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Work(StrEnum):
    """What is being done to an edition in the background."""

    NONE = ""
    COMPILING = "compiling"
    FREEZING = "freezing"
    FAILED = "failed"


@dataclass(frozen=True)
class Step:
    """A way from one state to another: from where, to where, and what permits it."""

    before: State
    after: State
    permission: str


STEPS = {
    "freeze": Step(State.DRAFT, State.FROZEN, "edition.freeze"),
    "reopen": Step(State.FROZEN, State.DRAFT, "edition.freeze"),
    "send back": Step(State.SIGNED, State.DRAFT, "edition.publish"),
    "sign": Step(State.FROZEN, State.SIGNED, "edition.sign"),
    "publish": Step(State.SIGNED, State.PUBLISHED, "edition.publish"),
    "withdraw": Step(State.PUBLISHED, State.WITHDRAWN, "edition.withdraw"),
}
LABELS = {
    State.DRAFT: "Draft",
    State.FROZEN: "Frozen, waiting for sign-off",
    State.SIGNED: "Signed off",
    State.PUBLISHED: "Published",
    State.WITHDRAWN: "Withdrawn",
}
# As the law asks for them (SI 2007/1830), in the words of the assessment.
SECTIONS = {
    1: "Levels and patterns",
    2: "Changes",
    3: "Why",
    4: "The last plan",
    5: "Priorities",
    6: "What people think",
}
# A worker that died says nothing more; after this long its work may be begun anew.
SILENCE = timedelta(minutes=3)
LONGEST = 20_000
# Whoever wrote, scored, recommended or froze made it; others sign, and others again release.
OWN_SIGNATURE = "You are one of its authors: a second person signs it off."
OWN_RELEASE = "You are one of its authors: somebody else publishes it."
SIGNERS_RELEASE = "You signed it off: another manager reads the public form and publishes it."
_FIGURE = re.compile(r"F-[A-Z2-7]{4,8}")


def may_step(verb: str, state: State) -> bool:
    """Whether an edition in this state may take this step."""
    return STEPS[verb].before is state


def require_step(verb: str, state: State) -> State:
    """The state after a step; NotReady where it cannot be taken from here."""
    if not may_step(verb, state):
        raise NotReady(
            f"This edition is {LABELS[state].lower()}: one cannot {verb} it now.",
            f"It must be {LABELS[STEPS[verb].before].lower()} first.",
        )
    return STEPS[verb].after


def may_work(work: Work, moved: datetime | None, now: datetime) -> bool:
    """Whether background work may begin: none is under way, or it has fallen silent."""
    busy = work in (Work.COMPILING, Work.FREEZING)
    return not busy or moved is None or now - moved > SILENCE


def require_idle(work: Work, moved: datetime | None, now: datetime) -> None:
    """Raise NotReady while the edition is being compiled or frozen."""
    if not may_work(work, moved, now):
        raise NotReady(f"The edition is {work.value} at this moment.", "Wait until it is done.")


def may_write(state: State) -> bool:
    """Whether texts, judgements and evidence may be changed."""
    return state is State.DRAFT


def require_writable(state: State, work: Work, moved: datetime | None, now: datetime) -> None:
    """Raise NotReady where the edition is not a draft any more, or is being frozen."""
    if not may_write(state):
        raise NotReady(
            f"This edition is {LABELS[state].lower()} and cannot be changed.",
            "Open it again as a draft, if it has not been signed off.",
        )
    if work is Work.FREEZING:
        require_idle(work, moved, now)


def may_keep(words: str, longest: int = LONGEST) -> bool:
    """Whether a text is short enough to be kept whole: none is ever cut."""
    return len(words) <= longest


def require_length(words: str, longest: int = LONGEST) -> str:
    """The text; NotReady where it is too long to be kept whole."""
    if not may_keep(words, longest):
        raise NotReady(
            f"The text has {len(words):,} characters; {longest:,} can be kept.", "Shorten it."
        )
    return words


def require_words(words: str, remedy: str, longest: int = 500) -> str:
    """The text, tidied; NotReady where nothing was said, or more than can be kept whole."""
    if not words.strip():
        raise NotReady("Something is missing.", remedy)
    return require_length(words.strip(), longest)


def require_section(number: int) -> int:
    """The number of a section; NotReady where an assessment has none of it."""
    if number not in SECTIONS:
        raise NotReady(f"There is no section {number}.", "An assessment has sections 1 to 6.")
    return number


def freeze_obstacles(compiled: bool, open_caveats: Iterable[str]) -> tuple[str, ...]:
    """Why an edition cannot be frozen yet, a sentence each."""
    if not compiled:
        return ("Its figures have not been compiled yet.",)
    return tuple(f"The caveat “{name}” is not acknowledged." for name in open_caveats)


def may_freeze(compiled: bool, open_caveats: Collection[str]) -> bool:
    """Whether nothing stands in the way of freezing."""
    return not freeze_obstacles(compiled, open_caveats)


def require_freezable(compiled: bool, open_caveats: Collection[str]) -> None:
    """Raise NotReady with the first reason why it cannot be frozen."""
    found = freeze_obstacles(compiled, open_caveats)
    if found:
        raise NotReady(found[0], "Resolve it, then freeze the edition.")


def sign_obstacles(by: str, authors: Collection[str], gaps: Iterable[str]) -> tuple[str, ...]:
    """Why somebody cannot sign an edition off, a sentence each."""
    return (*gaps, *((OWN_SIGNATURE,) if by in authors else ()))


def may_sign(by: str, authors: Collection[str], gaps: Collection[str]) -> bool:
    """Whether this person may sign it off: no author of it, and every statutory section filled."""
    return not sign_obstacles(by, authors, gaps)


def require_signable(by: str, authors: Collection[str], gaps: Collection[str]) -> None:
    """Raise NotReady with the first reason why they cannot sign it off."""
    found = sign_obstacles(by, authors, gaps)
    if found:
        remedy = "Open it again and give the evidence, or accept the gap with a reason."
        raise NotReady(found[0], remedy if gaps else "Ask somebody else to read and sign it.")


def publish_obstacles(by: str, authors: Collection[str], signer: str) -> tuple[str, ...]:
    """Why somebody cannot publish an edition, a sentence each: two others than its authors must
    have read it, one who signed and one who releases.
    """
    own = (OWN_RELEASE,) if by in authors else ()
    return (*own, *((SIGNERS_RELEASE,) if by == signer else ()))


def may_publish(by: str, authors: Collection[str], signer: str) -> bool:
    """Whether this person may publish it: no author of it, and not who signed it off."""
    return not publish_obstacles(by, authors, signer)


def require_publishable(by: str, authors: Collection[str], signer: str) -> None:
    """Raise NotReady with the first reason why they cannot publish it."""
    found = publish_obstacles(by, authors, signer)
    if found:
        raise NotReady(found[0], "Ask another manager of the partnership.")


def may_score(value: float) -> bool:
    """Whether a score lies on the scale."""
    return LOWEST <= value <= HIGHEST


def require_score(criterion: str, value: float) -> None:
    """Raise NotReady where a score is not on the scale, or its criterion is not one of ours."""
    if criterion not in CRITERIA or not may_score(value):
        raise NotReady("That is not a score.", f"Scores go from {LOWEST} to {HIGHEST}.")


def groundless(cites: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """What is cited but is neither a finding of the edition nor a figure's id."""
    return tuple(one for one in cites if one not in known and not _FIGURE.fullmatch(one))


def may_cite(cites: str, known: Collection[str]) -> bool:
    """Whether a score rests on something, and all of it can be looked up."""
    given = cites.replace(",", " ").split()
    return bool(given) and not groundless(given, known)


def require_grounds(criterion: str, cites: str, known: Collection[str]) -> str:
    """What a score rests on, tidied; NotReady where it is nothing, or cannot be looked up."""
    given = cites.replace(",", " ").split()
    if not may_cite(cites, known):
        wrong = ", ".join(groundless(given, known)) or "nothing"
        raise NotReady(
            f"For {criterion}, the score rests on {wrong}.",
            'Cite findings by key ("1c") or figures by id ("F-…").',
        )
    return " ".join(given)


def may_weigh(weights: dict[str, float]) -> bool:
    """Whether these are weights: none below nothing, and not all nothing."""
    return set(weights) == set(CRITERIA) and min(weights.values()) >= 0 < sum(weights.values())


def require_weights(weights: dict[str, float]) -> None:
    """Raise NotReady where the weights cannot be used."""
    if not may_weigh(weights):
        raise NotReady(
            "These weights cannot be used.", "Give each criterion a number, one above nothing."
        )
