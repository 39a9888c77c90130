"""Who is written to: the people of an organisation by their roles, and the office."""

from datetime import date

from django.db.models import QuerySet

from members.models import Organisation, Representative, User

Role = Representative.Role


def owners_of(organisation: Organisation, *, on: date) -> QuerySet[User]:
    """Return the active people who speak for the organisation on the day as its owners."""
    return _people_of(organisation, on, Role.OWNER)


def editors_of(organisation: Organisation, *, on: date) -> QuerySet[User]:
    """Return the active people who may propose changes to the organisation's profile on the day: owners, editors."""
    return _people_of(organisation, on, Role.OWNER, Role.EDITOR)


def _people_of(organisation: Organisation, on: date, *roles: str) -> QuerySet[User]:
    speaking = Representative.objects.in_force(on=on).filter(organisation=organisation, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=speaking.values("user"))


def office() -> QuerySet[User]:
    """Return the active people of the cluster's office."""
    return User.objects.filter(is_active=True, is_staff=True, groups__name="Coordinator")
