"""What leaves the house: approved by somebody else, served as released, withdrawn with a reason."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

import editions_frozen
import people
from towpath.access.errors import NotPermitted, NotSound
from towpath.access.models import AuditEvent, Person
from towpath.access.permissions import Role
from towpath.assessment import releases
from towpath.editions.models import Edition
from towpath.evidence.homes import Home
from towpath.foundation import Area, Figure, Handling, Level, Unit
from towpath.publications import actions, attacking, rules
from towpath.publications.models import Publication
from towpath.sources.reference import Pack

pytestmark = pytest.mark.django_db
AT = people.AT
FILE = "/publications/aldermere-2025/files/assessment.html"


@pytest.fixture
def released(signed: Edition, partner: Person) -> str:
    return actions.approve(edition=signed.id, by=people.viewer(partner), at=AT)


def public(path: str) -> Any:
    """Anybody's request, without signing in."""
    return people.client(None).get(path)


def test_anyone_reads_what_is_released(released: str) -> None:
    assert "Aldermere" in public("/publications/").content.decode()
    page = public(f"/publications/{released}/").content.decode()
    assert FILE in page
    assert "tables/rates.csv" in page
    answer = public(FILE)
    assert b"".join(answer.streaming_content).endswith(b"<p>public</p>")
    answer.close()
    assert "max-age=300" in answer["Cache-Control"]


def test_nothing_of_an_unpublished_edition_is_public(signed: Edition) -> None:
    assert "Nothing is published" in public("/publications/").content.decode()
    assert public(FILE).status_code == 404
    assert public(f"/editions/{signed.id}/preview/assessment.html").status_code == 302


def test_no_author_approves(signed: Edition, owner: Person) -> None:
    with pytest.raises(NotSound, match="one of its authors"):
        actions.approve(edition=signed.id, by=people.viewer(owner), at=AT)
    assert Edition.objects.get().state == "signed"
    assert not AuditEvent.objects.filter(what="published an edition").exists()


def test_no_analyst_approves(signed: Edition) -> None:
    analyst = people.person("Analyst", Role.ANALYST)
    with pytest.raises(NotPermitted):
        actions.approve(edition=signed.id, by=people.viewer(analyst), at=AT)


@pytest.mark.parametrize("state", ["draft", "frozen", "published", "withdrawn"])
def test_only_a_signed_edition_is_released(signed: Edition, partner: Person, state: str) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(NotSound):
        actions.approve(edition=signed.id, by=people.viewer(partner), at=AT)


def test_a_release_without_its_files_is_refused(
    signed: Edition, partner: Person, tmp_path: Path
) -> None:
    (tmp_path / "editions/frozen-one/public/assessment.pdf").unlink()
    with pytest.raises(NotSound, match="has not been written"):
        actions.approve(edition=signed.id, by=people.viewer(partner), at=AT)


def test_a_file_that_is_not_what_was_released_is_not_handed_out(
    released: str, tmp_path: Path
) -> None:
    (tmp_path / "editions/frozen-one/public/assessment.html").write_text("other", "utf-8")
    assert public(FILE).status_code == 404
    (tmp_path / "editions/frozen-one/public/late.csv").write_text("more", "utf-8")
    assert public(FILE.replace("assessment.html", "late.csv")).status_code == 404


@pytest.mark.parametrize("path", ["../edition.json", "..%2f..%2fedition.json", "/etc/passwd"])
def test_no_path_leads_out_of_what_was_released(released: str, path: str) -> None:
    assert public(f"/publications/{released}/files/{path}").status_code == 404


def test_a_withdrawn_one_is_gone_and_says_why(
    released: str, signed: Edition, partner: Person
) -> None:
    by = people.viewer(partner)
    actions.withdraw(edition=signed.id, because="A table was wrong.", by=by, at=AT)
    for path in (f"/publications/{released}/", FILE):
        answer = public(path)
        assert answer.status_code == 410
        assert "A table was wrong." in answer.content.decode()
    assert "Nothing is published" in public("/publications/").content.decode()
    assert AuditEvent.objects.filter(what="withdrew a publication").count() == 1


def test_no_page_with_a_readers_name_is_kept_in_a_shared_cache(
    released: str, signed: Edition, partner: Person
) -> None:
    by = people.viewer(partner)
    actions.withdraw(edition=signed.id, because="A table was wrong.", by=by, at=AT)
    gone = people.client(partner).get(FILE)
    assert (gone.status_code, "Partner" in gone.content.decode()) == (410, True)
    assert gone["Cache-Control"] == "no-store, private"


def test_a_withdrawal_needs_its_reason(released: str, signed: Edition, partner: Person) -> None:
    with pytest.raises(NotSound):
        actions.withdraw(edition=signed.id, because=" ", by=people.viewer(partner), at=AT)
    assert Publication.objects.get().withdrawn_at is None


