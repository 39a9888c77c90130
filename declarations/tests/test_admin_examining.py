"""The office's button that examines a document again: who may press it, and what stays of what was found before."""

import pytest

import journal.use_cases as journal
from declarations import examining, use_cases
from declarations.models import Document, Examination
from declarations.tests import make
from journal.models import Entry
from members.tests.make import BY, auditor, organisation, representative

pytestmark = pytest.mark.django_db


def picture(slug: str = "umowa") -> Document:
    """Keep the row of a picture: it is examined without being looked into, so no file is needed."""
    told = {"kind": "scan", "title": "Skan", "media_type": "image/png", "sha256": "a" * 64, "size": 1}
    document = Document(declaration=make.draft(slug), uploaded_at=BY["at"], **told)
    journal.keep(thing=document, **BY)
    return document


def address(document: Document, declaration: int | None = None) -> str:
    pk = declaration or document.declaration_id
    return f"/admin/declarations/declaration/{pk}/documents/{document.pk}/examine/"


def test_the_button_adds_a_report_and_keeps_the_earlier_one(office):
    document = picture()
    make.examination(document, "indeterminate")
    response = office.post(address(document), follow=True)
    assert response.redirect_chain == [(f"/admin/declarations/declaration/{document.declaration_id}/change/", 302)]
    assert "Skan" in str(next(iter(response.context["messages"])))
    assert [each.verdict for each in document.examinations.all()] == ["indeterminate", "unsigned"]
    last = Entry.objects.latest("number")
    assert (last.act, last.object_type, last.actor) == (
        "add",
        "declarations.examination",
        str(response.wsgi_request.user.key),
    )


def test_the_history_of_the_declaration_tells_of_the_examination(office):
    document = picture()
    office.post(address(document))
    page = office.get(f"/admin/declarations/declaration/{document.declaration_id}/history/")
    assert "zbadano" in page.content.decode().lower()


def test_looking_at_the_address_changes_nothing(office):
    assert office.get(address(picture())).status_code == 405
    assert not Examination.objects.exists()


def test_only_the_office_may_press_it(office):
    document = picture()
    firm = organisation("Firma")
    for client in (make.browser(), make.browser(representative("party@example.org", firm))):
        assert client.post(address(document)).status_code == 302
    assert make.browser(auditor()).post(address(document)).status_code == 404
    assert not Examination.objects.exists()


def test_a_document_of_another_declaration_is_missing(office):
    document = picture()
    other = make.draft("inna")
    assert office.post(address(document, other.pk)).status_code == 404
    assert office.post(address(Document(pk=987654, declaration=other))).status_code == 404


@pytest.mark.parametrize("number", [2**63, 10**40])
def test_a_number_that_no_column_holds_is_missing(office, number):
    document = picture()
    assert office.post(address(document, number)).status_code == 404
    assert office.post(address(Document(pk=number, declaration=document.declaration))).status_code == 404


def test_a_file_that_is_taken_back_while_it_is_looked_at_is_missing(office, monkeypatch):
    document = picture()
    Document.objects.filter(pk=document.pk).update(kind="text")
    make.examination(document)
    examine = examining.examine

    def slowly(looked_at: Document, **when: object) -> Examination:
        use_cases.remove_document(document=document, reason="Pomyłka", **BY)
        return examine(looked_at, **when)

    monkeypatch.setattr(examining, "examine", slowly)
    assert office.post(address(document)).status_code == 404
    assert not Examination.objects.exists()
