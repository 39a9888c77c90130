"""Columns and constraints: what contradicts itself is refused in words by the model, and by the database itself."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from declarations import use_cases
from declarations.models import Declaration, Document, Signature
from declarations.tests import make
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db

LATER = date(2015, 1, 1)
BEFORE = date(2014, 11, 6)


def both_refuse(thing: Declaration | Signature | Document, broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        type(thing)._base_manager.filter(pk=thing.pk).update(**broken)
    for name, value in broken.items():
        setattr(thing, name, value)
    with pytest.raises(ValidationError):
        thing.full_clean()


@pytest.mark.parametrize(
    "broken",
    [
        {"signed_on": None},
        {"method": ""},
        {"method": "stempel"},
        {"state": "unknown"},
        {"state": "withdrawn"},
        {"state": "withdrawn", "withdrawn_on": BEFORE},
        {"withdrawn_on": LATER},
        {"state": "invited"},
        {"state": "declined"},
    ],
)
def test_a_signature_that_contradicts_itself_is_refused(broken):
    both_refuse(make.concluded("d", organisation()).signatures.get(), broken)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "terminated"},
        {"state": "?"},
        {"terminated_on": LATER},
        {"visibility": "all"},
        {"valid_from": LATER, "valid_until": BEFORE},
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(broken):
    both_refuse(make.concluded("d", organisation()), broken)


@pytest.mark.parametrize("broken", [{"visibility": "all"}, {"sha256": "../" + "0" * 61}, {"sha256": "A" * 64}])
def test_a_document_that_could_be_read_by_anyone_or_name_another_file_is_refused(broken):
    both_refuse(make.document(make.draft("d")), broken)


def test_a_party_stands_once_on_one_side_and_once_on_another():
    declaration = make.draft("d", organisation())
    party = declaration.signatures.get()
    facts = {"declaration": declaration, "position": 2, "organisation": party.organisation, "name_as_signed": "X"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.bulk_create([Signature(**facts)])
    use_cases.keep_party(party=Signature(**facts, side="cluster"), **BY)
    assert declaration.signatures.count() == 2


def test_one_file_stands_once_in_a_declaration_and_may_stand_in_another():
    first = make.document(make.draft("a"))
    with pytest.raises(ValidationError):
        make.document(first.declaration)
    assert make.document(make.draft("b")).sha256 == first.sha256


def test_a_party_is_named_as_its_organisation_unless_the_paper_says_otherwise():
    huta = organisation("Huta Łabędy")
    assert make.draft("a", huta).signatures.get().name_as_signed == "Huta Łabędy"
    party = Signature(declaration=make.draft("b"), position=1, organisation=huta, name_as_signed="Huta Ł. S.A.")
    use_cases.keep_party(party=party, **BY)
    assert Signature.objects.get(pk=party.pk).name_as_signed == "Huta Ł. S.A."


@pytest.mark.parametrize(
    ("language", "address"), [("pl", "/deklaracje/d/dokumenty/{}/"), ("en", "/en/declarations/d/documents/{}/")]
)
def test_the_address_of_a_document_is_that_of_the_readers_language(language, address):
    document = make.document(make.draft("d"))
    with translation.override(language):
        assert document.get_absolute_url() == address.format(document.pk)


@pytest.mark.parametrize(("dated_on", "text"), [(date(2014, 11, 7), "List (2014-11-07)"), (None, "List")])
def test_a_declaration_is_called_by_its_title_and_day(dated_on, text):
    assert str(make.draft("d", title="List", dated_on=dated_on)) == text


@pytest.mark.parametrize(("language", "title"), [("pl", "Podpisanie"), ("en", "Signing")])
def test_an_event_is_titled_in_the_readers_language(language, title):
    event = make.event(title_pl="Podpisanie", title_en="Signing")
    with translation.override(language):
        assert event.title == title
