"""Every read of editions that others may make."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from towpath.access.errors import NotFound
from towpath.access.models import AuditEvent
from towpath.access.viewers import Viewer
from towpath.assessment.priorities.judgements import CRITERIA
from towpath.editions import gathering, outlines, reckoning, rules
from towpath.editions.models import Candidate, Edition, Entry, Score, Version
from towpath.editions.pages import (
    Attachment,
    CaveatView,
    EditionLine,
    EntryLine,
    Filling,
    FindingView,
    Overview,
    RecommendationLine,
    SectionPage,
    SectionView,
    TextLine,
)
from towpath.editions.rules import State, Work

_ALSO_WROTE = ("agreed weights", "withdrew typed evidence", "dropped a recommendation")
NO_EDITION = ("There is no such edition.", "Look for it in the list of editions.")


def editions(*, viewer: Viewer) -> list[EditionLine]:
    """The editions, newest first."""
    return [_line(one) for one in _visible(viewer)]


def edition(*, viewer: Viewer, id: UUID) -> EditionLine:
    """One edition; NotFound where there is none."""
    return _line(found(viewer=viewer, id=id))


def found(*, viewer: Viewer, id: UUID) -> Edition:
    """The edition itself, for this room's own modules."""
    held = _visible(viewer).filter(id=id).first()
    if held is None:
        raise NotFound(*NO_EDITION)
    return held


def filling(edition: EditionLine) -> tuple[Filling, ...]:
    """How far each section is while its findings are compiled; all done once they are written."""
    from towpath.assessment import contents

    every = contents.entries()
    keys = [one.key for one in every]
    now = edition.work_says.partition(" ")[0]
    compiling = now in keys or not edition.work_share
    done = set(keys[: keys.index(now)] if now in keys else () if compiling else keys)
    return tuple(
        Filling(
            f"{number}. {title}",
            sum(one.key in done for one in every if one.section == number),
            sum(one.section == number for one in every),
        )
        for number, title in rules.SECTIONS.items()
    )


def overview(*, viewer: Viewer, id: UUID) -> Overview:
    """Its sections and what stands between it and the next step."""
    held = found(viewer=viewer, id=id)
    outline, texts = outlines.read(held.outline), _texts(held)
    standing = list(_standing(held))
    sections = tuple(
        SectionView(
            one,
            texts.get(str(one.number), TextLine(str(one.number))),
            sum(bool(texts[each.key].text) for each in one.findings if each.key in texts),
            sum(each.section == one.number for each in standing),
            any(each.section == one.number and each.accepts_gap for each in standing),
        )
        for one in outline
    )
    waiting = [one.line.name for one in _caveats(held) if one.open]
    gaps, made, by = statutory_gaps(held), authors(held), viewer.person
    return Overview(
        edition=_line(held),
        sections=sections,
        caveats=len(waiting),
        freeze_obstacles=rules.freeze_obstacles(bool(held.compiled), waiting),
        sign_obstacles=rules.sign_obstacles(by, made, gaps),
        publish_obstacles=rules.publish_obstacles(by, made, str(held.signed_by_id)),
        gaps=gaps,
        fresh=_in_force() in ("", held.snapshot),
        judged_since=_judged_since(held),
    )


def statutory_gaps(held: Edition) -> tuple[str, ...]:
    """The sections that block sign-off, a sentence each: of a draft, as they stand now."""
    if held.state != State.DRAFT:
        return tuple(held.gaps)
    filled = {one.section for one in _standing(held)}
    return tuple(
        f"Section {one.number}, {one.title.lower()}: no evidence and no accepted gap."
        for one in outlines.empty_sections(outlines.read(held.outline))
        if one.number not in filled
    )


def publish_obstacles(*, viewer: Viewer, id: UUID) -> tuple[str, ...]:
    """Why the viewer cannot publish an edition, a sentence each."""
    held = found(viewer=viewer, id=id)
    return rules.publish_obstacles(viewer.person, authors(held), str(held.signed_by_id))


