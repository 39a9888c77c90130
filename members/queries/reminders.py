"""What people are reminded of on a day: profiles to be confirmed, memberships and invitations that end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from members.models import Invitation, Membership, Organisation

YEAR = 365
# How many days before its end a membership is worth a word, the earliest first.
NOTICES = (60, 14)
INVITATION_NOTICE = timedelta(days=2)


def profiles_due(*, on: date) -> Iterator[tuple[Organisation, date, int]]:
    """Return the members whose profile was confirmed more than 365 days before the day, or never since they joined.

    With each come the day it counts from, and how many full years have gone by: a year has one reminder.
    """
    current = Membership.objects.in_force(on=on).select_related("organisation").order_by("pk")
    for membership in current:
        last = max(membership.organisation.profile_confirmed_on or membership.since, membership.since)
        years = ((on - last).days - 1) // YEAR
        if years > 0:
            yield membership.organisation, last, years


def memberships_ending(*, on: date) -> Iterator[tuple[Membership, int]]:
    """Return the memberships that end after the day and are followed by no other, with the notice that is due."""
    later = Membership.objects.filter(organisation=OuterRef("organisation"), since__gt=OuterRef("until"))
    ending = Membership.objects.filter(~Exists(later), until__gt=on, until__lte=on + timedelta(days=max(NOTICES)))
    for membership in ending.select_related("organisation").order_by("until", "pk"):
        left = membership.until - on  # type: ignore[operator]
        yield membership, min(days for days in NOTICES if days >= left.days)


def invitations_expiring(*, at: datetime) -> QuerySet[Invitation]:
    """Return the open invitations, and the requests that were granted, that expire within two days of the moment."""
    open_ones = Invitation.objects.filter(accepted_at=None, closed_at=None)
    granted = Q(asked=Invitation.Asked.BY_US) | ~Q(allowed_at=None)
    return open_ones.filter(granted, expires_at__gt=at, expires_at__lte=at + INVITATION_NOTICE).order_by("pk")
