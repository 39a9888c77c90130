"""What waits to be done about organisations, memberships and representatives: one queryset for each number and list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Membership, Organisation, Representative

# How long before its end a period or a validity is worth a word.
NOTICE = timedelta(days=90)


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


def counted(items: Iterable[Item], *, on: date) -> list[Counted]:
    """Return each item with its number of rows on the day, in one query an item."""
    answers = []
    for item in items:
        columns = {"count": Count("pk")} | ({"first": Min(item.dated_by)} if item.dated_by else {})
        found = item.rows(on).order_by().aggregate(**columns)
        answers.append(Counted(item=item, count=found["count"], first=found.get("first")))
    return answers
