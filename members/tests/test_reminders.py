"""Reminders: the right people, on the right day, a single time."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

import journal.use_cases as journal
from members import use_cases
from members.models import Invitation, Membership, Organisation, OutgoingMail
from members.tests import make

pytestmark = pytest.mark.django_db


def remind(day: date) -> list[tuple[str, str]]:
    """Write the reminders of a day at eight in the morning; return kind and recipient of each."""
    known = set(OutgoingMail.objects.values_list("pk", flat=True))
    use_cases.write_reminders(at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC))
    written = OutgoingMail.objects.exclude(pk__in=known).order_by("kind", "recipient")
    return [(row.kind, row.recipient) for row in written]


def owned(name: str = "Huta Łabędy", **facts) -> Organisation:
    firm = make.member(name, **facts)
    make.representative("maria@example.org", firm)
    return firm


PROFILE = [("profile_due", "maria@example.org")]


def test_a_profile_is_due_more_than_365_days_after_its_confirmation_once_a_year():
    owned(since=date(2020, 1, 1), profile_confirmed_on=date(2025, 11, 24))
    assert remind(date(2026, 11, 24)) == []
    assert remind(date(2026, 11, 25)) == PROFILE
    assert remind(date(2026, 11, 25)) == []
    assert remind(date(2027, 11, 24)) == []
    assert remind(date(2027, 11, 25)) == PROFILE


def test_a_profile_that_nobody_confirmed_counts_from_the_first_day_of_the_membership():
    owned(since=date(2026, 3, 1))
    assert remind(date(2026, 3, 1)) == []
    assert remind(date(2027, 3, 1)) == []
    assert remind(date(2027, 3, 2)) == PROFILE


def test_a_confirmation_puts_the_reminder_off_by_a_year():
    firm = owned(since=date(2020, 1, 1))
    assert remind(date(2026, 11, 24)) == PROFILE
    firm.profile_confirmed_on = date(2026, 11, 25)
    journal.keep(thing=firm, **make.BY)
    assert remind(date(2026, 12, 31)) == []
    assert remind(date(2027, 11, 26)) == PROFILE


def test_only_owners_of_todays_members_are_asked_about_a_profile():
    firm = owned(since=date(2020, 1, 1))
    reader = make.representative("jan@example.org", firm).representations.get()
    reader.role = "reader"
    journal.keep(thing=reader, **make.BY)
    make.representative("anna@example.org", make.member("Dawna", since=date(2014, 1, 1), until=date(2015, 1, 1)))
    make.representative("ewa@example.org", make.organisation("Obca"))
    assert remind(date(2026, 11, 24)) == PROFILE


ENDS = [("membership_ends", "maria@example.org"), ("membership_ends", "office@example.org")]


@pytest.fixture
def ending():
    make.coordinator("office@example.org")
    firm = owned(since=date(2026, 1, 1), until=date(2026, 12, 31))
    return Membership.objects.get(organisation=firm)


def test_owners_and_office_hear_of_the_end_of_a_membership_60_and_14_days_before(ending):
    assert remind(date(2026, 10, 31)) == []
    assert remind(date(2026, 11, 1)) == ENDS
    assert remind(date(2026, 11, 2)) == []
    assert remind(date(2026, 12, 16)) == []
    assert remind(date(2026, 12, 17)) == ENDS
    assert remind(date(2026, 12, 30)) == []
    assert remind(date(2026, 12, 31)) == []


def test_a_timer_that_slept_reminds_late_and_of_the_nearest_end_only(ending):
    assert remind(date(2026, 12, 20)) == ENDS
    assert remind(date(2026, 12, 21)) == []


def test_an_owner_who_is_the_office_too_hears_of_it_once(ending):
    make.representative("office@example.org", ending.organisation)
    assert remind(date(2026, 11, 2)) == ENDS


def test_a_membership_that_goes_on_in_another_period_does_not_end(ending):
    journal.keep(thing=Membership(organisation=ending.organisation, since=date(2027, 1, 1)), **make.BY)
    assert remind(date(2026, 11, 2)) == []


def test_a_membership_that_was_prolonged_is_reminded_of_again(ending):
    assert remind(date(2026, 11, 2)) == ENDS
    ending.until = date(2027, 6, 30)
    journal.keep(thing=ending, **make.BY)
    assert remind(date(2026, 12, 17)) == []
    assert [row for row in remind(date(2027, 6, 1)) if row[0] == "membership_ends"] == ENDS


@pytest.fixture
def invitation():
    return make.invitation(
        make.organisation("Odlewnia"), language="en", expires_at=datetime(2026, 12, 8, 9, tzinfo=UTC)
    )


def test_an_invited_person_is_reminded_two_days_before_the_end_in_their_language(invitation):
    assert remind(date(2026, 12, 6)) == []
    assert remind(date(2026, 12, 7)) == [("invitation_expires", "maria@example.org")]
    assert remind(date(2026, 12, 8)) == []
    assert OutgoingMail.objects.get().language == "en"


@pytest.mark.parametrize(
    "answered",
    [
        {"accepted_at": make.AT},
        {"closed_at": make.AT},
        {"asked": Invitation.Asked.BY_THEM},
        {"expires_at": datetime(2026, 12, 7, 6, tzinfo=UTC)},
    ],
)
def test_an_invitation_that_is_answered_over_or_was_never_made_is_not_reminded_of(invitation, answered):
    for name, value in answered.items():
        setattr(invitation, name, value)
    journal.keep(thing=invitation, **make.BY)
    assert remind(date(2026, 12, 7)) == []


def test_a_request_that_was_granted_is_reminded_of_like_an_invitation(invitation):
    invitation.asked, invitation.allowed_at = Invitation.Asked.BY_THEM, make.AT
    journal.keep(thing=invitation, **make.BY)
    assert remind(date(2026, 12, 7)) == [("invitation_expires", "maria@example.org")]


def test_reminders_are_no_acts_and_stand_in_no_journal(ending):
    before = journal.queries.head().number
    assert remind(date(2026, 11, 2))
    assert journal.queries.head().number == before


def test_send_reminders_says_how_many_were_written_and_writes_none_twice(capsys):
    owned(since=date(2014, 1, 1), until=None)
    for said in ("reminders written: 1\n", "reminders written: 0\n"):
        call_command("send_reminders")
        assert capsys.readouterr().out == said
