"""The life of a declaration and of a signature, as a table; every door, form and test reads it from here."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeclarationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("declaration", "draft")
    OPEN = "open", pgettext_lazy("declaration", "open for signature")
    CONCLUDED = "concluded", pgettext_lazy("declaration", "concluded")
    TERMINATED = "terminated", pgettext_lazy("declaration", "terminated")
    CANCELLED = "cancelled", pgettext_lazy("declaration", "cancelled")


class SignatureState(TextChoices):
    INVITED = "invited", pgettext_lazy("party", "invited")
    SIGNED = "signed", pgettext_lazy("party", "signed")
    DECLINED = "declined", pgettext_lazy("party", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("party", "withdrawn")


D, S = DeclarationState, SignatureState

# What a declaration that was put before its parties and not cancelled can be: the states the public may hear of.
MADE_PUBLIC = (D.CONCLUDED, D.TERMINATED)
# While a declaration is one of these, parties may still be added to it.
TAKES_PARTIES = (D.DRAFT, D.OPEN)
# A signature that was put on paper stays one after it is withdrawn; only its force ends.
ON_PAPER = (S.SIGNED, S.WITHDRAWN)


@dataclass(frozen=True)
class Edge:
    """One act: from which states it leads where, what the person must say, and in which states of the declaration."""

    action: str
    sources: tuple[str, ...]
    target: str | None  # None: a correction, which leaves the state as it is
    label: Promise
    done: Promise  # what the journal calls it afterwards
    asks: tuple[str, ...] = ()
    within: tuple[str, ...] = ()  # for a signature: states of its declaration in which the act makes sense


DECLARATION = (
    Edge("open", (D.DRAFT,), D.OPEN, _("Open for signature"), pgettext_lazy("act", "opened for signature")),
    # The reason is needed only where a party has not answered; the use-case knows.
    Edge("conclude", (D.OPEN,), D.CONCLUDED, _("Conclude"), pgettext_lazy("act", "concluded"), asks=("reason?",)),
    Edge(
        "terminate",
        (D.CONCLUDED,),
        D.TERMINATED,
        _("Terminate"),
        pgettext_lazy("act", "terminated"),
        asks=("day", "reason"),
    ),
    Edge(
        "cancel",
        (D.DRAFT, D.OPEN),
        D.CANCELLED,
        _("Cancel the declaration"),
        pgettext_lazy("act", "cancelled"),
        asks=("reason",),
    ),
    Edge(
        "correct",
        (D.OPEN, D.CONCLUDED, D.TERMINATED),
        None,
        _("Correct"),
        pgettext_lazy("act", "corrected"),
        asks=("reason",),
    ),
)

SIGNATURE = (
    Edge(
        "sign",
        (S.INVITED,),
        S.SIGNED,
        _("Record signature"),
        pgettext_lazy("act", "signature recorded"),
        asks=("day", "method"),
        within=(D.OPEN,),
    ),
    Edge(
        "decline",
        (S.INVITED,),
        S.DECLINED,
        _("Record refusal"),
        pgettext_lazy("act", "refusal recorded"),
        asks=("reason",),
        within=(D.OPEN,),
    ),
    Edge(
        "invite_again",
        (S.DECLINED,),
        S.INVITED,
        _("Invite again"),
        pgettext_lazy("act", "invited again"),
        within=(D.OPEN,),
    ),
    Edge(
        "withdraw",
        (S.SIGNED,),
        S.WITHDRAWN,
        _("Record withdrawal"),
        pgettext_lazy("act", "withdrawal recorded"),
        asks=("day", "reason"),
        within=(D.OPEN, D.CONCLUDED),
    ),
    Edge(
        "correct",
        (S.SIGNED, S.DECLINED, S.WITHDRAWN),
        None,
        _("Correct"),
        pgettext_lazy("act", "corrected"),
        asks=("reason",),
        within=(D.OPEN, D.CONCLUDED, D.TERMINATED),
    ),
)

TABLES: dict[str, tuple[Edge, ...]] = {"declaration": DECLARATION, "signature": SIGNATURE}

# What may be edited whatever was signed: how the record is filed, not what stands on the paper.
ALWAYS_EDITABLE = frozenset({"event_id", "visibility", "relation", "base_id"})
CORRECTABLE = {
    "declaration": ("title", "kind", "number", "dated_on", "valid_from", "valid_until", "text"),
    "signature": (
        "name_as_signed",
        "second_name",
        "represented_by",
        "person",
        "function",
        "signed_on",
        "method",
        "withdrawn_on",
    ),
}


# What a party has only once it has signed or withdrawn, and cannot be without from then on.
FOLLOWS_FROM_ACTS = frozenset({"signed_on", "method", "withdrawn_on"})


class IllegalTransition(Exception):
    """Raised when an act is not possible in the state a thing is in; its text tells the reader why."""


def acts_done(noun: str) -> dict[str, Promise]:
    """Return what the journal calls the acts on a noun once they are done."""
    return {row.action: row.done for row in TABLES[noun]}


def correctable(thing: Any) -> tuple[str, ...]:
    """Return the fields of a declaration or a signature that a correction may put right in the state it is in."""
    return tuple(
        name
        for name in CORRECTABLE[thing._meta.model_name]
        # What comes with an act is there to be corrected only once the act was done.
        if name not in FOLLOWS_FROM_ACTS or getattr(thing, name)
    )


def edge(noun: str, action: str) -> Edge:
    """Return the row of the table for an action of a noun; raises KeyError for an action that does not exist."""
    for row in TABLES[noun]:
        if row.action == action:
            return row
    raise KeyError(action)


def refusal(row: Edge, state: str, declaration_state: str) -> Promise | None:
    """Return why the act is not possible in these states, in words, or None if it is possible."""
    if state not in row.sources:
        states = S if row in SIGNATURE else D
        return format_lazy(
            _("“{act}” is not possible: the state is “{state}”."), act=row.label, state=states(state).label
        )
    if row.within and declaration_state not in row.within:
        return format_lazy(
            _("“{act}” is not possible: the declaration is “{state}”."),
            act=row.label,
            state=D(declaration_state).label,
        )
    return None
