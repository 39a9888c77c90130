"""The only room that judges persons about organisations: who sees what, who speaks for whom, who is the office."""

from datetime import date
from typing import Any

from members.models import Membership, Organisation, Representative
from members.querysets import OrganisationQuerySet


def sees_everything(user: Any) -> bool:
    """Tell whether the user may read everything in the register: the office, an auditor, or the operator."""
    return _is_staff_with(user, "members.view_organisation")


def is_coordinator(user: Any) -> bool:
    """Tell whether the user may do everything in the register: the cluster's office, or the operator."""
    return _is_staff_with(user, "members.change_organisation")


def _is_staff_with(user: Any, right: str) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_staff and user.has_perm(right))


def organisations_spoken_for(user: Any, on: date) -> OrganisationQuerySet:
    """Return the organisations that the user represents on the day; none for anyone not logged in."""
    if not (user.is_authenticated and user.is_active):
        return Organisation.objects.none()
    return Organisation.objects.filter(
        pk__in=Representative.objects.in_force(on=on).filter(user=user).values("organisation")
    )


def speaks_for_a_member(user: Any, on: date) -> bool:
    """Tell whether the user represents an organisation that is a member on the day."""
    return Membership.objects.in_force(on=on).filter(organisation__in=organisations_spoken_for(user, on)).exists()


def member_firms_visible_to(user: Any, on: date) -> OrganisationQuerySet:
    """Return the organisations that are members on the day and may be named to the user.

    A member that does not wish to be listed is named to those only who see everything, in every list, count and search.
    """
    members = Organisation.objects.filter(pk__in=Membership.objects.in_force(on=on).values("organisation"))
    return members if sees_everything(user) else members.listed()


def may_name_as_member(user: Any, organisation: Organisation, *, today: date) -> bool:
    """Tell whether the user may read that the organisation belongs: one listed, one's own, or any for the office."""
    return (
        organisation.is_listed
        or sees_everything(user)
        or organisations_spoken_for(user, today).filter(pk=organisation.pk).exists()
    )
