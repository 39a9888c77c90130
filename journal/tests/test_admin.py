"""The read-only door to the journal: entries in words, and no way to change one."""

import html
import re

import pytest
from django.test import Client
from django.utils import translation

from journal.models import Entry, PersonalValue
from members.tests import make

pytestmark = pytest.mark.django_db

JOURNAL = "/admin/journal/entry/"


@pytest.fixture
def office(db) -> Client:
    return make.browser(make.coordinator())


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def added(office: Client, **facts: object) -> Entry:
    form = {"name": "Huta Łabędy", "kind": "university", "is_listed": "on", "drawn_from": "1"} | facts
    assert office.post("/admin/members/organisation/add/", form).status_code == 302
    return Entry.objects.newest_first()[0]


def test_the_list_says_who_did_what_to_which_thing(office):
    added(office)
    text = words(office.get(JOURNAL))
    for part in ("office@example.org", "dodano", "podmiot", "Huta Łabędy"):
        assert part in text


def test_an_entry_says_each_fact_before_and_after_in_words(office):
    text = words(office.get(f"{JOURNAL}{added(office).pk}/change/"))
    for part in ("office@example.org", "Huta Łabędy", "uczelnia"):
        assert part in text
    assert Entry.objects.newest_first()[0].hash in text


def test_the_history_of_a_thing_tells_its_entries_with_the_newest_first(office):
    key = added(office).object_key
    form = {"name": "Huta", "kind": "university", "is_listed": "on", "drawn_from": "1"}
    office.post(f"/admin/members/organisation/{key}/change/", form)
    office.get(JOURNAL)  # shows the messages, so that the next page has none
    text = words(office.get(f"/admin/members/organisation/{key}/history/"))
    assert text.index("Zmieniono") < text.index("Dodano")


def test_an_erased_personal_value_is_said_to_be_erased(office):
    make.representative("jan@example.org", make.organisation())
    entry = Entry.objects.filter(object_type="members.user").newest_first()[0]
    address = f"{JOURNAL}{entry.pk}/change/"
    shown = words(office.get(address)).count("jan@example.org")
    PersonalValue.objects.filter(entry=entry).delete()
    text = words(office.get(address))
    # The account itself still bears its name.
    assert text.count("jan@example.org") == shown - 1
    assert str(translation.gettext("(erased)")) in text


@pytest.mark.parametrize("person", [make.coordinator, make.operator])
def test_nobody_writes_to_the_journal_through_the_admin(db, person):
    browser = make.browser(person())
    for page in ("add/", "1/change/", "1/delete/"):
        form = {"act": "x", "post": "yes", "number": "9", "hash": "0" * 64}
        assert browser.post(f"{JOURNAL}{page}", form).status_code == 403
    told = {"action": "delete_selected", "_selected_action": "1", "post": "yes"}
    browser.post(JOURNAL, told)
    assert [entry.act for entry in Entry.objects.all()] == ["add"]


@pytest.mark.parametrize(
    "question",
    [
        "q=%00",
        "q=" + "ab+" * 3000,
        "q=" + "9" * 100,
        "q=%ed%a0%80",
        "act=%00",
        "kind=%00",
        "at__year=9999",
        "at__year=99999999999999999999",
        "p=99999",
    ],
)
def test_no_question_breaks_the_list(office, question):
    office.raise_request_exception = False
    assert office.get(f"{JOURNAL}?{question}").status_code in (200, 302, 400)


@pytest.mark.parametrize("typed", ["office@example.org", "OFFICE@", "2"])
def test_an_entry_is_found_by_who_acted_and_by_its_number(office, typed):
    entry = added(office)
    assert f"{JOURNAL}{entry.pk}/change/" in office.get(JOURNAL, {"q": typed}).content.decode()


@pytest.mark.parametrize("number", ["99", "99999999999999999999", "x"])
def test_an_entry_that_does_not_exist_sends_back(office, number):
    assert office.get(f"{JOURNAL}{number}/change/").status_code == 302
