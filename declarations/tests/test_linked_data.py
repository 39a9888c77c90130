"""What a page tells search engines about itself: what it shows to the eye, and nothing that could end the script."""

import json
import re
from datetime import date

import pytest

import members.use_cases
from declarations.tests import make
from members.models import Cluster
from members.tests.make import BY, member, organisation

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(client, address: str) -> dict[str, dict]:
    """Return what the page says of itself, by type."""
    found = [json.loads(text) for text in SCRIPT.findall(client.get(address).content.decode())]
    assert {each["@context"] for each in found} == {"https://schema.org"}
    return {each["@type"]: each for each in found}


def test_an_organisation_is_told_by_what_its_page_shows(client):
    members.use_cases.keep_cluster(cluster=Cluster(organisation=organisation("Klaster", kind="cluster")), **BY)
    facts = {"address": "Hutnicza 1", "website": "https://huta.example/", "nip": "5260250274"}
    firm = member("Huta Łabędy", city="Gliwice", **facts)
    about = told(client, "/podmioty/huta-labedy/")["Organization"]
    assert about["name"] == firm.name
    assert about["url"] == "https://huta.example/"
    assert about["taxID"] == "5260250274"
    assert about["address"] == {"@type": "PostalAddress", "addressCountry": "PL", "addressLocality": "Gliwice"}
    assert about["memberOf"] == {"@id": told(client, "/")["Organization"]["@id"]}
    assert about["mainEntityOfPage"] == "http://localhost:8000/podmioty/huta-labedy/"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("university", "CollegeOrUniversity"), ("local_government", "GovernmentOrganization"), ("ngo", "NGO")],
)
def test_an_organisation_is_of_the_type_of_its_kind(client, kind, words):
    make.concluded("deklaracja", organisation("Partner", kind=kind))
    assert words in told(client, "/podmioty/partner/")


def test_a_partner_that_is_not_named_as_a_member_is_no_member_here_either(client):
    make.concluded("deklaracja", member("Cicha", is_listed=False))
    assert "memberOf" not in told(client, "/podmioty/cicha/")["Organization"]


def test_an_event_has_its_day_and_place(client):
    make.event("suwalki", title_pl="Podpisanie", day=date(2014, 11, 12), city="Suwałki", host=member("Park"))
    about = told(client, "/en/events/suwalki/")["Event"]
    assert about["startDate"] == "2014-11-12"
    assert about["location"]["name"] == "Suwałki"
    assert about["organizer"]["name"] == "Park"
    assert about["url"] == "http://localhost:8000/en/events/suwalki/"


@pytest.mark.parametrize(
    ("address", "steps"),
    [
        ("/podmioty/partner/", ["Strona główna", "Partnerzy", "Partner"]),
        ("/podmioty/firma/", ["Strona główna", "Firmy członkowskie", "Firma"]),
        ("/en/events/suwalki/", ["Home", "Events", "Podpisanie"]),
    ],
)
def test_the_way_to_a_page_is_shown_and_told(client, address, steps):
    make.concluded("deklaracja", organisation("Partner"))
    member("Firma")
    make.event("suwalki", title_pl="Podpisanie")
    ways = told(client, address)["BreadcrumbList"]["itemListElement"]
    assert [way["name"] for way in ways] == steps
    assert ways[-1]["item"] == f"http://localhost:8000{address}"
    assert 'aria-current="page"' in client.get(address).content.decode()


def test_a_name_cannot_end_the_script(client):
    firm = member("Huta </script><script>alert(1)</script>")
    about = told(client, firm.get_absolute_url())["Organization"]
    assert about["name"] == "Huta </script><script>alert(1)</script>"


def test_the_open_data_name_their_licence_and_every_download(client, settings):
    about = told(client, "/en/open-data/")["Dataset"]
    assert about["license"] == settings.DATA_LICENCE
    for download in about["distribution"]:
        answer = client.get(download["contentUrl"].removeprefix("http://localhost:8000"))
        assert answer["Content-Type"].startswith(download["encodingFormat"])
