"""Actions on agencies, people and memberships: permission, policy, change, event."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils.html import escape

import people
from towpath.access import actions, audit, holding, purposes, queries
from towpath.access import trail as trails
from towpath.access.actions import AgencyFacts, Appointment, PersonFacts
from towpath.access.errors import NotFound, NotPermitted, NotSound
from towpath.access.models import Agency, AuditEvent, Membership, Person
from towpath.access.permissions import Role

pytestmark = pytest.mark.django_db
AT = people.AT
FACTS = PersonFacts("New Person", "New.Person@Council.example", "Officer")


def analyst(agency: str = "council") -> Appointment:
    people.agency(agency)
    return Appointment(agency, Role.ANALYST, people.TODAY)


def trail() -> list[str]:
    return list(AuditEvent.objects.values_list("what", flat=True))


def test_an_administrator_adds_a_person(owner: Person) -> None:
    id = actions.add_person(facts=FACTS, first=analyst(), by=people.viewer(owner), at=AT)
    made = Person.objects.get(id=id)
    assert (made.email, made.has_usable_password()) == ("new.person@council.example", False)
    assert people.viewer(made).roles == {Role.ANALYST}
    assert trail() == ["added a person", "gave a person a role"]


@pytest.mark.parametrize("who", ["partner", "stranger"])
def test_nobody_else_does(who: str, request: pytest.FixtureRequest) -> None:
    by = people.viewer(request.getfixturevalue(who))
    with pytest.raises(NotPermitted):
        actions.add_person(facts=FACTS, first=analyst(), by=by, at=AT)
    assert not Person.objects.filter(name="New Person").exists()
    assert trail() == []


def test_an_address_signs_in_one_person(owner: Person, partner: Person) -> None:
    facts = PersonFacts("Another", partner.email.upper())
    with pytest.raises(NotSound, match="already"):
        actions.add_person(facts=facts, first=analyst(), by=people.viewer(owner), at=AT)
    assert trail() == []


def test_the_trail_says_which_fields_changed_and_not_to_what(
    owner: Person, partner: Person
) -> None:
    facts = PersonFacts("Another Name", partner.email)
    actions.change_person(id=partner.id, facts=facts, by=people.viewer(owner), at=AT)
    details = AuditEvent.objects.get(what="changed a person").details
    assert "name" in details
    assert "Another" not in details


def test_nobody_raises_themselves(owner: Person) -> None:
    with pytest.raises(NotSound, match="own roles"):
        actions.appoint(person=owner.id, to=analyst(), by=people.viewer(owner), at=AT)


def test_a_role_holds_from_its_first_day_to_the_day_before_its_last(
    owner: Person, stranger: Person
) -> None:
    to = Appointment("council", Role.ANALYST, date(2026, 6, 1), date(2026, 7, 1))
    actions.appoint(person=stranger.id, to=to, by=people.viewer(owner), at=AT)
    held = [people.viewer(stranger, on=date(2026, *day)).roles for day in ((5, 31), (6, 1), (7, 1))]
    assert held == [set(), {Role.ANALYST}, set()]


def test_an_ended_membership_permits_nothing_the_same_day(owner: Person, partner: Person) -> None:
    held = Membership.objects.get(person=partner)
    actions.end_membership(id=held.id, ends=people.TODAY, by=people.viewer(owner), at=AT)
    assert people.viewer(partner).seats == ()


def test_the_only_administrator_cannot_be_ended(owner: Person) -> None:
    second = people.person("Second", Role.ADMINISTRATOR)
    mine, theirs = (Membership.objects.get(person=one) for one in (owner, second))
    by_second, by_owner = people.viewer(second), people.viewer(owner)
    actions.end_membership(id=mine.id, ends=people.TODAY, by=by_second, at=AT)
    with pytest.raises(NotSound, match="only administrator"):
        actions.end_membership(id=theirs.id, ends=people.TODAY, by=by_owner, at=AT)


def test_a_suspended_person_is_out_with_their_next_request(owner: Person, partner: Person) -> None:
    client = people.client(partner)
    assert client.get("/agencies/").status_code == 200
    actions.suspend_person(id=partner.id, reason="left", by=people.viewer(owner), at=AT)
    assert client.get("/agencies/").status_code == 302


def test_an_agency_that_leaves_takes_its_peoples_roles_along(
    owner: Person, partner: Person
) -> None:
    facts = AgencyFacts("Police", Agency.Kind.RESPONSIBLE, active=False)
    actions.change_agency(slug="police", facts=facts, by=people.viewer(owner), at=AT)
    assert people.viewer(partner).seats == ()
    facts = AgencyFacts("Council", Agency.Kind.RESPONSIBLE, active=False)
    with pytest.raises(NotSound, match="own agency"):
        actions.change_agency(slug="council", facts=facts, by=people.viewer(owner), at=AT)


def test_a_look_at_a_person_is_on_the_trail(owner: Person, partner: Person) -> None:
    queries.person(viewer=people.viewer(owner), at=AT, id=partner.id)
    seen = AuditEvent.objects.get()
    assert (seen.what, seen.subject) == ("looked at a person", f"person:{partner.id}")
    assert seen.operation == "consultation"


def test_a_partner_sees_their_own_agency_and_not_that_there_are_others(
    owner: Person, partner: Person
) -> None:
    colleague = people.person("Colleague", Role.SUPPLIER, "police")
    found = queries.people(viewer=people.viewer(partner), at=AT)
    assert {one.id for one in found} == {partner.id, colleague.id}
    with pytest.raises(NotFound):
        queries.person(viewer=people.viewer(partner), at=AT, id=owner.id)


def test_the_number_of_people_counts_each_once(owner: Person) -> None:
    Membership.objects.create(
        person=owner, agency=people.agency("council"), role="analyst",
        starts=people.TODAY - timedelta(days=9),
    )  # fmt: skip
    found = queries.agency(viewer=people.viewer(owner), on=people.TODAY, slug="council")
    assert found.people == 1


def test_an_auditor_asks_who_looked_at_somebody(
    owner: Person, partner: Person, auditor: Person
) -> None:
    queries.person(viewer=people.viewer(owner), at=AT, id=partner.id)
    queries.person(viewer=people.viewer(owner), at=AT, id=auditor.id)
    asked = trails.Asked(of=str(partner.id), operation="consultation")
    leaf = trails.read(viewer=people.viewer(auditor), at=AT, asked=asked)
    assert [(line.who, line.subject) for line in leaf.lines] == [("Owner", "Partner")]
    assert "read the audit trail" in trail()


def test_the_trail_is_read_by_pages(owner: Person, auditor: Person) -> None:
    for _ in range(trails.PAGE + 1):
        queries.people(viewer=people.viewer(owner), at=AT)
    last = trails.read(viewer=people.viewer(auditor), at=AT, asked=trails.Asked(), number=99)
    assert (last.number, last.pages, len(last.lines)) == (2, 2, 1)


def every_action(owner: Person, partner: Person) -> dict[str, dict[str, object]]:
    """Every action of the room with words that an administrator may say."""
    agency = AgencyFacts("Fire", Agency.Kind.RESPONSIBLE)
    held = Membership.objects.get(person=partner)
    return {
        "found_agency": {"slug": "fire", "facts": agency},
        "change_agency": {"slug": "police", "facts": agency},
        "add_person": {"facts": FACTS, "first": analyst()},
        "change_person": {"id": partner.id, "facts": FACTS},
        "suspend_person": {"id": partner.id, "reason": "left"},
        "restore_person": {"id": partner.id, "reason": "back"},
        "appoint": {"person": partner.id, "to": analyst()},
        "end_membership": {"id": held.id, "ends": people.TODAY},
        "invite": {"id": partner.id},
    }


ACTIONS = ["found_agency", "change_agency", "add_person", "change_person", "suspend_person"]
ACTIONS += ["restore_person", "appoint", "end_membership", "invite"]
OF_THE_HOMES_OWNER = {"forget_second_steps"}  # test_signing_in says who may


@pytest.mark.parametrize("name", ACTIONS)
def test_only_an_administrator_acts_and_each_act_is_recorded(
    name: str, owner: Person, partner: Person, auditor: Person
) -> None:
    words = every_action(owner, partner)[name]
    for other in (auditor, partner):
        with pytest.raises(NotPermitted):
            getattr(actions, name)(**words, by=people.viewer(other), at=AT)
    assert trail() == []
    getattr(actions, name)(**words, by=people.viewer(owner), at=AT)
    assert trail() != []


def test_no_action_of_the_room_is_left_out(owner: Person, partner: Person) -> None:
    public = {
        name
        for name, one in vars(actions).items()
        if callable(one) and not name.startswith("_") and one.__module__ == actions.__name__
        if not isinstance(one, type)
    }
    assert public - OF_THE_HOMES_OWNER == set(ACTIONS) == set(every_action(owner, partner))


def test_every_purpose_stands_with_its_basis_and_holders(
    owner: Person, partner: Person, auditor: Person, stranger: Person
) -> None:
    """Names for whoever keeps, audits or sees people; for others how many, and nobody's name."""
    last = people.TODAY + timedelta(days=900)
    partner.memberships.update(ends=last)
    Person.objects.filter(id=partner.id).update(name="Ruth Holder")
    page = people.client(auditor).get("/purposes/").content.decode()
    for one in purposes.every().values():
        assert escape(one.title) in page
        assert escape(one.basis) in page
    assert "Ruth Holder" in page
    assert f"{last.day} {last:%B %Y}" in page
    bare = people.client(stranger).get("/purposes/").content.decode()
    assert "Lawful basis" in bare
    assert "Ruth Holder" not in bare
    whats = list(AuditEvent.objects.values_list("what", flat=True))
    assert whats.count("listed who holds purposes") == 1


def test_who_left_holds_no_purpose(auditor: Person, partner: Person) -> None:
    partner.memberships.update(ends=people.TODAY)
    held = holding.listed(viewer=people.viewer(auditor), at=people.AT)
    assert partner.name not in {each.name for one in held for each in one.holders}


def test_the_trail_says_what_kind_of_thing_was_looked_at(owner: Person, auditor: Person) -> None:
    with transaction.atomic():
        entry = audit.Entry(audit.Operation.CONSULTATION, "looked", "edition:7")
        audit.record(entry, by=people.viewer(owner), at=people.AT)
    leaf = trails.read(viewer=people.viewer(auditor), at=people.AT, asked=trails.Asked())
    assert leaf.lines[0].subject == "edition 7"


def test_a_suspended_person_may_nothing_whoever_works_for_them(
    owner: Person, partner: Person
) -> None:
    """The worker goes on in the name of whoever asked; a suspension must reach it too."""
    assert people.viewer(partner).may("delivery.make")
    actions.suspend_person(id=partner.id, reason="Left.", by=people.viewer(owner), at=AT)
    assert people.viewer(partner).seats == ()
