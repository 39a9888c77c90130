"""What can be done with a declaration."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import lifecycle
from declarations.lifecycle import DeclarationState, IllegalTransition, SignatureState
from declarations.models import Declaration
from declarations.use_cases.moving import correct, move, required
from members.models import User


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
        move(thing=declaration, action="open", by=by, at=at, opened_at=at)


def conclude_declaration(*, declaration: Declaration, by: User | None, at: datetime, reason: str = "") -> None:
    """Close the list of signatures. Needs one signature at least, and a reason where a party has not answered."""
    with journal.writing():
        if not declaration.signatures.filter(state=SignatureState.SIGNED).exists():
            raise IllegalTransition(_("A declaration is concluded by at least one signature."))
        if declaration.signatures.awaiting().exists() and not reason:
            raise IllegalTransition(
                _("Some parties have not answered yet: give the reason for concluding without them.")
            )
        move(thing=declaration, action="conclude", by=by, at=at, reason=reason)


def terminate_declaration(*, declaration: Declaration, day: date, reason: str, by: User | None, at: datetime) -> None:
    """End a concluded declaration: from the day on it is not in force. The day is not before a signature."""
    with journal.writing():
        if declaration.signatures.on_paper().filter(signed_on__gt=day).exists():
            raise IllegalTransition(_("A declaration is not terminated before it was signed."))
        move(thing=declaration, action="terminate", by=by, at=at, reason=required(reason=reason), terminated_on=day)


def cancel_declaration(*, declaration: Declaration, reason: str, by: User | None, at: datetime) -> None:
    """Give up a declaration that was not concluded; nobody becomes a partner by it."""
    move(thing=declaration, action="cancel", by=by, at=at, reason=required(reason=reason))


def correct_declaration(
    *, declaration: Declaration, facts: dict[str, Any], reason: str, by: User | None, at: datetime
) -> None:
    """Put right what was copied wrongly from the paper; the state stays, the journal shows before and after."""
    correct(thing=declaration, facts=facts, reason=reason, by=by, at=at)


def record_evidence(*, declaration: Declaration, by: User | None, at: datetime) -> None:
    """Journal that the evidence file of a declaration was handed out, and to whom."""
    journal.record(act="evidence", thing=declaration, by=by, at=at)
