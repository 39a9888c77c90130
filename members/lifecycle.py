"""The life of an application to join the cluster, as a table; every door, form and test reads it from here."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApplicationState(TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("application", "address not confirmed")
    RECEIVED = "received", pgettext_lazy("application", "received")
    CHECKED = "checked", pgettext_lazy("application", "being checked")
    ACCEPTED = "accepted", pgettext_lazy("application", "accepted")
    REFUSED = "refused", pgettext_lazy("application", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")


A = ApplicationState


@dataclass(frozen=True)
class Edge:
    """One act: from which states it leads where, and what the person must say."""

    action: str
    sources: tuple[str, ...]
    target: str
    label: Promise
    done: Promise  # what the journal calls it afterwards
    asks: tuple[str, ...] = ()
    is_applicants: bool = False  # done by the applicant through the private link, not by the office


APPLICATION = (
    Edge(
        "confirm",
        (A.UNCONFIRMED,),
        A.RECEIVED,
        _("Confirm the address"),
        pgettext_lazy("act", "address confirmed"),
        is_applicants=True,
    ),
    Edge("check", (A.RECEIVED,), A.CHECKED, _("Begin checking"), pgettext_lazy("act", "checking begun")),
    Edge(
        "accept",
        (A.RECEIVED, A.CHECKED),
        A.ACCEPTED,
        _("Accept into the cluster"),
        pgettext_lazy("act", "accepted"),
        asks=("resolution", "day"),
    ),
    Edge("refuse", (A.RECEIVED, A.CHECKED), A.REFUSED, _("Refuse"), pgettext_lazy("act", "refused"), asks=("reason",)),
    Edge(
        "withdraw",
        (A.UNCONFIRMED, A.RECEIVED, A.CHECKED),
        A.WITHDRAWN,
        _("Withdraw the application"),
        pgettext_lazy("act", "application withdrawn"),
        is_applicants=True,
    ),
)


class IllegalTransition(Exception):
    """Raised when an act is not possible in the state a thing is in; its text tells the reader why."""


def acts_done(noun: str) -> dict[str, Promise]:
    """Return what the journal calls the acts on a noun once they are done."""
    return {row.action: row.done for row in {"application": APPLICATION}[noun]}


def edge(action: str) -> Edge:
    """Return the row of the table for an action; raises KeyError for an action that does not exist."""
    for row in APPLICATION:
        if row.action == action:
            return row
    raise KeyError(action)


def refusal(row: Edge, state: str) -> Promise | None:
    """Return why the act is not possible in the state, in words, or None if it is possible."""
    if state in row.sources:
        return None
    return format_lazy(_("“{act}” is not possible: the state is “{state}”."), act=row.label, state=A(state).label)
