"""What can be done with the parties of a declaration and their signatures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
import members.use_cases
from declarations import lifecycle
from declarations.lifecycle import IllegalTransition, SignatureState
from declarations.models import Declaration, Signature
from declarations.use_cases.moving import correct, move, required, touch
from members.models import User


def keep_party(*, party: Signature, by: User | None, at: datetime) -> None:
    """Save an invited party. The list of parties is open until the declaration is concluded or cancelled.

    Refuses to touch a party that has answered (IllegalTransition): that is corrected, not edited.
    """
    with journal.writing():
        _refuse_closed_list(party.declaration_id)
        stored = party.stored()
        if stored and stored.state != SignatureState.INVITED:
            raise IllegalTransition(_("A party that has answered is changed by “Correct” only."))
        journal.keep(thing=party, by=by, at=at)
        touch(declaration=party.declaration_id)


def add_parties(*, declaration: Declaration, parties: list[Signature], by: User | None, at: datetime) -> None:
    """Add parties in the written order after those there are: all of them, or none.

    An organisation that the register does not have yet is kept first. Refuses what `keep_party` and
    `keep_organisation` refuse.
    """
    with journal.writing():
        last = declaration.signatures.aggregate(last=Max("position"))["last"] or 0
        for position, party in enumerate(parties, start=last + 1):
            for organisation in (party.organisation, party.represented_by):
                if organisation is not None and organisation._state.adding:
                    members.use_cases.keep_organisation(organisation=organisation, by=by, at=at)
            # Said again: an organisation has its key only now.
            party.organisation, party.represented_by = party.organisation, party.represented_by
            party.declaration, party.position = declaration, position
            keep_party(party=party, by=by, at=at)


def remove_party(*, party: Signature, by: User | None, at: datetime) -> None:
    """Take an invited party off a declaration that is not yet concluded; a party that has answered stays."""
    with journal.writing():
        _refuse_closed_list(party.declaration_id)
        stored = Signature.objects.get(pk=party.pk)
        if stored.state != SignatureState.INVITED:
            raise IllegalTransition(_("A party that has answered stays on the declaration."))
        journal.remove(thing=stored, by=by, at=at)
        touch(declaration=party.declaration_id)


@dataclass(frozen=True)
class Signing:
    """One party that signs, and who signed for it; empty where the source does not say."""

    party: Signature
    person: str = ""
    function: str = ""


def record_signatures(*, signings: list[Signing], signed_on: date, method: str, by: User | None, at: datetime) -> None:
    """Record the signatures of several parties with one day and method: all of them, or none.

    Refuses a day to come, an unknown method, and any party that is not invited (IllegalTransition, ValidationError).
    """
    if signed_on > timezone.localdate(at):
        raise ValidationError(_("A signature cannot be recorded before its day."))
    with journal.writing():
        for signing in signings:
            who = {name: text for name, text in (("person", signing.person), ("function", signing.function)) if text}
            move(thing=signing.party, action="sign", by=by, at=at, signed_on=signed_on, method=method, **who)


def decline_signature(*, signature: Signature, reason: str, by: User | None, at: datetime) -> None:
    """Record that an invited party will not sign."""
    move(thing=signature, action="decline", by=by, at=at, reason=required(reason=reason))


def invite_again(*, signature: Signature, by: User | None, at: datetime) -> None:
    """Put the declaration before a party that declined it once more."""
    move(thing=signature, action="invite_again", by=by, at=at)


def withdraw_signature(*, signature: Signature, day: date, reason: str, by: User | None, at: datetime) -> None:
    """Record a withdrawal: from the day on the signature is not in force. The day is not before the signature's."""
    with journal.writing():
        stored = Signature.objects.get(pk=signature.pk)
        if stored.signed_on and day < stored.signed_on:
            raise IllegalTransition(_("A signature is not withdrawn before it was given."))
        move(thing=signature, action="withdraw", by=by, at=at, reason=required(reason=reason), withdrawn_on=day)


def correct_signature(
    *, signature: Signature, facts: dict[str, Any], reason: str, by: User | None, at: datetime
) -> None:
    """Put right what was copied wrongly from the paper; the state stays, the journal shows before and after."""
    if facts.get("signed_on") and facts["signed_on"] > timezone.localdate(at):
        raise ValidationError(_("A signature cannot be recorded before its day."))
    correct(thing=signature, facts=facts, reason=reason, by=by, at=at)


def _refuse_closed_list(declaration: int) -> None:
    state = Declaration.objects.select_for_update().get(pk=declaration).state
    if state not in lifecycle.TAKES_PARTIES:
        raise IllegalTransition(_("The list of parties of this declaration is closed."))
