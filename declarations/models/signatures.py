"""The parties of the papers, from the invitation on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from declarations.lifecycle import ON_PAPER, SignatureState, acts_done
from declarations.models.declarations import Declaration
from declarations.querysets import SignatureQuerySet
from journal.models import Journalled
from members.models import Organisation


class Signature(Journalled):
    """One party of one declaration, from the invitation on."""

    class Side(models.TextChoices):
        CLUSTER = "cluster", pgettext_lazy("side", "cluster")
        PARTNER = "partner", pgettext_lazy("side", "partner")
        MEMBER = "member", pgettext_lazy("side", "member")

    class Method(models.TextChoices):
        HANDWRITTEN = "handwritten", _("by hand")
        QUALIFIED = "qualified", _("qualified electronic signature")
        TRUSTED = "trusted", _("trusted profile (podpis zaufany)")
        OTHER = "other", pgettext_lazy("method", "another method")
        UNKNOWN = "unknown", pgettext_lazy("method", "method not recorded")

    PERSONAL = frozenset({"person", "function", "reason"})
    CALLED_BY = "name_as_signed"
    ACTS = Journalled.ACTS | acts_done("signature")

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("declaration")
    )
    position = models.PositiveSmallIntegerField(_("position in the written order"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side, default=Side.PARTNER)
    # A copy of what stands on the paper: the organisation may be renamed, the paper stays.
    name_as_signed = models.CharField(_("name as signed"), max_length=300, blank=True)
    second_name = models.CharField(
        _("second name"), max_length=300, blank=True, help_text=_("On whose behalf the party signs as well.")
    )
    represented_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("represented by"),
        null=True,
        blank=True,
    )
    person = models.CharField(_("person"), max_length=200, blank=True, help_text=_("Empty: not known."))
    function = models.CharField(_("function"), max_length=200, blank=True, help_text=_("Empty: not known."))
    state = models.CharField(
        _("state"), max_length=20, choices=SignatureState, default=SignatureState.INVITED, editable=False
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)
    method = models.CharField(_("method"), max_length=20, choices=Method, blank=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason of the last act"), blank=True, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("position", "pk")
        indexes = (models.Index(fields=("organisation", "side", "signed_on"), name="signature_by_party"),)
        constraints = (
            models.UniqueConstraint(
                fields=("declaration", "organisation", "side"),
                name="one_signature_per_party_and_side",
                violation_error_message=_("This organisation is already a party on this side."),
            ),
            models.CheckConstraint(condition=Q(state__in=SignatureState.values), name="signature_state_known"),
            # Forms do not show the method and so do not check it; the law must.
            models.CheckConstraint(
                condition=Q(method__in=["", "handwritten", "qualified", "trusted", "other", "unknown"]),
                name="signature_method_known",
                violation_error_message=_("There is no such method of signing."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=ON_PAPER, signed_on__isnull=False) & ~Q(method="")
                    | ~Q(state__in=ON_PAPER) & Q(signed_on=None)
                ),
                name="signed_means_a_day",
                violation_error_message=_("A signature needs its day and method, and only a signature has them."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=SignatureState.WITHDRAWN, withdrawn_on__isnull=False, withdrawn_on__gte=F("signed_on"))
                    | ~Q(state=SignatureState.WITHDRAWN) & Q(withdrawn_on=None)
                ),
                name="withdrawn_means_a_later_day",
                violation_error_message=_("A withdrawal needs a day that is not before the signature."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.name_as_signed or self.organisation}"

    def clean(self) -> None:
        if not self.name_as_signed and self.organisation_id:
            self.name_as_signed = self.organisation.name
