"""Tests of declarations/views/directory.py: who is found by what, and messages to people whose address nobody sees."""

import re
from datetime import date

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

import journal.use_cases as journal
from declarations.tests import make
from journal.models import Entry
from members.models import Certificate, GroupMembership, Organisation, OutgoingMail, Representative, User
from members.tests.make import (
    BY,
    auditor,
    browser,
    contact,
    coordinator,
    group,
    member,
    organisation,
    representative,
)
from members.use_cases import send_next_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    """Return the browser of a partner's representative, who is no member: the directory holds no firm of its own."""
    partner = organisation("Partner")
    make.concluded("list", partner)
    return browser(representative("jan@example.org", partner), language="en")


def asked(reader: Client, **question: str) -> str:
    response = reader.get("/en/directory/", question)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def found(reader: Client, **question: str) -> list[str]:
    return re.findall(r'class="main"> <a href="[^"]+">([^<]+)</a>', asked(reader, **question))


def certified(firm: Organisation, name: str, *, until: date | None = None) -> None:
    journal.keep(thing=Certificate(organisation=firm, name=name, since=date(2020, 1, 1), until=until), **BY)


# Who is in it


def test_the_directory_holds_the_listed_members_of_today_in_polish_order(reader):
    for name in ("Żuraw", "Łoś", "Lis", "Ćma"):
        member(name)
    member("Dawna", until=date(2020, 1, 1))
    member("Niewymieniona", is_listed=False)
    organisation("Obca")
    assert found(reader) == ["Ćma", "Lis", "Łoś", "Żuraw"]
    assert "Niewymieniona" in found(browser(coordinator(), language="en"))


def test_an_empty_directory_says_so(reader):
    assert "The register holds no member firm yet." in asked(reader)
    assert "No member firm fits these conditions." in asked(reader, q="x")


def test_a_row_tells_since_when_the_firm_is_a_member(reader):
    member("Huta", since=date(2014, 11, 7), city="Łódź", chain_role="parts")
    row = asked(reader).split("<tbody>")[1]
    assert 'since <time datetime="2014-11-07">7 November 2014</time>' in row
    assert "Łódź" in row
    assert "parts and machining" in row


def test_the_menu_leads_to_the_directory_whoever_may_read_it(reader):
    assert 'href="/en/directory/"' in reader.get("/en/").content.decode()
    stranger = browser(representative("obca@example.org", organisation("Obca")), language="en")
    assert 'href="/en/directory/"' not in stranger.get("/en/").content.decode()


# Words


@pytest.mark.parametrize(
    "column",
    ["competences_pl", "competences_en", "processes_pl", "processes_en", "materials_pl", "materials_en"]
    + ["description_pl", "description_en", "name", "city"],
)
@pytest.mark.parametrize("words", ["gesla jazn", "JAŹŃ", "Gęśla"])
def test_words_are_found_in_what_a_firm_says_without_regard_to_case_and_diacritics(reader, column, words):
    member(**{"name": "Huta"} | {column: "Zażółć Gęśla jaźń"})
    member("Inna", competences_pl="cięcie")
    assert len(found(reader, q=words)) == 1


def test_a_certificate_is_found_while_it_is_valid(reader):
    firm, former = member("Huta"), member("Kuźnia")
    certified(firm, "Świadectwo ISO 3834-2")
    certified(former, "Świadectwo ISO 3834-2", until=date(2021, 1, 1))
    assert found(reader, q="swiadectwo 3834") == ["Huta"]
    assert found(reader, certificate="Świadectwo ISO 3834-2") == ["Huta"]


def test_every_word_must_be_found_wherever_each_of_them_stands(reader):
    firm = member("Huta", city="Łomża", competences_pl="spawanie", materials_en="titanium")
    certified(firm, "ISO 9001")
    member("Kuźnia", competences_pl="spawanie")
    assert found(reader, q="lomza spawanie titanium 9001") == ["Huta"]
    assert found(reader, q="spawanie") == ["Huta", "Kuźnia"]
    assert found(reader, q="spawanie złoto") == []


