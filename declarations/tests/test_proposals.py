"""What a pasted list would add, line by line, before anything is written."""

import pytest

from declarations.pasting import lines_of
from declarations.proposals import FIRST, WHOLE, Found, Proposal, proposals
from declarations.tests import make
from members.tests.make import cluster, organisation

pytestmark = pytest.mark.django_db

HALL, PARK = "Urząd Miejski Czarna", "Podlaski Park Przemysłowy"


def proposed(text: str, *parties: object) -> list[Proposal]:
    return proposals(make.draft("nowa", *parties), lines_of(text))


def test_a_line_is_known_similar_new_a_party_or_repeated():
    known, party = organisation("Politechnika Łódzka"), organisation("Izba")
    text = "POLITECHNIKA LODZKA\nPolitechnka Łódzka\nHuta\nizba\nHuta"
    found = proposed(text, party)
    assert [row.found for row in found] == [Found.KNOWN, Found.NEAR, Found.NEW, Found.PARTY, Found.REPEATED]
    assert [row.chosen for row in found[:3]] == [str(known.pk), "", WHOLE]
    assert [row.can_be_added for row in found] == [True, True, True, False, False]


def test_of_two_names_the_first_is_the_organisation():
    hall = organisation(HALL)
    (row,) = proposed(f"{HALL} – {PARK}")
    assert (row.chosen, row.second_name(row.chosen)) == (str(hall.pk), PARK)


@pytest.mark.parametrize(
    ("name", "chosen", "second"),
    [(f"{HALL} – {PARK}", FIRST, PARK), ("Park Naukowy Polska – Wschód", WHOLE, "")],
)
def test_a_new_organisation_takes_the_first_of_two_institutions_or_the_whole_name(name, chosen, second):
    (row,) = proposed(name)
    assert (row.chosen, row.second_name(chosen), set(row.new)) == (chosen, second, {FIRST, WHOLE})


def test_a_whole_name_in_the_register_is_not_taken_apart():
    park = organisation("Park Naukowy Polska – Wschód")
    organisation("Park Naukowy Polska")
    (row,) = proposed("Park Naukowy Polska - Wschód")
    assert (row.chosen, row.second_name(row.chosen)) == (str(park.pk), "")


def test_two_records_of_one_name_are_to_be_chosen_from():
    organisation("Bank")
    organisation("Bank", city="Łódź")
    (row,) = proposed("Bank")
    assert (row.found, row.chosen, len(row.known)) == (Found.NEAR, "", 2)


def test_the_town_comes_from_the_list_itself_and_from_the_event():
    event = make.event("zjazd", city="Ełk")
    rows = proposals(make.draft("nowa", event=event), lines_of("Urząd Miejski Zabrze\nIzba w Zabrzu\nBank w Ełku"))
    assert [row.city for row in rows] == ["Zabrze", "Zabrze", "Ełk"]


@pytest.mark.parametrize(
    ("whom", "chosen"), [("Izba Stali", WHOLE), ("Nikt Ważny", ""), ("prezesa Jana Kowalskiego z Izby", "")]
)
def test_who_represents_is_new_only_where_plainly_an_institution(whom, chosen):
    (row,) = proposed(f"Klaster, reprezentowany przez {whom}")
    assert (row.representing_chosen, row.representing_new) == (chosen, {WHOLE: whom})


def test_who_represents_is_found_by_the_short_name():
    office = organisation("Centrum Stali", short_name="CS")
    cluster("Klaster Stali")
    (row,) = proposed("Klaster Stali, reprezentowany przez CS")
    assert (row.representing_chosen, row.representing_new, row.side) == (str(office.pk), {}, "cluster")
