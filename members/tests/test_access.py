"""Who is the office, who speaks for whom, and which member firms are named to whom."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

import journal.use_cases as journal
from members import access
from members.models import User
from members.tests import make

pytestmark = pytest.mark.django_db

DAY = date(2014, 11, 12)
NOBODY = AnonymousUser()


def deactivated(user: User) -> User:
    user.is_active = False
    journal.keep(thing=user, **make.BY)
    return user


def test_the_office_is_a_coordinator_or_the_operator_and_nobody_else():
    firm = make.member()
    without_staff = make.representative("prawa@example.org", firm)
    without_staff.user_permissions.add(Permission.objects.get(codename="change_organisation"))
    staff_only = User.objects.create(email="staff@example.org", is_staff=True)
    assert access.is_coordinator(make.coordinator())
    assert access.is_coordinator(make.operator())
    for user in (NOBODY, make.representative("a@example.org", firm), without_staff, staff_only):
        assert not access.is_coordinator(user)
    assert not access.is_coordinator(deactivated(make.coordinator("byly@example.org")))


def test_an_auditor_sees_everything_and_is_no_coordinator():
    assert access.sees_everything(make.auditor())
    assert not access.is_coordinator(make.auditor("drugi@example.org"))
    for user in (make.coordinator(), make.operator()):
        assert access.sees_everything(user)
    for user in (
        NOBODY,
        make.representative("a@example.org", make.member()),
        deactivated(make.auditor("c@example.org")),
    ):
        assert not access.sees_everything(user)


@pytest.mark.parametrize(
    ("on", "speaks"),
    [
        (date(2013, 12, 31), False),
        (date(2014, 1, 1), True),
        (date(2014, 11, 12), True),
        (date(2014, 11, 13), False),
    ],
)
def test_a_representative_speaks_from_the_first_day_to_the_last(on, speaks):
    firm = make.member()
    make.member("Inna")
    user = make.representative("jan@example.org", firm, until=DAY)
    assert list(access.organisations_spoken_for(user, on)) == ([firm] if speaks else [])
    assert access.speaks_for_a_member(user, on) == speaks


def test_nobody_speaks_without_an_account_or_with_a_deactivated_one():
    user = make.representative("jan@example.org", make.member())
    for person in (NOBODY, deactivated(user)):
        assert not access.organisations_spoken_for(person, DAY).exists()
        assert not access.speaks_for_a_member(person, DAY)


def test_who_speaks_for_a_firm_that_has_left_speaks_for_no_member():
    user = make.representative("jan@example.org", make.member(until=DAY))
    assert access.speaks_for_a_member(user, DAY)
    assert not access.speaks_for_a_member(user, date(2014, 11, 13))
    assert access.organisations_spoken_for(user, date(2014, 11, 13)).exists()


def test_a_member_is_named_on_its_last_day_and_no_longer_the_day_after():
    firm = make.member(until=DAY)
    assert list(access.member_firms_visible_to(NOBODY, DAY)) == [firm]
    assert not access.member_firms_visible_to(NOBODY, date(2014, 11, 13)).exists()


def test_a_member_that_is_not_listed_is_named_to_those_only_who_see_everything():
    firm = make.member(is_listed=False)
    for person in (
        NOBODY,
        make.representative("jan@example.org", firm),
        deactivated(make.coordinator("a@example.org")),
    ):
        assert not access.member_firms_visible_to(person, DAY).exists()
    for person in (make.coordinator(), make.auditor()):
        assert list(access.member_firms_visible_to(person, DAY)) == [firm]
