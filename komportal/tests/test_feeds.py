"""Tests of komportal/feeds.py: what search engines are told is every public page, in both languages, and no other."""

from xml.etree import ElementTree

import pytest

from declarations.tests import make
from members.tests.make import member, organisation

pytestmark = pytest.mark.django_db

BASE = "http://localhost:8000"
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def urls(client):
    make.event("jawne")
    make.event("w-przygotowaniu", is_published=False)
    make.concluded("publiczna", organisation("Partner"), visibility="public")
    make.concluded("czlonkow", organisation("Drugi"))
    make.concluded("stron", organisation("Poufny"), visibility="parties")
    member("Firma")
    member("Cicha", is_listed=False)
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    sheet = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return {
        url.findtext("loc", namespaces=NAMES): {
            link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMES)
        }
        for url in sheet.iterfind("url", NAMES)
    }


def test_every_address_of_the_sitemap_opens_to_everyone(client, urls):
    for url in urls:
        assert client.get(url.removeprefix(BASE)).status_code == 200, url


def test_the_sitemap_holds_what_is_public_and_nothing_else(urls):
    of_things = {url.removeprefix(BASE) for url in urls if url.count("/") > 4 and "/en/" not in url}
    assert of_things == {
        *("/podmioty/partner/", "/podmioty/drugi/", "/podmioty/firma/"),
        *("/wydarzenia/jawne/", "/deklaracje/publiczna/"),
    }


def test_each_page_of_the_sitemap_names_itself_in_each_language(urls):
    assert urls[f"{BASE}/en/organisations/partner/"] == {
        "pl": f"{BASE}/podmioty/partner/",
        "en": f"{BASE}/en/organisations/partner/",
        "x-default": f"{BASE}/podmioty/partner/",
    }


def test_robots_are_shown_the_sitemap_and_kept_from_accounts_and_admin(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /en/account/",
        "Disallow: /konto/",
        "Sitemap: http://localhost:8000/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/partnerzy/?q=huta&as_of=2014-11-12", "/partnerzy/"),
        ("/en/organisations/partner/?as_of=2014-11-12", "/en/organisations/partner/"),
        ("/", "/"),
    ],
)
def test_whatever_was_asked_the_page_has_one_address(client, address, canonical):
    make.concluded("deklaracja", organisation("Partner"))
    page = " ".join(client.get(address).content.decode().split())
    assert f'<link rel="canonical" href="{BASE}{canonical}">' in page
    assert page.count('rel="canonical"') == 1


def test_a_page_tells_its_title_in_one_line_and_once_more_for_those_who_link_to_it(client):
    member("Huta & Syn")
    page = client.get("/podmioty/huta-syn/").content.decode()
    assert "<title>Huta &amp; Syn – Rejestr</title>" in page
    assert '<meta property="og:title" content="Huta &amp; Syn">' in page
