"""The pages of intake: who sees what, what a form says, what an upload may be."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import people
from towpath.access.models import AuditEvent
from towpath.evidence import registers
from towpath.intake import progress, quarantine, queries, working
from towpath.intake.models import DeliveredFile, Delivery, Retirement, State

NEW = "/deliveries/new/"


def upload(client: Any, *files: Any, **more: str) -> Any:
    return client.post(NEW, {"delivered": list(files), **more})


def csv(rows: Any, name: str = "fire.csv", count: int = 3) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, rows.text(*(rows.row(n) for n in range(count))).encode())


def test_several_files_are_one_delivery_hashed_on_the_way(owner: Any, rows: Any, hand: Any) -> None:
    second = csv(rows, "more.csv", 5)
    answer = upload(people.client(owner), csv(rows), second, feed="statutory-fire")
    found = Delivery.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/deliveries/{found.id}/"
    assert [one.name for one in found.files.all()] == ["fire.csv", "more.csv"]
    kept = quarantine.paths(str(found.id))[1]
    assert DeliveredFile.objects.last().sha256 == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert list(quarantine.arriving().iterdir()) == []


def test_an_upload_that_is_too_large_leaves_nothing(owner: Any, home: Any, rows: Any) -> None:
    home.write_settings({**home.settings, "upload_megabytes": 0})
    big = SimpleUploadedFile("fire.csv", b"x" * 2_000_000)
    answer = people.client(owner).post(NEW, {"delivered": big}, follow=True)
    assert "too much for one delivery" in answer.content.decode()
    assert not Delivery.objects.exists()
    assert list(quarantine.arriving().iterdir()) == []


def test_a_form_without_the_token_is_refused(owner: Any, rows: Any) -> None:
    client = people.client(owner)
    client.handler.enforce_csrf_checks = True
    assert upload(client, csv(rows)).status_code == 403
    assert not Delivery.objects.exists()
    assert list(quarantine.arriving().iterdir()) == []


def test_what_is_wrong_with_a_file_is_said_beside_it(owner: Any) -> None:
    client = people.client(owner)
    assert "<title>Error:" in client.post(NEW, {"note": "x"}).content.decode()
    page = upload(client, SimpleUploadedFile("f.csv", b"%PDF-1.7 ..."))
    assert "f.csv is a PDF" in page.content.decode()


def test_nobody_hands_over_for_another_agency(owner: Any, stranger: Any, rows: Any) -> None:
    upload(people.client(stranger), csv(rows), agency="saltreath-fire", feed="statutory-fire")
    assert Delivery.objects.get().agency.slug == "greyhaven-ambulance"  # theirs, whatever they say


def test_an_analyst_is_asked_whose_files_they_are_unless_their_names_say(
    analyst: Any, owner: Any, rows: Any
) -> None:
    people.agency("saltreath")
    client = people.client(analyst)
    assert "Choose it" in upload(client, csv(rows)).content.decode()
    elsewhere = SimpleUploadedFile("2026-01-nowhere-street.csv", b"Crime ID,Month\n1,2\n")
    assert "named for nowhere" in upload(client, elsewhere).content.decode()
    upload(client, SimpleUploadedFile("2026-01-saltreath-street.csv", b"Crime ID,Month\n1,2\n"))
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("2026-01/2026-01-saltreath-street.csv", "Crime ID,Month\n1,2\n")
    upload(client, SimpleUploadedFile("everything.zip", sink.getvalue()))
    assert [one.agency.slug for one in Delivery.objects.all()] == ["saltreath"] * 2


def test_the_page_tells_what_is_wrong_line_by_line(owner: Any, hand: Any, rows: Any) -> None:
    id = hand(fire=rows.text(rows.row(1), rows.row(1), rows.row(2, day="31/02/2026")))
    client = people.client(owner)
    assert "Waiting to be checked" in client.get(f"/deliveries/{id}/").content.decode()
    working.advance(id)
    page = client.get(f"/deliveries/{id}/").content.decode()
    for words in ("2 of 3 rows can be accepted", "fire.csv, line 4", "1 row repeats",
                  "January 2026", "New", "Deliberate secondary fire", "100.0"):  # fmt: skip
        assert words in page
    assert "Accept<" not in page  # whoever hands over does not judge
    assert "Withdraw" in page
    assert "An analyst or the manager" in page


def test_an_analyst_accepts_on_the_page(analyst: Any, hand: Any, rows: Any, home: Any) -> None:
    id = hand(fire=rows.text(rows.row(1)))
    client = people.client(analyst)
    assert client.get(f"/deliveries/{id}/accept/").status_code == 302  # it is not checked yet
    working.advance(id)
    assert "Accept and bring into force" in client.get(f"/deliveries/{id}/accept/").content.decode()
    assert client.post(f"/deliveries/{id}/accept/", {"reason": ""}).status_code == 302
    working.advance(id)
    assert "It is in force" in client.get(f"/deliveries/{id}/").content.decode()


def test_older_deliveries_are_a_page_further(
    owner: Any, hand: Any, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number, day in enumerate((1, 2, 3), 1):
        id = hand(fire=rows.text(rows.row(number)))
        Delivery.objects.filter(id=id).update(handed_at=f"2026-05-0{day}T09:00Z")
    client = people.client(owner)
    newest = client.get("/deliveries/").content.decode()
    assert "None" not in newest  # nobody has counted the rows yet
    assert "3 May 2026" in newest
    assert "1 May 2026" not in newest
    found = re.search(r'href="([?]before=[^"]+)"', newest)
    assert found
    older = client.get(f"/deliveries/{found[1]}").content.decode()
    assert "1 May 2026" in older
    assert "Older deliveries" not in older
    for wrong in ("x", "2026-05-01", "0001-01-01T00:00+00:00"):
        assert client.get("/deliveries/", {"before": wrong}).status_code == 200


def test_progress_is_a_piece_of_the_page(owner: Any, stranger: Any, hand: Any, rows: Any) -> None:
    first, second = (hand(fire=rows.text(rows.row(n))) for n in (1, 2))
    where = f"/deliveries/{second}/progress/"
    Delivery.objects.filter(id=first).update(handed_at="2026-01-01T00:00Z")
    assert "1 delivery is before it" in people.client(owner).get(where).content.decode()
    assert people.client(stranger).get(where).status_code == 404
    Delivery.objects.filter(id=second).update(state=State.CHECKING)
    progress.put(second, "fire.csv", 1, 4)
    page = people.client(owner).get(where).content.decode()
    assert "Reading fire.csv: 25 %" in page
    assert 'value="25"' in page


def test_a_bomb_in_a_zip_stops_with_a_sentence(owner: Any, hand: Any) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("fire.csv", b"0" * 30_000_000)
    upload(people.client(owner), SimpleUploadedFile("fire.zip", sink.getvalue()))
    found = Delivery.objects.get()
    working.advance(found.id)
    found.refresh_from_db()
    assert found.state == State.STOPPED
    assert found.sentence


def test_months_are_retired_with_a_reason(analyst: Any, owner: Any, home: Any) -> None:
    where, client = "/held/saltreath-fire/statutory-fire/", people.client(analyst)
    held = [x for x in registers.in_force(home).loads if x.agency == "saltreath-fire"]
    assert "No load was chosen" in client.post(where, {"reason": "Sent twice"}).content.decode()
    client.post(where, {"load": [held[0].id, "L-of-another"], "reason": "Sent twice"})
    working.retire(Retirement.objects.get().id)
    assert held[0].id not in {x.id for x in registers.in_force(home).loads}
    assert len(registers.in_force(home).loads) > len(held)
    working.retire(Retirement.objects.get().id)  # again: nothing is left to do
    assert AuditEvent.objects.filter(what="retired loads").count() == 1
    assert people.client(owner).post(where, {"reason": "x"}).status_code == 403


def test_what_is_held_shows_the_own_agencys_only(owner: Any, analyst: Any) -> None:
    own, all_of = (people.client(one).get("/held/").content.decode() for one in (owner, analyst))
    assert "Statutory return: fire" in own
    assert "Statutory return: ambulance" not in own
    assert "Statutory return: ambulance" in all_of
    other = people.client(owner).get("/held/greyhaven-ambulance/statutory-ambulance/")
    assert other.status_code == 404


@pytest.mark.parametrize("address", ["/returns/", "/returns/due.ics"])
def test_the_returns_are_on_their_page_and_in_a_calendar(analyst: Any, address: str) -> None:
    people.agency("saltreath-fire")
    said = people.client(analyst).get(address).content.decode()
    assert "Saltreath-Fire" in said
    assert "SI 2007/1831" in said
