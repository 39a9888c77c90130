"""The only room that changes declarations, signatures and documents: the table of contents of what can be done.

Every act locks the register, reads the row again, checks the edge of the lifecycle on that copy, writes and journals in
one transaction; of two coordinators acting at once the second is told what happened (IllegalTransition).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
import members.use_cases
from declarations import files, lifecycle, queries
from declarations.lifecycle import DeclarationState, IllegalTransition, SignatureState
from declarations.models import Declaration, Document, Signature
from members.models import Organisation, User

# Declarations


def keep_declaration(*, declaration: Declaration, by: User | None, at: datetime) -> None:
    """Save the facts of a declaration. Once it has left the draft, its wording changes only by `correct`.

    Refuses a stale copy (StaleVersion), a change of the wording of an opened paper (IllegalTransition) and unsound
    facts (ValidationError).
    """
    with journal.writing():
        stored = declaration.stored()
        if stored and stored.state != DeclarationState.DRAFT:
            before, after = stored.facts(), declaration.facts()
            if {name for name in after if before[name] != after[name]} - lifecycle.ALWAYS_EDITABLE:
                raise IllegalTransition(_("An opened declaration is changed by “Correct” only."))
        journal.keep(thing=declaration, by=by, at=at)


def open_declaration(*, declaration: Declaration, by: User | None, at: datetime) -> None:
    """Put a draft before its parties. Needs at least one party, and the text or a file (IllegalTransition)."""
    with journal.writing():
        if not declaration.signatures.exists():
            raise IllegalTransition(_("A declaration needs at least one party before it is opened."))
        stored = Declaration.objects.get(pk=declaration.pk)
        if not stored.text and not declaration.documents.exists():
            raise IllegalTransition(_("A declaration needs its text or its file before it is opened."))
        _move(declaration, "open", by=by, at=at, opened_at=at)


def conclude_declaration(*, declaration: Declaration, by: User | None, at: datetime, reason: str = "") -> None:
    """Close the list of signatures. Needs one signature at least, and a reason where a party has not answered."""
    with journal.writing():
        if not declaration.signatures.filter(state=SignatureState.SIGNED).exists():
            raise IllegalTransition(_("A declaration is concluded by at least one signature."))
        if declaration.signatures.awaiting().exists() and not reason:
            raise IllegalTransition(
                _("Some parties have not answered yet: give the reason for concluding without them.")
            )
        _move(declaration, "conclude", by=by, at=at, reason=reason)


def terminate_declaration(*, declaration: Declaration, day: date, reason: str, by: User | None, at: datetime) -> None:
    """End a concluded declaration: from the day on it is not in force. The day is not before a signature."""
    with journal.writing():
        if declaration.signatures.on_paper().filter(signed_on__gt=day).exists():
            raise IllegalTransition(_("A declaration is not terminated before it was signed."))
        _move(declaration, "terminate", by=by, at=at, reason=_required(reason), terminated_on=day)


def cancel_declaration(*, declaration: Declaration, reason: str, by: User | None, at: datetime) -> None:
    """Give up a declaration that was not concluded; nobody becomes a partner by it."""
    _move(declaration, "cancel", by=by, at=at, reason=_required(reason))


def correct_declaration(
    *, declaration: Declaration, facts: dict[str, Any], reason: str, by: User | None, at: datetime
) -> None:
    """Put right what was copied wrongly from the paper; the state stays, the journal shows before and after."""
    _correct(declaration, facts, reason=reason, by=by, at=at)


# Parties and signatures


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
        _touch(party.declaration_id)


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
        _touch(party.declaration_id)


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
            _move(signing.party, "sign", by=by, at=at, signed_on=signed_on, method=method, **who)


def decline_signature(*, signature: Signature, reason: str, by: User | None, at: datetime) -> None:
    """Record that an invited party will not sign."""
    _move(signature, "decline", by=by, at=at, reason=_required(reason))


def invite_again(*, signature: Signature, by: User | None, at: datetime) -> None:
    """Put the declaration before a party that declined it once more."""
    _move(signature, "invite_again", by=by, at=at)


def withdraw_signature(*, signature: Signature, day: date, reason: str, by: User | None, at: datetime) -> None:
    """Record a withdrawal: from the day on the signature is not in force. The day is not before the signature's."""
    with journal.writing():
        stored = Signature.objects.get(pk=signature.pk)
        if stored.signed_on and day < stored.signed_on:
            raise IllegalTransition(_("A signature is not withdrawn before it was given."))
        _move(signature, "withdraw", by=by, at=at, reason=_required(reason), withdrawn_on=day)


