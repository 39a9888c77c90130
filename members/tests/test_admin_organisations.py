"""The office's form of an organisation: a second record of one organisation is not made by oversight."""

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Organisation
from members.tests.make import browser, coordinator, organisation

pytestmark = pytest.mark.django_db

ADD = "/admin/members/organisation/add/"
TICK = 'type="checkbox" name="is_another"'


@pytest.fixture
def office() -> Client:
    return browser(coordinator())


def told(name: str, **facts: str) -> dict[str, str]:
    return {"name": name, "kind": "university", "is_listed": "on", "is_another": "False", "drawn_from": "1"} | facts


def change_url(thing: Organisation) -> str:
    return reverse("admin:members_organisation_change", args=[thing.pk])


@pytest.mark.parametrize(
    ("name", "short_name"),
    [("Politechnika Bialostocka", ""), ("Politechnka Białostocka", ""), ("Uczelnia", "pb"), ("PB", "")],
)
def test_a_similar_name_comes_back_with_a_link_and_is_saved_once_ticked(office, name, short_name):
    thing = organisation("Politechnika Białostocka", short_name="PB")
    assert TICK not in office.get(ADD).content.decode()
    page = office.post(ADD, told(name, short_name=short_name, city="Białystok"))
    text = page.content.decode()
    assert (page.status_code, Organisation.objects.count()) == (200, 1)
    assert f'href="{change_url(thing)}"' in text
    assert TICK in text
    assert f'value="{name}"' in text
    assert office.post(ADD, told(name, short_name=short_name, is_another="on")).status_code == 302
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("number", "kept", "typed"),
    [
        ("nip", "5420208721", "PL 542-020-87-21"),
        ("regon", "000001672", "000 001 672"),
        ("krs", "0000012345", "0000012345"),
    ],
)
def test_a_number_that_another_has_is_an_error_with_a_link_whatever_is_ticked(office, number, kept, typed):
    thing = organisation("Politechnika Białostocka", **{number: kept})
    response = office.post(ADD, told("Huta", is_another="on", **{number: typed}))
    assert (response.status_code, Organisation.objects.count()) == (200, 1)
    assert f'href="{change_url(thing)}"' in response.content.decode()


def test_a_change_that_leaves_the_name_is_not_questioned(office):
    organisation("Bank")
    thing = organisation("Bank")
    assert office.post(change_url(thing), told("Bank", city="Łódź")).status_code == 302
    thing.refresh_from_db()
    assert thing.city == "Łódź"


def test_a_new_name_like_that_of_another_is_questioned(office):
    organisation("Politechnika Białostocka")
    thing = organisation("Huta")
    assert TICK in office.post(change_url(thing), told("Politechnika Bialostocka")).content.decode()
    thing.refresh_from_db()
    assert thing.name == "Huta"


def test_a_name_in_the_warning_is_no_markup(office):
    organisation("<b>Huta</b> {0} %s")
    page = office.post(ADD, told("<b>huta</b> {0} %s")).content.decode()
    assert "&lt;b&gt;Huta&lt;/b&gt; {0} %s" in page
    assert "<b>" not in page
