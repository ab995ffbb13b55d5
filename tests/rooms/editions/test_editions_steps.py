"""From draft to frozen, signed, published and withdrawn: who may, when, and what stops it."""

import threading
from datetime import timedelta
from typing import Any

import pytest

import editions_world
import people
from towpath.access.errors import NotFound, NotPermitted
from towpath.access.models import AuditEvent, Person
from towpath.access.permissions import Role
from towpath.assessment.priorities.judgements import CRITERIA
from towpath.editions import actions, queries, serving, tasks, working
from towpath.editions.actions import Judgement
from towpath.editions.errors import NotReady
from towpath.editions.models import Edition

pytestmark = pytest.mark.django_db
AT = people.AT


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the worker, which does nothing with it."""
    heard: list[str] = []
    for task in (tasks.compile_edition, tasks.freeze_edition):
        monkeypatch.setattr(
            type(task), "enqueue", lambda self, *a: heard.append(self.func.__name__)
        )
    return heard


def frozen(draft: Edition, by: Person, *gaps: str) -> Edition:
    Edition.objects.filter(id=draft.id).update(
        state="frozen", frozen="none", frozen_by=by, frozen_at=AT, gaps=list(gaps)
    )
    return Edition.objects.get(id=draft.id)


def test_a_grave_caveat_stops_freezing(draft: Edition, owner: Person, enqueued: list[str]) -> None:
    by = people.viewer(owner)
    with pytest.raises(NotReady, match="Coverage"):
        actions.freeze(id=draft.id, recipients="The board", by=by, at=AT)
    assert enqueued == []


def test_while_it_is_frozen_nothing_is_written_and_nothing_else_begun(
    draft: Edition, owner: Person, enqueued: list[str]
) -> None:
    Edition.objects.update(outline=[])
    by = people.viewer(owner)
    actions.freeze(id=draft.id, recipients="The board", by=by, at=AT)
    assert enqueued == ["freeze_edition"]
    with pytest.raises(NotReady, match="freezing"):
        actions.recount(id=draft.id, by=by, at=AT)
    with pytest.raises(NotReady):
        actions.freeze(id=draft.id, recipients="The board", by=by, at=AT)
    later = AT + timedelta(minutes=5)
    actions.freeze(id=draft.id, recipients="The board", by=by, at=later)
    assert len(enqueued) == 2


def test_a_second_person_signs(draft: Edition, owner: Person, signer: Person) -> None:
    frozen(draft, owner)
    actions.sign(id=draft.id, by=people.viewer(signer), at=AT)
    assert queries.edition(viewer=people.viewer(signer), id=draft.id).signed_by == "Signer"
    assert AuditEvent.objects.filter(what="signed an edition off").count() == 1


def test_a_manager_who_wrote_in_it_does_not_sign(
    draft: Edition, owner: Person, signer: Person
) -> None:
    by = people.viewer(signer)
    actions.write(id=draft.id, place="1a", text="It rose.", based_on=0, by=by, at=AT)
    frozen(draft, owner)
    with pytest.raises(NotReady, match="one of its authors"):
        actions.sign(id=draft.id, by=by, at=AT)


def test_a_statutory_gap_stops_signing_with_a_sentence(
    draft: Edition, owner: Person, signer: Person
) -> None:
    gap = "Section 4, the last plan: no evidence and no accepted gap."
    frozen(draft, owner, gap)
    with pytest.raises(NotReady, match="Section 4"):
        actions.sign(id=draft.id, by=people.viewer(signer), at=AT)
    page = people.client(signer).get(f"/editions/{draft.id}/sign/").content.decode()
    assert gap in page
    assert "Sign it off</button>" not in page


def test_a_frozen_edition_is_opened_again_with_a_reason(draft: Edition, owner: Person) -> None:
    frozen(draft, owner)
    by = people.viewer(owner)
    with pytest.raises(NotReady):
        actions.reopen(id=draft.id, because=" ", by=by, at=AT)
    actions.reopen(id=draft.id, because="A word is wrong.", by=by, at=AT)
    assert queries.edition(viewer=by, id=draft.id).writable


@pytest.mark.parametrize("verb", ["sign", "publish"])
def test_an_analyst_takes_no_step_of_a_manager(draft: Edition, owner: Person, verb: str) -> None:
    with pytest.raises(NotPermitted):
        getattr(actions, verb)(id=draft.id, by=people.viewer(owner), at=AT)


def test_a_board_member_sees_no_edition(draft: Edition, stranger: Person) -> None:
    with pytest.raises(NotPermitted):
        queries.editions(viewer=people.viewer(stranger))


def test_an_auditor_sees_who_looked_and_not_the_edition(draft: Edition, signer: Person) -> None:
    auditor = people.person("Auditor", Role.AUDITOR)
    with pytest.raises(NotPermitted):
        queries.editions(viewer=people.viewer(auditor))
    frozen(draft, signer)
    for page in ("", "sections/1/", "files/assessment.html", "evidence/"):
        assert people.client(auditor).get(f"/editions/{draft.id}/{page}").status_code == 403


def made_something(verb: str, draft: Edition, by: Person) -> None:
    """One way in which somebody becomes an author without writing a line of commentary."""
    who, id = people.viewer(by), draft.id
    number = actions.propose(id=id, theme="Noise", confidence="low", by=who, at=AT)
    if verb != "propose":
        draft.candidates.update(by=draft.author)
    if verb == "score":
        given = [Judgement("harm", 3, "So.", "1a")]
        actions.score(id=id, candidate=number, given=given, by=who, at=AT)
    if verb == "weigh":
        actions.weigh(id=id, weights=dict.fromkeys(CRITERIA, 1.0), by=who, at=AT)
    if verb == "recommend":
        draft.recommendations.create(
            candidate_id=number, what="Wardens", agency=people.agency("council"), owner=by,
            measure="Two", indicator="Noise", due=people.TODAY, by=by, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize("verb", ["propose", "score", "weigh", "recommend"])
def test_whoever_judged_in_it_neither_signs_nor_publishes_it(
    draft: Edition, owner: Person, signer: Person, verb: str
) -> None:
    made_something(verb, draft, signer)
    held, by = frozen(draft, owner), people.viewer(signer)
    with pytest.raises(NotReady, match="one of its authors"):
        actions.sign(id=held.id, by=by, at=AT)
    Edition.objects.update(state="signed", signed_by=people.person("Other", Role.MANAGER))
    with pytest.raises(NotReady, match="one of its authors"):
        actions.publish(id=held.id, by=by, at=AT)


def test_whoever_sends_it_back_may_sign_it_later(
    draft: Edition, owner: Person, signer: Person
) -> None:
    frozen(draft, owner)
    actions.reopen(id=draft.id, because="A word.", by=people.viewer(signer), at=AT)
    frozen(draft, owner)
    actions.sign(id=draft.id, by=people.viewer(signer), at=AT)


def test_who_signed_it_does_not_publish_it(draft: Edition, owner: Person, signer: Person) -> None:
    frozen(draft, owner)
    actions.sign(id=draft.id, by=people.viewer(signer), at=AT)
    with pytest.raises(NotReady, match="another manager"):
        actions.publish(id=draft.id, by=people.viewer(signer), at=AT)
    page = people.client(signer).get(f"/editions/{draft.id}/publish/").content.decode()
    assert "another manager reads the public form" in page
    assert "Approve and publish" not in page
    third = people.viewer(people.person("Third", Role.MANAGER, "police"))
    actions.publish(id=draft.id, by=third, at=AT)


def test_only_files_of_the_edition_are_handed_out(
    draft: Edition, owner: Person, own_home: Any
) -> None:
    place = own_home / "editions" / "none" / "partnership"
    place.mkdir(parents=True)
    (place / "assessment.html").write_text("<style>p {}</style><p>exact</p>", "utf-8")
    (own_home / "towpath.toml").write_text("", "utf-8")
    frozen(draft, owner)
    client = people.client(owner)
    answer = client.get(f"/editions/{draft.id}/files/assessment.html")
    assert b"exact" in b"".join(answer.streaming_content)
    answer.close()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "sha256-" in answer["Content-Security-Policy"]
    assert AuditEvent.objects.filter(what="took a file of an edition").count() == 1
    for wrong in ("../edition.json", "..%2f..%2f..%2ftowpath.toml", "nothing.html"):
        assert client.get(f"/editions/{draft.id}/files/{wrong}").status_code == 404


def test_what_a_frozen_page_may_do_is_to_show_its_own_style(tmp_path: Any) -> None:
    page = tmp_path / "page.html"
    page.write_text("<style>p { color: red }</style>", "utf-8")
    said = serving.policy(page)
    assert said.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in said
    assert "allow-scripts" not in said


def test_there_is_no_edition_of_another_number(owner: Person) -> None:
    with pytest.raises(NotFound):
        queries.edition(viewer=people.viewer(owner), id=owner.id)


def test_a_step_of_the_work_may_be_long_without_looking_dead(
    owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    beaten = threading.Semaphore(0)
    monkeypatch.setattr(working, "_BEAT", 0.01)
    monkeypatch.setattr(working, "_beat", lambda _edition: beaten.release())
    edition = editions_world.compiled(owner, work="compiling", run="this", work_moved=AT)
    with working._alive(edition):
        assert beaten.acquire(timeout=30)
        assert beaten.acquire(timeout=30)


def test_a_sign_of_life_is_of_this_run_alone(owner: Person) -> None:
    edition = editions_world.compiled(owner, work="compiling", run="this", work_moved=AT)
    working._beat(edition)
    moved = Edition.objects.get(id=edition.id).work_moved
    assert moved > AT
    edition.run = "one that was given up"
    working._beat(edition)
    assert Edition.objects.get(id=edition.id).work_moved == moved
