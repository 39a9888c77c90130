"""Facts on the day before, on the day, and on the day after: each named day counts from or through itself."""

from datetime import date

import pytest

from declarations import use_cases
from declarations.models import Declaration, Signature, SigningEvent
from declarations.querysets import KNOWN_TO_ALL
from declarations.tests import make
from declarations.use_cases import Signing
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db


def day(text: str) -> date:
    return date.fromisoformat(text)


# Facts of a declaration signed on 2014-11-07; a day; whether the declaration and whether its signature is in force.
DAYS = [
    ({}, "2014-11-06", False, False),
    ({}, "2014-11-07", True, True),
    ({}, "2014-11-08", True, True),
    ({"valid_from": day("2014-12-01")}, "2014-11-30", False, False),
    ({"valid_from": day("2014-12-01")}, "2014-12-01", True, True),
    ({"valid_from": day("2014-12-01")}, "2014-12-02", True, True),
    ({"valid_from": day("2014-11-01")}, "2014-11-06", False, False),
    ({"valid_until": day("2016-12-31")}, "2016-12-30", True, True),
    ({"valid_until": day("2016-12-31")}, "2016-12-31", True, True),
    ({"valid_until": day("2016-12-31")}, "2017-01-01", False, False),
    ({"terminated_on": day("2015-06-30")}, "2015-06-29", True, True),
    ({"terminated_on": day("2015-06-30")}, "2015-06-30", False, False),
    ({"terminated_on": day("2015-06-30")}, "2015-07-01", False, False),
    ({"withdrawn_on": day("2015-03-15")}, "2015-03-14", True, True),
    ({"withdrawn_on": day("2015-03-15")}, "2015-03-15", True, False),
    ({"withdrawn_on": day("2015-03-15")}, "2015-03-16", True, False),
    ({"withdrawn_on": day("2014-11-07")}, "2014-11-07", True, False),
    ({"withdrawn_on": day("2015-03-15"), "terminated_on": day("2015-02-01")}, "2015-01-31", True, True),
    ({"withdrawn_on": day("2015-03-15"), "terminated_on": day("2015-02-01")}, "2015-02-01", False, False),
]


def signed_with(facts: dict[str, date]) -> Declaration:
    told = dict(facts)
    withdrawn_on, terminated_on = told.pop("withdrawn_on", None), told.pop("terminated_on", None)
    declaration = make.concluded("d", organisation(), **told)
    if withdrawn_on:
        signature = declaration.signatures.get()
        use_cases.withdraw_signature(signature=signature, day=withdrawn_on, reason="R", **BY)
    if terminated_on:
        use_cases.terminate_declaration(declaration=declaration, day=terminated_on, reason="R", **BY)
    return declaration


@pytest.mark.parametrize(("facts", "on", "declaration", "signature"), DAYS)
def test_in_force_is_true_from_the_first_day_through_the_last(facts, on, declaration, signature):
    signed_with(facts)
    assert Declaration.objects.in_force(on=day(on)).exists() is declaration
    assert Signature.objects.in_force(on=day(on)).exists() is signature


@pytest.mark.parametrize("made", [make.draft, make.opened, make.signed, make.cancelled])
def test_nothing_is_in_force_before_it_is_concluded(made):
    made("d", organisation())
    assert not Declaration.objects.in_force(on=day("2020-01-01")).exists()
    assert not Signature.objects.in_force(on=day("2020-01-01")).exists()
    assert not Signature.objects.known_to_all().exists()
    assert not Declaration.objects.known_to_all().exists()


@pytest.mark.parametrize("level", ["public", "members", "parties", "coordinator"])
@pytest.mark.parametrize("made", [make.concluded, make.terminated])
def test_known_to_all_leaves_out_the_two_strict_levels(made, level):
    made("d", organisation(), visibility=level)
    assert Declaration.objects.known_to_all().exists() is (level in KNOWN_TO_ALL)
    assert Signature.objects.known_to_all().exists() is (level in KNOWN_TO_ALL)


def test_on_paper_keeps_what_was_signed_even_if_withdrawn_later():
    declaration = make.opened("d", *[organisation(name) for name in ("Signed", "Withdrawn", "Declined", "Invited")])
    first, second, third, _fourth = declaration.signatures.in_written_order()
    signings = [Signing(first), Signing(second)]
    use_cases.record_signatures(signings=signings, signed_on=make.DAY, method="other", **BY)
    use_cases.withdraw_signature(signature=second, day=day("2014-11-08"), reason="R", **BY)
    use_cases.decline_signature(signature=third, reason="R", **BY)
    names = [party.name_as_signed for party in declaration.signatures.on_paper().in_written_order()]
    assert names == ["Signed", "Withdrawn"]
    assert not declaration.signatures.on_paper(by=day("2014-11-06")).exists()
    assert declaration.signatures.on_paper(by=day("2014-11-07")).count() == 2
    assert [party.name_as_signed for party in declaration.signatures.awaiting()] == ["Invited"]


def test_the_written_order_is_that_of_the_paper_not_of_the_entering():
    declaration = make.draft("d", organisation("A"), organisation("B"))
    first = declaration.signatures.in_written_order()[0]
    first.position = 3
    use_cases.keep_party(party=first, **BY)
    assert [party.name_as_signed for party in declaration.signatures.in_written_order()] == ["B", "A"]


def test_declarations_without_a_day_come_last_and_the_newest_first():
    for slug, dated_on in [("bez-dnia", None), ("stara", day("2014-01-01")), ("nowa", day("2024-01-01"))]:
        make.draft(slug, dated_on=dated_on)
    assert [one.slug for one in Declaration.objects.newest_first()] == ["nowa", "stara", "bez-dnia"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("łódź", True), ("LODZ", True), ("lódz list", True), ("kl/7", True), ("lodz krakow", False), ("%", False)],
)
def test_declarations_are_found_without_case_and_diacritics(words, found):
    make.draft("d", title="List intencyjny z Łodzią i miastem Łódź", number="KŁ/7")
    assert Declaration.objects.matching(words).exists() is found


@pytest.mark.parametrize(("on", "held"), [("2014-11-06", 0), ("2014-11-07", 1), ("2014-11-08", 1)])
def test_an_event_is_held_by_its_own_day(on, held):
    make.event()
    make.event("projekt", is_published=False)
    assert SigningEvent.objects.published().held_by(on=day(on)).count() == held
