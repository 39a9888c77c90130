"""What can be done with the cluster and with memberships of it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members.models import Cluster, Membership, Organisation, User


def keep_cluster(*, cluster: Cluster, by: User | None, at: datetime) -> None:
    """Save the profile of the one cluster; a second cluster is refused (ValidationError)."""
    with journal.writing():
        if cluster._state.adding and Cluster.objects.exists():
            raise ValidationError(_("This site serves one cluster."))
        cluster.pk = 1
        journal.keep(thing=cluster, by=by, at=at)


def add_membership(
    *,
    organisation: Organisation,
    since: date,
    by: User | None,
    at: datetime,
    since_is_attested: bool = False,
    basis: str = "",
) -> Membership:
    """Record that an organisation belongs to the cluster from a day on; refuses an overlap (ValidationError)."""
    membership = Membership(organisation=organisation, since=since, since_is_attested=since_is_attested, basis=basis)
    journal.keep(thing=membership, by=by, at=at)
    return membership


def end_membership(*, membership: Membership, day: date, reason: str, by: User | None, at: datetime) -> None:
    """Record the last day on which an organisation belongs to the cluster, and why it leaves.

    Refuses a day before the first one, and a membership that has ended by then (ValidationError).
    """
    with journal.writing():
        stored = Membership.objects.get(pk=membership.pk)
        if stored.until and stored.until <= day:
            raise ValidationError(_("The membership ended on %(day)s.") % {"day": date_format(stored.until)})
        stored.until, stored.end_reason = day, reason
        journal.keep(thing=stored, by=by, at=at)
