"""Logos handed out: with the page they stand on, and before the decision to those who may read the proposal."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from declarations.tests import make
from members import queries, use_cases
from members.models import Organisation, Proposal
from members.pictures import LOGOS
from members.tests.make import (
    BY,
    auditor,
    browser,
    certificate,
    coordinator,
    member,
    organisation,
    picture,
    proposal,
    representative,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Organisation:
    return member("Huta Łabędy")


def proposed(firm: Organisation) -> str:
    return proposal(firm, logo=LOGOS.redrawn(picture("PNG", (400, 100)))).changes["logo"][1]


def approved(firm: Organisation) -> str:
    sha256 = proposed(firm)
    waiting = Proposal.objects.get(state="waiting")
    mark = queries.mark_of(queries.profile_of(firm), waiting)
    use_cases.decide_proposal(proposal=waiting, taken=["logo"], seen=mark, **BY)
    return sha256


def url(sha256: str) -> str:
    return reverse("logo", args=[sha256])


def test_an_approved_logo_is_public_with_the_page_and_kept_by_browsers(client, firm):
    sha256 = approved(firm)
    response = client.get(url(sha256))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/webp")
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    page = client.get(firm.get_absolute_url()).content.decode()
    assert f'src="{url(sha256)}"' in page
    for attribute in ('alt="Huta Łabędy"', 'width="400"', 'height="100"'):
        assert attribute in page


def test_a_proposed_logo_is_seen_by_its_people_and_the_office_and_kept_by_nobody(client, firm):
    sha256 = proposed(firm)
    own, foreign = representative("jan@example.org", firm), representative("obcy@example.org", member("Inna"))
    for user in (own, coordinator(), auditor()):
        response = browser(user).get(url(sha256))
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")
    for visitor in (client, browser(foreign)):
        assert visitor.get(url(sha256)).status_code == 404
        missing = visitor.get(url("0" * 64))
        assert visitor.get(url(sha256)).content.decode().replace(sha256, "0" * 64) == missing.content.decode()
    assert 'class="logo"' not in client.get(firm.get_absolute_url()).content.decode()


def test_the_logo_of_an_organisation_without_a_public_page_is_hidden_like_the_page(client):
    hidden = organisation("Strona poufna")
    make.concluded("stron", hidden, visibility="parties")
    sha256 = approved(hidden)
    assert client.get(url(sha256)).status_code == 404
    own = browser(representative("jan@example.org", hidden))
    assert own.get(url(sha256)).headers["Cache-Control"] == "private, no-store"


def test_a_page_of_a_past_day_shows_the_logo_to_whoever_may_open_it(client):
    former = member("Dawna", until=date(2016, 12, 31))
    sha256 = approved(former)
    assert client.get(url(sha256)).status_code == 404
    page = client.get(f"{former.get_absolute_url()}?as_of=2015-01-01").content.decode()
    assert f"{url(sha256)}?as_of=2015-01-01" in page
    assert client.get(f"{url(sha256)}?as_of=2015-01-01").status_code == 200


@pytest.mark.parametrize("name", ["x", "..%2f..%2fregister", "0" * 65, "ł", "%00"])
def test_any_other_address_is_missing(client, name):
    assert client.get(f"/logos/{name}.webp").status_code == 404
    assert Client().get(f"/logos/{name}.webp?as_of=nonsense").status_code == 404


def test_a_lost_file_leaves_the_page_without_a_picture(client, firm, settings, tmp_path):
    sha256 = approved(firm)
    settings.LOGOS_DIR = tmp_path
    assert client.get(url(sha256)).status_code == 404
    response = client.get(firm.get_absolute_url())
    assert response.status_code == 200
    assert "<img class" not in response.content.decode()


# The page around it


def test_the_page_shows_what_is_said_and_leaves_no_hole_for_the_rest(client):
    quiet = member("Cicha")
    loud = member("Głośna", competences_pl="cięcie\n\n gięcie ", pkd_2025="24.20.Z", chain_role="parts")
    certificate(loud, "ISO 9001", number="1/24", issuer="TÜV", until=date(2024, 12, 31))
    text = client.get(f"{loud.get_absolute_url()}?as_of=2024-06-01").content.decode()
    for fact in ("<li>cięcie</li>", "<li>gięcie</li>", "24.20.Z", loud.get_chain_role_display(), "ISO 9001", "TÜV"):
        assert fact in text
    assert "ISO 9001" not in client.get(f"{loud.get_absolute_url()}?as_of=2025-01-01").content.decode()
    english = client.get("/en/organisations/glosna/").content.decode()
    assert '<ul lang="pl">' in english
    text = client.get(quiet.get_absolute_url()).content.decode()
    for heading in ("Kompetencje", "Competences", "Procesy", "Processes", "PKD", "Certyfikaty", "Certificates"):
        assert heading not in text
