"""What waits to be done on the ground floor: each row from the day on which it is worth a word."""

from datetime import date

import pytest

from members import agenda
from members.tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
ITEMS = {item.key: item for item in agenda.ITEMS}


@pytest.mark.parametrize(
    ("until", "is_told"),
    [(date(2026, 11, 23), False), (date(2026, 11, 24), True), (date(2027, 2, 22), True), (date(2027, 2, 23), False)],
)
def test_a_membership_is_told_from_ninety_days_before_its_end(until, is_told):
    make.member(until=until)
    make.member("Odlewnia")
    assert ITEMS["membership-ends"].rows(TODAY).count() == is_told


def test_a_representative_waits_until_the_first_log_in():
    firm = make.organisation()
    waiting = make.representative("nowa@example.org", firm)
    make.representative("dawna@example.org", firm, until=date(2020, 1, 1))
    known = make.representative("znana@example.org", firm)
    known.last_login = make.AT
    known.save()
    assert [row.user for row in ITEMS["account-waits"].rows(TODAY)] == [waiting]


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({}, True),
        ({"confirmed_at": None}, False),
        ({"allowed_at": make.AT}, False),
        ({"closed_at": make.AT}, False),
        ({"expires_at": make.AT}, False),
        ({"asked": "by_us"}, False),
    ],
)
def test_a_request_to_join_waits_from_its_confirmation_to_its_decision(facts, is_told):
    asked = {"asked": "by_them", "confirmed_at": make.AT}
    make.invitation(make.organisation(), **asked | facts)
    assert ITEMS["request-waits"].rows(TODAY).exists() is is_told


def test_an_organisation_is_told_for_each_thing_that_it_lacks():
    make.organisation("Kompletna", nip="7740001454", website="https://example.org", description_en="Complete")
    make.organisation("Pusta")
    make.organisation("Klaster", kind="cluster")
    for key in ("no-nip", "no-contact", "no-english"):
        assert [row.name for row in ITEMS[key].rows(TODAY)] == ["Pusta"]


def test_counted_tells_the_number_and_the_earliest_day():
    make.member(until=date(2026, 12, 31))
    make.member("Odlewnia", until=date(2026, 12, 1))
    ends, *rest = agenda.counted(agenda.ITEMS, on=TODAY)
    assert (ends.item.key, ends.count, ends.first) == ("membership-ends", 2, date(2026, 12, 1))
    assert {counted.item.key: counted.count for counted in rest}["no-nip"] == 2
