"""Who may read what: every level, every state, every person, and the days on which a person speaks for a party."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

import journal.use_cases as journal
from declarations import access
from declarations.models import Declaration, Document
from declarations.tests import make
from members.models import Organisation, User
from members.tests.make import BY, auditor, coordinator, member, operator, organisation, representative

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
YESTERDAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 25)
LEVELS = ("public", "members", "parties", "coordinator")
# Who reads all: the office, an auditor and the operator.
OFFICE = {"coordinator", "auditor", "operator"}
EVERYONE = {"anonymous", "member", "party", "other", "former", "former party", "deactivated", *OFFICE}
PARTY = OFFICE | {"party"}
MEMBERS = PARTY | {"member"}

# Who reads a declaration of each level in each state.
READERS = {
    "draft": {"public": OFFICE, "members": OFFICE, "parties": OFFICE, "coordinator": OFFICE},
    "opened": {"public": PARTY, "members": PARTY, "parties": PARTY, "coordinator": OFFICE},
    "signed": {"public": PARTY, "members": PARTY, "parties": PARTY, "coordinator": OFFICE},
    "concluded": {"public": EVERYONE, "members": MEMBERS, "parties": PARTY, "coordinator": OFFICE},
    "terminated": {"public": EVERYONE, "members": MEMBERS, "parties": PARTY, "coordinator": OFFICE},
    "cancelled": {"public": PARTY, "members": PARTY, "parties": PARTY, "coordinator": OFFICE},
}
# Who reads a document, by the level of its concluded declaration (row) and its own (column).
DOCUMENT_READERS = {
    "public": {"public": EVERYONE, "members": MEMBERS, "parties": PARTY, "coordinator": OFFICE},
    "members": {"public": MEMBERS, "members": MEMBERS, "parties": PARTY, "coordinator": OFFICE},
    "parties": {"public": PARTY, "members": PARTY, "parties": PARTY, "coordinator": OFFICE},
    "coordinator": dict.fromkeys(LEVELS, OFFICE),
}


@dataclass
class World:
    party: Organisation
    firm: Organisation
    people: dict[str, User | AnonymousUser]


@pytest.fixture
def world(db) -> World:
    party, firm = organisation("Partner"), member("Firma")
    gone = representative("gone@example.org", firm)
    people = {
        "anonymous": AnonymousUser(),
        "member": representative("member@example.org", firm),
        "party": representative("party@example.org", party),
        "other": representative("other@example.org", organisation("Obca")),
        "former": representative("former@example.org", firm, until=YESTERDAY),
        "former party": representative("former-party@example.org", party, until=YESTERDAY),
        "deactivated": gone,
        "coordinator": coordinator(),
        "auditor": auditor(),
        "operator": operator(),
    }
    gone.is_active = False
    journal.keep(thing=gone, **BY)
    return World(party, firm, people)


def readers(world: World, visible_to, thing: Declaration | Document) -> set[str]:
    return {name for name, user in world.people.items() if visible_to(user, TODAY).filter(pk=thing.pk).exists()}


@pytest.mark.parametrize("state", READERS)
def test_a_declaration_is_read_by_those_whom_its_level_and_state_allow(world, state):
    for level, expected in READERS[state].items():
        declaration = getattr(make, state)(level, world.party, visibility=level)
        assert readers(world, access.declarations_visible_to, declaration) == expected, level


def test_a_draft_that_was_cancelled_was_never_put_before_its_parties(world):
    draft = make.draft("d", world.party)
    make.use_cases.cancel_declaration(declaration=draft, reason="R", **BY)
    assert readers(world, access.declarations_visible_to, draft) == OFFICE


@pytest.mark.parametrize("level", LEVELS)
def test_of_the_levels_of_declaration_and_document_the_stricter_counts(world, level):
    declaration = make.concluded("d", world.party, visibility=level)
    for pages, (own, expected) in enumerate(DOCUMENT_READERS[level].items(), start=1):
        document = make.document(declaration, visibility=own, pages=pages)
        assert readers(world, access.documents_visible_to, document) == expected, own


def test_a_document_of_a_draft_is_the_offices_and_of_an_open_paper_its_parties(world):
    for made, expected in ((make.draft, OFFICE), (make.opened, PARTY)):
        document = make.document(made(made.__name__, world.party), visibility="public")
        assert readers(world, access.documents_visible_to, document) == expected


@pytest.mark.parametrize(
    ("since", "until", "reads"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (YESTERDAY, YESTERDAY, False),
    ],
)
def test_a_representative_reads_from_the_first_day_through_the_last(world, since, until, reads):
    declaration = make.concluded("d", world.party, visibility="parties")
    user = representative("new@example.org", world.party, since=since, until=until)
    assert access.declarations_visible_to(user, TODAY).contains(declaration) is reads
    assert access.may_list_declarations(user, TODAY) is reads


@pytest.mark.parametrize(("until", "reads"), [(YESTERDAY, False), (TODAY, True), (None, True)])
def test_a_firm_that_left_the_cluster_reads_no_more_than_the_public(world, until, reads):
    user = representative("left@example.org", member("Dawna", until=until))
    declaration = make.concluded("d", world.party, visibility="members")
    assert access.declarations_visible_to(user, TODAY).contains(declaration) is reads


def test_a_party_reads_its_paper_after_it_declined_or_withdrew(world):
    declaration = make.concluded("d", world.party, visibility="parties")
    signature = declaration.signatures.get()
    make.use_cases.withdraw_signature(signature=signature, day=YESTERDAY, reason="R", **BY)
    assert readers(world, access.declarations_visible_to, declaration) == PARTY


def test_the_list_of_declarations_exists_for_whoever_can_read_one_not_open_to_all(world):
    make.concluded("publiczna", world.party, visibility="public")
    may = {name for name, user in world.people.items() if access.may_list_declarations(user, TODAY)}
    assert may == MEMBERS


def test_a_party_of_a_paper_of_the_office_alone_does_not_learn_of_it(world):
    make.concluded("d", world.party, visibility="coordinator")
    assert not access.may_list_declarations(world.people["party"], TODAY)


@pytest.mark.parametrize(
    ("level", "side", "is_partner"),
    [
        ("public", "partner", True),
        ("members", "partner", True),
        ("parties", "partner", False),
        ("coordinator", "partner", False),
        ("public", "member", False),
        ("public", "cluster", False),
    ],
)
def test_a_partner_is_made_by_a_public_signature_on_its_side_and_is_one_for_every_reader(
    world, level, side, is_partner
):
    make.concluded("d", world.party, visibility=level, side=side)
    for name, user in world.people.items():
        assert access.partners_visible_to(user, TODAY).contains(world.party) is is_partner, name


def test_a_strict_paper_beside_a_public_one_does_not_prolong_the_partnership(world):
    make.terminated("jawna", world.party, terminated_on=date(2020, 1, 1), visibility="public")
    make.concluded("poufna", world.party, visibility="parties")
    partners_on = [access.partners_visible_to(AnonymousUser(), day) for day in (date(2019, 12, 31), date(2020, 1, 1))]
    assert [partners.contains(world.party) for partners in partners_on] == [True, False]


def test_an_organisation_has_a_page_on_the_days_it_is_a_partner_or_a_listed_member(world):
    make.concluded("d", world.party)
    unlisted = member("Niewymieniona", is_listed=False)

    def pages(user, on):
        return {one.name for one in access.organisations_visible_to(user, on, today=TODAY)}

    assert pages(AnonymousUser(), TODAY) == {"Partner", "Firma"}
    assert pages(AnonymousUser(), date(2014, 11, 6)) == {"Firma"}
    assert pages(AnonymousUser(), date(2013, 12, 31)) == set()
    assert pages(world.people["other"], TODAY) == {"Partner", "Firma", "Obca"}
    assert pages(representative("u@example.org", unlisted), TODAY) == {"Partner", "Firma", "Niewymieniona"}
    assert pages(world.people["coordinator"], date(2013, 12, 31)) == {"Partner", "Firma", "Obca", "Niewymieniona"}


def test_an_event_in_preparation_is_the_offices(world):
    make.event("gotowe")
    make.event("w-przygotowaniu", is_published=False)
    sees_both = {name for name, user in world.people.items() if access.events_visible_to(user).count() == 2}
    assert sees_both == OFFICE


def test_acts_are_open_to_the_office_only(world):
    declaration = make.opened("d", world.party)
    for name, user in world.people.items():
        acts = [edge.action for edge in access.actions_open_to(user, declaration)]
        assert acts == (["conclude", "cancel", "correct"] if name in ("coordinator", "operator") else []), name
        acts = [edge.action for edge in access.actions_open_to(user, declaration.signatures.get())]
        assert acts == (["sign", "decline"] if name in ("coordinator", "operator") else []), name


def test_staff_without_the_offices_rights_is_not_the_office(world):
    world.people["member"].is_staff = True
    journal.keep(thing=world.people["member"], **BY)
    assert not access.is_coordinator(User.objects.get(email="member@example.org"))


@pytest.mark.parametrize(("made", "expected"), [("draft", False), ("opened", True), ("signed", False)])
def test_only_an_invited_party_is_expected_to_sign(world, made, expected):
    declaration = getattr(make, made)("d", world.party)
    assert access.is_expected_to_sign(world.people["party"], declaration, TODAY) is expected
    assert not access.is_expected_to_sign(world.people["member"], declaration, TODAY)
    assert not access.is_expected_to_sign(world.people["former party"], declaration, TODAY)