def correct_signature(
    *, signature: Signature, facts: dict[str, Any], reason: str, by: User | None, at: datetime
) -> None:
    """Put right what was copied wrongly from the paper; the state stays, the journal shows before and after."""
    if facts.get("signed_on") and facts["signed_on"] > timezone.localdate(at):
        raise ValidationError(_("A signature cannot be recorded before its day."))
    _correct(signature, facts, reason=reason, by=by, at=at)


# Organisations


def merge_organisations(
    *, kept: Organisation, absorbed: Organisation, reason: str, by: User | None, at: datetime
) -> None:
    """Make one organisation of two records: all that hangs on the absorbed one moves, and its addresses lead on.

    What stands on paper stays as it was signed. Refuses, naming what stands in the way (ValidationError): both are
    parties on one side of one declaration, or their periods overlap.
    """
    with journal.writing():
        in_the_way = queries.in_the_way_of_merging(kept=kept, absorbed=absorbed)
        if in_the_way:
            raise ValidationError(in_the_way)
        moves = queries.moved_by_merging(absorbed)
        members.use_cases.move(moves=moves, to=kept, reason=_required(reason), by=by, at=at)
        for declaration in {move.thing.declaration_id for move in moves if isinstance(move.thing, Signature)}:
            _touch(declaration)
        members.use_cases.merge_organisations(kept=kept, absorbed=absorbed, reason=reason, by=by, at=at)


# Documents


def add_document(*, document: Document, upload: File, by: User | None, at: datetime) -> None:
    """Check, store and record a file of a declaration; when it returns, file and row survive a power cut.

    Refuses what is not a sound PDF and a file the declaration already has (ValidationError); raises OSError where the
    store is full or read-only, and then leaves neither row nor partial file.
    """
    files.check_pdf(upload)
    stored = files.keep(upload)
    document.sha256, document.size = stored.sha256, stored.size
    document.file_name = (upload.name or "")[-200:]
    document.uploaded_at = at
    journal.keep(thing=document, by=by, at=at)


def keep_document(*, document: Document, by: User | None, at: datetime) -> None:
    """Save how a document is described and who may read it; its bytes never change."""
    journal.keep(thing=document, by=by, at=at)


def record_download(*, document: Document, by: User | None, at: datetime) -> None:
    """Journal that a file was handed out, and to whom."""
    journal.record(act="download", thing=document, by=by, at=at)


# The one way from state to state


def _move(
    thing: Declaration | Signature, action: str, *, by: User | None, at: datetime, reason: str = "", **facts: Any
) -> None:
    with journal.writing():
        noun = thing._meta.model_name or ""
        row = lifecycle.edge(noun, action)
        locked = type(thing).objects.select_for_update().get(pk=thing.pk)
        declaration = locked if isinstance(locked, Declaration) else locked.declaration
        why_not = lifecycle.refusal(row, locked.state, declaration.state)
        if why_not:
            raise IllegalTransition(why_not)
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.reason = reason
        locked.state = row.target or locked.state
        journal.keep(thing=locked, by=by, at=at, act=action, reason=reason)
        if isinstance(locked, Signature):
            _touch(locked.declaration_id)


def _correct(
    thing: Declaration | Signature, facts: dict[str, Any], *, reason: str, by: User | None, at: datetime
) -> None:
    noun = thing._meta.model_name or ""
    foreign = set(facts) - set(lifecycle.CORRECTABLE[noun])
    if foreign:
        raise IllegalTransition(_("Only what stands on the paper can be corrected."))
    _move(thing, "correct", by=by, at=at, reason=_required(reason), **facts)


def _required(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    return reason.strip()


def _refuse_closed_list(declaration: int) -> None:
    state = Declaration.objects.select_for_update().get(pk=declaration).state
    if state not in lifecycle.TAKES_PARTIES:
        raise IllegalTransition(_("The list of parties of this declaration is closed."))


def _touch(declaration: int) -> None:
    # A form of the declaration drawn before this act shows parties that are no longer so; it must be refused as stale.
    Declaration.objects.filter(pk=declaration).update(version=F("version") + 1)
