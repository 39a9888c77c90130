"""Facts about organisations and periods, as filters that chain; a day is a date in Europe/Warsaw."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Case, Q, Value, When

from members.text import city_key, fold

# After so many attempts a mail waits for a person's decision.
MOST_ATTEMPTS = 10


class PeriodQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> Self:
        """Keep the periods that the day belongs to; their first and last day belong to them."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


class OrganisationQuerySet(models.QuerySet):
    def listed(self) -> Self:
        return self.filter(is_listed=True)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def in_city(self, city: str) -> Self:
        return self.filter(city_search=city_key(city))

    def matching(self, words: str) -> Self:
        """Keep the organisations in whose names and town every word occurs; case and diacritics do not matter."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def doing(self, words: str) -> Self:
        """Keep the organisations in whose own account of themselves every word occurs."""
        found = self
        for word in fold(words).split():
            found = found.filter(profile_search__contains=word)
        return found

    def of_size(self, size: str) -> Self:
        return self.filter(size_class=size)

    def in_division(self, division: str, *, edition: str) -> Self:
        """Keep the organisations with an activity of the division, two digits, in the edition 2007 or 2025 of PKD."""
        column = f"pkd_{edition}"
        later = Q(**{f"{column}__contains": f",{division}."}) | Q(**{f"{column}__contains": f" {division}."})
        return self.filter(Q(**{f"{column}__startswith": f"{division}."}) | later)

    def begun_in(self, year: int) -> Self:
        """Keep the organisations whose `since` falls into the year; the rows carry `since`."""
        return self.filter(since__year=year)

    def in_polish_order(self) -> Self:
        return self.order_by("sort_key", "name", "pk")


class MailQuerySet(models.QuerySet):
    """A mail waits while it has a next attempt; then it was sent, given up, or had nothing left to say."""

    def due(self, *, at: datetime) -> Self:
        """Keep the mails that are to be sent now, the one that waits longest first."""
        return self.filter(next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def waiting(self) -> Self:
        return self.exclude(next_attempt_at=None)

    def sent(self) -> Self:
        return self.exclude(sent_at=None)

    def given_up(self) -> Self:
        return self.filter(sent_at=None, next_attempt_at=None, attempts__gte=MOST_ATTEMPTS)

    def pointless(self) -> Self:
        return self.filter(sent_at=None, next_attempt_at=None, attempts__lt=MOST_ATTEMPTS)


class InvitationQuerySet(models.QuerySet):
    def with_condition(self, *, at: datetime) -> Self:
        """Add `condition`: what has become of an invitation, or of a request, by the moment."""
        conditions = {
            "accepted": Q(accepted_at__isnull=False),
            "closed": Q(closed_at__isnull=False),
            "expired": Q(expires_at__lte=at),
            "invited": Q(asked="by_us") | Q(allowed_at__isnull=False),
            "asking": Q(confirmed_at__isnull=False),
        }
        whens = [When(holds, then=Value(name)) for name, holds in conditions.items()]
        return self.annotate(condition=Case(*whens, default=Value("unconfirmed"), output_field=models.CharField()))