def test_a_row_shows_the_lines_that_answer_and_no_others(reader):
    firm = member("Huta", competences_pl="spawanie rur\ngięcie", processes_pl="spawanie TIG", description_pl="Stal.")
    certified(firm, "EN 1090")
    page = asked(reader, q="spawanie").split("<tbody>")[1]
    assert 'Competences:</dt> <dd lang="pl"> spawanie rur </dd>' in page
    assert 'Processes:</dt> <dd lang="pl"> spawanie TIG </dd>' in page
    assert "gięcie" not in page
    assert "EN 1090" not in page
    assert "Certificates:</dt> <dd > EN 1090 </dd>" in asked(reader, q="1090")


def test_a_row_without_a_question_shows_a_few_competences_in_the_readers_language(reader):
    member("Huta", competences_pl="cięcie", competences_en="cutting\n" + "\n".join(f"work {n}" for n in range(9)))
    member("Kuźnia", competences_pl="kucie")
    page = asked(reader).split("<tbody>")[1]
    assert 'lang="en"> cutting; work 0; work 1; work 2; work 3; … </dd>' in page
    assert 'lang="pl"> kucie </dd>' in page


def test_words_in_the_name_leave_the_row_as_it_is(reader):
    member("Huta", competences_en="cutting")
    assert "cutting" in asked(reader, q="huta")


# Filters


def test_filters_keep_the_firms_that_have_the_value(reader):
    firm = member("Huta", city="Łódź", chain_role="parts", size_class="small")
    member("Kuźnia", city="Ełk", chain_role="product", size_class="large")
    journal.keep(thing=GroupMembership(group=group(), organisation=firm, since=date(2014, 1, 1)), **BY)
    questions = ({"city": "lodz"}, {"chain_role": "parts"}, {"size_class": "small"}, {"group": "gzw"})
    assert [found(reader, **question) for question in questions] == [["Huta"]] * 4
    assert found(reader, city="lodz", size_class="small", q="huta") == ["Huta"]
    assert "No member firm fits these conditions." in asked(reader, city="lodz", size_class="large")


def test_a_division_finds_codes_of_both_editions_and_the_row_tells_them_apart(reader):
    member("Huta", pkd_2007="25.62.Z,28.41.Z", pkd_2025="25.53.Z, 25.11.Z")
    member("Kuźnia", pkd_2007="12.25.Z")
    page = asked(reader, pkd="25")
    assert found(reader, pkd="25") == ["Huta"]
    assert "PKD 2025:</dt> <dd > 25.53.Z, 25.11.Z </dd>" in page
    assert "PKD 2007:</dt> <dd > 25.62.Z </dd>" in page
    assert found(reader, pkd="12") == ["Kuźnia"]


def test_choices_tell_how_many_firms_have_each_value(reader):
    certified(member("Huta", city="Łódź", size_class="small", pkd_2025="25.11.Z, 25.53.Z"), "ISO 9001")
    certified(member("Kuźnia", city="ŁÓDŹ", size_class="small"), "ISO 9001")
    member("Zakład", city="Ełk")
    member("Niewymieniona", city="Suwałki", is_listed=False)
    page = asked(reader)
    options = re.findall(r'<option value="([^"]+)">([^<]+)</option>', page)
    assert options[:2] == [("elk", "Ełk (1)"), ("lodz", "ŁÓDŹ (2)")]
    assert ("small", "small enterprise (2)") in options
    assert ("25", "25 (1)") in options
    assert ("ISO 9001", "ISO 9001 (2)") in options
    assert "Suwałki" not in page


def test_a_filter_without_any_value_is_not_offered(reader):
    member("Huta", city="Łódź")
    page = asked(reader)
    assert 'name="city"' in page
    assert 'name="group"' not in page


@pytest.mark.parametrize(
    "question",
    [
        {"city": "nigdzie"},
        {"pkd": "25|.*"},
        {"pkd": "("},
        {"group": "\0"},
        {"certificate": "%"},
        {"q": "\0"},
        {"page": "x"},
    ]
    + [{"q": "x" * 201}, {"size_class": "' OR 1=1"}],
)
def test_a_question_out_of_order_gets_the_form_back(reader, question):
    member("Huta", city="Łódź")
    response = reader.get("/en/directory/", question)
    assert response.status_code == 400
    assert "<tbody>" not in response.content.decode()


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", '"', "a b c d e f g h i j k l m n o p r s t u w z", "ẞ ﬁ İ"])
def test_no_word_is_too_strange_to_be_looked_for(reader, words):
    member("Huta")
    assert found(reader, q=words) == []


