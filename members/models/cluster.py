"""The one cluster that this site serves, and the numbers it states about itself."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import Journalled
from members.fields import LineField
from members.models.memberships import Group
from members.models.organisations import Organisation
from members.text import Bilingual


class Cluster(Journalled):
    """The one cluster that this site serves."""

    CALLED_BY = "organisation__name"

    class Conformity(models.TextChoices):
        """How far the portal meets the annex to the Polish act of 4 April 2019 on digital accessibility."""

        FULL = "full", pgettext_lazy("conformity", "fully conforms")
        PARTIAL = "partial", pgettext_lazy("conformity", "partly conforms")
        NONE = "none", pgettext_lazy("conformity", "does not conform")

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    coordinator = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("coordinator"),
        null=True,
        blank=True,
    )
    began_in = models.PositiveSmallIntegerField(_("year it began"), null=True, blank=True)
    about_pl = models.TextField(_("about the cluster, in Polish"), blank=True)
    about_en = models.TextField(_("about the cluster, in English"), blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = LineField(_("contact telephone"), max_length=40, blank=True)
    footer_pl = models.TextField(_("footer in Polish"), blank=True)
    footer_en = models.TextField(_("footer in English"), blank=True)
    accessibility_pl = models.TextField(_("accessibility statement in Polish"), blank=True)
    accessibility_en = models.TextField(_("accessibility statement in English"), blank=True)
    conformity = models.CharField(_("conformity with the act"), max_length=10, choices=Conformity, blank=True)
    published_on = models.DateField(_("portal published on"), null=True, blank=True)
    updated_on = models.DateField(_("last important change of the portal"), null=True, blank=True)
    stated_on = models.DateField(
        _("statement made on"),
        null=True,
        blank=True,
        help_text=_("With it the page becomes a statement under the act."),
    )
    reviewed_on = models.DateField(_("statement last reviewed on"), null=True, blank=True)
    answers_for_it = LineField(
        _("who answers for accessibility"), max_length=200, blank=True, help_text=_("A name, as the act asks for it.")
    )
    building_pl = models.TextField(_("how to enter the building, in Polish"), blank=True)
    building_en = models.TextField(_("how to enter the building, in English"), blank=True)
    privacy_pl = models.TextField(_("privacy notice in Polish"), blank=True)
    privacy_en = models.TextField(_("privacy notice in English"), blank=True)

    recommendations = models.PositiveSmallIntegerField(
        _("recommendations needed to join"),
        default=0,
        help_text=_("How many member firms must stand for it."),
    )
    statements_pl = models.TextField(
        _("statements of an applicant, in Polish"), blank=True, help_text=_("One in a line; each gets its own box.")
    )
    statements_en = models.TextField(
        _("statements of an applicant, in English"), blank=True, help_text=_("One in a line, in the same order.")
    )

    about = Bilingual()
    footer = Bilingual()
    statements = Bilingual()
    accessibility = Bilingual()
    building = Bilingual()
    privacy = Bilingual()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("cluster")
        constraints = (
            models.CheckConstraint(
                condition=Q(pk=1), name="one_cluster", violation_error_message=_("This site serves one cluster.")
            ),
            models.CheckConstraint(
                condition=Q(stated_on=None)
                | ~Q(conformity="") & Q(published_on__isnull=False, updated_on__isnull=False) & ~Q(answers_for_it=""),
                name="accessibility_stated_in_full",
                violation_error_message=_(
                    "A statement under the act needs the conformity, the days of publication and of the last important "
                    "change, and who answers for accessibility."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        return self.organisation.name

    @property
    def short_name(self) -> str:
        return self.organisation.short_name or self.organisation.name


class KeyFigure(Journalled):
    """A number that the cluster states about itself, with the source it can be checked in."""

    CALLED_BY = "label_pl"

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    label_pl = LineField(_("what is counted, in Polish"), max_length=200)
    label_en = LineField(_("what is counted, in English"), max_length=200, blank=True)
    value = models.DecimalField(
        _("value"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Or the lower end of a range.")
    )
    value_up_to = models.DecimalField(
        _("up to"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("The upper end of a range.")
    )
    unit_pl = LineField(_("unit in Polish"), max_length=60, blank=True)
    unit_en = LineField(_("unit in English"), max_length=60, blank=True)
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        related_name="key_figures",
        verbose_name=pgettext_lazy("of members", "group"),
        null=True,
        blank=True,
    )
    as_of = models.DateField(_("stated for the day"))
    precision = models.CharField(_("precision of the day"), max_length=5, choices=Precision, default=Precision.DAY)
    period_from = models.PositiveSmallIntegerField(_("first year of the period"), null=True, blank=True)
    period_to = models.PositiveSmallIntegerField(_("last year of the period"), null=True, blank=True)
    source = LineField(_("source"), max_length=300)
    is_target = models.BooleanField(_("target"), default=False, help_text=_("A goal, as opposed to a result."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    label = Bilingual()
    unit = Bilingual()

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        ordering = ("is_target", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(value_up_to__isnull=False),
                name="key_figure_has_a_value",
                violation_error_message=_("A key figure needs a value."),
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value_up_to=None) | Q(value_up_to__gte=F("value")),
                name="key_figure_range_in_order",
                violation_error_message=_("The range ends below its beginning."),
            ),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="key_figure_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.value_in_words}"

    @property
    def value_in_words(self) -> str:
        ends = [end for end in (self.value, self.value_up_to) if end is not None]
        in_millions = all(end >= 1_000_000 and end % 100_000 == 0 for end in ends)
        words = "–".join(_number(end / 1_000_000 if in_millions else end) for end in ends)
        if in_millions:
            words = str(format_lazy(_("{number} million"), number=words))
        if self.value is None:
            words = str(format_lazy(_("up to {number}"), number=words))
        return words

    @property
    def period_in_words(self) -> str:
        if self.period_from and self.period_to and self.period_from != self.period_to:
            return f"{self.period_from}–{self.period_to}"
        if self.period_from or self.period_to:
            return str(self.period_from or self.period_to)
        return self.as_of_in_words

    @property
    def as_of_in_words(self) -> str:
        shape = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}[self.precision]
        return formats.date_format(self.as_of, shape)


def _number(value: Decimal | int) -> str:
    whole = value == int(value)
    return formats.number_format(
        int(value) if whole else Decimal(value).normalize(), use_l10n=True, force_grouping=True
    )
