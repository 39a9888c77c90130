"""Facts about organisations and periods, as filters that chain; a day is a date in Europe/Warsaw."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from members.text import city_key, fold


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

    def begun_in(self, year: int) -> Self:
        """Keep the organisations whose `since` falls into the year; the rows carry `since`."""
        return self.filter(since__year=year)

    def in_polish_order(self) -> Self:
        return self.order_by("sort_key", "name", "pk")
