"""What people wrote and judged for one edition, gathered as the rooms below take it."""

from __future__ import annotations

from towpath.access import queries as people
from towpath.access.models import Agency, Person
from towpath.assessment.findings import Evidence
from towpath.assessment.priorities import judgements
from towpath.assessment.priorities.judgements import Judgements
from towpath.editions.models import Candidate, Edition, Entry, Score, Version
from towpath.editions.spoken import Answered, Spoken

ATTACHED = "{text} (attached: {name}, SHA-256 {digest}…)"


def newest(edition: Edition) -> dict[str, Version]:
    """The newest version of each text, by place."""
    found: dict[str, Version] = {}
    for one in edition.versions.select_related("by").order_by("number"):
        found[one.place] = one
    return found


def spoken(edition: Edition) -> Spoken:
    """Commentary, answered caveats and typed evidence, as they stand."""
    answered = {
        (one.caveat, one.words): Answered(one.caveat, one.words, one.because)
        for one in edition.acknowledgements.all()
    }
    return Spoken(
        {place: one.text for place, one in newest(edition).items() if one.text.strip()},
        tuple(answered.values()),
        evidence(edition),
    )


def evidence(edition: Edition) -> tuple[Evidence, ...]:
    """The typed and attached evidence that stands, and the accepted gaps."""
    standing = edition.entries.filter(withdrawn_at__isnull=True).select_related("by")
    return tuple(_evidence(one) for one in standing)


def _evidence(one: Entry) -> Evidence:
    text = " ".join(one.text.split())
    if one.file_name:
        text = ATTACHED.format(text=text, name=one.file_name, digest=one.sha256[:12])
    accepted = one.by.name if one.accepts_gap else ""
    body = people.body_of(one.by, on=one.at.date())
    return Evidence(one.section, text, one.by.name, one.at.date().isoformat(), accepted, body)


def judged(edition: Edition) -> Judgements:
    """Candidates with everybody's scores, the agreed weights, and the recommendations."""
    candidates = edition.candidates.prefetch_related("scores__by", "scores__agency")
    standing = edition.recommendations.filter(dropped_at__isnull=True)
    return Judgements(
        tuple(_candidate(one) for one in candidates),
        {name: float(value) for name, value in edition.weights.items()} or None,
        tuple(
            judgements.Recommendation(
                one.what,
                one.candidate.theme,
                owner(one.agency, one.owner),
                f"{one.measure}, by {one.due.day} {one.due:%B %Y}",
                one.indicator,
            )
            for one in standing.select_related("candidate", "agency", "owner")
        ),
    )


def owner(agency: Agency, person: Person) -> str:
    """Who does it: the agency, and the person by their job, which outlasts whoever holds it.

    Never by name: recommendations are published.
    """
    return f"{agency.name} ({person.job})" if person.job else agency.name


def _candidate(one: Candidate) -> judgements.Candidate:
    return judgements.Candidate(
        one.theme, one.confidence, tuple(_score(each) for each in one.scores.all())
    )


def _score(one: Score) -> judgements.Score:
    body = one.agency.name if one.agency else ""
    cites = tuple(one.cites.replace(",", " ").split())
    return judgements.Score(one.criterion, one.value, one.by.name, one.because, cites, body)
