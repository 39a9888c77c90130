"""The conferences at which declarations were signed."""

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from declarations.querysets import SigningEventQuerySet
from journal.models import Journalled
from members.models import Organisation
from members.text import Bilingual, fold


class SigningEvent(Journalled):
    """A conference at which declarations were signed."""

    DERIVED = frozenset({"search_text"})
    CALLED_BY = "title_pl"

    title_pl = models.CharField(_("title in Polish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    day = models.DateField(_("day"))
    city = models.CharField(_("town"), max_length=100)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    host = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("host"), null=True, blank=True
    )
    announcement_pl = models.TextField(
        _("announcement in Polish"), blank=True, help_text=_("Stands on the page until there is a report.")
    )
    announcement_en = models.TextField(_("announcement in English"), blank=True)
    report_pl = models.TextField(_("report in Polish"), blank=True)
    report_en = models.TextField(_("report in English"), blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    search_text = models.TextField(editable=False)

    title = Bilingual()
    announcement = Bilingual()
    report = Bilingual()
    objects = SigningEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing event")
        verbose_name_plural = _("signing events")
        ordering = ("-day", "pk")

    def __str__(self) -> str:
        return f"{self.title_pl} ({self.day:%Y-%m-%d})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.title_pl} {self.title_en} {self.city} {self.venue}")
        super().save(*args, **kwargs)

    def is_to_come(self, *, on: date) -> bool:
        return self.day >= on

    def get_absolute_url(self) -> str:
        return reverse("event_detail", kwargs={"slug": self.slug})
