"""Facts about organisations and periods as filters, the same on every database."""

from datetime import date

import pytest

from members.models import Membership, Organisation
from members.queries import with_membership
from members.tests import make

pytestmark = pytest.mark.django_db


def names(organisations) -> list[str]:
    return [organisation.name for organisation in organisations]


@pytest.mark.parametrize(
    ("on", "is_in_force"),
    [
        (date(2014, 2, 28), False),
        (date(2014, 3, 1), True),
        (date(2014, 6, 30), True),
        (date(2014, 7, 1), False),
    ],
)
def test_both_named_days_of_a_period_belong_to_it(on, is_in_force):
    make.member(since=date(2014, 3, 1), until=date(2014, 6, 30))
    assert Membership.objects.in_force(on=on).exists() == is_in_force


def test_an_open_period_is_in_force_for_good():
    make.member(since=date(2014, 3, 1))
    assert Membership.objects.in_force(on=date(9999, 12, 31)).exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lodz", ["Łódź Metal"]),
        ("ŁÓDŹ", ["Łódź Metal"]),
        ("metal lodz", ["Łódź Metal"]),
        ("BIALYSTOK", ["Żubr"]),
        ("zbr", ["Żubr"]),
        ("metal bialystok", []),
        ("%", []),
        ("_", []),
        ("", ["Łódź Metal", "Żubr"]),
        (" \t ", ["Łódź Metal", "Żubr"]),
    ],
)
def test_every_word_is_looked_for_in_names_and_town_without_case_and_marks(typed, found):
    make.organisation("Łódź Metal")
    make.organisation("Żubr", short_name="ŻBR", city="Białystok")
    assert names(Organisation.objects.matching(typed).in_polish_order()) == found


def test_names_stand_in_the_order_of_the_polish_alphabet():
    order = ["3M", "Ala", "Ąbecki", "Cz", "Ćma", "Las", "Łoś", "Malow", "ósma", "Pan", "Zakład", "Źrebię", "Żak"]
    for name in sorted(order, reverse=True):
        make.organisation(name)
    assert names(Organisation.objects.in_polish_order()) == order
    assert names(Organisation.objects.all()) == order


def test_a_town_is_found_whole_and_without_marks():
    make.organisation("A", city="Łódź")
    make.organisation("B", city="Łódź-Górna")
    assert names(Organisation.objects.in_city("lodz")) == ["A"]


def test_kind_and_listing_narrow():
    make.organisation("Firma")
    make.organisation("Uczelnia", kind="university", is_listed=False)
    assert names(Organisation.objects.of_kind("university")) == ["Uczelnia"]
    assert names(Organisation.objects.listed()) == ["Firma"]


def test_begun_in_looks_at_the_membership_in_force_on_the_day():
    make.member("A", since=date(2014, 12, 31))
    make.member("B", since=date(2015, 1, 1))
    rows = with_membership(Organisation.objects.all(), on=date(2015, 6, 1))
    assert names(rows.begun_in(2014)) == ["A"]
    assert not with_membership(Organisation.objects.all(), on=date(2014, 1, 1)).begun_in(2014).exists()