def test_pages_keep_the_question(reader):
    for number in range(51):
        member(f"Huta {number:02}", city="Łódź")
    assert "/en/directory/?city=lodz&amp;page=2" in asked(reader, city="lodz").replace("?city", "/en/directory/?city")
    assert len(found(reader, city="lodz", page="2")) == 1
    assert reader.get("/en/directory/?page=3").status_code == 404


# Messages


@pytest.fixture
def firm() -> Organisation:
    return member("Huta")


@pytest.fixture
def person(firm) -> User:
    person = representative("zofia@konta.example", firm)
    contact(person, firm, seen="members", name="Zofia Żak", function="prezes", email="zofia@huta.example")
    return person


WRITE = "/en/directory/huta/write/"


def choices(reader: Client) -> list[tuple[str, str]]:
    page = re.sub(r"\s+", " ", reader.get(WRITE).content.decode())
    return re.findall(r'type="radio" name="to" value="(\d+)"[^>]*> ([^<]+)</label>', page)


def write(reader: Client, **told: str):
    words = {"subject": "Zamówienie", "text": "Czy przyjmują Państwo\nmałe zamówienia?"} | told
    to = {} if "to" in told else {"to": choices(reader)[0][0]}
    return reader.post(WRITE, words | to)


def sent() -> list:
    while send_next_mail(at=timezone.now(), due_by=timezone.now()):
        pass
    return outbox.outbox


def test_a_message_goes_to_the_address_of_the_account_and_its_answer_to_the_writer(reader, person):
    assert write(reader).url == "/en/directory/"
    [message] = sent()
    assert (message.to, message.reply_to) == (["zofia@konta.example"], ["jan@example.org"])
    assert "od: jan@example.org, Partner. Zamówienie" in message.subject
    assert "> Czy przyjmują Państwo\n> małe zamówienia?\n" in message.body


def test_the_writer_sees_no_address_of_the_recipient_and_reads_that_the_own_is_shown(reader, person):
    person.contacts.update(email_seen="hidden")
    pages = [reader.get(WRITE), write(reader), reader.get("/en/directory/"), write(reader, text="")]
    said = " ".join(page.content.decode() for page in pages)
    assert "konta.example" not in said
    assert "huta.example" not in said
    assert "your address jan@example.org" in re.sub(r"\s+", " ", pages[0].content.decode())


def test_the_writer_gets_a_copy_only_where_one_is_asked_for(reader, person):
    write(reader, copy="on")
    copies = [message for message in sent() if message.to == ["jan@example.org"]]
    assert [copied.subject for copied in copies] == ["Copy of your message: Zamówienie"]
    assert "Huta (Zofia Żak, prezes)" in " ".join(copies[0].body.split())
    assert not any("konta.example" in copied.body for copied in copies)


def test_the_journal_knows_who_wrote_to_which_organisation_and_no_word_of_it(reader, person, firm):
    write(reader, subject="Tajemnica", text="Poufne")
    entry = Entry.objects.latest("number")
    assert (entry.act, entry.object_type, entry.object_key) == ("write to", "members.organisation", str(firm.pk))
    assert entry.facts == {}
    assert not entry.personal_values.exists()


def test_the_words_are_forgotten_once_they_are_sent(reader, person):
    write(reader, copy="on")
    sent()
    assert [row.told for row in OutgoingMail.objects.all()] == [{}, {}]