def authors(held: Edition) -> frozenset[str]:
    """Everybody who made it: who began it, wrote, judged or recommended in it, or froze it."""
    own = (held.versions, held.entries, held.acknowledgements, held.candidates,
           held.recommendations, Score.objects.filter(candidate__edition=held))  # fmt: skip
    made = {str(by) for one in own for by in one.values_list("by_id", flat=True)}
    # What leaves no row of its own stands on the trail.
    trail = AuditEvent.objects.filter(subject=f"edition:{held.id}", what__in=_ALSO_WROTE)
    first = (str(one) for one in (held.author_id, held.frozen_by_id) if one)
    return frozenset({*made, *first, *trail.values_list("person", flat=True)})


def section(*, viewer: Viewer, id: UUID, number: int) -> SectionPage:
    """One section with its findings and texts; NotFound where it is not there (yet)."""
    held = found(viewer=viewer, id=id)
    line = next((one for one in outlines.read(held.outline) if one.number == number), None)
    if line is None:
        raise NotFound("There is no such section.", "Look for it on the edition's page.")
    texts = _texts(held)
    findings = tuple(
        FindingView(
            one,
            reckoning.excerpt(held.id, held.compiled, one.key),
            texts.get(one.key, TextLine(one.key)),
        )
        for one in line.findings
    )
    entries = tuple(_entry(one) for one in held.entries.filter(section=number))
    own = texts.get(str(number), TextLine(str(number)))
    return SectionPage(_line(held), line, own, findings, entries)


def text(*, viewer: Viewer, id: UUID, place: str) -> TextLine:
    """The newest version of one text."""
    held = found(viewer=viewer, id=id)
    if place not in places(held):
        raise NotFound("There is no such finding.", "Look for it on the edition's page.")
    return _texts(held).get(place, TextLine(place))


def places(held: Edition) -> dict[str, str]:
    """Where commentary may stand: each section and finding, with the digest of its figures."""
    outline = outlines.read(held.outline)
    found = {one.key: one.figures for section in outline for one in section.findings}
    return found | {str(section.number): "" for section in outline}


def versions(*, viewer: Viewer, id: UUID, place: str) -> list[TextLine]:
    """Every version of a text, newest first."""
    held = found(viewer=viewer, id=id)
    kept = held.versions.filter(place=place).select_related("by").order_by("-number")
    return [_text(one, one.figures) for one in kept]


def caveats(*, viewer: Viewer, id: UUID) -> list[CaveatView]:
    """Every caveat of the edition, gravest first."""
    return _caveats(found(viewer=viewer, id=id))


def open_caveats(held: Edition) -> tuple[str, ...]:
    """The names of grave caveats that nobody has acknowledged in these words."""
    return tuple(one.line.name for one in _caveats(held) if one.open)


def evidence(*, viewer: Viewer, id: UUID) -> list[EntryLine]:
    """Everything typed, attached and accepted, what was withdrawn too."""
    return [_entry(one) for one in found(viewer=viewer, id=id).entries.all()]


def attachment(*, viewer: Viewer, id: UUID, entry: int) -> Attachment:
    """The file of an entry; NotFound where it has none."""
    held = found(viewer=viewer, id=id).entries.filter(id=entry).first()
    if held is None or not held.file:
        raise NotFound("There is no such file.", "Look for it on the page of evidence.")
    return Attachment(Path(held.file.path), held.file_name)


def candidates(*, viewer: Viewer, id: UUID) -> list[Candidate]:
    """The candidate priorities, with everybody's scores."""
    held = found(viewer=viewer, id=id)
    return list(held.candidates.select_related("by").prefetch_related("scores__by"))


def weights(*, viewer: Viewer, id: UUID) -> dict[str, float]:
    """The agreed weights by criterion; equal ones where none were agreed."""
    held = found(viewer=viewer, id=id)
    return {name: float(held.weights.get(name, 1)) for name in CRITERIA}


