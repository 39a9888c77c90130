"""What waits to be done about organisations, memberships and representatives: one queryset for each number and list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, IntegerField, Model, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal.models import Head
from members.lifecycle import edge
from members.models import Application, Invitation, Membership, Organisation, OutgoingMail, Proposal, Representative

# How long before its end a period or a validity is worth a word.
NOTICE = timedelta(days=90)
# How long a confirmed profile holds.
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Item:
    """One thing to do: its name in addresses, its words, and the rows it is about on a day."""

    key: str
    label: Promise
    model: type[Model]
    rows: Callable[[date], QuerySet[Any]]
    # The column that tells since when, or until when, the first of the rows waits.
    dated_by: str = ""


@dataclass(frozen=True)
class Counted:
    """How many rows an item has on a day, and the earliest of their days."""

    item: Item
    count: int
    first: Any


def _organisations(**missing: Any) -> QuerySet[Organisation]:
    return Organisation.objects.exclude(kind=Organisation.Kind.CLUSTER).filter(**missing)


def _members_unconfirmed(on: date) -> QuerySet[Organisation]:
    """Return the members that have belonged for a year, and have not confirmed their profile within it."""
    a_year_ago = on - YEAR
    belonging = Membership.objects.in_force(on=on).filter(since__lt=a_year_ago)
    unconfirmed = Q(profile_confirmed_on=None) | Q(profile_confirmed_on__lt=a_year_ago)
    return Organisation.objects.filter(unconfirmed, pk__in=belonging.values("organisation"))


def _requests(on: date) -> QuerySet[Invitation]:
    """Return the requests that wait for a decision, and do not expire before the day is over."""
    asked = Invitation.objects.filter(asked=Invitation.Asked.BY_THEM, allowed_at=None, closed_at=None)
    return asked.exclude(confirmed_at=None).filter(expires_at__date__gt=on)


ITEMS = (
    Item(
        "membership-ends",
        _("memberships that end within 90 days"),
        Membership,
        lambda on: Membership.objects.filter(until__range=(on, on + NOTICE)),
        dated_by="until",
    ),
    Item(
        "account-waits",
        _("representatives who have never logged in"),
        Representative,
        lambda on: Representative.objects.in_force(on=on).filter(user__last_login=None, user__is_active=True),
        dated_by="since",
    ),
    Item(
        "mail-failed",
        _("mails that could not be sent"),
        OutgoingMail,
        lambda on: OutgoingMail.objects.given_up(),
        dated_by="made_at",
    ),
    Item(
        "proposal-waits",
        _("profile changes that wait for a decision"),
        Proposal,
        lambda on: Proposal.objects.filter(state=Proposal.State.WAITING),
        dated_by="made_at",
    ),
    Item(
        "application-waits",
        _("applications to join the cluster that wait for a decision"),
        Application,
        lambda on: Application.objects.filter(state__in=edge("accept").sources),
        dated_by="made_at",
    ),
    Item(
        "request-waits",
        _("people who ask to speak for an organisation"),
        Invitation,
        _requests,
        dated_by="confirmed_at",
    ),
    Item(
        "profile-stale",
        _("members whose profile was not confirmed for a year"),
        Organisation,
        _members_unconfirmed,
        dated_by="profile_confirmed_on",
    ),
    Item("no-nip", _("organisations without NIP"), Organisation, lambda on: _organisations(nip=None)),
    Item(
        "no-contact",
        _("organisations without address and website"),
        Organisation,
        lambda on: _organisations(address="", website=""),
    ),
    Item(
        "no-english",
        _("organisations without an English description"),
        Organisation,
        lambda on: _organisations(description_en=""),
    ),
)


class _CountOf(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counted(items: Iterable[Item], *, on: date) -> list[Counted]:
    """Return each item with its number of rows on the day, all in one query."""
    numbered = list(enumerate(items))
    columns: dict[str, Subquery] = {}
    for number, item in numbered:
        rows = item.rows(on)
        columns[f"count_{number}"] = _CountOf(rows.order_by().values("pk"))
        if item.dated_by:
            earliest = rows.order_by(F(item.dated_by).asc(nulls_last=True))
            columns[f"first_{number}"] = Subquery(earliest.values(item.dated_by)[:1])
    # Asked beside the one row of the journal's head: it is always there.
    found: dict[str, Any] = Head.objects.values(**columns).get(pk=1)  # type: ignore[assignment]
    return [
        Counted(item=item, count=found[f"count_{number}"], first=found.get(f"first_{number}"))
        for number, item in numbered
    ]
