"""What was found about the signatures inside a file, and the lists of trusted issuers that it was judged by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from declarations.models.documents import Document
from journal.models import Journalled


class Examination(Journalled):
    """One look at the signatures inside a file. A later look adds a row; what was found earlier stays as it was."""

    class Verdict(models.TextChoices):
        """The weakest of what was found about the signatures; never better than any of them."""

        UNSIGNED = "unsigned", pgettext_lazy("verdict", "no electronic signature inside")
        VALID = "valid", pgettext_lazy("verdict", "signatures sound, issuers trusted")
        UNTRUSTED = "untrusted", pgettext_lazy("verdict", "signatures sound, an issuer not among the trusted")
        INDETERMINATE = "indeterminate", pgettext_lazy("verdict", "cannot be determined")
        INVALID = "invalid", pgettext_lazy("verdict", "a signature is not valid")

    # The report names signers.
    PERSONAL = frozenset({"report"})
    CALLED_BY = "document__title"
    ACTS = Journalled.ACTS | {"add": pgettext_lazy("act", "examined")}

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="examinations", verbose_name=_("document")
    )
    at = models.DateTimeField(_("moment"))
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    library = models.CharField(_("examined by"), max_length=60)
    # The day of the oldest trusted list in use; empty where none was loaded.
    lists_as_of = models.DateField(_("trusted lists as of"), null=True, blank=True)
    report = models.JSONField(_("report"), default=dict)

    class Meta:
        verbose_name = _("examination")
        verbose_name_plural = _("examinations")
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("document", "at"), name="one_examination_at_a_moment"),
            models.CheckConstraint(
                condition=Q(verdict__in=["unsigned", "valid", "untrusted", "indeterminate", "invalid"]),
                name="examination_verdict_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document} ({self.at:%Y-%m-%d %H:%M})"


class TrustList(Journalled):
    """A dated snapshot of one country's list of qualified trust services, kept in the store under its SHA-256."""

    CALLED_BY = "territory"
    ACTS = Journalled.ACTS | {"add": pgettext_lazy("act", "loaded")}

    territory = models.CharField(_("territory"), max_length=2)
    sequence = models.PositiveIntegerField(_("sequence number"))
    issued_at = models.DateTimeField(_("issued at"))
    next_update = models.DateTimeField(_("next update"), null=True, blank=True)
    services = models.PositiveIntegerField(_("number of services"))
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    loaded_at = models.DateTimeField(_("loaded at"))

    class Meta:
        verbose_name = _("trusted list")
        verbose_name_plural = _("trusted lists")
        ordering = ("territory", "issued_at")
        constraints = (
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="trust_list_sha256_well_formed"),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.sequence} ({self.issued_at:%Y-%m-%d})"
