"""Numbers that a text quotes of the register: which are found, which are none, and what the register says to them."""

from datetime import date

import pytest

import journal.use_cases as journal
from declarations import queries
from declarations.claims import Counted, found_in
from declarations.tests import make
from members.models import Group, GroupMembership, KeyFigure
from members.tests.make import BY, member, organisation

PARTNERS, MEMBERS, PAPERS, PARTIES = Counted.PARTNERS, Counted.MEMBERS, Counted.DECLARATIONS, Counted.SIGNATORIES


@pytest.mark.parametrize(
    ("text", "quote", "number", "counted"),
    [
        ("Klaster skupia 95 podmiotów, w tym huty.", "95 podmiotów", 95, MEMBERS),
        ("Mamy już 16 partnerów strategicznych.", "16 partnerów", 16, PARTNERS),
        ("Mamy 16 strategicznych partnerów.", "16 strategicznych partnerów", 16, PARTNERS),
        ("Podpisano 2 listy intencyjne", "2 listy intencyjne", 2, PAPERS),
        ("Podpisano 2 deklaracje.", "2 deklaracje", 2, PAPERS),
        ("**12** sygnatariuszy", "12 sygnatariuszy", 12, PARTIES),
        ("*12 sygnatariuszy*", "12 sygnatariuszy", 12, PARTIES),
        ("1 200 firm", "1 200 firm", 1200, MEMBERS),
        ("1\u00a0200 członków", "1 200 członków", 1200, MEMBERS),
        ("It has 95 members.", "95 members", 95, MEMBERS),
        ("sixteen or 16 Strategic Partners", "16 Strategic Partners", 16, PARTNERS),
        ("2 letters of intent", "2 letters of intent", 2, PAPERS),
        ("12 signatories", "12 signatories", 12, PARTIES),
    ],
)
def test_a_number_of_things_of_the_register_is_found(text, quote, number, counted):
    (claim,) = found_in(text)
    assert (claim.quote, claim.number, claim.counted) == (quote, number, counted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "W 2014 partnerzy podpisali.",
        "730 nowych miejsc pracy",
        "12 listopada 2014 r. partnerzy podpisali",
        "o 10% firm więcej",
        "3,5 firmy na powiat",
        "lata 2010–2013 członkowie",
        "ISO9001 firmy",
        "partnerów było wielu",
    ],
)
def test_a_number_of_anything_else_is_no_claim(text):
    assert not list(found_in(text))


def test_members_of_a_named_group_are_counted_in_the_group():
    first, second = found_in("10 firm GZW stworzyło miejsca, a 95 podmiotów pracuje", groups=("GZW",))
    assert (first.quote, first.group) == ("10 firm GZW", "GZW")
    assert second.group == ""


# What the register says


@pytest.mark.django_db
def test_each_claim_is_held_against_the_register_of_the_day():
    make.concluded("deklaracja", organisation("Partner"), visibility="public")
    make.concluded("stron", organisation("Poufna"), visibility="parties")
    firm = member("Firma", since=date(2014, 11, 8))
    member("Cicha", is_listed=False, since=date(2014, 11, 8))
    group = Group(slug="gzw", name_pl="Grupa", short_name="GZW")
    journal.keep(thing=group, **BY)
    journal.keep(thing=GroupMembership(group=group, organisation=firm, since=date(2014, 11, 8)), **BY)
    text = "1 partner, 2 podmioty, 3 firmy GZW, 1 deklaracja i 1 sygnatariusz; raz jeszcze 2 podmioty"
    found = queries.checked_claims([text, ""], on=date(2014, 11, 10))
    assert [(each.claim.quote, each.count, each.holds) for each in found] == [
        ("1 partner", 1, True),
        ("2 podmioty", 2, True),
        ("3 firmy GZW", 1, False),
        ("1 deklaracja", 1, True),
        ("1 sygnatariusz", 1, True),
    ]
    assert [each.count for each in queries.checked_claims([text], on=date(2014, 11, 6))] == [0] * 5


@pytest.mark.django_db
def test_a_figure_of_the_cluster_with_this_number_is_named():
    figure = KeyFigure(label_pl="Podmioty w klastrze", value=95, as_of=date(2014, 11, 1), source="Relacja")
    journal.keep(thing=figure, **BY)
    (checked,) = queries.checked_claims(["95 podmiotów"], on=date(2014, 11, 7))
    assert (checked.holds, checked.stated) == (False, figure)
    assert queries.checked_claims(["95 podmiotów"], on=date(2014, 10, 31))[0].stated is None


@pytest.mark.django_db
def test_a_text_without_numbers_asks_the_register_for_none(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert queries.checked_claims(["Bez liczb", ""], on=date(2014, 11, 7)) == []
