"""The only room that judges persons about organisations: who sees what, who speaks for whom, who is the office."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from members.models import Membership, Organisation, Proposal, Representative
from members.querysets import OrganisationQuerySet, PeriodQuerySet

# The reader of what shows everyone alike whatever anonymous pages show, whoever happens to be logged in.
NOBODY = AnonymousUser()
# The roles in which a person may propose changes of the profile, and may invite people and take them off.
PROPOSING = (Representative.Role.OWNER, Representative.Role.EDITOR)
MANAGING = (Representative.Role.OWNER,)


def sees_everything(user: Any) -> bool:
    """Tell whether the user may read everything in the register: the office, an auditor, or the operator."""
    return _is_staff_with(user, "members.view_organisation")


def is_coordinator(user: Any) -> bool:
    """Tell whether the user may do everything in the register: the cluster's office, or the operator."""
    return _is_staff_with(user, "members.change_organisation")


def _is_staff_with(user: Any, right: str) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_staff and user.has_perm(right))


def representations_of(user: Any, on: date) -> PeriodQuerySet:
    """Return in which role and since when the user represents each organisation on the day, in Polish order.

    There are none for anyone not logged in.
    """
    if not (user.is_authenticated and user.is_active):
        return Representative.objects.none()
    own = Representative.objects.in_force(on=on).filter(user=user)
    return own.order_by("organisation__sort_key", "organisation__name", "organisation")


def organisations_spoken_for(user: Any, on: date) -> OrganisationQuerySet:
    """Return the organisations that the user represents on the day; none for anyone not logged in."""
    return Organisation.objects.filter(pk__in=representations_of(user, on).values("organisation"))


def role_of(user: Any, organisation: Organisation, on: date) -> str:
    """Return the role in which the user represents the organisation on the day, or nothing."""
    own = representations_of(user, on).filter(organisation=organisation)
    return own.values_list("role", flat=True).first() or ""


def may_manage_people(user: Any, organisation: Organisation, on: date) -> bool:
    """Tell whether the user may invite people to the organisation and take them off: its owners, and the office."""
    return is_coordinator(user) or role_of(user, organisation, on) in MANAGING


def people_open_to(user: Any, on: date) -> OrganisationQuerySet:
    """Return the organisations whose people the user may see: those represented, or all for who sees everything."""
    return Organisation.objects.all() if sees_everything(user) else organisations_spoken_for(user, on)


def people_kept_by(user: Any, organisation: Organisation, on: date) -> PeriodQuerySet:
    """Return who speaks for the organisation on the day and may be taken off by the user: all, or the user alone."""
    speaking = Representative.objects.in_force(on=on).filter(organisation=organisation)
    return speaking if may_manage_people(user, organisation, on) else speaking.filter(user=user.pk)


def may_propose(user: Any, organisation: Organisation, on: date) -> bool:
    """Tell whether the user may propose changes to the organisation's profile: its owners and editors."""
    return role_of(user, organisation, on) in PROPOSING


def profiles_kept_by(user: Any, on: date) -> OrganisationQuerySet:
    """Return the organisations whose profile the user may propose to change: those of its owners and editors."""
    own = representations_of(user, on).filter(role__in=PROPOSING)
    return Organisation.objects.filter(pk__in=own.values("organisation"))


def proposals_visible_to(user: Any, on: date) -> QuerySet[Proposal]:
    """Return the proposals that the user may read: of the profiles the user keeps, or all for the office."""
    if sees_everything(user):
        return Proposal.objects.all()
    return Proposal.objects.filter(organisation__in=profiles_kept_by(user, on))


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
