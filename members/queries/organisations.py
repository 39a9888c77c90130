"""Who belongs since when, and to which groups."""

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from members.models import (
    Cluster,
    Group,
    GroupMembership,
    Membership,
    Organisation,
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


def narrowed(organisations: OrganisationQuerySet, asked: dict[str, Any], *, on: date) -> OrganisationQuerySet:
    """Keep, in the order asked for, the organisations that match what was asked of the day by a RegisterForm.

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
    if asked.get("does"):
        organisations = organisations.doing(asked["does"])
    if asked.get("size"):
        organisations = organisations.of_size(asked["size"])
    if asked.get("pkd"):
        organisations = organisations.in_division(asked["pkd"], edition=asked.get("edition") or "2025")
    if asked.get("group"):
        belonging = GroupMembership.objects.in_force(on=on).filter(group=asked["group"])
        organisations = organisations.filter(pk__in=belonging.values("organisation"))
    by_name = organisations.in_polish_order()
    by_day = {"newest": "-since", "oldest": "since"}.get(asked.get("sort", ""))
    return by_name.order_by(by_day, *by_name.query.order_by) if by_day else by_name


def counts_beside(organisations: OrganisationQuerySet, asked: dict[str, Any], *, on: date) -> dict[str, Any]:
    """Return how many organisations each kind and each town would keep of what else was asked; two queries."""
    return {
        "kinds": counts_by_kind(narrowed(organisations, asked | {"kind": ""}, on=on)),
        "towns": counts_by_city(narrowed(organisations, asked | {"city": ""}, on=on)),
    }


def groups_of(organisation: Organisation, *, on: date) -> QuerySet[Group]:
    """Return the groups that the organisation belongs to on the day."""
    current = GroupMembership.objects.in_force(on=on).filter(organisation=organisation)
    return Group.objects.filter(pk__in=current.values("group"))


def counts_by_kind(organisations: OrganisationQuerySet) -> list[tuple[Organisation.Kind, int]]:
    """Return how many of the organisations are of each kind that there is, the most frequent first; one query."""
    counted = dict(organisations.order_by().values_list("kind").annotate(Count("pk", distinct=True)))
    found = [(kind, counted[kind]) for kind in Organisation.Kind if kind in counted]
    return sorted(found, key=lambda one: -one[1])


def counts_by_city(organisations: OrganisationQuerySet) -> dict[str, int]:
    """Return how many of the organisations are in each town, by its name as typed; one query."""
    return dict(organisations.order_by().values_list("city").annotate(Count("pk", distinct=True)))
