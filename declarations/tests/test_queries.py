"""Answers from several tables: since when, how many, what is said of a paper on a day, and in how many queries."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from declarations import access, queries, use_cases
from declarations.models import Declaration, Signature, SigningEvent
from declarations.tests import make
from declarations.use_cases import Signing
from members.models import Organisation
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def since(party: Organisation, on: date) -> date | None:
    return queries.with_partnership(Organisation.objects.all(), on=on).get(pk=party.pk).since


def papers_of(*events: SigningEvent, by: date | None = None, reader=NOBODY) -> dict:
    return queries.signatories(
        list(events),
        readable=access.declarations_visible_to(reader, TODAY),
        linked=access.organisations_visible_to(reader, TODAY, today=TODAY),
        by=by,
    )


def test_a_partner_is_one_since_the_earliest_signature_in_force_on_the_day():
    party = organisation()
    make.terminated("stara", party, signed_on=date(2010, 5, 1), terminated_on=date(2013, 1, 1))
    make.concluded("nowa", party, signed_on=date(2016, 5, 1))
    make.concluded("nowsza", party, signed_on=date(2018, 5, 1))
    make.concluded("poufna", party, signed_on=date(2009, 1, 1), visibility="parties")
    days = [date(2010, 4, 30), date(2012, 1, 1), date(2014, 1, 1), date(2020, 1, 1)]
    assert [since(party, day) for day in days] == [None, date(2010, 5, 1), None, date(2016, 5, 1)]


@pytest.mark.parametrize(
    ("valid_from", "first"), [(date(2014, 12, 1), date(2014, 12, 1)), (date(2014, 1, 1), make.DAY), (None, make.DAY)]
)
def test_a_partnership_begins_with_the_later_of_signature_and_validity(valid_from, first):
    party = organisation()
    make.concluded("d", party, valid_from=valid_from)
    assert since(party, TODAY) == first


def test_signatures_of_an_event_are_counted_as_the_public_may_know_them():
    event = make.event()
    make.concluded("jawna", organisation("A"), organisation("B"), event=event)
    make.concluded("poufna", organisation("C"), event=event, visibility="parties")
    make.opened("otwarta", organisation("D"), event=event)

    def counted(on=None):
        return queries.with_signatories(SigningEvent.objects.all(), on=on).get().signatory_count

    assert (counted(), counted(date(2014, 11, 6)), counted(date(2014, 11, 7))) == (2, 0, 2)


def test_signatories_of_many_events_take_as_many_queries_as_of_one(django_assert_num_queries):
    events = []
    for number in range(3):
        events.append(make.event(f"e{number}"))
        parties = [organisation(f"P{number}-{part}") for part in range(3)]
        make.concluded(f"d{number}", *parties, event=events[-1], visibility="public")
    with django_assert_num_queries(3):
        papers = papers_of(*events)
    assert [len(paper.rows) for event in events for paper in papers[event.pk]] == [3, 3, 3]


@pytest.mark.parametrize(("level", "shown"), [("public", True), ("members", False), ("parties", None)])
def test_the_public_learns_of_persons_only_from_a_public_paper(level, shown):
    event = make.event()
    make.concluded("d", organisation(), event=event, visibility=level)
    rows = [row for paper in papers_of(event)[event.pk] for row in paper.rows]
    assert [row.shows_person for row in rows] == ([] if shown is None else [shown])


def test_signatories_by_a_day_leave_out_who_signed_later():
    event = make.event()
    declaration = make.opened("d", organisation("A"), organisation("B"), event=event)
    for party, day in zip(declaration.signatures.in_written_order(), (7, 9), strict=True):
        signed_on = date(2014, 11, day)
        use_cases.record_signatures(signings=[Signing(party)], signed_on=signed_on, method="other", **BY)
    use_cases.conclude_declaration(declaration=declaration, **BY)
    names = {
        day: [
            row.signature.name_as_signed
            for paper in papers_of(event, by=date(2014, 11, day))[event.pk]
            for row in paper.rows
        ]
        for day in (6, 7, 8, 9)
    }
    assert names == {6: [], 7: ["A"], 8: ["A"], 9: ["A", "B"]}


# How a declaration of 2014-11-07, valid from 2014-12-01 through 2016-12-31 and terminated on 2016-06-30, is spoken of.
@pytest.mark.parametrize(
    ("terminated_on", "on", "words"),
    [
        (None, date(2014, 11, 30), "concluded, in force from 1 December 2014"),
        (None, date(2014, 12, 1), "in force until 31 December 2016"),
        (None, date(2016, 12, 31), "in force until 31 December 2016"),
        (None, date(2017, 1, 1), "lapsed on 31 December 2016"),
        (date(2016, 6, 30), date(2016, 6, 29), "in force until 31 December 2016"),
        (date(2016, 6, 30), date(2016, 6, 30), "terminated on 30 June 2016"),
    ],
)
def test_a_declaration_is_said_to_be_what_it_is_on_the_day(terminated_on, on, words):
    facts = {"valid_from": date(2014, 12, 1), "valid_until": date(2016, 12, 31)}
    if terminated_on:
        declaration = make.terminated("d", organisation(), terminated_on=terminated_on, **facts)
    else:
        declaration = make.concluded("d", organisation(), **facts)
    assert str(queries.declaration_in_words(declaration, on=on)) == words


def test_a_declaration_is_not_said_to_be_in_force_before_anyone_signed_it():
    make.concluded("d", organisation())
    declaration = queries.with_parties(Declaration.objects.all()).get()
    words = [str(queries.declaration_in_words(declaration, on=date(2014, 11, day))) for day in (6, 7)]
    assert words == ["not signed before 7 November 2014", "in force"]


@pytest.mark.parametrize(
    ("made", "parties", "words"),
    [
        (make.draft, 1, "draft"),
        (make.opened, 1, "open for signature, awaiting 1 party"),
        (make.opened, 3, "open for signature, awaiting 3 parties"),
        (make.signed, 1, "open for signature"),
        (make.concluded, 1, "in force"),
        (make.cancelled, 1, "cancelled"),
    ],
)
def test_a_declaration_is_said_to_be_in_its_state(made, parties, words):
    made("d", *[organisation(f"P{number}") for number in range(parties)])
    declaration = queries.with_parties(Declaration.objects.all()).get()
    assert str(queries.declaration_in_words(declaration, on=TODAY)) == words


def test_each_party_is_said_to_have_done_what_it_did():
    declaration = make.opened("d", *[organisation(name) for name in "ABCD"])
    signed, withdrawn, declined, _invited = declaration.signatures.in_written_order()
    use_cases.record_signatures(
        signings=[Signing(signed), Signing(withdrawn)], signed_on=make.DAY, method="other", **BY
    )
    use_cases.withdraw_signature(signature=withdrawn, day=date(2015, 1, 1), reason="R", **BY)
    use_cases.decline_signature(signature=declined, reason="R", **BY)
    rows = queries.parties(declaration, linked=Organisation.objects.none())
    assert [str(row.words) for row in rows] == [
        "signed on 7 November 2014",
        "withdrawn on 1 January 2015",
        "declined",
        "invited",
    ]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2014, 11, 6), []),
        (date(2014, 11, 7), ["in force"]),
        (date(2014, 12, 31), ["in force"]),
        (date(2015, 1, 1), ["withdrawn on 1 January 2015"]),
    ],
)
def test_what_an_organisation_signed_is_told_as_of_the_day(on, words):
    party = organisation()
    signature = make.concluded("d", party).signatures.get()
    make.concluded("poufna", party, visibility="parties")
    use_cases.withdraw_signature(signature=signature, day=date(2015, 1, 1), reason="R", **BY)
    found = queries.signatures_of(party, readable=Declaration.objects.none(), events=SigningEvent.objects.all(), on=on)
    assert [str(row.words) for row in found] == words


def test_an_event_in_preparation_is_not_named_beside_a_signature():
    party = organisation()
    make.concluded("d", party, event=make.event(is_published=False))
    found = queries.signatures_of(
        party, readable=Declaration.objects.none(), events=access.events_visible_to(NOBODY), on=TODAY
    )
    assert [row.event for row in found] == [None]


def test_parties_and_invited_are_counted_apart():
    declaration = make.opened("d", organisation("A"), organisation("B"))
    make.document(declaration)
    make.document(declaration, pages=2)
    use_cases.decline_signature(signature=Signature.objects.first(), reason="R", **BY)
    counted = queries.with_parties(Declaration.objects.all()).get()
    assert (counted.party_count, counted.invited_count, counted.first_signed_on) == (2, 1, None)


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ({}, ["list", "umowa"]),
        ({"q": "ŁÓDŹ"}, ["umowa"]),
        ({"q": "lodz list"}, []),
        ({"kind": "letter_of_intent"}, ["list"]),
        ({"year": 2012}, ["umowa"]),
        ({"as_of": date(2012, 5, 1)}, ["umowa"]),
        ({"as_of": date(2012, 4, 30)}, []),
        ({"kind": "letter_of_intent", "year": 2012}, []),
    ],
)
def test_the_list_keeps_what_was_asked_for(asked, slugs):
    day = date(2012, 5, 1)
    make.concluded("umowa", organisation("A"), title="Umowa Łódź", kind="agreement", dated_on=day, signed_on=day)
    make.concluded("list", organisation("B"), title="List", kind="letter_of_intent")
    found = queries.narrowed(queries.with_parties(Declaration.objects.all()), asked)
    assert [declaration.slug for declaration in found] == slugs
