"""What was signed, where, by whom and with which paper: columns and constraints."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from declarations.lifecycle import ON_PAPER, DeclarationState, SignatureState, acts_done
from declarations.querysets import DeclarationQuerySet, SignatureQuerySet, SigningEventQuerySet
from journal.models import Journalled
from members.models import Organisation
from members.text import Bilingual, fold


class Visibility(models.TextChoices):
    """Who may read a declaration or a document; listed from the widest to the narrowest."""

    PUBLIC = "public", pgettext_lazy("visibility", "public")
    MEMBERS = "members", pgettext_lazy("visibility", "members and parties")
    PARTIES = "parties", pgettext_lazy("visibility", "parties only")
    COORDINATOR = "coordinator", pgettext_lazy("visibility", "coordinator only")


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
    report_pl = models.TextField(_("report in Polish"), blank=True)
    report_en = models.TextField(_("report in English"), blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    search_text = models.TextField(editable=False)

    title = Bilingual()
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

    def get_absolute_url(self) -> str:
        return reverse("event_detail", kwargs={"slug": self.slug})


class Declaration(Journalled):
    """One paper with many parties."""

    class Kind(models.TextChoices):
        LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
        COOPERATION = "cooperation", _("declaration of cooperation")
        PARTICIPATION = "participation", _("declaration of participation")
        AGREEMENT = "agreement", _("agreement")
        ANNEX = "annex", _("annex")

    PERSONAL = frozenset({"reason"})
    DERIVED = frozenset({"search_text"})
    CALLED_BY = "title"
    ACTS = Journalled.ACTS | acts_done("declaration")

    title = models.CharField(_("title as written"), max_length=300)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    number = models.CharField(_("number as written"), max_length=60, blank=True)
    dated_on = models.DateField(_("day on the paper"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    text = models.TextField(
        _("text"), blank=True, help_text=_("The wording, or what is known of it; a file may stand for it.")
    )
    event = models.ForeignKey(
        SigningEvent,
        on_delete=models.PROTECT,
        related_name="declarations",
        verbose_name=_("signing event"),
        null=True,
        blank=True,
    )
    visibility = models.CharField(_("visibility"), max_length=20, choices=Visibility, default=Visibility.MEMBERS)
    state = models.CharField(
        _("state"), max_length=20, choices=DeclarationState, default=DeclarationState.DRAFT, editable=False
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True, editable=False)
    reason = models.TextField(_("reason of the last act"), blank=True, editable=False)
    search_text = models.TextField(editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ("-dated_on", "-pk")
        indexes = (models.Index(fields=("-dated_on", "-id"), name="declaration_by_day"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DeclarationState.values), name="declaration_state_known"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="declaration_visibility_known"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="declaration_validity_in_order",
                violation_error_message=_("The validity ends before it begins."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=DeclarationState.TERMINATED, terminated_on__isnull=False)
                    | ~Q(state=DeclarationState.TERMINATED) & Q(terminated_on=None)
                ),
                name="terminated_means_a_day",
                violation_error_message=_("A terminated declaration needs the day of its end, and only such a one."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.dated_on:%Y-%m-%d})" if self.dated_on else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.title} {self.number}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("declaration_detail", kwargs={"slug": self.slug})


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
