"""Commentary: every version is kept, and two people never overwrite one another."""

from datetime import timedelta
from typing import Any

import pytest

import people
from towpath.access.errors import NotFound, NotPermitted
from towpath.access.models import AuditEvent, Person
from towpath.editions import actions, queries
from towpath.editions.errors import Conflict, NotReady
from towpath.editions.models import Edition, Version
from towpath.editions.pages import TextLine, sittings

pytestmark = pytest.mark.django_db
AT = people.AT


def write(draft: Edition, by: Person, text: str, based_on: int = 0, place: str = "1a") -> int:
    viewer = people.viewer(by)
    return actions.write(id=draft.id, place=place, text=text, based_on=based_on, by=viewer, at=AT)


def post(draft: Edition, by: Person, quiet: bool = False, **said: Any) -> Any:
    headers = {"X-Towpath": "autosave"} if quiet else {}
    return people.client(by).post(f"/editions/{draft.id}/texts/1a/", said, headers=headers)


def test_every_version_is_kept_with_who_and_when(draft: Edition, owner: Person) -> None:
    assert write(draft, owner, "It rose.") == 1
    assert write(draft, owner, "It rose a little.", 1) == 2
    kept = queries.versions(viewer=people.viewer(owner), id=draft.id, place="1a")
    assert [(one.number, one.text, one.by) for one in kept] == [
        (2, "It rose a little.", "Owner"), (1, "It rose.", "Owner"),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(what="wrote commentary").count() == 2


def said(text: str, minutes: int, by: str = "Owner") -> TextLine:
    return TextLine("1a", minutes, text, by, AT + timedelta(minutes=minutes))


def test_of_a_sitting_the_last_text_is_shown() -> None:
    typed = [said("It ", 0), said("It rose.", 1), said("It rose a little.", 9)]
    later = [said("It rose and fell.", 40), said("It fell, I think.", 41, "Partner")]
    shown = sittings([*reversed(later), *reversed(typed)])
    assert [one.number for one in shown] == [41, 40, 9]


def test_a_text_that_was_cut_short_is_shown_as_it_was() -> None:
    shown = sittings([said("It", 2), said("It rose a little.", 1), said("It rose", 0)])
    assert [one.text for one in shown] == ["It", "It rose a little."]


def test_the_same_text_again_is_no_version(draft: Edition, owner: Person) -> None:
    write(draft, owner, "It rose.")
    assert write(draft, owner, "It rose. ", 0) == 1


def test_who_comes_second_is_shown_both_texts(
    draft: Edition, owner: Person, signer: Person
) -> None:
    write(draft, owner, "It rose.")
    with pytest.raises(Conflict) as found:
        write(draft, signer, "It fell.", 0)
    assert (found.value.theirs.text, found.value.mine) == ("It rose.", "It fell.")
    assert Version.objects.count() == 1


def test_the_page_of_a_conflict_says_409_and_lets_both_be_brought_together(
    draft: Edition, owner: Person, signer: Person
) -> None:
    write(draft, owner, "It rose.")
    answer = post(draft, signer, text="It fell.", based_on="0")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "It rose." in page
    assert "It fell." in page
    assert post(draft, signer, text="Both.", based_on="1").status_code == 302


def test_a_script_hears_what_was_saved_and_what_was_not(draft: Edition, owner: Person) -> None:
    saved = post(draft, owner, quiet=True, text="It rose.", based_on="0")
    assert saved.json()["number"] == 1
    assert saved.json()["says"].startswith("Saved at ")
    stale = post(draft, owner, quiet=True, text="It fell.", based_on="0")
    assert (stale.status_code, "both texts" in stale.json()["says"]) == (409, True)


def test_a_text_says_that_its_figures_have_changed_since(draft: Edition, owner: Person) -> None:
    write(draft, owner, "It rose.")
    draft.outline[0]["findings"][0]["figures"] = "others"
    draft.save()
    assert queries.text(viewer=people.viewer(owner), id=draft.id, place="1a").moved


def test_there_is_no_text_beside_a_finding_that_is_not_there(draft: Edition, owner: Person) -> None:
    with pytest.raises(NotFound):
        write(draft, owner, "It rose.", place="9z")


@pytest.mark.parametrize("who", ["partner", "stranger"])
def test_nobody_else_writes(draft: Edition, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotPermitted):
        write(draft, request.getfixturevalue(who), "It rose.")
    assert Version.objects.count() == 0


def test_a_signed_edition_is_not_written_in(draft: Edition, owner: Person) -> None:
    Edition.objects.update(state="signed")
    with pytest.raises(NotReady, match="cannot be changed"):
        write(draft, owner, "It rose.")


def test_what_is_typed_is_never_markup(draft: Edition, owner: Person) -> None:
    write(draft, owner, "<script>alert(1)</script>")
    page = people.client(owner).get(f"/editions/{draft.id}/sections/1/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_text_that_is_too_long_is_refused_whole_and_shown_again(
    draft: Edition, owner: Person
) -> None:
    answer = post(draft, owner, text="a" * 20_001, based_on="0")
    assert answer.status_code == 422
    assert "aaaaaaaa" in answer.content.decode()
    assert Version.objects.count() == 0
    said = post(draft, owner, quiet=True, text="a" * 20_001, based_on="0")
    assert (said.status_code, "Shorten it." in said.json()["says"]) == (400, True)
