"""Tests of the preview of a form in the admin: what is typed is shown as readers will see it, and nothing is saved."""

import html

import pytest
from django.test import Client

from declarations import register
from declarations.tests.make import event
from journal.models import Entry
from members.tests import make
from members.tests.make import browser, coordinator, representative

pytestmark = pytest.mark.django_db

CLUSTER = "/admin/members/cluster/1/preview/"


@pytest.fixture
def office(db) -> Client:
    return browser(coordinator())


def text(response) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_the_texts_of_the_cluster_are_shown_as_typed_in_both_languages_and_not_saved(office):
    make.cluster(about_pl="Stary", footer_pl="Stara stopka")
    before, entries = register.export(), Entry.objects.count()
    typed = {"about_pl": "# Nowy\n\n- wiersz", "about_en": "**New**", "privacy_pl": "Dane", "footer_pl": "Nowa stopka"}
    page = text(office.post(CLUSTER, typed))
    for shown in ("<h4>Nowy</h4>", "<li>wiersz</li>", "<strong>New</strong>", "Dane"):
        assert shown in page
    assert "Nowa stopka" in page.partition("<footer")[2]
    assert "Star" not in page
    assert page.count("<h1") == 1
    assert (register.export(), Entry.objects.count()) == (before, entries)


def test_a_polish_text_without_english_is_shown_in_its_place_and_marked(office):
    make.cluster()
    english = text(office.post(CLUSTER, {"privacy_pl": "Dane"})).partition('<section lang="en">')[2]
    assert "Dane" in english
    assert 'lang="pl"' in english


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"])
def test_nothing_that_is_typed_becomes_code(office, hostile):
    make.cluster()
    page = office.post(CLUSTER, {"about_pl": hostile, "footer_en": hostile}).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("typed", ["\0", "a" * 200_000, "> " * 2000, "*" * 20_000, "- " * 2000])
def test_no_text_breaks_the_preview(office, typed):
    make.cluster()
    assert office.post(CLUSTER, {"about_pl": typed}).status_code == 200


def test_what_is_not_yet_entered_is_shown_too(office):
    for model, typed in (
        ("members/cluster", {"about_pl": "Nowy"}),
        ("members/organisation", {"description_pl": "Nowy"}),
        ("declarations/signingevent", {"report_pl": "Nowy"}),
    ):
        assert "Nowy" in text(office.post(f"/admin/{model}/preview/", typed))


def test_an_organisation_and_an_event_have_their_preview(office):
    firm, meeting = make.organisation("Huta"), event()
    shown = text(office.post(f"/admin/members/organisation/{firm.pk}/preview/", {"description_en": "*Steel*"}))
    assert "<em>Steel</em>" in shown
    shown = text(office.post(f"/admin/declarations/signingevent/{meeting.pk}/preview/", {"report_pl": "*Relacja*"}))
    assert "<em>Relacja</em>" in shown


def test_the_form_has_the_button_and_the_preview_alone_leads_back_to_the_list(office):
    make.cluster()
    form = office.get("/admin/members/cluster/1/change/").content.decode()
    assert 'formaction="../preview/"' in form
    assert 'formtarget="_blank"' in form
    assert office.get(CLUSTER).url == "/admin/members/cluster/"
    assert office.post("/admin/members/cluster/7/preview/").status_code == 302


def test_only_who_may_save_is_shown_a_preview():
    make.cluster()
    member = representative("jan@example.org", make.member())
    for person in (None, member):
        answer = browser(person).post(CLUSTER, {"about_pl": "Nowy"})
        assert answer.url.startswith(("/konto/logowanie/", "/admin/login/"))
    auditor = coordinator()
    auditor.groups.clear()
    assert browser(auditor).post(CLUSTER, {"about_pl": "Nowy"}).status_code == 403


def test_a_preview_needs_the_token_of_the_form():
    make.cluster()
    assert browser(coordinator(), enforce_csrf_checks=True).post(CLUSTER, {"about_pl": "Nowy"}).status_code == 403
