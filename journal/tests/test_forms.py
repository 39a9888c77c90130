"""Two coordinators at one record: the second is told, sees both texts, loses nothing, and may save all the same."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal.models import Entry, Journalled
from journal.tests.drawn import as_drawn
from members.models import GroupMembership, KeyFigure, Membership, Representative
from members.tests import make

pytestmark = pytest.mark.django_db


def membership() -> Membership:
    return make.member().memberships.get()


def group_membership() -> GroupMembership:
    thing = GroupMembership(group=make.group(), organisation=make.organisation(), since="2014-01-01")
    make.journal.keep(thing=thing, **make.BY)
    return GroupMembership.objects.get()


def representative() -> Representative:
    make.representative("jan@example.org", make.organisation())
    return Representative.objects.get()


def figure() -> KeyFigure:
    make.key_figure()
    return KeyFigure.objects.get()


# What is edited, in which field, what the colleague typed there and what the other did.
FORMS: list[tuple[Callable[[], Journalled], str, str, str]] = [
    (make.organisation, "city", "Gliwice", "Katowice"),
    (membership, "basis", "Uchwała nr 1", "Uchwała nr 2"),
    (membership, "until", "2015-01-01", "2016-02-02"),
    (make.group, "short_name", "GZW", "GRUPA"),
    (group_membership, "until", "2015-01-01", "2016-02-02"),
    (representative, "until", "2015-01-01", "2016-02-02"),
    (make.cluster, "contact_email", "pierwszy@example.org", "drugi@example.org"),
    (make.cluster, "about_pl", "Pierwszy opis", "Drugi opis"),
    (figure, "source", "Pierwsze źródło", "Drugie źródło"),
]


@pytest.fixture
def office(db) -> Client:
    return make.browser(make.coordinator())


def words(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def address_of(thing: Journalled) -> str:
    return f"/admin/{thing._meta.label_lower.replace('.', '/')}/{thing.pk}/change/"


@pytest.mark.parametrize(
    ("made", "field", "theirs", "mine"), FORMS, ids=[f"{made.__name__} {field}" for made, field, _one, _other in FORMS]
)
def test_of_two_who_change_one_record_the_second_sees_both_texts_and_saves_at_the_second_attempt(
    office, made, field, theirs, mine
):
    thing = made()
    address, entries = address_of(thing), Entry.objects.count()
    drawn = as_drawn(office.get(address))
    assert office.post(address, drawn | {field: theirs}).status_code == 302
    refused = office.post(address, drawn | {field: mine})
    assert refused.status_code == 409
    assert [(row["stored"], row["yours"]) for row in refused.context["differences"]] == [(theirs, mine)]
    assert theirs in words(refused)
    assert Entry.objects.count() == entries + 1
    again = as_drawn(refused)
    assert again[field] == mine
    assert office.post(address, again).status_code == 302
    assert str(getattr(type(thing).objects.get(pk=thing.pk), field)) == mine


def test_who_typed_what_is_stored_by_now_is_told_that_nothing_differs(office):
    firm = make.organisation()
    drawn = as_drawn(office.get(address_of(firm)))
    for status in (302, 409):
        answer = office.post(address_of(firm), drawn | {"city": "Gliwice"})
        assert answer.status_code == status
    assert (answer.context["is_stale"], answer.context["differences"]) == (True, [])


@pytest.mark.parametrize("typed", ["x", "9" * 40, "\0"])
def test_what_is_no_key_is_shown_as_it_is_where_the_form_is_stale(office, typed):
    thing = figure()
    drawn = as_drawn(office.get(address_of(thing)))
    assert office.post(address_of(thing), drawn | {"source": "Pierwsze źródło"}).status_code == 302
    refused = office.post(address_of(thing), drawn | {"group": typed})
    assert refused.status_code == 409


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 40, "1,5", "ł", "\0"])
def test_what_is_no_key_is_refused_without_asking_the_database(office, typed):
    membership = make.member().memberships.get()
    drawn = as_drawn(office.get(address_of(membership)))
    with CaptureQueriesContext(connection) as queries:
        answer = office.post(address_of(membership), drawn | {"organisation": typed})
    assert answer.context["adminform"].form.errors["organisation"]
    assert not [query for query in queries if f"= {typed}" in query["sql"]]


def test_the_name_of_what_a_record_points_at_stands_in_its_field(office):
    membership = make.member("Huta Łabędy").memberships.get()
    page = office.get(address_of(membership)).content.decode()
    assert re.search(r'<option value="\d+" selected>\s*Huta Łabędy', page)