def test_the_form_asks_whether_it_was_read(signed: Edition, partner: Person) -> None:
    client = people.client(partner)
    client.post(f"/editions/{signed.id}/publish/", {"read": "on"})
    assert Publication.objects.count() == 0
    client.post(f"/editions/{signed.id}/publish/", {"read": "on", "prose": "on"})
    assert Publication.objects.get().slug == "aldermere-2025"


def test_a_second_publication_of_the_same_name_has_its_own_address() -> None:
    assert rules.slug("Aldermere 12 months to March 2026") == "aldermere-12-months-to-march-2026"


def test_the_partnership_shows_its_members_to_anyone(owner: Person, partner: Person) -> None:
    page = public("/partnership/").content.decode()
    assert "Council" in page
    assert "Police" in page
    assert "Owner" not in page
    assert public("/accessibility/").status_code == 200


def closed(area: Area, value: int) -> Figure:
    return Figure(value, Unit.COUNT, "recorded-incidents", period=editions_frozen.PERIOD, area=area,
                  snapshot="S-1", basis={"feed": "council-asb", "category": "asb"},
                  handling=Handling.parse("internal"))  # fmt: skip


@pytest.fixture
def four(loaded_home: tuple[Home, Any], signed: Edition) -> tuple[Area, list[Area]]:
    """A ward and four of its small areas, which are all that it has, in the site's home."""
    home = Home.open(settings.HOME)
    shutil.copytree(loaded_home[0].reference, home.reference, dirs_exist_ok=True)
    pack = Pack.open(home.reference)
    parts = sorted(pack.names(Level.LSOA, 2021))[:4]
    named = f'[[area]]\nslug = "canal"\nname = "Canal"\nsmall_areas = {parts}\n'
    home.local_areas.write_text(named, "utf-8")
    return Area(Level.LOCAL, "canal", 0, "Canal"), [Area(Level.LSOA, x, 2021) for x in parts]


def signed_with(signed: Edition, *figures: Figure) -> None:
    editions_frozen.keep("frozen-one", *figures)
    attacking._figures.cache_clear()


def test_a_release_that_can_be_subtracted_from_an_earlier_one_is_refused(
    signed: Edition, partner: Person, four: tuple[Area, list[Area]]
) -> None:
    """12, 12, 12 and 7 went to anybody as a file; the edition would print their total, 43."""
    whole, parts = four
    told = [closed(one, n) for one, n in zip(parts, (12, 12, 12, 7), strict=True)]
    releases.record(Home.open(settings.HOME).results, "look-1", told)
    signed_with(signed, closed(whole, 43))
    page = people.client(partner).get(f"/editions/{signed.id}/publish/").content.decode()
    assert "by subtracting" in page
    assert "Approve and publish" not in page
    with pytest.raises(NotSound, match="worked out exactly by subtracting"):
        actions.approve(edition=signed.id, by=people.viewer(partner), at=AT)
    assert (Edition.objects.get().state, Publication.objects.count()) == ("signed", 0)


def test_a_harmless_release_says_what_was_tried_and_is_kept_for_the_next(
    signed: Edition, partner: Person, four: tuple[Area, list[Area]]
) -> None:
    whole, _ = four
    signed_with(signed, closed(whole, 43))
    page = people.client(partner).get(f"/editions/{signed.id}/publish/").content.decode()
    assert "no small count can be worked out exactly" in page
    results = Home.open(settings.HOME).results
    assert releases.before(results) == ()
    actions.approve(edition=signed.id, by=people.viewer(partner), at=AT)
    assert [one.value for one in releases.before(results)] == [43]
    event = AuditEvent.objects.get(what="released a publication")
    assert "no small count can be worked out" in event.details


def test_a_release_whose_record_is_gone_is_refused(
    signed: Edition, partner: Person, tmp_path: Path
) -> None:
    (tmp_path / "editions/frozen-one/edition.json").unlink()
    with pytest.raises(NotSound, match="has not been written"):
        actions.approve(edition=signed.id, by=people.viewer(partner), at=AT)


def test_a_form_that_earlier_rules_wrote_is_not_released(signed: Edition, partner: Person) -> None:
    """Its files may name people; frozen again, they do not."""
    place = settings.HOME / "editions/frozen-one/edition.json"
    place.write_text(place.read_text("utf-8").replace('"format": 2', '"format": 1'), "utf-8")
    with pytest.raises(NotSound, match="has not been written as today"):
        actions.approve(edition=signed.id, by=people.viewer(partner), at=AT)
    page = people.client(partner).get(f"/editions/{signed.id}/publish/").content.decode()
    assert "frozen again" in page
    assert "Approve and publish" not in page
    said = {"because": "Names stand in it."}
    people.client(partner).post(f"/editions/{signed.id}/send-back/", said)
    held = Edition.objects.get()
    assert (held.state, held.signed_by) == ("draft", None)
    event = AuditEvent.objects.get(what="sent a signed edition back")
    assert event.reason == "Names stand in it."
