"""Tests of who sees which field of a contact: one answer at every door, and nothing of the rest by asking."""

import io
import json
import re
from datetime import date
from itertools import product
from urllib.parse import quote_plus

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import journal.use_cases as journal
from declarations import access, register
from declarations.tests import make
from members.models import Contact, Organisation, Representative, User
from members.tests.make import (
    BY,
    auditor,
    browser,
    contact,
    coordinator,
    member,
    operator,
    organisation,
    representative,
)
from members.use_cases import appoint_representative, narrow_contact

pytestmark = pytest.mark.django_db

LEVELS = tuple(Contact.Seen.values)
FIELDS = Contact.FIELDS
SEES = {
    "anonymous": {"public"},
    "member": {"members", "public"},
    "party": {"members", "public"},
    "other": {"public"},
    "former": {"public"},
    "deactivated": {"public"},
    "coordinator": {"coordinator", "members", "public"},
    "auditor": {"coordinator", "members", "public"},
    "operator": {"coordinator", "members", "public"},
}
IN_THE_ADMIN = ("coordinator", "auditor", "operator")
IN_THE_DIRECTORY = ("member", "party", *IN_THE_ADMIN)
PAGE = "/podmioty/odlewnia/"
ADMIN = "/admin/members/contact/"


def text_of(field: str, level: str) -> str:
    """Return what stands in a field of this level: found nowhere else, neither in another field nor in a page."""
    number = FIELDS.index(field) * 10 + LEVELS.index(level)
    return {
        "name": f"Zofia Niepowtarzalna{number}",
        "function": f"stanowisko{number}",
        "email": f"skrzynka{number}@poczta.example",
        "phone": f"+48 70000{number:02}",
    }[field]


CELLS = tuple(product(FIELDS, LEVELS))
ALL = {text_of(*cell): cell for cell in CELLS}


def expected(person: str) -> set[str]:
    return {text for text, (_field, level) in ALL.items() if level in SEES[person]}


def shown_in(answer: str | bytes) -> set[str]:
    text = answer if isinstance(answer, str) else answer.decode()
    return {value for value in ALL if value in text}


@pytest.fixture
def firm(db) -> Organisation:
    """Return a firm whose four people together show each field at each level, no two of a person's alike."""
    firm = member("Odlewnia")
    for number in range(len(LEVELS)):
        levels = {field: LEVELS[(number + place) % len(LEVELS)] for place, field in enumerate(FIELDS)}
        facts = {field: text_of(field, level) for field, level in levels.items()}
        facts |= {f"{field}_seen": level for field, level in levels.items()}
        contact(representative(f"osoba{number}@konta.example", firm), firm, **facts)
    return firm


@pytest.fixture
def people(firm) -> dict[str, User]:
    party = organisation("Partner")
    make.concluded("list", party)
    gone = representative("gone@example.org", firm)
    gone.is_active = False
    journal.keep(thing=gone, **BY)
    return {
        "member": representative("member@example.org", member("Kuźnia")),
        "party": representative("party@example.org", party),
        "other": representative("other@example.org", organisation("Obca")),
        "former": representative("former@example.org", firm, until=date(2020, 1, 1)),
        "deactivated": gone,
        "coordinator": coordinator(),
        "auditor": auditor(),
        "operator": operator(),
    }


@pytest.fixture
def readers(people) -> dict[str, Client]:
    return {person: browser(people.get(person)) for person in SEES}


# The same answer at every door


@pytest.mark.parametrize("person", SEES)
def test_contact_fields_visible_to_answers_by_level_and_person(people, person):
    user = people.get(person, AnonymousUser())
    shown = access.contact_fields_visible_to(user, Contact.objects.all(), timezone.localdate())
    assert {text for fields in shown.values() for text in fields.values()} == expected(person)
    assert all(ALL[text][0] == name for fields in shown.values() for name, text in fields.items())


@pytest.mark.parametrize("person", SEES)
def test_the_page_of_the_organisation_shows_what_the_person_may_see(readers, person):
    assert shown_in(readers[person].get(PAGE).content) == expected(person)


