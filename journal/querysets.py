"""Facts about journal entries, as filters."""

from django.db import models


class EntryQuerySet(models.QuerySet):
    def about(self, thing: models.Model) -> "EntryQuerySet":
        return self.filter(object_type=thing._meta.label_lower, object_key=str(thing.pk))

    def newest_first(self) -> "EntryQuerySet":
        return self.order_by("-number")
