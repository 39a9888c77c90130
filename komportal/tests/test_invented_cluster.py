"""The portal of another cluster: all that readers see of it comes from its register, nothing from the first one."""

import html
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from declarations import register
from members.models import Cluster
from members.tests.make import AT, browser, coordinator

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parent / "data" / "invented_cluster.json"
NAME = "Klaster Żywności Ekologicznej Dolina Odry"
FIRST_CLUSTER = re.compile(
    r"\bKOM\b(?! Portal)|Klaster\w* Obr[oó]bki|CPIiR|Centrum Promocji|Bia[łl](?:ystok|ymst|ostoc)|Podlas|Suwa[łl]",
    re.IGNORECASE,
)

OF_ANY_CLUSTER = (
    ("home", {}),
    ("partner_list", {}),
    ("member_list", {}),
    ("event_list", {}),
    ("accessibility", {}),
    ("privacy", {}),
    ("account_login", {}),
    ("account_reset_password", {}),
)
OF_THIS_ONE = (
    ("event_detail", {"slug": "opole-2024"}),
    ("organisation_detail", {"slug": "akademia-nadodrzanska"}),
    ("organisation_detail", {"slug": "mlyn-pod-lipami"}),
)
LANGUAGES = ("pl", "en")


@pytest.fixture
def invented(db) -> None:
    call_command("import_register", str(DOCUMENT))


def page(name: str, values: dict[str, str] | None = None, *, language: str = "pl") -> str:
    with translation.override(language):
        address = reverse(name, kwargs=values)
    response = browser(language=language).get(address)
    assert response.status_code == 200, address
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "values"), OF_ANY_CLUSTER + OF_THIS_ONE)
def test_every_page_is_of_the_invented_cluster_and_of_no_other(invented, name, values, language):
    text = page(name, values, language=language)
    assert NAME in text
    assert "Fundacja Zielony Brzeg" in text
    assert "biuro@dolina-odry.example" in text
    assert FIRST_CLUSTER.findall(text) == []


def test_pages_say_what_the_register_says(invented):
    assert "Gospodarstwa" in page("home")
    assert "Intended processing plants" in page("home", language="en")
    assert "Akademia Nadodrzańska" in page("partner_list")
    assert "Młyn pod Lipami" in page("member_list")
    assert "<strong>rektor</strong>" in page("event_detail", {"slug": "opole-2024"})
    assert "<em>dawnych</em>" in page("organisation_detail", {"slug": "mlyn-pod-lipami"})
    assert "Wejście do biura" in page("accessibility")
    assert "step-free access" in page("accessibility", language="en")


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/members/cluster/1/change/", "/api/partners/", "/api/openapi.json"]
)
def test_the_office_and_the_open_data_say_no_word_of_the_first_cluster(invented, address):
    text = browser(coordinator()).get(address).content.decode()
    assert "/api/" in address or NAME in text
    assert FIRST_CLUSTER.findall(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_say_no_word_of_the_first_cluster(invented, mailoutbox, language):
    coordinator("office@example.org")
    with translation.override(language):
        browser(language=language).post(reverse("account_reset_password"), {"email": "office@example.org"})
    call_command("send_mail_queue")
    (mail,) = mailoutbox
    message = mail.message().as_string() + mail.body
    assert FIRST_CLUSTER.findall(message) == []


def test_the_document_of_the_invented_cluster_comes_out_as_it_went_in(invented):
    document = register.export()
    assert register.restore(document, by=None, at=AT) == 0
    assert all(name in document for name in ("accessibility_pl", "privacy_en", "Wejście do biura"))


# No cluster at all


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "values"), OF_ANY_CLUSTER)
def test_a_register_without_a_cluster_has_every_page_and_says_that_it_is_empty(db, name, values, language):
    text = page(name, values, language=language)
    assert text.count("<h1>") == 1
    assert FIRST_CLUSTER.findall(text) == []


def test_a_register_without_a_cluster_opens_to_the_office(db):
    office = browser(coordinator())
    for address in ("/admin/", "/admin/members/cluster/", "/admin/members/cluster/add/"):
        assert office.get(address).status_code == 200


# What the coordinator has not written


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_without_a_text_says_what_the_portal_does_and_whose_it_is(invented, name, language):
    Cluster.objects.update(accessibility_pl="", accessibility_en="")
    text = page(name, language=language)
    told = {"pl": "Koordynator nie opublikował", "en": "The coordinator has not published"}
    assert told[language] in text
    assert 'href="mailto:biuro@dolina-odry.example"' in text.partition("<footer")[0]