@pytest.mark.parametrize("person", SEES)
def test_the_directory_shows_what_the_person_may_see_and_is_missing_for_the_rest(readers, person):
    response = readers[person].get(reverse("directory"))
    assert (response.status_code == 200) is (person in IN_THE_DIRECTORY)
    assert shown_in(response.content) == (expected(person) if person in IN_THE_DIRECTORY else set())


@pytest.mark.parametrize("person", SEES)
def test_the_open_data_hold_public_fields_whoever_asks(readers, person):
    answer = readers[person].get("/api/organisations/odlewnia/")
    assert shown_in(json.dumps(answer.json(), ensure_ascii=False)) == expected("anonymous")
    assert all(set(row) == set(FIELDS) for row in answer.json()["contacts"])


@pytest.mark.parametrize("person", IN_THE_ADMIN)
def test_lists_and_tables_of_the_office_hold_what_the_person_may_see(readers, person):
    reader = readers[person]
    assert shown_in(reader.get(ADMIN).content) == expected(person)
    csv = reader.post(f"{ADMIN}export/", {"format": "1"}).content
    assert shown_in(csv) == expected(person)
    book = openpyxl.load_workbook(io.BytesIO(reader.post(f"{ADMIN}export/", {"format": "0"}).content))
    cells = "\n".join(str(cell) for row in book.active.values for cell in row)
    assert shown_in(cells.replace("'+", "+")) == expected(person)


@pytest.mark.parametrize("person", IN_THE_ADMIN)
def test_no_page_of_the_office_about_a_contact_tells_a_hidden_field(readers, person):
    for pk in Contact.objects.values_list("pk", flat=True):
        for page in ("change", "history"):
            response = readers[person].get(f"{ADMIN}{pk}/{page}/")
            assert response.status_code == 200
            assert shown_in(response.content) <= expected(person)
    assert shown_in(readers[person].get("/admin/journal/entry/").content) <= expected(person)


def test_the_whole_register_leaves_without_hidden_fields(people):
    assert shown_in(register.export()) == expected("coordinator")


@pytest.mark.parametrize("person", [person for person in IN_THE_DIRECTORY if person != "auditor"])
def test_the_choice_of_whom_to_write_to_names_people_as_far_as_the_reader_sees_them(readers, person):
    page = readers[person].get(reverse("contact_write", args=["odlewnia"])).content.decode()
    names = {text for text in expected(person) if ALL[text][0] in ("name", "function")}
    assert shown_in(page) == names
    assert "konta.example" not in page


# Asking finds nothing


@pytest.mark.parametrize("value", ALL)
def test_no_search_finds_an_organisation_by_a_field_of_a_contact(readers, value):
    for reader in ("anonymous", "member", "coordinator"):
        for address in ("/czlonkowie/", "/partnerzy/", reverse("directory")):
            found = readers[reader].get(address, {"q": value})
            nothing = readers[reader].get(address, {"q": "zzzz"})
            assert found.status_code == nothing.status_code
            assert rows_of(found) == rows_of(nothing) == []
    assert rows_of(readers["coordinator"].get(ADMIN, {"q": value})) == []
    assert readers["anonymous"].get("/api/members/", {"q": value}).json()["count"] == 0


def rows_of(response) -> list[str]:
    page = response.content.decode().partition('<section class="beside-the-list"')[0]
    return re.findall(r"<tr\b", page.split("<tbody>")[1].split("</tbody>")[0]) if "<tbody>" in page else []


def test_an_answer_is_the_same_whether_a_searched_telephone_exists_or_not(readers):
    def answer(text: str) -> str:
        page = readers["member"].get(reverse("directory"), {"q": text}).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.replace(quote_plus(text), text)).replace(
            text, ""
        )

    assert answer(text_of("phone", "hidden")) == answer("+48 99999999")


# Whose contact it is no more


