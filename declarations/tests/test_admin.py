"""The coordinator's door: one form for a declaration and its parties, buttons for acts, refusals in words."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from declarations.lifecycle import DeclarationState, SignatureState
from declarations.models import Declaration, Document, Signature
from declarations.tests import make
from journal.models import Entry
from members.models import Organisation, User
from members.tests.make import organisation

pytestmark = pytest.mark.django_db

ADD = "/admin/declarations/declaration/add/"


@pytest.fixture(autouse=True)
def parties(db, request):
    """Make two parties, unless the test starts from the register of 2014, which has them."""
    if "kom_2014" not in request.fixturenames:
        organisation("ChM")
        organisation("Politechnika Białostocka")


def declaration_form(**changed: object) -> dict[str, object]:
    parties = list(Organisation.objects.filter(name__in=["ChM", "Politechnika Białostocka"]).order_by("name"))
    form: dict[str, object] = {
        "drawn_from": "1",
        "title": "List intencyjny",
        "slug": "list-intencyjny",
        "kind": "letter_of_intent",
        "visibility": "members",
        "text": "Strony będą współpracować.",
        "signatures-TOTAL_FORMS": "2",
        "signatures-INITIAL_FORMS": "0",
        "documents-TOTAL_FORMS": "0",
        "documents-INITIAL_FORMS": "0",
    }
    for number, party in enumerate(parties):
        form[f"signatures-{number}-position"] = str(number + 1)
        form[f"signatures-{number}-organisation"] = str(party.pk)
        form[f"signatures-{number}-side"] = "partner" if number else "member"
        form[f"signatures-{number}-drawn_from"] = "1"
    return form | changed


def added(office: Client, **changed: object) -> Declaration:
    response = office.post(ADD, declaration_form(**changed))
    assert response.status_code == 302, re.findall(r'class="errorlist.*?</ul>', response.content.decode(), re.S)
    return Declaration.objects.get(slug="list-intencyjny")


def change_url(declaration: Declaration) -> str:
    return reverse("admin:declarations_declaration_change", args=[declaration.pk])


def act_url(declaration: Declaration, action: str) -> str:
    return reverse("admin:declarations_declaration_act", args=[declaration.pk, action])


def party_url(party: Signature, action: str) -> str:
    return reverse("admin:declarations_party_act", args=[party.declaration_id, party.pk, action])


def test_one_form_makes_a_declaration_with_its_parties_and_an_entry_for_each(office):
    entries = Entry.objects.count()
    declaration = added(office)
    assert [party.name_as_signed for party in declaration.signatures.in_written_order()] == [
        "ChM",
        "Politechnika Białostocka",
    ]
    assert Entry.objects.count() == entries + 3


def test_a_whole_life_goes_through_the_buttons(office):
    declaration = added(office)
    office.post(act_url(declaration, "open"))
    first, second = declaration.signatures.in_written_order()
    told = {
        "day": "2026-11-20",
        "method": "handwritten",
        f"chosen_{first.pk}": "on",
        f"person_{first.pk}": "Michał Charkiewicz",
        f"chosen_{second.pk}": "on",
    }
    assert office.post(party_url(first, "sign"), told).status_code == 302
    assert {party.state for party in declaration.signatures.all()} == {SignatureState.SIGNED}
    office.post(act_url(declaration, "conclude"), {"reason": ""})
    office.post(party_url(second, "withdraw"), {"day": "2026-11-21", "reason": "Zmiana planów"})
    office.post(act_url(declaration, "terminate"), {"day": "2026-11-22", "reason": "Koniec"})
    declaration.refresh_from_db()
    second.refresh_from_db()
    assert (declaration.state, declaration.terminated_on) == (DeclarationState.TERMINATED, date(2026, 11, 22))
    assert (second.state, second.withdrawn_on) == (SignatureState.WITHDRAWN, date(2026, 11, 21))


def test_only_acts_that_the_lifecycle_allows_have_a_button(office):
    declaration = added(office)
    page = office.get(change_url(declaration)).content.decode()
    assert act_url(declaration, "open") in page
    assert act_url(declaration, "conclude") not in page
    assert not re.search(r"/parties/\d+/sign/", page)
    office.post(act_url(declaration, "open"))
    page = office.get(change_url(declaration)).content.decode()
    assert act_url(declaration, "open") not in page
    assert act_url(declaration, "conclude") in page
    assert re.search(r"/parties/\d+/sign/", page)


def test_an_act_that_came_too_late_is_refused_with_the_state_it_met(office):
    declaration = added(office)
    office.post(act_url(declaration, "open"))
    page = office.post(act_url(declaration, "open"), follow=True)
    assert str(DeclarationState.OPEN.label) in page.content.decode()
    assert Entry.objects.filter(act="open", object_key=str(declaration.pk)).count() == 1


def test_a_refused_act_keeps_what_was_typed_and_says_why(office):
    declaration = added(office)
    office.post(act_url(declaration, "open"))
    party = declaration.signatures.in_written_order()[0]
    told = {"day": "2999-01-01", "method": "handwritten", f"chosen_{party.pk}": "on", f"person_{party.pk}": "Jan Żak"}
    response = office.post(party_url(party, "sign"), told)
    assert response.status_code == 409
    assert "Jan Żak" in response.content.decode()
    party.refresh_from_db()
    assert party.state == SignatureState.INVITED


def test_conclude_without_a_signature_says_what_is_needed(office):
    declaration = added(office)
    office.post(act_url(declaration, "open"))
    response = office.post(act_url(declaration, "conclude"), {"reason": ""})
    assert response.status_code == 409
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.OPEN


def test_a_correction_changes_the_day_and_journals_before_and_after(office, kom_2014):
    signature = Signature.objects.filter(declaration__slug="deklaracja-wspolpracy-suwalki-2014").first()
    page = office.get(party_url(signature, "correct")).content.decode()
    fields = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', page))
    told = {
        "name_as_signed": signature.name_as_signed,
        "method": "unknown",
        "signed_on": "2014-11-13",
        "reason": "Pomyłka w przepisywaniu",
        "drawn_from": fields["drawn_from"],
    }
    assert office.post(party_url(signature, "correct"), told).status_code == 302
    signature.refresh_from_db()
    entry = Entry.objects.about(signature).newest_first()[0]
    assert signature.signed_on == date(2014, 11, 13)
    assert signature.state == SignatureState.SIGNED
    assert entry.facts["signed_on"] == ["2014-11-12", "2014-11-13"]


def test_a_correction_from_a_stale_page_is_refused(office, kom_2014):
    signature = Signature.objects.filter(declaration__slug="deklaracja-wspolpracy-suwalki-2014").first()
    told = {"name_as_signed": "X", "method": "unknown", "signed_on": "2014-11-13", "reason": "R", "drawn_from": "1"}
    assert office.post(party_url(signature, "correct"), told).status_code == 409
    signature.refresh_from_db()
    assert signature.signed_on == date(2014, 11, 12)


def test_a_document_is_stored_as_it_came_and_a_second_copy_is_refused(office):
    declaration = added(office)
    upload = make.pdf("umowa – Łódź.pdf")
    form = {
        "drawn_from": declaration.version,
        "title": declaration.title,
        "slug": declaration.slug,
        "kind": declaration.kind,
        "visibility": "members",
        "text": declaration.text,
        "signatures-TOTAL_FORMS": "0",
        "signatures-INITIAL_FORMS": "0",
        "documents-TOTAL_FORMS": "1",
        "documents-INITIAL_FORMS": "0",
        "documents-0-kind": "scan",
        "documents-0-title": "Skan",
        "documents-0-language": "pl",
        "documents-0-visibility": "members",
        "documents-0-upload": upload,
    }
    declaration.refresh_from_db()
    form["drawn_from"] = declaration.version
    assert office.post(change_url(declaration), form).status_code == 302
    document = Document.objects.get()
    handed_out = office.get(document.get_absolute_url())
    upload.seek(0)
    assert b"".join(handed_out.streaming_content) == upload.read()
    upload.seek(0)
    declaration.refresh_from_db()
    form["drawn_from"] = declaration.version
    assert office.post(change_url(declaration), form).status_code == 200
    assert Document.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"<html>", b"%PDF-1.7\n<html>", b"%PDF-1.4 cut off"])
def test_what_is_no_pdf_is_refused_on_the_form(office, content):
    form = declaration_form(
        **{
            "documents-TOTAL_FORMS": "1",
            "documents-0-kind": "scan",
            "documents-0-title": "Skan",
            "documents-0-language": "pl",
            "documents-0-visibility": "members",
            "documents-0-upload": SimpleUploadedFile("a.pdf", content, "application/pdf"),
        }
    )
    assert office.post(ADD, form).status_code == 200
    assert not Declaration.objects.filter(slug="list-intencyjny").exists()


def test_the_wording_of_an_opened_declaration_is_no_longer_a_field(office, kom_2014):
    declaration = Declaration.objects.get(slug="deklaracja-wspolpracy-bialystok-2014")
    page = office.get(change_url(declaration)).content.decode()
    assert 'name="title"' not in page
    form = {
        "drawn_from": declaration.version,
        "title": "Inny tytuł",
        "visibility": "public",
        "event": declaration.event_id,
        "documents-TOTAL_FORMS": "0",
        "documents-INITIAL_FORMS": "0",
    }
    assert office.post(change_url(declaration), form).status_code == 302
    stored = Declaration.objects.get(pk=declaration.pk)
    assert (stored.title, stored.visibility) == (declaration.title, "public")


def test_a_stale_form_shows_both_texts_and_saves_neither_over_the_other(office):
    declaration = added(office)
    stale = declaration_form(**{"drawn_from": "1", "title": "Mój tytuł", "signatures-TOTAL_FORMS": "0"})
    newer = declaration_form(
        **{
            "drawn_from": Declaration.objects.get(pk=declaration.pk).version,
            "title": "Tytuł kolegi",
            "signatures-TOTAL_FORMS": "0",
        }
    )
    assert office.post(change_url(declaration), newer).status_code == 302
    response = office.post(change_url(declaration), stale)
    assert response.status_code == 409
    assert "Mój tytuł" in response.content.decode()
    assert "Tytuł kolegi" in response.content.decode()
    assert Declaration.objects.get(pk=declaration.pk).title == "Tytuł kolegi"


def test_what_holds_a_signature_cannot_be_deleted_and_the_page_names_it(office, kom_2014):
    declaration = Declaration.objects.get(slug="deklaracja-wspolpracy-suwalki-2014")
    url = reverse("admin:declarations_declaration_delete", args=[declaration.pk])
    page = office.post(url, {"post": "yes"})
    assert "Stowarzyszenie Euroregion Niemen" in page.content.decode()
    assert Declaration.objects.filter(pk=declaration.pk).exists()
    party = Organisation.objects.get(name="Politechnika Białostocka")
    office.post(reverse("admin:members_organisation_delete", args=[party.pk]), {"post": "yes"})
    assert Organisation.objects.filter(pk=party.pk).exists()


def test_the_history_page_shows_what_changed(office, kom_2014):
    signature = Signature.objects.filter(person="Tadeusz Truskolaski").get()
    page = office.get(reverse("admin:declarations_declaration_history", args=[signature.declaration_id]))
    assert page.status_code == 200
    assert "Zakończono podpisywanie" in page.content.decode()
    # What was done to a party stands there as well, with the person who signed.
    assert "Tadeusz Truskolaski" in page.content.decode()


def test_nobody_but_the_coordinator_finds_an_act(client, kom_2014):
    declaration = Declaration.objects.get(slug="deklaracja-wspolpracy-suwalki-2014")
    outsider = User.objects.create(email="ktos@example.org")
    client.force_login(outsider)
    response = client.post(act_url(declaration, "terminate"), {"day": "2026-01-01", "reason": "x"})
    assert response.status_code == 302
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.CONCLUDED


def test_a_signing_event_is_found_without_polish_letters(office):
    make.event("lomza", title_pl="Podpisanie w Łomży", city="Łomża")
    for asked in ("LOMZ", "łomży"):
        rows = office.get("/admin/declarations/signingevent/", {"q": asked}).context["cl"].result_list
        assert [event.slug for event in rows] == ["lomza"]
