"""The files of the papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from declarations.models.declarations import Declaration
from declarations.models.visibility import Visibility
from journal.models import Journalled


class Document(Journalled):
    """A file of a declaration; its bytes lie in the store under their SHA-256 and never change."""

    class Kind(models.TextChoices):
        SCAN = "scan", _("signed scan")
        ELECTRONIC = "electronic", _("electronically signed PDF")
        TEXT = "text", _("text for signing")
        ANNEX = "annex", _("annex")
        TRANSLATION = "translation", _("translation")

    PERSONAL = frozenset({"title", "file_name"})
    CALLED_BY = "title"
    ACTS = Journalled.ACTS | {"download": pgettext_lazy("act", "downloaded")}

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="documents", verbose_name=_("declaration")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="pl")
    visibility = models.CharField(_("visibility"), max_length=20, choices=Visibility, default=Visibility.MEMBERS)
    file_name = models.CharField(_("file name"), max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("uploaded_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("declaration", "sha256"),
                name="one_copy_of_a_file",
                violation_error_message=_("This declaration already has this very file."),
            ),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="document_visibility_known"),
            # The hash is also the file's name in the store: anything else in its place could name another file.
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="document_sha256_well_formed",
                violation_error_message=_("This is not a SHA-256 sum in lower-case hex."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document_download", kwargs={"slug": self.declaration.slug, "pk": self.pk})
