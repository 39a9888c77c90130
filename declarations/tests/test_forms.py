"""The shape of what is asked and told: good input becomes facts, bad input keeps its place and gets a reason."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declarations import lifecycle
from declarations.forms import ActForm, CorrectionForm, DeclarationListForm, DocumentForm, SignForm
from declarations.models import Document
from declarations.tests import make
from members.tests.make import organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({}, set()),
        ({"q": "Łódź", "kind": "annex", "year": "2014", "as_of": "2014-11-12", "page": "2"}, set()),
        ({"q": "x" * 200}, set()),
        ({"q": "x" * 201}, {"q"}),
        ({"q": "a\0"}, {"q"}),
        ({"kind": "circus"}, {"kind"}),
        ({"year": "1899"}, {"year"}),
        ({"year": "2014.5"}, {"year"}),
        ({"as_of": "2014-02-30"}, {"as_of"}),
        ({"as_of": "12.11.2014"}, {"as_of"}),
        ({"as_of": "２０１４-11-12"}, {"as_of"}),
        ({"as_of": "0000-00-00", "page": "0"}, {"as_of", "page"}),
        ({"page": "99999999999999999999"}, {"page"}),
        ({"page": "-1", "year": "x"}, {"page", "year"}),
    ],
)
def test_a_list_is_asked_in_words_it_knows(asked, fields):
    assert set(DeclarationListForm(asked).errors) == fields


@pytest.mark.parametrize(
    ("noun", "action", "fields"),
    [
        ("declaration", "open", {}),
        ("declaration", "conclude", {"reason": False}),
        ("declaration", "terminate", {"day": True, "reason": True}),
        ("declaration", "cancel", {"reason": True}),
        ("signature", "decline", {"reason": True}),
        ("signature", "invite_again", {}),
        ("signature", "withdraw", {"day": True, "reason": True}),
    ],
)
def test_an_act_asks_for_what_it_must_be_told(noun, action, fields):
    form = ActForm(edge=lifecycle.edge(noun, action), thing=make.draft("d"))
    assert {name: field.required for name, field in form.fields.items()} == fields


def correction(thing, **told: object) -> CorrectionForm:
    form = CorrectionForm(edge=lifecycle.edge(thing._meta.model_name, "correct"), thing=thing)
    drawn = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    return CorrectionForm(drawn | told, edge=form.edge, thing=thing)


def test_a_correction_tells_only_what_differs():
    signature = make.concluded("d", organisation()).signatures.get()
    form = correction(signature, signed_on="2014-11-08", reason="Pomyłka")
    assert form.is_valid()
    assert form.facts() == {"facts": {"signed_on": date(2014, 11, 8)}, "reason": "Pomyłka"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "R", "signed_on": "2014-02-30"}, "signed_on"),
        ({"reason": "R", "method": "stempel"}, "method"),
        ({"reason": "R", "person": "x" * 201}, "person"),
        ({"reason": "R", "drawn_from": "1"}, "__all__"),
        ({"reason": "R", "drawn_from": "x"}, "__all__"),
    ],
)
def test_a_correction_that_is_not_in_order_or_from_an_old_page_is_refused(told, field):
    form = correction(make.concluded("d", organisation()).signatures.get(), **told)
    assert field in form.errors


def test_a_correction_of_a_declaration_shows_its_wording_and_never_its_state():
    form = correction(make.concluded("d", organisation()))
    shown = {"title", "kind", "number", "dated_on", "valid_from", "valid_until", "text", "reason", "drawn_from"}
    assert set(form.fields) == shown


def test_signatures_of_several_parties_are_told_with_their_persons():
    declaration = make.opened("d", *[organisation(name) for name in "ABC"])
    first, second, third = parties = list(declaration.signatures.in_written_order())
    told = {"day": "2014-11-07", "method": "handwritten", f"chosen_{first.pk}": "on", f"person_{first.pk}": " Jan Żak "}
    form = SignForm(told | {f"chosen_{third.pk}": "on", f"person_{second.pk}": "Nikt"}, parties=parties)
    assert form.is_valid()
    assert form.chosen() == [(first, "Jan Żak", ""), (third, "", "")]


@pytest.mark.parametrize("missing", ["chosen", "day", "method"])
def test_a_signature_needs_a_party_a_day_and_a_method(missing):
    (party,) = parties = list(make.opened("d", organisation()).signatures.all())
    told = {"day": "2014-11-07", "method": "handwritten", f"chosen_{party.pk}": "on"}
    told.pop(f"chosen_{party.pk}" if missing == "chosen" else missing)
    assert ("__all__" if missing == "chosen" else missing) in SignForm(told, parties=parties).errors


DESCRIBED = {"kind": "scan", "title": "Skan", "language": "pl", "visibility": "members"}


def test_a_new_document_needs_its_file():
    form = DocumentForm(DESCRIBED, instance=Document(declaration=make.draft("d")))
    assert set(form.errors) == {"upload"}


@pytest.mark.parametrize("upload", [SimpleUploadedFile("a.pdf", b""), SimpleUploadedFile("a.pdf", b"<html>")])
def test_what_is_no_pdf_gets_its_reason_beside_the_file(upload):
    form = DocumentForm(DESCRIBED, {"upload": upload}, instance=Document(declaration=make.draft("d")))
    assert set(form.errors) == {"upload"}


def test_a_stored_file_is_described_anew_but_never_replaced():
    document = make.document(make.draft("d"))
    seen = DESCRIBED | {"drawn_from": document.version}
    assert DocumentForm(seen | {"title": "Skan 2"}, instance=document).is_valid()
    form = DocumentForm(seen, {"upload": make.pdf(pages=2)}, instance=document)
    assert form.is_valid()
    assert not form.cleaned_data["upload"]


def test_choosing_the_file_is_enough_and_an_untouched_line_is_no_document():
    new = Document(declaration=make.draft("d"))
    told = {"kind": "scan", "title": "", "language": "pl", "visibility": "members"}
    form = DocumentForm(told, {"upload": make.pdf()}, instance=new)
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Skan podpisanego dokumentu"
    assert not DocumentForm(told, instance=Document(declaration=new.declaration)).has_changed()


def test_a_file_that_the_declaration_has_is_refused_beside_the_file():
    declaration = make.document(make.draft("d")).declaration
    form = DocumentForm(DESCRIBED, {"upload": make.pdf("inna nazwa.pdf")}, instance=Document(declaration=declaration))
    assert set(form.errors) == {"upload"}