def recommendations(*, viewer: Viewer, id: UUID) -> list[RecommendationLine]:
    """The recommendations that stand, by date."""
    held = found(viewer=viewer, id=id).recommendations.filter(dropped_at__isnull=True)
    return [
        RecommendationLine(
            one.id, one.what, one.candidate.theme, one.agency.name, one.owner.name, one.measure,
            one.indicator, one.due,
        )
        for one in held.select_related("candidate", "agency", "owner")
    ]  # fmt: skip


def files(*, viewer: Viewer, id: UUID) -> list[str]:
    """The files of the partnership's form of a frozen edition, by their path."""
    held = found(viewer=viewer, id=id)
    place = frozen_folder(held.frozen) / "partnership"
    if not held.frozen or not place.is_dir():
        return []
    return sorted(str(one.relative_to(place)) for one in place.rglob("*") if one.is_file())


def frozen_folder(frozen: str) -> Path:
    """Where a frozen edition's files lie."""
    place: Path = settings.HOME / "editions" / frozen
    return place


def _visible(viewer: Viewer) -> QuerySet[Edition]:
    """The one place that says which editions a viewer may open."""
    viewer.require("edition.read")
    return Edition.objects.select_related("author", "frozen_by", "signed_by")


def _in_force() -> str:
    from towpath.evidence import registers

    return registers.in_force(reckoning.home()).id


def _judged_since(held: Edition) -> bool:
    """Whether people judged or typed evidence after a draft's figures were compiled."""
    if held.state != State.DRAFT or held.compiled_at is None:
        return False
    since = held.compiled_at
    scores = Score.objects.filter(candidate__edition=held, at__gt=since)
    later = (held.entries, held.candidates, held.recommendations)
    return scores.exists() or any(one.filter(at__gt=since).exists() for one in later)


def _texts(held: Edition) -> dict[str, TextLine]:
    figures = places(held)
    return {
        place: _text(one, figures.get(place, "")) for place, one in gathering.newest(held).items()
    }


def _text(one: Version, figures: str) -> TextLine:
    return TextLine(one.place, one.number, one.text, one.by.name, one.at, one.figures != figures)


def _caveats(held: Edition) -> list[CaveatView]:
    said = {
        (one.caveat, one.words): one for one in held.acknowledgements.select_related("by").all()
    }
    every = outlines.caveats(outlines.read(held.outline))
    found = ((line, said.get((line.name, line.words))) for line in every)
    return [
        CaveatView(line, one.because, one.by.name, one.at) if one else CaveatView(line)
        for line, one in found
    ]


def _standing(held: Edition) -> QuerySet[Entry]:
    return held.entries.filter(withdrawn_at__isnull=True)


def _entry(one: Entry) -> EntryLine:
    return EntryLine(
        one.id, one.section, one.text, one.accepts_gap, one.file_name, one.by.name, one.at,
        one.withdrawn_by.name if one.withdrawn_by else "", one.withdrawn_at,
        one.withdrawn_because,
    )  # fmt: skip


def _line(one: Edition) -> EditionLine:
    work = Work(one.work)
    return EditionLine(
        id=one.id, area=one.area_name, period=one.period, baseline=one.baseline,
        snapshot=one.snapshot, state=State(one.state), author=one.author.name,
        created=one.created, work=work, work_says=one.work_says, work_share=one.work_share,
        compiled=one.compiled, compiled_at=one.compiled_at, frozen=one.frozen,
        frozen_by=one.frozen_by.name if one.frozen_by else "", frozen_at=one.frozen_at,
        signed_by=one.signed_by.name if one.signed_by else "", signed_at=one.signed_at,
        published_at=one.published_at, withdrawn_at=one.withdrawn_at, because=one.because,
        busy=not rules.may_work(work, one.work_moved, timezone.now()),
    )  # fmt: skip
