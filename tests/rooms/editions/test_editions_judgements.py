"""Caveats, evidence where data lack, scores by several people, recommendations with owners."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import people
from editions_world import GRAVE
from towpath.access.errors import NotPermitted
from towpath.access.models import Person
from towpath.assessment.priorities import judgements
from towpath.editions import actions, gathering, judged, queries, rankings
from towpath.editions.actions import Attached, Judgement, Recommended
from towpath.editions.errors import NotReady
from towpath.editions.models import Edition
from towpath.evidence.homes import Home

pytestmark = pytest.mark.django_db
AT = people.AT
CRITERIA = ("harm", "likelihood", "public concern", "capacity")


def given(*values: float) -> list[Judgement]:
    pairs = zip(CRITERIA, values, strict=True)
    return [Judgement(name, value, "It leads.", "1a") for name, value in pairs]


def propose(draft: Edition, by: Person, theme: str, *values: float) -> int:
    viewer = people.viewer(by)
    number = actions.propose(id=draft.id, theme=theme, confidence="low", by=viewer, at=AT)
    actions.score(id=draft.id, candidate=number, given=given(*values), by=viewer, at=AT)
    return number


def test_a_grave_caveat_is_open_until_it_is_acknowledged_with_a_reason(
    draft: Edition, owner: Person
) -> None:
    assert queries.open_caveats(draft) == ("Coverage",)
    said: dict[str, Any] = {"caveat": GRAVE.name, "words": GRAVE.words, "by": people.viewer(owner)}
    with pytest.raises(NotReady):
        actions.acknowledge(id=draft.id, because=" ", at=AT, **said)
    actions.acknowledge(id=draft.id, because="It is the last.", at=AT, **said)
    assert queries.open_caveats(draft) == ()


def test_a_caveat_in_other_words_is_open_again(draft: Edition, owner: Person) -> None:
    by = people.viewer(owner)
    actions.acknowledge(
        id=draft.id, caveat=GRAVE.name, words=GRAVE.words, because="So.", by=by, at=AT
    )
    draft.outline[0]["findings"][0]["caveats"][0]["words"] = "others"
    assert queries.open_caveats(draft) == ("Coverage",)


def test_evidence_or_an_accepted_gap_fills_a_section_until_it_is_withdrawn(
    draft: Edition, owner: Person, own_home: Path
) -> None:
    by = people.viewer(owner)
    file = Attached("panel.txt", b"Parking first.")
    actions.add_evidence(id=draft.id, section=6, text="Parking.", attached=file, by=by, at=AT)
    actions.accept_gap(id=draft.id, section=4, because="No plan yet.", by=by, at=AT)
    assert queries.statutory_gaps(draft) == ()
    first, second = gathering.evidence(draft)
    assert (first.section, first.accepted_by, first.text) == (4, "Owner", "No plan yet.")
    assert "panel.txt, SHA-256" in second.text
    entry = queries.evidence(viewer=by, id=draft.id)[0].id
    actions.withdraw_evidence(id=draft.id, entry=entry, because="Found it.", by=by, at=AT)
    assert queries.statutory_gaps(draft)[0].startswith("Section 4")


def test_scores_of_several_people_are_ranked_by_their_mean(
    draft: Edition, owner: Person, partner: Person
) -> None:
    first = propose(draft, owner, "Violence", 5, 5, 5, 5)
    propose(draft, owner, "Noise", 4, 4, 4, 4)
    by = people.viewer(partner)
    actions.score(id=draft.id, candidate=first, given=given(1, 1, 1, 1), by=by, at=AT)
    found = rankings.ranking(viewer=by, id=draft.id)
    assert [(one.theme, one.rank, one.score) for one in found.rows] == [
        ("Noise", 1, 4.0), ("Violence", 2, 3.0),
    ]  # fmt: skip
    assert found.says == "Noise comes first, whatever the weights."


def test_confidence_stands_beside_the_score_and_does_not_move_it(
    draft: Edition, owner: Person
) -> None:
    number = propose(draft, owner, "Violence", 5, 4, 3, 2)
    before = rankings.ranking(viewer=people.viewer(owner), id=draft.id).rows[0]
    draft.candidates.filter(id=number).update(confidence="high")
    after = rankings.ranking(viewer=people.viewer(owner), id=draft.id).rows[0]
    assert (before.score, before.confidence, after.score, after.confidence) == (
        3.5, "low", 3.5, "high",
    )  # fmt: skip


def test_the_judgements_are_read_below_the_line_as_they_were_made(
    draft: Edition, owner: Person, tmp_path: Path
) -> None:
    propose(draft, owner, 'Violence "at night" \\ é', 5, 4, 3, 2)
    weights = dict.fromkeys(CRITERIA, 1.0) | {"harm": 2.0}
    actions.weigh(id=draft.id, weights=weights, by=people.viewer(owner), at=AT)
    said = gathering.judged(draft)
    seen = judged.home(Home.create(tmp_path, {}), tmp_path / "draft", said)
    assert judgements.read(seen.definitions, ["1a"]) == said


def test_nobody_scores_without_a_reason_or_what_it_rests_on(
    draft: Edition, owner: Person, stranger: Person
) -> None:
    number = propose(draft, owner, "Violence", 5, 4, 3, 2)
    for because, cites in (("", "1a"), ("So.", ""), ("So.", "9z")):
        wrong = [Judgement("harm", 3, because, cites)]
        with pytest.raises(NotReady):
            actions.score(
                id=draft.id, candidate=number, given=wrong, by=people.viewer(owner), at=AT
            )
    with pytest.raises(NotPermitted):
        propose(draft, stranger, "Noise", 1, 1, 1, 1)


def test_the_page_says_that_people_judged_since_the_sections_were_compiled(
    draft: Edition, owner: Person
) -> None:
    Edition.objects.update(compiled_at=AT - timedelta(hours=1))
    page = f"/editions/{draft.id}/"
    assert "added since" not in people.client(owner).get(page).content.decode()
    propose(draft, owner, "Violence", 5, 4, 3, 2)
    assert "added since" in people.client(owner).get(page).content.decode()


def recommended(candidate: int, person: Person, **more: Any) -> Recommended:
    said: dict[str, Any] = {
        "candidate": candidate, "what": "Wardens", "agency": "police", "owner": person.id,
        "measure": "Two wardens", "indicator": "Violence per 1,000",
        "due": people.TODAY + timedelta(days=90),
    }  # fmt: skip
    return Recommended(**(said | more))


def test_a_recommendation_has_an_owner_in_an_agency_and_a_date(
    draft: Edition, owner: Person, partner: Person
) -> None:
    number, by = propose(draft, owner, "Violence", 5, 4, 3, 2), people.viewer(owner)
    actions.recommend(id=draft.id, given=recommended(number, partner), by=by, at=AT)
    (said,) = gathering.judged(draft).recommendations
    assert said.owner == "Police"
    Person.objects.filter(id=partner.id).update(job="Sergeant")
    assert gathering.judged(draft).recommendations[0].owner == "Police (Sergeant)"
    assert said.measure == "Two wardens, by 2 August 2026"
    for wrong in ({"agency": "council"}, {"owner": uuid4()}, {"due": people.TODAY}):
        with pytest.raises(NotReady):
            actions.recommend(
                id=draft.id, given=recommended(number, partner, **wrong), by=by, at=AT
            )
