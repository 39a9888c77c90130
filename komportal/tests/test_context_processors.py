"""Tests of komportal/context_processors.py: this page in the other language, and who is reading."""

import re

import pytest

from declarations.tests import make
from members.tests.make import coordinator, member, organisation, representative

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def firm():
    make.event("bialystok")
    return member("Huta Łabędy")


PAIRS = [
    ("/", "/en/"),
    ("/partnerzy/?q=huta&as_of=2014-11-12", "/en/partners/?q=huta&as_of=2014-11-12"),
    ("/czlonkowie/?page=1", "/en/members/?page=1"),
    ("/podmioty/huta-labedy/", "/en/organisations/huta-labedy/"),
    ("/wydarzenia/bialystok/", "/en/events/bialystok/"),
    ("/konto/logowanie/?next=/deklaracje/", "/en/account/login/?next=/deklaracje/"),
]


@pytest.mark.parametrize(("polish", "english"), PAIRS)
def test_the_language_switch_keeps_the_page_and_what_was_asked(client, firm, polish, english):
    for address, language in ((polish, "pl"), (english, "en")):
        page = text(client.get(address)).replace("&amp;", "&")
        assert f'<html lang="{language}">' in page
        alternates = dict(re.findall(r'<link rel="alternate"\s+hreflang="(\w+)"\s+href="([^"]*)"', page))
        assert alternates == {
            "pl": f"http://localhost:8000{polish.partition('?')[0]}",
            "en": f"http://localhost:8000{english.partition('?')[0]}",
        }
        switch = re.findall(r'<a href="([^"]*)"\s+lang="(\w+)"\s+hreflang="\w+"\s*(aria-current="true")?', page)
        assert [(url, code, bool(current)) for url, code, current in switch] == [
            (polish, "pl", language == "pl"),
            (english, "en", language == "en"),
        ]


@pytest.fixture
def readers(client, firm):
    party = organisation("Partner")
    make.concluded("deklaracja", party)
    return {
        "member": representative("member@example.org", firm),
        "party": representative("party@example.org", party),
        "former": representative("former@example.org", firm, until=make.DAY),
        "coordinator": coordinator("office@example.org"),
    }


@pytest.mark.parametrize(
    ("person", "to_declarations", "to_the_office"),
    [
        (None, False, False),
        ("member", True, False),
        ("party", True, False),
        ("former", False, False),
        ("coordinator", True, True),
    ],
)
def test_the_menu_leads_to_what_is_open_to_the_reader(client, readers, person, to_declarations, to_the_office):
    if person:
        client.force_login(readers[person])
    page = text(client.get("/partnerzy/"))
    assert ('href="/deklaracje/"' in page) is to_declarations
    assert ('href="/admin/"' in page) is to_the_office
    assert ('href="/konto/logowanie/"' in page) is not bool(person)
    assert [user.email for user in readers.values() if user.email in page] == (
        [readers[person].email] if person else []
    )


def test_anonymous_pages_set_no_cookie(client, firm):
    assert not client.get("/").cookies
