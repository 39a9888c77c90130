"""Every act in every state: what the table allows is done and journalled once, all else is refused without a trace."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

import journal.use_cases as journal
from declarations import lifecycle, use_cases
from declarations.lifecycle import DeclarationState, IllegalTransition, SignatureState
from declarations.models import Declaration, Signature
from declarations.tests import make
from declarations.use_cases import Signing
from journal.models import Entry
from members.tests.make import BY, member, organisation

pytestmark = pytest.mark.django_db

LATER = date(2015, 1, 1)


def declaration_in(state: str) -> Declaration:
    party = organisation()
    match state:
        case DeclarationState.DRAFT:
            return make.draft("d", party)
        case DeclarationState.OPEN:
            return make.signed("d", party)
        case DeclarationState.CONCLUDED:
            return make.concluded("d", party)
        case DeclarationState.TERMINATED:
            declaration = make.concluded("d", party)
            use_cases.terminate_declaration(declaration=declaration, day=LATER, reason="Koniec", **BY)
        case DeclarationState.CANCELLED:
            declaration = make.draft("d", party)
            use_cases.cancel_declaration(declaration=declaration, reason="Pomyłka", **BY)
    return make.fresh(declaration)


def signature_in(state: str) -> Signature:
    declaration = make.opened("d", organisation())
    signature = declaration.signatures.get()
    if state in (SignatureState.SIGNED, SignatureState.WITHDRAWN):
        use_cases.record_signatures(signings=[Signing(signature)], signed_on=make.DAY, method="handwritten", **BY)
    if state == SignatureState.DECLINED:
        use_cases.decline_signature(signature=signature, reason="Nie", **BY)
    if state == SignatureState.WITHDRAWN:
        use_cases.withdraw_signature(signature=signature, day=LATER, reason="Zmiana", **BY)
    return declaration.signatures.get()


def do(thing: Declaration | Signature, action: str) -> None:
    acts = {
        "open": lambda: use_cases.open_declaration(declaration=thing, **BY),
        "conclude": lambda: use_cases.conclude_declaration(declaration=thing, **BY),
        "terminate": lambda: use_cases.terminate_declaration(declaration=thing, day=LATER, reason="R", **BY),
        "cancel": lambda: use_cases.cancel_declaration(declaration=thing, reason="R", **BY),
        "sign": lambda: use_cases.record_signatures(
            signings=[Signing(thing)], signed_on=make.DAY, method="handwritten", **BY
        ),
        "decline": lambda: use_cases.decline_signature(signature=thing, reason="R", **BY),
        "invite_again": lambda: use_cases.invite_again(signature=thing, **BY),
        "withdraw": lambda: use_cases.withdraw_signature(signature=thing, day=LATER, reason="R", **BY),
    }
    if action == "correct" and isinstance(thing, Declaration):
        use_cases.correct_declaration(declaration=thing, facts={"number": "7"}, reason="R", **BY)
    elif action == "correct":
        use_cases.correct_signature(signature=thing, facts={"person": "Ewa Łoś"}, reason="R", **BY)
    else:
        acts[action]()


GRID = [
    (noun, state, row)
    for noun, states in (("declaration", DeclarationState), ("signature", SignatureState))
    for state in states.values
    for row in lifecycle.TABLES[noun]
]


@pytest.mark.parametrize(("noun", "state", "row"), GRID, ids=lambda part: getattr(part, "action", part))
def test_an_act_is_done_where_the_table_allows_it_and_refused_elsewhere(noun, state, row):
    thing = declaration_in(state) if noun == "declaration" else signature_in(state)
    assert thing.state == state
    entries = Entry.objects.count()
    if state in row.sources:
        do(thing, row.action)
        assert type(thing).objects.get(pk=thing.pk).state == (row.target or state)
        assert Entry.objects.count() == entries + 1
        assert Entry.objects.about(thing).newest_first()[0].act == row.action
    else:
        with pytest.raises(IllegalTransition):
            do(thing, row.action)
        assert type(thing).objects.get(pk=thing.pk).state == state
        assert Entry.objects.count() == entries


def test_open_needs_a_party_and_the_text_or_a_file():
    with pytest.raises(IllegalTransition):
        use_cases.open_declaration(declaration=make.draft("bez-stron"), **BY)
    bare = make.draft("bez-tekstu", organisation(), text="")
    with pytest.raises(IllegalTransition):
        use_cases.open_declaration(declaration=bare, **BY)
    make.document(bare)
    use_cases.open_declaration(declaration=bare, **BY)
    assert make.fresh(bare).state == DeclarationState.OPEN


def test_conclude_needs_a_signature_and_a_reason_while_a_party_has_not_answered():
    declaration = make.opened("d", organisation("A"), organisation("B"))
    with pytest.raises(IllegalTransition):
        use_cases.conclude_declaration(declaration=declaration, reason="R", **BY)
    first = declaration.signatures.first()
    use_cases.record_signatures(signings=[Signing(first)], signed_on=make.DAY, method="other", **BY)
    with pytest.raises(IllegalTransition):
        use_cases.conclude_declaration(declaration=declaration, **BY)
    use_cases.conclude_declaration(declaration=declaration, reason="Druga strona nie odpowiada", **BY)
    assert make.fresh(declaration).state == DeclarationState.CONCLUDED


def test_record_signatures_records_all_or_none():
    declaration = make.opened("d", organisation("A"), organisation("B"))
    first, second = declaration.signatures.all()
    use_cases.decline_signature(signature=second, reason="Nie", **BY)
    with pytest.raises(IllegalTransition):
        use_cases.record_signatures(
            signings=[Signing(first), Signing(second)], signed_on=make.DAY, method="handwritten", **BY
        )
    first.refresh_from_db()
    assert first.state == SignatureState.INVITED


def test_record_signatures_refuses_a_day_to_come_and_an_unknown_method():
    party = make.opened("d", organisation()).signatures.get()
    with pytest.raises(ValidationError):
        use_cases.record_signatures(signings=[Signing(party)], signed_on=date(2026, 11, 25), method="handwritten", **BY)
    with pytest.raises(ValidationError):
        use_cases.record_signatures(signings=[Signing(party)], signed_on=make.DAY, method="stempel", **BY)


def test_an_end_is_not_recorded_before_the_signature():
    declaration = make.concluded("d", organisation())
    with pytest.raises(IllegalTransition):
        use_cases.terminate_declaration(declaration=declaration, day=date(2014, 11, 6), reason="R", **BY)
    with pytest.raises(IllegalTransition):
        use_cases.withdraw_signature(signature=declaration.signatures.get(), day=date(2014, 11, 6), reason="R", **BY)


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_act_that_needs_a_reason_refuses_none(reason):
    with pytest.raises(ValidationError):
        use_cases.cancel_declaration(declaration=make.draft("d", organisation()), reason=reason, **BY)


def test_keep_declaration_refuses_to_reword_what_was_opened():
    declaration = make.signed("d", organisation())
    declaration.title = "Inny tytuł"
    with pytest.raises(IllegalTransition):
        use_cases.keep_declaration(declaration=declaration, **BY)
    declaration = make.fresh(declaration)
    declaration.visibility = "public"
    use_cases.keep_declaration(declaration=declaration, **BY)
    assert make.fresh(declaration).visibility == "public"


def test_a_party_that_has_answered_is_neither_edited_nor_removed():
    party = make.signed("d", organisation()).signatures.get()
    party.name_as_signed = "Inna nazwa"
    with pytest.raises(IllegalTransition):
        use_cases.keep_party(party=party, **BY)
    with pytest.raises(IllegalTransition):
        use_cases.remove_party(party=party, **BY)


def test_the_list_of_parties_is_closed_by_conclusion():
    declaration = make.concluded("d", organisation("A"))
    late = Signature(declaration=declaration, position=2, organisation=organisation("B"))
    with pytest.raises(IllegalTransition):
        use_cases.keep_party(party=late, **BY)


def test_correct_touches_only_what_stands_on_the_paper():
    signature = make.concluded("d", organisation()).signatures.get()
    with pytest.raises(IllegalTransition):
        use_cases.correct_signature(signature=signature, facts={"state": "declined"}, reason="R", **BY)


def test_the_name_as_signed_outlives_a_new_name():
    firm = member("Huta Stara")
    signature = make.concluded("d", firm).signatures.get()
    firm.name = "Huta Nowa"
    journal.keep(thing=firm, **BY)
    signature.refresh_from_db()
    assert signature.name_as_signed == "Huta Stara"
