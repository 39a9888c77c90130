"""Who belongs to the cluster, and to its groups, from a day to a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import Journalled
from members.constraints import NoOverlap
from members.fields import LineField
from members.models.organisations import Organisation
from members.models.periods import AttestedPeriod
from members.text import Bilingual


class Membership(AttestedPeriod):
    CALLED_BY = "organisation__name"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    basis = LineField(
        _("basis"), max_length=300, blank=True, help_text=_("The paper or source that the membership rests on.")
    )
    end_reason = LineField(_("reason of the end"), max_length=300, blank=True)

    class Meta(AttestedPeriod.Meta):
        abstract = False
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("-since", "pk")
        constraints = (
            *AttestedPeriod.Meta.constraints,
            NoOverlap(
                name="memberships_apart",
                fields=("organisation",),
                violation_error_message=_("The organisation has another membership in this period."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} ({self.since:%Y-%m-%d})"


class Group(Journalled):
    CALLED_BY = "name_pl"

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name_pl = LineField(_("name in Polish"), max_length=200)
    name_en = LineField(_("name in English"), max_length=200, blank=True)
    short_name = LineField(_("short name"), max_length=30, blank=True)
    began_in = models.PositiveSmallIntegerField(_("year it began"), null=True, blank=True)
    about_pl = models.TextField(_("description in Polish"), blank=True)
    about_en = models.TextField(_("description in English"), blank=True)

    name = Bilingual()
    about = Bilingual()

    class Meta:
        verbose_name = pgettext_lazy("of members", "group")
        verbose_name_plural = pgettext_lazy("of members", "groups")
        ordering = ("slug",)

    def __str__(self) -> str:
        return f"{self.name} ({self.short_name})" if self.short_name else self.name


class GroupMembership(AttestedPeriod):
    CALLED_BY = "organisation__name"

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="memberships", verbose_name=pgettext_lazy("of members", "group")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="group_memberships", verbose_name=_("organisation")
    )

    class Meta(AttestedPeriod.Meta):
        abstract = False
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        ordering = ("-since", "pk")
        constraints = (
            *AttestedPeriod.Meta.constraints,
            NoOverlap(
                name="group_memberships_apart",
                fields=("group", "organisation"),
                violation_error_message=_("The organisation already belongs to this group in this period."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.group} – {self.organisation}"
