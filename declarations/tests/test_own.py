"""Tests of declarations/views/own.py: what a person finds after logging in, for each organisation represented."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

import journal.use_cases as journal
from declarations.models import Declaration, Signature
from declarations.tests import make
from journal.models import Entry
from members.models import Membership, Organisation, Proposal, Representative, User
from members.tests.make import BY, coordinator, group, invitation, member, organisation, representative
from members.use_cases import appoint_representative

pytestmark = pytest.mark.django_db

OWN = "/en/account/"


@pytest.fixture(autouse=True)
def _in_polish():
    """Leave no language behind: a page that was asked in English stays the language of the thread."""
    with translation.override("pl"):
        yield


@pytest.fixture
def firm() -> Organisation:
    return member("Firma")


@pytest.fixture
def person(firm) -> User:
    return representative("anna@example.org", firm)


@pytest.fixture
def reader(person) -> Client:
    return make.browser(person)


def read(reader: Client, address: str = OWN) -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def part(page: str, heading: str) -> str:
    """Return what stands under a heading of a page."""
    return page.split(f"<h2>{heading}</h2>")[1].split("<h2>")[0]


def in_role(person: User, role: str) -> None:
    representation = person.representations.get()
    representation.role = role
    journal.keep(thing=representation, **BY)


# Whose page it is


def test_own_shows_the_organisation_with_my_role_and_since_when(reader):
    page = read(reader)
    assert "<h1>Firma</h1>" in page
    assert '<time datetime="2014-01-01">1 January 2014</time>. Your role: owner.' in page


def test_own_shows_the_first_in_polish_order_and_leads_to_the_others(reader, person):
    for name in ("Łąka", "Cegielnia", "Ćma"):
        appoint_representative(email=person.email, organisation=organisation(name), since=date(2020, 1, 1), **BY)
    page = read(reader)
    assert "<h1>Cegielnia</h1>" in page
    choice = page.split('<ul class="choice">')[1].split("</ul>")[0]
    switch = re.findall(r'<a href="/en/account/([\w-]+)/"( aria-current="true")?', choice)
    assert switch == [("cegielnia", ' aria-current="true"'), ("cma", ""), ("firma", ""), ("laka", "")]
    assert "<h1>Łąka</h1>" in read(reader, f"{OWN}laka/")


def test_own_of_anyone_else_is_missing_and_a_stranger_is_sent_to_log_in(reader, client):
    organisation("Obca")
    assert [reader.get(f"{OWN}{slug}/").status_code for slug in ("obca", "nie-ma")] == [404, 404]
    for slug in ("firma", "nie-ma"):
        assert client.get(f"{OWN}{slug}/").url == f"/en/account/login/?next={OWN}{slug}/"


def test_own_closes_at_the_request_after_the_representation_ends(reader, person):
    assert reader.get("/konto/firma/").status_code == 200
    representation = person.representations.get()
    representation.until = date(2026, 1, 1)
    journal.keep(thing=representation, **BY)
    assert reader.get("/konto/firma/").status_code == 404
    assert reader.get(reverse("own_documents", args=["firma"])).status_code == 404
    assert "You speak for no organisation today" in read(reader)


def test_own_of_the_office_leads_to_the_office():
    page = read(make.browser(coordinator()))
    assert 'href="/admin/">Go to the office</a>' in page
    assert "You speak for no organisation today" not in page


def test_own_leads_a_person_of_the_office_who_represents_to_both(firm):
    person = coordinator()
    appoint_representative(email=person.email, organisation=firm, since=date(2020, 1, 1), **BY)
    page = read(make.browser(person))
    assert "<h1>Firma</h1>" in page
    assert "Go to the office" in page


@pytest.mark.parametrize("question", ["page=x", "page=0", "page=2", "page=99999999999999", "page=%00"])
def test_own_has_no_page_that_does_not_exist(reader, question):
    assert reader.get(f"{OWN}?{question}").status_code == 404


# What is expected


def test_own_tells_when_nothing_is_expected(person, reader, firm):
    Organisation.objects.update(profile_confirmed_on=timezone.localdate())
    page = read(reader)
    assert "Nothing is expected of you today." in page
    assert "What you are waiting for" not in page


def test_own_names_the_declarations_that_await_the_signature(reader, firm):
    make.concluded("podpisana", firm, title="Podpisana")
    make.opened("otwarta", firm, organisation("Inna"), title="Otwarta")
    make.opened("cudza", organisation("Trzecia"), title="Cudza")
    expected = part(read(reader), "What is expected of you")
    assert re.findall(r'<a href="(/en/declarations/[^"]+)">([^<]+)', expected) == [
        ("/en/declarations/otwarta/", "Otwarta")
    ]


def test_own_tells_the_end_of_the_membership(reader, firm):
    firm.memberships.update(until=timezone.localdate() + timedelta(days=30))
    assert "The membership ends on" in part(read(reader), "What is expected of you")


@pytest.mark.parametrize(
    ("role", "decides", "confirms"), [("owner", True, True), ("editor", False, True), ("reader", False, False)]
)
def test_own_expects_of_each_what_the_role_may_do(reader, person, firm, role, decides, confirms):
    soon = timezone.now() + timedelta(days=7)
    invitation(firm, email="a@example.org", asked="by_them", confirmed_at=timezone.now(), expires_at=soon)
    invitation(firm, email="b@example.org", expires_at=soon)
    in_role(person, role)
    page = read(reader)
    assert ("1 person asks to speak for your organisation" in page) is decides
    assert ("1 invitation has not been accepted yet." in page) is decides
    assert ("Confirm that the profile is up to date" in page) is confirms
    assert ("Nothing is expected of you today." in page) is (role == "reader")


def test_own_tells_that_changes_of_the_profile_wait_for_the_office(reader, person, firm):
    told = {"made_at": datetime(2026, 11, 3, 9, tzinfo=UTC), "changes": {"city": ["", "Łódź"]}}
    journal.keep(thing=Proposal(organisation=firm, by=person, **told), **BY)
    assert "3 November 2026" in part(read(reader), "What you are waiting for")


# Declarations and membership


def test_own_lists_what_the_organisation_signed_those_awaited_first(reader, firm):
    make.concluded("nowa", firm, title="Nowa", dated_on=date(2026, 1, 1))
    make.concluded("stara", firm, title="Stara", dated_on=date(2010, 1, 1))
    make.opened("otwarta", firm, title="Otwarta", dated_on=date(2009, 1, 1), side="member")
    make.draft("projekt", firm, title="Projekt")
    make.concluded("biura", firm, title="Tylko biura", visibility="coordinator")
    rows = part(read(reader), "Your organisation’s declarations").split("<tr>")[2:]
    assert [re.search(r'/">([^<]+)</a>', row)[1] for row in rows] == ["Otwarta", "Nowa", "Stara"]
    assert "invited" in rows[0] and "side: member" in rows[0] and "open for signature, awaiting 1 party" in rows[0]
    assert "signed on 7 November 2014" in rows[1] and "in force" in rows[1]


def test_own_counts_all_parties_of_a_declaration_not_only_its_own(reader, firm):
    make.opened("otwarta", firm, organisation("Inna"), organisation("Trzecia"))
    assert "awaiting 3 parties" in read(reader)


def test_own_of_one_organisation_shows_nothing_of_another(reader, person):
    other = organisation("Zakład")
    appoint_representative(email=person.email, organisation=other, since=date(2020, 1, 1), **BY)
    paper = make.concluded("zakladowa", other, title="Zakładowa", visibility="parties")
    make.document(paper, title="Skan zakładowy")
    assert "Zakładowa" not in read(reader, f"{OWN}firma/")
    assert "Skan zakładowy" in read(reader, f"{OWN}zaklad/")


def test_own_shows_the_documents_that_are_open_to_the_reader(reader, firm):
    paper = make.concluded("umowa", firm)
    make.document(paper, title="Skan")
    make.document(paper, title="Notatka biura", visibility="coordinator", pages=2)
    page = read(reader)
    assert ">Skan</a>" in page
    assert "Notatka biura" not in page


def test_own_without_declarations_says_what_comes_next(reader):
    page = read(reader)
    assert "No declaration has been put before your organisation yet." in page
    assert "Download all documents" not in page


def test_own_tells_membership_and_groups(reader, firm):
    gzw = group(name_en="Advanced Cooperation Group")
    journal.keep(thing=gzw.memberships.model(group=gzw, organisation=firm, since=date(2015, 1, 1)), **BY)
    told = part(read(reader), "Membership of the cluster")
    assert "1 January 2014" in told
    assert "Advanced Cooperation Group" in told
    Membership.objects.all().delete()
    assert "Your organisation is not a member of the cluster today." in read(reader)


def test_own_takes_few_queries_and_is_cut_into_pages_however_many_declarations(reader, firm):
    papers(firm, 0, 3)
    few = queries(reader)
    papers(firm, 3, 60)
    many = queries(reader)
    assert few == many <= 12
    assert part(read(reader), "Your organisation’s declarations").count("<tr>") == 51
    second = read(reader, f"{OWN}firma/?page=2")
    assert part(second, "Your organisation’s declarations").count("<tr>") == 11
    assert "What is expected of you" not in second


def papers(firm: Organisation, start: int, end: int) -> None:
    opened = {"kind": "cooperation", "state": "open", "opened_at": timezone.now()}
    made = Declaration.objects.bulk_create(
        Declaration(slug=f"d-{number}", title=f"Deklaracja {number}", **opened) for number in range(start, end)
    )
    Signature.objects.bulk_create(Signature(declaration=one, organisation=firm, position=1) for one in made)


def queries(reader: Client) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert reader.get(OWN).status_code == 200
    return len(counted)


# All documents at once


def zip_of(reader: Client) -> ZipFile:
    response = reader.get(reverse("own_documents", args=["firma"]))
    assert response.status_code == 200
    return ZipFile(BytesIO(b"".join(response.streaming_content)))


@pytest.fixture
def handed_out(firm):
    """Return the documents that are open to the people of the firm, beside others that are not."""
    paper = make.concluded("umowa", firm, visibility="parties")
    make.document(paper, title="Biura", visibility="coordinator", pages=2)
    make.document(make.concluded("biura", firm, visibility="coordinator"), pages=3)
    make.document(make.concluded("cudza", organisation("Inna"), visibility="public"), pages=4, visibility="public")
    open_one = make.opened("otwarta", firm)
    return [make.document(open_one, title="Tekst", kind="text", pages=5), make.document(paper, title="Skan")]


def test_own_documents_holds_what_is_open_of_the_organisations_own_declarations(reader, handed_out):
    archive = zip_of(reader)
    told = json.loads(archive.read("manifest.json"))
    assert [facts["title"] for facts in told["files"]] == ["Tekst", "Skan"]
    for document, facts in zip(handed_out, told["files"], strict=True):
        assert sha256(archive.read(facts["path"])).hexdigest() == document.sha256
    assert (told["slug"], told["base_url"]) == ("firma", "http://localhost:8000")


def test_own_documents_is_one_entry_of_download_for_each_document(reader, person, handed_out):
    zip_of(reader)
    entries = Entry.objects.filter(act="download").order_by("number")
    assert [(entry.actor, entry.object_key) for entry in entries] == [
        (str(person.key), str(document.pk)) for document in handed_out
    ]


def test_own_documents_hands_nothing_out_for_the_head_alone(reader, handed_out):
    response = reader.head(reverse("own_documents", args=["firma"]))
    assert (response.status_code, b"".join(response)) == (200, b"")
    assert not Entry.objects.filter(act="download").exists()


def test_own_documents_is_kept_from_caches_and_saved_under_the_organisations_address(reader, handed_out):
    response = reader.get(reverse("own_documents", args=["firma"]))
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == 'attachment; filename="firma.zip"'
    b"".join(response.streaming_content)


def test_own_documents_of_anyone_else_is_missing(reader, handed_out):
    representative("obcy@example.org", Organisation.objects.get(slug="inna"))
    for slug in ("inna", "nie-ma"):
        assert reader.get(reverse("own_documents", args=[slug])).status_code == 404
    assert Representative.objects.count() == 2
