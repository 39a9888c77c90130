"""Tests of contacts on the ground floor: what a person chooses, on which day, and what the journal keeps of it."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import journal.queries as queries_of_journal
import journal.use_cases as journal
from journal.models import Entry, PersonalValue
from members import queries, use_cases
from members.models import Contact, Organisation, User
from members.tests.make import BY, browser, contact, coordinator, member, organisation, representative

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # 25 November in Warsaw


@pytest.fixture
def firm() -> Organisation:
    return member("Huta")


@pytest.fixture
def person(firm) -> User:
    return representative("zofia@example.org", firm)


# Choosing


def test_keep_contact_remembers_the_day_of_each_choice_in_warsaw(person, firm):
    thing = contact(person, firm, phone="+48 1")
    assert thing.phone_chosen_on == date(2026, 11, 24)
    thing.phone_seen = "public"
    use_cases.keep_contact(contact=thing, by=person, at=MIDNIGHT)
    thing.refresh_from_db()
    assert (thing.phone_chosen_on, thing.name_chosen_on) == (date(2026, 11, 25), date(2026, 11, 24))


def test_keep_contact_leaves_the_day_where_only_the_text_changes(person, firm):
    thing = contact(person, firm, phone="+48 1", phone_seen="public")
    thing.phone = "+48 2"
    use_cases.keep_contact(contact=thing, by=person, at=MIDNIGHT)
    assert thing.phone_chosen_on == date(2026, 11, 24)


def test_keep_contact_without_a_change_is_no_act(person, firm):
    thing = contact(person, firm, phone="+48 1")
    before = Entry.objects.count()
    use_cases.keep_contact(contact=thing, by=person, at=MIDNIGHT)
    assert Entry.objects.count() == before


def test_what_a_person_hides_is_read_nowhere_in_the_journal_any_more(person, firm):
    thing = contact(person, firm, phone="+48 700 800", phone_seen="public", name="Zofia", name_seen="members")
    thing.phone_seen = "hidden"
    use_cases.keep_contact(contact=thing, **BY)
    assert not PersonalValue.objects.filter(field="phone").exists()
    assert PersonalValue.objects.filter(field="name", value="Zofia").exists()
    assert not queries_of_journal.first_fault(queries_of_journal.head())
    office = browser(coordinator())
    for entry in Entry.objects.about(thing):
        page = office.get(reverse("admin:journal_entry_change", args=[entry.number])).content.decode()
        assert "700 800" not in page


def test_keep_contact_keeps_a_hidden_field_and_tells_the_journal_nothing_of_it(person, firm):
    thing = contact(person, firm, phone="+48 700 800", name="Zofia", name_seen="coordinator")
    thing.phone = "+48 700 900"
    use_cases.keep_contact(contact=thing, **BY)
    thing.refresh_from_db()
    assert thing.phone == "+48 700 900"
    assert Entry.objects.about(thing).count() == 2
    assert list(
        PersonalValue.objects.exclude(field="email")
        .filter(entry__in=Entry.objects.about(thing))
        .values_list("value", flat=True)
    ) == ["Zofia"]


def test_keep_contact_refuses_a_stale_copy(person, firm):
    contact(person, firm)
    one, other = Contact.objects.get(), Contact.objects.get()
    one.name, other.name = "Zofia", "Maria"
    use_cases.keep_contact(contact=one, **BY)
    with pytest.raises(journal.StaleVersion):
        use_cases.keep_contact(contact=other, **BY)


def test_keep_contact_refuses_a_second_contact_of_one_person_at_one_organisation(person, firm):
    contact(person, firm)
    with pytest.raises(ValidationError):
        contact(person, firm)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.bulk_create([Contact(user=person, organisation=firm)])


def test_shown_at_leaves_out_what_is_empty():
    thing = Contact(name="Zofia", name_seen="members", phone_seen="members", email="x@example.org")
    assert thing.shown_at(["members", "public"]) == {"name": "Zofia"}
    assert thing.shown_at(["public"]) == {}


# The office shows less


@pytest.mark.parametrize(
    ("seen", "reason"),
    [({"phone": "public"}, "x"), ({"phone": "members"}, "x"), ({"phone": "hidden"}, " "), ({}, "x")],
)
def test_narrow_contact_refuses_to_widen_to_change_nothing_and_to_give_no_reason(person, firm, seen, reason):
    thing = contact(person, firm, phone="+48 1", phone_seen="members")
    with pytest.raises(ValidationError):
        use_cases.narrow_contact(contact=thing, seen=seen, reason=reason, **BY)


def test_narrow_contact_goes_by_what_is_stored_and_not_by_an_old_copy(person, firm):
    thing = contact(person, firm, phone="+48 1", phone_seen="public")
    Contact.objects.update(phone_seen="hidden")
    with pytest.raises(ValidationError):
        use_cases.narrow_contact(contact=thing, seen={"phone": "members"}, reason="x", **BY)


def test_the_person_reads_why_the_office_showed_less_until_the_next_own_choice(person, firm):
    thing = contact(person, firm, phone="+48 1", phone_seen="public")
    assert queries.last_narrowing(thing) is None
    use_cases.narrow_contact(contact=thing, seen={"phone": "hidden"}, reason="Numer cudzy", **BY)
    page = browser(person).get(reverse("own_contact", args=["huta"])).content.decode()
    assert "Numer cudzy" in page
    thing.refresh_from_db()
    thing.phone = "+48 2"
    use_cases.keep_contact(contact=thing, **BY)
    assert queries.last_narrowing(thing) is None


# The own page


def page_of(client):
    return client.get(reverse("own_contact", args=["huta"]))


def save(client, **told: str):
    levels = {f"{name}_seen": "hidden" for name in Contact.FIELDS}
    return client.post(reverse("own_contact", args=["huta"]), levels | {"drawn_from": "0"} | told)


def test_own_contact_begins_with_what_the_account_says_and_shows_it_to_nobody(firm, person):
    client = browser(person)
    page = page_of(client).content.decode()
    assert 'value="zofia@example.org"' in page
    assert page.count('<option value="hidden" selected>') == 4
    assert not Contact.objects.exists()


def test_own_contact_is_kept_as_it_was_chosen(firm, person):
    client = browser(person)
    told = {"name": "Zofia Żak", "phone": "+48 85 1", "phone_seen": "public", "email": "z@example.org"}
    assert save(client, **told).status_code == 302
    kept = Contact.objects.get()
    assert (kept.user, kept.organisation) == (person, firm)
    assert kept.shown_at(["public"]) == {"phone": "+48 85 1"}
    assert Entry.objects.about(kept).get().actor == str(person.key)
    assert "+48 85 1" in client.get("/podmioty/huta/").content.decode()


def test_own_contact_saved_from_an_older_page_is_refused_with_both_texts(firm, person):
    client = browser(person, language="en")
    save(client, name="Pierwsza")
    for drawn_from in ("0", "", "7", "x"):
        refused = save(client, name="Druga", drawn_from=drawn_from)
        assert refused.status_code == 400
        assert "Pierwsza" in refused.content.decode()
        assert "Druga" in refused.content.decode()
    assert save(client, name="Druga", drawn_from="1").status_code == 302
    assert Contact.objects.get().name == "Druga"


@pytest.mark.parametrize(
    "told",
    [{"email": "to nie adres"}, {"phone": "1" * 41}, {"name": "a\u202eb"}, {"name": "\0"}, {"phone_seen": "all"}]
    + [{"name_seen": ""}, {"email": "x@example.org\nBcc: y@example.org"}],
)
def test_own_contact_refuses_what_is_out_of_order_in_words(firm, person, told):
    refused = save(browser(person), function="Zostaje", **told)
    assert refused.status_code == 400
    assert "Zostaje" in refused.content.decode()
    assert not Contact.objects.exists()


def test_own_contact_cannot_name_another_person_or_organisation(firm, person):
    other = representative("inna@example.org", organisation("Obca"))
    save(browser(person), name="Zofia", user=str(other.pk), organisation="1", id="1", version="9")
    assert Contact.objects.get().user == person


def test_own_contact_of_anyone_but_a_person_of_today_is_missing(firm):
    former = representative("dawna@example.org", firm, until=date(2020, 1, 1))
    stranger = representative("obca@example.org", organisation("Obca"))
    for user in (former, stranger):
        assert page_of(browser(user)).status_code == 404
        assert save(browser(user), name="x").status_code == 404
    assert page_of(browser()).status_code == 302


def test_two_people_of_one_organisation_have_contacts_of_their_own(firm, person):
    other = representative("jan@example.org", firm)
    save(browser(person), name="Zofia")
    save(browser(other), name="Jan")
    assert "Zofia" not in page_of(browser(other)).content.decode()
    assert Contact.objects.count() == 2
