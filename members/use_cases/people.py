"""What can be done with the people of an organisation: the roles they have, and their leaving."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from members import queries
from members.models import Organisation, Representative, User


def change_role(*, representative: Representative, role: str, by: User | None, at: datetime) -> None:
    """Give a person who speaks for an organisation another role in it.

    Refuses whoever speaks for it no more, a role that does not exist, and taking from an organisation its last owner
    (ValidationError).
    """
    today = timezone.localdate(at)
    with _keeping_an_owner(representative.organisation, on=today):
        stored = _speaking(representative, today)
        stored.role = role
        journal.keep(thing=stored, by=by, at=at)


def take_off(*, representative: Representative, by: User | None, at: datetime, may_be_last: bool = False) -> None:
    """End a person's speaking for an organisation at once: the next request sees what the public sees.

    Both days of a period belong to it, so the last one is the day before: the last that was spoken for whole. What
    began today has no such day, and its row is removed. The journal keeps the moment of either.
    Refuses whoever speaks for the organisation no more, and its last owner (ValidationError); one that `may_be_last` is
    refused only where others would be left without an owner.
    """
    today = timezone.localdate(at)
    with _keeping_an_owner(representative.organisation, on=today, may_be_empty=may_be_last):
        stored = _speaking(representative, today)
        if stored.since == today:
            journal.remove(thing=stored, by=by, at=at)
        else:
            stored.until = today - timedelta(days=1)
            journal.keep(thing=stored, by=by, at=at, act="leave" if stored.user == by else "take off")


def keep_representative(*, representative: Representative, by: User | None, at: datetime) -> None:
    """Save from when to when a person speaks for an organisation, and in which role.

    Refuses a stale copy (StaleVersion); unsound facts, and what leaves people without an owner (ValidationError).
    """
    with _keeping_an_owner(representative.organisation, on=timezone.localdate(at), may_be_empty=True):
        journal.keep(thing=representative, by=by, at=at)


def remove_representative(*, representative: Representative, by: User | None, at: datetime) -> None:
    """Delete what was never true: that a person speaks for an organisation.

    Refuses what leaves people without an owner (ValidationError).
    """
    with _keeping_an_owner(representative.organisation, on=timezone.localdate(at), may_be_empty=True):
        journal.remove(thing=representative, by=by, at=at)


@contextmanager
def _keeping_an_owner(organisation: Organisation, *, on: date, may_be_empty: bool = False) -> Iterator[None]:
    """Refuse (ValidationError) an act after which the organisation lacks an owner earlier than it did before.

    Acts stand in the register's one line of writers: of two owners who take each other off, one stays.
    """
    with journal.writing():
        before = queries.first_day_without_owner(organisation, on=on, may_be_empty=may_be_empty)
        yield
        after = queries.first_day_without_owner(organisation, on=on, may_be_empty=may_be_empty)
        if after and after < (before or date.max):
            raise ValidationError(
                _("“%(name)s” would be left without an owner: make another person an owner first."),
                params={"name": organisation.name},
            )


def _speaking(representative: Representative, on: date) -> Representative:
    stored = Representative.objects.in_force(on=on).filter(pk=representative.pk).select_related("user").first()
    if stored is None:
        raise ValidationError(_("This person does not speak for the organisation any more."))
    return stored
