"""What the people of an organisation are to know and to decide, beside each of their representations."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from members.models import Invitation, Membership, Proposal
from members.queries.reminders import YEAR
from members.querysets import PeriodQuerySet


def with_what_waits(representations: PeriodQuerySet, *, on: date, at: datetime, notice: timedelta) -> PeriodQuerySet:
    """Add what is true of each represented organisation on the day: its membership, and what waits in it.

    `member_since`, `member_since_is_attested` and `member_until` of the membership in force; `membership_ends_on` where
    that is within the notice and no other follows; `proposed_at`, the moment of the changes that wait for the office;
    `request_count` of people who ask to join, and `invitation_count` of invitations not answered, at the moment.
    """
    of_it = Membership.objects.filter(organisation=OuterRef("organisation"))
    current = of_it.in_force(on=on)
    later = Membership.objects.filter(organisation=OuterRef("organisation"), since__gt=OuterRef("until"))
    ending = current.filter(~Exists(later), until__lte=on + notice)
    waiting = Proposal.objects.filter(organisation=OuterRef("organisation"), state=Proposal.State.WAITING)
    open_ones = Invitation.objects.filter(accepted_at=None, closed_at=None, expires_at__gt=at)
    asked = open_ones.filter(asked=Invitation.Asked.BY_THEM, allowed_at=None).exclude(confirmed_at=None)
    invited = open_ones.filter(Q(asked=Invitation.Asked.BY_US) | ~Q(allowed_at=None))
    return representations.select_related("organisation").annotate(
        member_since=Subquery(current.values("since")[:1]),
        member_since_is_attested=Subquery(current.values("since_is_attested")[:1]),
        member_until=Subquery(current.values("until")[:1]),
        membership_ends_on=Subquery(ending.values("until")[:1]),
        proposed_at=Subquery(waiting.values("made_at")[:1]),
        request_count=_count(asked),
        invitation_count=_count(invited),
    )


def _count(invitations: QuerySet[Invitation]) -> Coalesce:
    of_it = invitations.filter(organisation=OuterRef("organisation")).order_by()
    return Coalesce(Subquery(of_it.values("organisation").annotate(count=Count("pk")).values("count")), 0)


def profile_due_since(representation: Any, *, on: date) -> date | None:
    """Return since which day the profile of a member is to be confirmed again, or None where it is not due.

    The representation carries `member_since`. A profile holds for a year from the day it was confirmed, and never from
    before the membership began.
    """
    begun = representation.member_since
    if begun is None:
        return None
    due = max(representation.organisation.profile_confirmed_on or begun, begun) + timedelta(days=YEAR + 1)
    return due if due <= on else None
