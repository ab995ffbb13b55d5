"""Decisions on values: terms, roles, reach. No database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath.access import permissions, purposes, rules
from towpath.access.errors import NotFound, NotPermitted, NotSound
from towpath.access.permissions import PERMISSIONS, Reach, Role
from towpath.access.rules import Term
from towpath.access.viewers import Seat, Viewer
from towpath.foundation.grants import EVERY_AGENCY
from towpath.foundation.handling import Sensitivity

days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
terms = st.tuples(days, days | st.none()).filter(lambda t: t[1] is None or t[0] <= t[1])
terms = terms.map(lambda t: Term(*t))


def sitting(role: Role, agency: str = "council") -> Viewer:
    return Viewer("1", "Somebody", (Seat(agency, role),))


@given(terms, terms, days)
def test_terms_that_share_a_day_meet(one: Term, other: Term, day: date) -> None:
    assert one.meets(other) == other.meets(one) or not (one.holds(day) and other.holds(day))
    if one.holds(day) and other.holds(day):
        assert one.meets(other)


@given(terms)
def test_a_term_does_not_hold_on_its_last_day(term: Term) -> None:
    assert term.ends is None or not term.holds(term.ends)


def test_a_membership_cannot_end_before_it_starts() -> None:
    with pytest.raises(NotSound, match="end before it starts"):
        rules.require_term(date(2026, 2, 1), date(2026, 1, 1))


def test_nobody_has_a_role_twice_on_one_day() -> None:
    held = [Term(date(2026, 1, 1))]
    with pytest.raises(NotSound):
        rules.require_appointable(Term(date(2027, 1, 1)), held)


def test_the_last_administrator_stays() -> None:
    assert rules.may_leave(Role.ADMINISTRATOR, others=1)
    with pytest.raises(NotSound, match="only administrator"):
        rules.require_leavable(Role.ADMINISTRATOR, others=0)


def test_the_table_names_every_role_for_every_permission() -> None:
    assert all(set(row) == set(Role) for row in PERMISSIONS.values())


def test_no_one_role_both_acts_and_reads_who_acted() -> None:
    for role in Role:
        audits = permissions.reach(role, "audit.read") is Reach.ALL
        keeps = permissions.reach(role, "person.keep") is Reach.ALL
        assert not (audits and keeps)


def test_whoever_signs_an_edition_is_not_alone_in_writing_it() -> None:
    writers = {role for role in Role if permissions.reach(role, "edition.write") is Reach.ALL}
    assert len(writers) > 1


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_somebody_without_a_seat_may_do_nothing(permission: str) -> None:
    assert not Viewer("1").may(permission)
    assert not Viewer.nobody().may(permission, "council")


def test_own_reaches_the_viewers_own_agency_only() -> None:
    viewer = sitting(Role.POLICE, "police")
    assert viewer.may("delivery.make", "police")
    assert not viewer.may("delivery.make", "council")
    assert viewer.agencies("delivery.make") == {"police"}
    with pytest.raises(NotPermitted, match="for council"):
        viewer.require("delivery.make", "council")
    with pytest.raises(NotFound):
        viewer.require_in_scope("delivery.make", "council")


def test_all_reaches_every_agency() -> None:
    assert sitting(Role.ANALYST).agencies("delivery.make") is None
    assert sitting(Role.ANALYST).may("delivery.make", "fire")


def test_a_permission_that_nobody_declared_is_a_fault() -> None:
    with pytest.raises(KeyError):
        sitting(Role.ANALYST).may("edition.forge")


def test_a_grant_carries_agency_purpose_and_how_much() -> None:
    grant = purposes.grant(sitting(Role.POLICE, "police"), "delivery.make", "strategic-assessment")
    assert (grant.person, grant.agency, grant.purpose) == ("1", "police", "strategic-assessment")
    assert (grant.sees, grant.writes) == (Sensitivity.INTERNAL, True)
    assert grant.agencies == {"police"}


def test_a_grant_reaches_as_far_as_what_it_is_for() -> None:
    """Police look at everybody's counts, at their own rows, and change nothing by looking."""
    police = sitting(Role.POLICE, "police")
    explored = purposes.grant(police, "evidence.explore")
    assert (explored.agencies, explored.writes) == (EVERY_AGENCY, False)
    assert purposes.grant(police, "evidence.rows").agencies == {"police"}


def test_who_may_not_is_granted_nothing() -> None:
    """No seat, or none that may: once an empty set of agencies read as every one."""
    for nobody in (sitting(Role.BOARD), sitting(Role.AUDITOR), Viewer("1")):
        with pytest.raises(NotPermitted):
            purposes.grant(nobody, "evidence.explore")


def test_a_purpose_of_another_role_is_refused() -> None:
    with pytest.raises(NotPermitted, match="purpose"):
        purposes.grant(sitting(Role.ANALYST), "evidence.explore", "administration")
    with pytest.raises(NotPermitted):
        purposes.grant(Viewer.nobody(), "evidence.explore")


def test_a_role_lends_nothing_to_a_purpose_that_is_not_its_own() -> None:
    """An analyst who is an administrator too sees nothing while they administer."""
    both = Viewer("1", "", (Seat("a", Role.ADMINISTRATOR), Seat("b", Role.ANALYST)))
    with pytest.raises(NotPermitted):
        purposes.grant(both, "evidence.explore", "administration")
    granted = purposes.grant(both, "evidence.explore", "strategic-assessment")
    assert granted.sees is Sensitivity.SPECIAL


def test_every_role_has_a_purpose_with_a_lawful_basis() -> None:
    assert {role for one in purposes.every().values() for role in one.roles} == set(Role)
    assert all(one.basis and one.article for one in purposes.every().values())
