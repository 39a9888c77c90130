"""The files of the papers."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
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
        AMENDMENT = "amendment", _("amendment")
        CONSOLIDATED = "consolidated", _("consolidated text")
        TRANSLATION = "translation", _("translation")
        REDACTED = "redacted", _("redacted copy")

    class MediaType(models.TextChoices):
        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"
        TIFF = "image/tiff", "TIFF"

    # What shows that a declaration was signed: the scan of the paper, or the file signed electronically.
    SIGNED = (Kind.SCAN, Kind.ELECTRONIC)
    PERSONAL = frozenset({"title", "file_name", "text_alternative"})
    CALLED_BY = "title"
    ACTS = Journalled.ACTS | {"download": pgettext_lazy("act", "downloaded")}

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="documents", verbose_name=_("declaration")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="pl")
    visibility = models.CharField(_("visibility"), max_length=20, choices=Visibility, default=Visibility.MEMBERS)
    # The earlier version; each version has at most one successor, so the versions stand in one line.
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="successor", verbose_name=_("replaces"), null=True, blank=True
    )
    text_alternative = models.TextField(
        _("text alternative"),
        blank=True,
        help_text=_("What the picture says, for readers who cannot see it."),
    )
    media_type = models.CharField(
        _("kind of file"), max_length=20, choices=MediaType, default=MediaType.PDF, editable=False
    )
    # Empty: not counted, or not known whether the file holds letters or only their picture.
    pages = models.PositiveIntegerField(_("pages"), null=True, editable=False)
    has_text = models.BooleanField(_("holds text"), null=True, editable=False)
    file_name = models.CharField(_("file name"), max_length=200, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True, editable=False)
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
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("id")),
                name="document_does_not_replace_itself",
                violation_error_message=_("A document cannot replace itself."),
            ),
            # The hash is also the file's name in the store: anything else in its place could name another file.
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="document_sha256_well_formed",
                violation_error_message=_("This is not a SHA-256 sum in lower-case hex."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.supersedes and self.supersedes.declaration_id != self.declaration_id:
            raise ValidationError({"supersedes": _("A new version replaces a document of the same declaration.")})
        if self.pk and self.supersedes_id and self._stands_before(self.supersedes_id):
            raise ValidationError({"supersedes": _("A document cannot replace a later version of itself.")})

    def _stands_before(self, version: int | None) -> bool:
        """Tell whether a version is this one, or has replaced it step by step."""
        # As it is now, not as a form has read it.
        line = dict(Document.objects.filter(declaration=self.declaration_id).values_list("pk", "supersedes"))
        while version and version != self.pk:
            version = line.pop(version, None)
        return version is not None

    def get_absolute_url(self) -> str:
        return reverse("document_download", kwargs={"slug": self.declaration.slug, "pk": self.pk})
