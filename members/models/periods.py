"""From a day to a day: what all periods share."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import Journalled
from members.querysets import PeriodQuerySet


class Period(Journalled):
    """From a day to a day; both belong to it, and an open end is null."""

    since = models.DateField(_("since"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day that still belongs to it; empty while it lasts.")
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="%(class)s_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
        )


class AttestedPeriod(Period):
    """A period whose first day may be only the day on which a source shows that it had begun."""

    since_is_attested = models.BooleanField(
        _("begun earlier"),
        default=False,
        help_text=_("The first day is only the day a source attests; it may have begun earlier."),
    )

    class Meta(Period.Meta):
        abstract = True
