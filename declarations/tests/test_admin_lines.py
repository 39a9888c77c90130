"""Two coordinators at the lines below a declaration: parties and documents, changed, answered or gone meanwhile."""

import html
import re

import pytest

from declarations import use_cases
from declarations.admin.declarations import PartyInline
from declarations.models import Document, Signature
from declarations.tests import make
from journal.tests.drawn import as_drawn
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db):
    return make.draft("d", organisation("Pierwsza"), organisation("Druga"))


def address_of(declaration) -> str:
    return f"/admin/declarations/declaration/{declaration.pk}/change/"


def texts(response) -> list[tuple[str, str, str]]:
    assert response.status_code == 409, re.findall(r'class="errorlist.*?</ul>', response.content.decode(), re.S)
    return [(str(row["label"]), row["stored"], row["yours"]) for row in response.context["differences"]]


def test_a_party_changed_by_two_is_shown_in_both_texts_and_saved_at_the_second_attempt(office, draft):
    drawn = as_drawn(office.get(address_of(draft)))
    theirs, mine = ({"signatures-0-name_as_signed": name} for name in ("Pierwsza S.A.", "Pierwsza sp. z o.o."))
    assert office.post(address_of(draft), drawn | theirs).status_code == 302
    refused = office.post(address_of(draft), drawn | mine)
    ((label, stored, yours),) = texts(refused)
    assert (stored, yours) == ("Pierwsza S.A.", "Pierwsza sp. z o.o.")
    assert label.startswith(str(PartyInline.verbose_name))
    assert "Pierwsza S.A." in html.unescape(refused.content.decode())
    assert office.post(address_of(draft), as_drawn(refused)).status_code == 302
    assert draft.signatures.get(position=1).name_as_signed == "Pierwsza sp. z o.o."


def test_who_changed_another_party_is_told_and_loses_neither_change(office, draft):
    drawn = as_drawn(office.get(address_of(draft)))
    office.post(address_of(draft), drawn | {"signatures-0-second_name": "Oddział Łódź"})
    refused = office.post(address_of(draft), drawn | {"signatures-1-second_name": "Oddział Ełk"})
    assert [(stored, yours) for _label, stored, yours in texts(refused)] == [("Oddział Łódź", "")]
    again = as_drawn(refused) | {"signatures-0-second_name": "Oddział Łódź"}
    assert office.post(address_of(draft), again).status_code == 302
    assert [party.second_name for party in draft.signatures.in_written_order()] == ["Oddział Łódź", "Oddział Ełk"]


@pytest.mark.parametrize("gone", ["removed", "answered"])
def test_a_party_gone_meanwhile_is_shown_once_more_and_left_out_at_the_second_attempt(office, draft, gone):
    use_cases.open_declaration(declaration=draft, **BY)
    drawn = as_drawn(office.get(address_of(draft)))
    first, second = draft.signatures.in_written_order()
    if gone == "removed":
        use_cases.remove_party(party=first, **BY)
    else:
        use_cases.decline_signature(signature=first, reason="Nie", **BY)
    typed = {"signatures-0-name_as_signed": "Moja nazwa", "signatures-1-name_as_signed": "Druga S.A."}
    refused = office.post(address_of(draft), drawn | typed)
    assert "Moja nazwa" in [yours for _label, _stored, yours in texts(refused)]
    page = html.unescape(refused.content.decode())
    assert 'value="Moja nazwa"' in page
    assert 'value="Druga S.A."' in page
    assert office.post(address_of(draft), as_drawn(refused)).status_code == 302
    assert Signature.objects.get(pk=second.pk).name_as_signed == "Druga S.A."
    assert not Signature.objects.filter(name_as_signed="Moja nazwa").exists()


def test_a_party_added_meanwhile_stays_beside_the_one_that_is_added_now(office, draft):
    drawn = as_drawn(office.get(address_of(draft)))
    for name, status in (("Trzecia", 302), ("Czwarta", 409)):
        new = {"signatures-2-position": "3", "signatures-2-organisation": str(organisation(name).pk)}
        answer = office.post(address_of(draft), drawn | new)
        assert answer.status_code == status
    assert office.post(address_of(draft), as_drawn(answer)).status_code == 302
    names = [party.name_as_signed for party in draft.signatures.in_written_order()]
    assert names == ["Pierwsza", "Druga", "Trzecia", "Czwarta"]


def test_a_document_described_by_two_is_shown_in_both_texts_and_saved_at_the_second_attempt(office, draft):
    make.document(draft)
    drawn = as_drawn(office.get(address_of(draft)))
    theirs, mine = ({"documents-0-title": title} for title in ("Skan umowy", "Skan deklaracji"))
    assert office.post(address_of(draft), drawn | theirs).status_code == 302
    refused = office.post(address_of(draft), drawn | mine)
    assert [(stored, yours) for _label, stored, yours in texts(refused)] == [("Skan umowy", "Skan deklaracji")]
    assert office.post(address_of(draft), as_drawn(refused)).status_code == 302
    assert Document.objects.get().title == "Skan deklaracji"


@pytest.mark.parametrize("field", ["title", "text", "valid_until"])
def test_a_fact_of_the_declaration_changed_by_two_is_shown_in_both_texts(office, draft, field):
    values = ("2016-01-01", "2017-01-01") if field == "valid_until" else ("Pierwsza wersja", "Druga wersja")
    drawn = as_drawn(office.get(address_of(draft)))
    assert office.post(address_of(draft), drawn | {field: values[0]}).status_code == 302
    refused = office.post(address_of(draft), drawn | {field: values[1]})
    assert [(stored, yours) for _label, stored, yours in texts(refused)] == [values]
    assert office.post(address_of(draft), as_drawn(refused)).status_code == 302


def test_a_fact_of_an_event_changed_by_two_is_shown_in_both_texts(office):
    address = f"/admin/declarations/signingevent/{make.event().pk}/change/"
    drawn = as_drawn(office.get(address))
    assert office.post(address, drawn | {"venue": "Aula"}).status_code == 302
    refused = office.post(address, drawn | {"venue": "Ratusz"})
    assert [(stored, yours) for _label, stored, yours in texts(refused)] == [("Aula", "Ratusz")]
    assert office.post(address, as_drawn(refused)).status_code == 302
