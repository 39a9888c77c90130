"""What waits to be done about what was signed: each row while it waits, and not a day longer."""

from datetime import date

import pytest

from declarations import agenda, use_cases
from declarations.tests import make
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
ITEMS = {item.key: item for item in agenda.ITEMS}


def slugs(key: str) -> list[str]:
    return sorted(row.slug for row in ITEMS[key].rows(TODAY))


def test_declarations_wait_while_they_are_open_and_their_parties_until_they_answer():
    firm, university = organisation("Huta"), organisation("Uczelnia")
    make.draft("projekt", firm)
    waiting = make.opened("otwarta", firm, university)
    make.cancelled("anulowana", firm)
    assert slugs("open") == ["otwarta"]
    first, second = waiting.signatures.in_written_order()
    use_cases.decline_signature(signature=first, reason="Nie teraz", **BY)
    assert list(ITEMS["invited"].rows(TODAY)) == [second]


def test_a_concluded_declaration_waits_for_its_signed_file():
    firm = organisation()
    make.concluded("bez-pliku", firm)
    make.document(make.concluded("ze-skanem", firm), kind="scan")
    make.document(make.concluded("elektroniczna", firm), kind="electronic")
    make.document(make.concluded("sam-tekst", firm), kind="text")
    make.signed("otwarta", firm)
    assert slugs("no-scan") == ["bez-pliku", "sam-tekst"]


def test_a_signature_waits_for_its_person():
    firm = organisation()
    signature = make.signed("d", firm).signatures.get()
    assert not ITEMS["no-person"].rows(TODAY).exists()
    use_cases.correct_signature(signature=signature, facts={"person": ""}, reason="Nie wiadomo", **BY)
    assert list(ITEMS["no-person"].rows(TODAY)) == [signature]


@pytest.mark.parametrize(
    ("valid_until", "is_told"),
    [(date(2026, 11, 23), False), (date(2026, 11, 24), True), (date(2027, 2, 22), True), (date(2027, 2, 23), False)],
)
def test_a_validity_is_told_from_ninety_days_before_its_end(valid_until, is_told):
    make.concluded("d", organisation(), valid_until=valid_until)
    assert slugs("validity-ends") == (["d"] if is_told else [])


def test_an_event_waits_from_the_day_after_until_something_was_signed():
    make.event("dzis", day=TODAY)
    make.event("bez-wyniku", day=date(2026, 11, 23))
    signed = make.event("z-wynikiem", day=date(2026, 11, 20))
    make.concluded("d", organisation(), event=signed)
    assert slugs("no-result") == ["bez-wyniku"]
