"""What moves and what stands in the way when two records of an organisation become one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from members.models import (
    Application,
    Certificate,
    Cluster,
    Contact,
    GroupMembership,
    Invitation,
    Membership,
    Organisation,
    Period,
    Proposal,
    Representative,
)
from members.queries.profiles import label_of

# What the kept organisation takes over from the absorbed one where it has nothing itself.
TAKEN_OVER = (
    "short_name",
    "address",
    "nip",
    "regon",
    "krs",
    *Organisation.PROFILE,
    "size_class",
    "mail_domain",
)


@dataclass(frozen=True)
class Move:
    """A row that a merger moves, and the columns of it that point at the absorbed organisation."""

    thing: Any
    columns: tuple[str, ...]


def moves_of(organisation: Organisation, model: type[Model], *columns: str) -> list[Move]:
    """Return the rows of a model that point at the organisation by one of the columns."""
    points_at_it = reduce(or_, (Q(**{column: organisation}) for column in columns))
    return [
        Move(thing, tuple(column for column in columns if getattr(thing, f"{column}_id") == organisation.pk))
        for thing in model._default_manager.filter(points_at_it).select_related()
    ]


def moved_by_merging(*, kept: Organisation, absorbed: Organisation) -> list[Move]:
    """Return the rows of the ground floor that would move if one organisation were absorbed by the other."""
    given_up = given_up_by_merging(kept=kept, absorbed=absorbed)
    return [
        *moves_of(absorbed, Cluster, "organisation", "coordinator"),
        *moves_of(absorbed, Membership, "organisation"),
        *moves_of(absorbed, GroupMembership, "organisation"),
        *moves_of(absorbed, Representative, "organisation"),
        *moves_of(absorbed, Invitation, "organisation"),
        *moves_of(absorbed, Application, "organisation"),
        *moves_of(absorbed, Proposal, "organisation"),
        *moves_of(absorbed, Certificate, "organisation"),
        *(move for move in moves_of(absorbed, Contact, "organisation") if move.thing not in given_up),
    ]


def given_up_by_merging(*, kept: Organisation, absorbed: Organisation) -> list[Contact]:
    """Return the contacts of people who have one at the organisation that stays: what they chose there holds."""
    ours = Contact.objects.filter(organisation=kept).values("user")
    return list(Contact.objects.filter(organisation=absorbed, user__in=ours).select_related())


def in_the_way_of_merging(*, kept: Organisation, absorbed: Organisation) -> list[str]:
    """Return, in words, what must be put right before one organisation can absorb the other."""
    if kept.pk == absorbed.pk:
        return [_("An organisation cannot be merged with itself.")]
    pairs = [
        *_overlapping(Membership, kept, absorbed),
        *_overlapping(GroupMembership, kept, absorbed, same="group_id"),
        *_overlapping(Representative, kept, absorbed, same="user_id"),
    ]
    words = _("%(kind)s: “%(one)s” and “%(other)s” overlap. Shorten or remove one of them first.")
    return [
        words % {"kind": str(one._meta.verbose_name).capitalize(), "one": _period(one), "other": _period(other)}
        for one, other in pairs
    ] + _both_propose(kept, absorbed)


def _both_propose(kept: Organisation, absorbed: Organisation) -> list[str]:
    waiting = Proposal.objects.filter(organisation__in=(kept, absorbed), state=Proposal.State.WAITING)
    if waiting.count() < 2:
        return []
    return [_("Both have proposed changes of their profile: decide one of the proposals first.")]


def _overlapping(
    model: type[Any], kept: Organisation, absorbed: Organisation, same: str = ""
) -> Iterator[tuple[Period, Period]]:
    rows = model._default_manager.filter(organisation__in=(kept, absorbed)).select_related()
    ours = [row for row in rows if row.organisation_id == kept.pk]
    for other in rows:
        for one in ours if other.organisation_id == absorbed.pk else ():
            begins_in_time = one.until is None or other.since <= one.until
            if begins_in_time and (other.until is None or one.since <= other.until):
                if not same or getattr(one, same) == getattr(other, same):
                    yield one, other


def _period(row: Period) -> str:
    return f"{row}, {row.since:%Y-%m-%d} – {row.until or '…'}"


@dataclass(frozen=True)
class FactInMerger:
    """One fact in which two organisations differ: what stays after a merger, and what is given up."""

    label: str
    stays: str
    given_up: str


def facts_in_merger(*, kept: Organisation, absorbed: Organisation) -> list[FactInMerger]:
    """Return the facts in which the absorbed organisation differs from the kept one and is not silent."""
    found = []
    for name in ("name", "kind", *TAKEN_OVER):
        ours, theirs = getattr(kept, name), getattr(absorbed, name)
        if theirs and ours != theirs:
            stays = _in_words(kept if ours else absorbed, name)
            found.append(FactInMerger(label_of(name), stays, _in_words(absorbed, name) if ours else ""))
    return found


def _in_words(organisation: Organisation, name: str) -> str:
    if name == "logo":
        return _("a picture")
    return getattr(organisation, f"get_{name}_display", lambda: getattr(organisation, name))()
