"""Answers about organisations that need more than one table; they add facts to rows that access has picked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from members.models import (
    Cluster,
    Group,
    GroupMembership,
    Membership,
    Organisation,
    Period,
    Representative,
)
from members.querysets import OrganisationQuerySet


def with_membership(organisations: OrganisationQuerySet, *, on: date) -> OrganisationQuerySet:
    """Add `since` (a day) and `since_is_attested` of the membership in force on the day."""
    current = Membership.objects.in_force(on=on).filter(organisation=OuterRef("pk"))
    return organisations.annotate(
        since=Subquery(current.values("since")[:1]),
        since_is_attested=Subquery(current.values("since_is_attested")[:1]),
    )


def the_cluster() -> Cluster | None:
    """Return the one cluster with its organisation and coordinator, or None in an empty register."""
    return Cluster.objects.select_related("organisation", "coordinator").first()


def narrowed(organisations: OrganisationQuerySet, asked: dict[str, Any]) -> OrganisationQuerySet:
    """Keep, in Polish order, the organisations that match what was asked: `q`, `kind`, `city` and `year` of `since`.

    The rows carry `since`; an empty answer to a question leaves it open.
    """
    if asked.get("q"):
        organisations = organisations.matching(asked["q"])
    if asked.get("kind"):
        organisations = organisations.of_kind(asked["kind"])
    if asked.get("city"):
        organisations = organisations.in_city(asked["city"])
    if asked.get("year"):
        organisations = organisations.begun_in(asked["year"])
    return organisations.in_polish_order()


def groups_of(organisation: Organisation, *, on: date) -> QuerySet[Group]:
    """Return the groups that the organisation belongs to on the day."""
    current = GroupMembership.objects.in_force(on=on).filter(organisation=organisation)
    return Group.objects.filter(pk__in=current.values("group"))


# Mergers

# What the kept organisation takes over from the absorbed one where it has nothing itself.
TAKEN_OVER = (
    "short_name",
    "city",
    "address",
    "website",
    "nip",
    "regon",
    "krs",
    "description_pl",
    "description_en",
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


def moved_by_merging(absorbed: Organisation) -> list[Move]:
    """Return the rows of the ground floor that would move if the organisation were absorbed by another."""
    return [
        *moves_of(absorbed, Cluster, "organisation", "coordinator"),
        *moves_of(absorbed, Membership, "organisation"),
        *moves_of(absorbed, GroupMembership, "organisation"),
        *moves_of(absorbed, Representative, "organisation"),
    ]


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
    ]


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
        column = Organisation._meta.get_field(name)
        ours, theirs = (_in_words(thing, name) for thing in (kept, absorbed))
        if theirs and ours != theirs:
            label = str(column.verbose_name)  # type: ignore[union-attr]
            is_taken_over = not ours
            found.append(FactInMerger(label[:1].upper() + label[1:], ours or theirs, "" if is_taken_over else theirs))
    return found


def _in_words(organisation: Organisation, name: str) -> str:
    return organisation.get_kind_display() if name == "kind" else getattr(organisation, name) or ""
