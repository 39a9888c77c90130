"""Who speaks for an organisation, who is asked to, and on which day it would have no owner."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from members.identifiers import key_sha256
from members.models import Invitation, Organisation, Representative, User
from members.querysets import PeriodQuerySet

Role, Condition = Representative.Role, Invitation.Condition


def people_of(organisation: Organisation, *, on: date) -> PeriodQuerySet:
    """Return who speaks for the organisation on the day, the longest first, with their accounts."""
    speaking = Representative.objects.in_force(on=on).filter(organisation=organisation)
    return speaking.select_related("user").order_by("since", "pk")


def first_day_without_owner(organisation: Organisation, *, on: date, may_be_empty: bool) -> date | None:
    """Return the first day from a day on on which nobody who can log in is the organisation's owner, or None.

    Where it may be empty, days on which nobody at all speaks for it do not count.
    """
    from_then_on = Representative.objects.exclude(until__lt=on).filter(organisation=organisation, user__is_active=True)
    periods = list(from_then_on.values_list("role", "since", "until"))
    # The roles change on these days only.
    turns = {on, *(since for _role, since, _until in periods if since > on)}
    turns |= {until + timedelta(days=1) for _role, _since, until in periods if until and until < date.max}
    for day in sorted(turns):
        roles = {role for role, since, until in periods if since <= day <= (until or date.max)}
        if Role.OWNER not in roles and (roles or not may_be_empty):
            return day
    return None


def requests_to_join(organisation: Organisation, *, at: datetime) -> QuerySet[Invitation]:
    """Return the requests to join the organisation that wait for a decision at the moment, the oldest first."""
    return _of(organisation, at).filter(condition=Condition.ASKING)


def invitations_unanswered(organisation: Organisation, *, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations to the organisation, and granted requests, that nobody accepted, the oldest first.

    `condition` tells those that have expired by the moment; they can be sent again.
    """
    was_invited = Q(asked=Invitation.Asked.BY_US) | ~Q(allowed_at=None)
    return _of(organisation, at).filter(was_invited, condition__in=(Condition.INVITED, Condition.EXPIRED))


def _of(organisation: Organisation, at: datetime) -> Any:
    return organisation.invitations.with_condition(at=at).order_by("made_at", "pk")


def invitations_by_key(key: str, *, at: datetime) -> QuerySet[Invitation]:
    """Return the invitation that a key from a mail opens at the moment: one not answered, withdrawn or expired.

    One to a person whose account was closed opens for nobody.
    """
    closed_accounts = User.objects.filter(is_active=False)
    return _by_key(key, at).filter(condition=Condition.INVITED).exclude(email__in=closed_accounts.values("email"))


def requests_by_key(key: str, *, at: datetime) -> QuerySet[Invitation]:
    """Return the request to join whose address a key from a mail confirms at the moment."""
    return _by_key(key, at).filter(condition=Condition.UNCONFIRMED)


def _by_key(key: str, at: datetime) -> Any:
    known = Invitation.objects.with_condition(at=at).filter(key_sha256=key_sha256(key))
    return known.select_related("organisation")
