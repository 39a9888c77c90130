"""The one way from state to state."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import lifecycle
from declarations.lifecycle import IllegalTransition
from declarations.models import Declaration, Signature, Wording
from members.models import User


def move(
    *, thing: Declaration | Signature, action: str, by: User | None, at: datetime, reason: str = "", **facts: Any
) -> None:
    """Do one act of the lifecycle on the row as it is now, with the facts it brings; IllegalTransition says why not."""
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
            touch(declaration=locked.declaration_id)
        elif locked.opened_at:
            Wording.objects.get_or_create(declaration=locked, sha256=locked.wording_sha256(), defaults={"since": at})


def correct(
    *, thing: Declaration | Signature, facts: dict[str, Any], reason: str, by: User | None, at: datetime
) -> None:
    """Put right what stands on the paper, and nothing else (IllegalTransition); the state stays."""
    noun = thing._meta.model_name or ""
    foreign = set(facts) - set(lifecycle.CORRECTABLE[noun])
    if foreign:
        raise IllegalTransition(_("Only what stands on the paper can be corrected."))
    move(thing=thing, action="correct", by=by, at=at, reason=required(reason=reason), **facts)


def required(*, reason: str) -> str:
    """Return the reason without blanks around it; ValidationError where nothing was said."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    return reason.strip()


def touch(*, declaration: int) -> None:
    """Make forms of the declaration drawn before this act stale: they show parties that are no longer so."""
    Declaration.objects.filter(pk=declaration).update(version=F("version") + 1)
