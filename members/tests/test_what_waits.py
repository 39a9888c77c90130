"""Tests of members/queries/own.py: what the people of an organisation are to know and to decide on a day."""

from datetime import date, timedelta

import pytest

import journal.use_cases as journal
from members import access, queries
from members.models import Membership, Organisation, Proposal, User
from members.tests.make import AT, BY, invitation, member, organisation, representative

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def firm() -> Organisation:
    return member("Firma", since=date(2020, 5, 1))


@pytest.fixture
def person(firm) -> User:
    return representative("anna@example.org", firm)


def waiting(person: User, *, on: date = TODAY):
    return queries.with_what_waits(access.representations_of(person, on), on=on, at=AT, notice=timedelta(days=90)).get()


def test_what_waits_tells_the_membership_of_the_day(person):
    found = waiting(person)
    assert (found.member_since, found.member_until, found.membership_ends_on) == (date(2020, 5, 1), None, None)
    assert waiting(person, on=date(2019, 1, 1)).member_since is None


@pytest.mark.parametrize(
    ("until", "ends_on"),
    [
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2027, 2, 22), date(2027, 2, 22)),
        (date(2027, 2, 23), None),
    ],
)
def test_a_membership_that_ends_within_ninety_days_is_worth_a_word(person, firm, until, ends_on):
    firm.memberships.update(until=until)
    assert waiting(person).membership_ends_on == ends_on


def test_a_membership_followed_by_another_does_not_end(person, firm):
    firm.memberships.update(until=TODAY)
    journal.keep(thing=Membership(organisation=firm, since=TODAY + timedelta(days=1)), **BY)
    assert waiting(person).membership_ends_on is None


def test_what_waits_counts_requests_to_decide_and_invitations_not_answered(person, firm):
    asks = {"asked": "by_them", "confirmed_at": AT}
    invitation(firm, email="a@example.org", **asks)
    invitation(firm, email="unconfirmed@example.org", asked="by_them")
    invitation(firm, email="allowed@example.org", **asks, allowed_at=AT)
    invitation(firm, email="closed@example.org", **asks, closed_at=AT)
    invitation(firm, email="expired@example.org", expires_at=AT)
    invitation(firm, email="accepted@example.org", accepted_at=AT)
    invitation(firm, email="invited@example.org")
    invitation(organisation("Inna"), email="elsewhere@example.org")
    found = waiting(person)
    assert (found.request_count, found.invitation_count) == (1, 2)


def test_what_waits_tells_since_when_changes_wait_for_the_office(person, firm):
    assert waiting(person).proposed_at is None
    changes = {"city": ["", "Łódź"]}
    journal.keep(thing=Proposal(organisation=firm, by=person, made_at=AT, changes=changes), **BY)
    assert waiting(person).proposed_at == AT


@pytest.mark.parametrize(
    ("confirmed_on", "due_since"),
    [
        (None, date(2021, 5, 2)),
        (date(2019, 1, 1), date(2021, 5, 2)),
        (date(2025, 11, 23), date(2026, 11, 24)),
        (date(2025, 11, 24), None),
    ],
)
def test_a_profile_is_due_a_year_after_it_was_confirmed_or_the_membership_began(person, firm, confirmed_on, due_since):
    Organisation.objects.filter(pk=firm.pk).update(profile_confirmed_on=confirmed_on)
    assert queries.profile_due_since(waiting(person), on=TODAY) == due_since


def test_the_page_and_the_mail_remind_of_the_same_profiles(person, firm):
    for age in (365, 366):
        Organisation.objects.filter(pk=firm.pk).update(profile_confirmed_on=TODAY - timedelta(days=age))
        by_mail = list(queries.reminders.profiles_due(on=TODAY))
        assert bool(by_mail) is bool(queries.profile_due_since(waiting(person), on=TODAY)) is (age == 366)


def test_the_profile_of_no_member_is_never_due():
    person = representative("jan@example.org", organisation("Partner"))
    assert queries.profile_due_since(waiting(person), on=TODAY) is None