def test_people_are_named_by_what_the_reader_sees_of_them(reader, firm):
    for email, facts in {
        "a": {"name": "Jan Łoś", "name_seen": "public", "function": "tajny", "phone": "1", "phone_seen": "members"},
        "b": {"name": "Skryta", "function": "sprzedaż", "function_seen": "members"},
        "c": {"name": "Skryta", "name_seen": "coordinator", "phone": "+48 1", "phone_seen": "members"},
        "d": {"name": "Skryta", "email": "x@example.org", "name_seen": "coordinator"},
        "e": {"name": "", "name_seen": "public"},
    }.items():
        contact(representative(f"{email}@example.org", firm), firm, **facts)
    assert [label for _key, label in choices(reader)] == ["Jan Łoś", "sprzedaż", "The organisation’s contact"]


def test_the_owners_are_reached_where_nobody_shows_anything(reader, firm):
    for email, role in (("a", "owner"), ("b", "owner"), ("c", "editor"), ("d", "reader")):
        person = representative(f"{email}@example.org", firm)
        Representative.objects.filter(user=person).update(role=role)
    assert [label for _key, label in choices(reader)] == ["The organisation’s contact"]
    write(reader)
    assert sorted(message.to[0] for message in sent()) == ["a@example.org", "b@example.org"]


def test_an_organisation_without_people_has_no_link_and_a_page_that_says_so(reader, firm):
    assert "/en/directory/huta/write/" not in asked(reader)
    assert "Nobody of this organisation can be reached" in reader.get(WRITE).content.decode()
    assert reader.post(WRITE, {"to": "1", "subject": "x", "text": "x"}).status_code == 200
    assert not OutgoingMail.objects.exists()


def test_a_person_who_may_not_log_in_or_has_left_is_not_written_to(reader, person):
    person.is_active = False
    journal.keep(thing=person, **BY)
    assert choices(reader) == []
    User.objects.filter(pk=person.pk).update(is_active=True)
    person.representations.update(until=date(2020, 1, 1))
    assert choices(reader) == []


@pytest.mark.parametrize(
    "told",
    [
        {"subject": ""},
        {"text": " "},
        {"to": "999"},
        {"to": "zofia@konta.example"},
        {"subject": "Raz\r\nBcc: x@example.org"},
        {"subject": "x" * 151},
        {"text": "x" * 4001},
        {"text": "\0"},
    ],
)
def test_a_message_out_of_order_is_refused_and_nothing_typed_is_lost(reader, person, told):
    response = write(reader, **{"text": "Zostaje w formularzu"} | told)
    assert response.status_code == 400
    assert told.get("text", "Zostaje w formularzu")[:20].strip("\0 ") in response.content.decode()
    assert not OutgoingMail.objects.exists()


def test_an_eleventh_message_in_an_hour_waits_and_its_text_stays(reader, person):
    assert {write(reader).status_code for _number in range(10)} == {302}
    refused = write(reader, text="Jedenasta")
    assert refused.status_code == 429
    assert "Jedenasta" in refused.content.decode()
    assert OutgoingMail.objects.count() == 10


def test_a_form_that_is_sent_twice_is_one_message(reader, person):
    key = reader.get(WRITE).context["form"]["form_key"].value()
    assert {write(reader, form_key=str(key)).status_code for _click in range(2)} == {302}
    assert OutgoingMail.objects.count() == 1


def test_a_refused_form_uses_up_no_message(reader, person):
    for _number in range(12):
        write(reader, text="")
    assert write(reader).status_code == 302


@pytest.mark.parametrize("person_asking", ["other", "auditor", "former"])
def test_writing_is_missing_for_whoever_may_not(firm, person, person_asking):
    asking = {
        "other": lambda: representative("obca@example.org", organisation("Obca")),
        "auditor": auditor,
        "former": lambda: representative("dawna@example.org", firm, until=date(2020, 1, 1)),
    }[person_asking]()
    client = browser(asking, language="en")
    hidden, missing = client.get(WRITE), client.get("/en/directory/nie-ma/write/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content.decode().replace("/huta/", "/nie-ma/") == missing.content.decode()
    assert client.post(WRITE, {"to": "1", "subject": "x", "text": "x"}).status_code == 404


def test_an_unlisted_member_cannot_be_written_to_by_members(reader, person, firm):
    Organisation.objects.filter(pk=firm.pk).update(is_listed=False)
    assert reader.get(WRITE).status_code == 404
    assert browser(coordinator()).get(WRITE).status_code == 200