def test_a_contact_is_shown_to_nobody_once_its_person_represents_the_organisation_no_more(readers, firm):
    Representative.objects.filter(user__email__endswith="konta.example").update(until=date(2020, 1, 1))
    for person, reader in readers.items():
        assert shown_in(reader.get(PAGE).content) == set(), person
        assert shown_in(reader.get(reverse("directory")).content) == set(), person
    assert shown_in(readers["coordinator"].get(ADMIN).content) == set()
    assert shown_in(readers["coordinator"].post(f"{ADMIN}export/", {"format": "1"}).content) == set()
    assert readers["anonymous"].get("/api/organisations/odlewnia/").json()["contacts"] == []


def test_a_contact_of_a_closed_account_is_shown_to_nobody(readers, firm):
    User.objects.filter(email__endswith="konta.example").update(is_active=False)
    assert shown_in(readers["coordinator"].get(PAGE).content) == set()


def test_a_contact_of_one_organisation_is_not_shown_at_another_that_the_person_represents(readers, firm):
    other = member("Walcownia")
    appoint_representative(email="osoba0@konta.example", organisation=other, since=date(2020, 1, 1), **BY)
    assert shown_in(readers["coordinator"].get("/podmioty/walcownia/").content) == set()


@pytest.mark.parametrize("address", [PAGE, "/api/organisations/odlewnia/"])
def test_a_day_before_shows_no_contact_of_today(readers, address):
    answer = readers["coordinator"].get(address, {"as_of": "2015-01-01"})
    assert answer.status_code == 200
    assert shown_in(answer.content) == set()


def test_a_page_kept_for_members_is_never_stored_by_a_cache(readers):
    assert readers["member"].get(PAGE).headers["Cache-Control"] == "private, no-store"


# What the office may do


@pytest.fixture
def public(firm) -> Contact:
    person = representative("jawna@konta.example", firm)
    return contact(person, firm, seen="public", name="Maria Jawna", phone="+48 123")


def narrowed(client: Client, thing: Contact, **seen: str):
    told = {f"{name}": getattr(thing, f"{name}_seen") for name in FIELDS} | {"reason": "Prośba osoby"} | seen
    return client.post(f"{ADMIN}{thing.pk}/change/", told)


def test_the_office_shows_a_field_to_fewer_people_with_a_reason(office, public, client):
    assert narrowed(office, public, phone="members").status_code == 302
    public.refresh_from_db()
    assert (public.phone_seen, public.name_seen) == ("members", "public")
    page = client.get(PAGE).content.decode()
    assert "Maria Jawna" in page
    assert "+48 123" not in page
    assert "Prośba osoby" in office.get(f"{ADMIN}{public.pk}/history/").content.decode()


@pytest.mark.parametrize("seen", [{"reason": " "}, {}, {"phone": "everybody"}])
def test_the_office_is_told_what_is_missing(office, public, seen):
    assert narrowed(office, public, **seen).status_code == 409
    public.refresh_from_db()
    assert public.phone_seen == "public"


def test_the_office_never_shows_more_than_the_person_chose(office, firm):
    person = representative("skryta@konta.example", firm)
    hidden = contact(person, firm, seen="members", phone="+48 123", phone_seen="hidden")
    for level in ("coordinator", "members", "public"):
        assert narrowed(office, hidden, phone=level).status_code == 409
    hidden.refresh_from_db()
    assert hidden.phone_seen == "hidden"


def test_an_auditor_reads_contacts_and_changes_none(public):
    reader = browser(auditor())
    assert reader.get(f"{ADMIN}{public.pk}/change/").status_code == 200
    assert narrowed(reader, public, phone="hidden").status_code == 403
    public.refresh_from_db()
    assert public.phone_seen == "public"


def test_a_contact_kept_in_a_file_of_the_register_stays_as_it_was_chosen(public, tmp_path):
    narrow_contact(contact=public, seen={"phone": "hidden"}, reason="Prośba", **BY)
    file = tmp_path / "register.json"
    file.write_text(register.export())
    call_command("import_register", str(file))
    public.refresh_from_db()
    assert (public.phone, public.phone_seen) == ("+48 123", "hidden")
