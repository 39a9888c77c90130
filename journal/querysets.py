"""Facts about journal entries and published heads, as filters."""

from datetime import date
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q


class EntryQuerySet(models.QuerySet):
    def about(self, *things: models.Model) -> "EntryQuerySet":
        """Keep the entries about any of the things."""
        keys: dict[str, list[str]] = {}
        for thing in things:
            keys.setdefault(thing._meta.label_lower, []).append(str(thing.pk))
        about_any = [Q(object_type=object_type, object_key__in=found) for object_type, found in keys.items()]
        return self.filter(reduce(or_, about_any)) if about_any else self.none()

    def newest_first(self) -> "EntryQuerySet":
        return self.order_by("-number")

    def found_by(self, words: str, *, actors: set[str]) -> "EntryQuerySet":
        """Keep the entries by one of the actors, or with this number, object key or hash; all of them for no words."""
        words = words.strip()
        if not words:
            return self
        found = Q(actor__in=actors) | Q(hash=words.lower()) | Q(object_key=words)
        # A longer number than the column holds would be an error of the database, not an empty answer.
        if words.isdecimal() and len(words) <= 18:
            found |= Q(number=int(words))
        return self.filter(found)


class PublishedHeadQuerySet(models.QuerySet):
    def published_by(self, *, on: date) -> "PublishedHeadQuerySet":
        """Keep the heads that were published on the day or before."""
        return self.filter(day__lte=on)
