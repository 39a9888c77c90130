"""Who exists: any legal body, and the addresses it had."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import Journalled
from members.fields import IdentifierField, LineField
from members.identifiers import check_krs, check_mail_domain, check_nip, check_pkd, check_regon, check_sha256
from members.models.periods import Period
from members.querysets import OrganisationQuerySet
from members.text import Bilingual, city_key, fold, sort_key


class Organisation(Journalled):
    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise")
        UNIVERSITY = "university", _("university")
        RESEARCH_UNIT = "research_unit", _("research unit")
        LOCAL_GOVERNMENT = "local_government", _("local government")
        PUBLIC_BODY = "public_body", _("other public body")
        BUSINESS_ENVIRONMENT = "business_environment", _("business environment institution")
        NGO = "ngo", _("non-governmental organisation")
        CLUSTER = "cluster", _("cluster")

    class ChainRole(models.TextChoices):
        """Where in the value chain an organisation stands."""

        MATERIAL = "material", pgettext_lazy("value chain", "materials and semi-finished products")
        PARTS = "parts", pgettext_lazy("value chain", "parts and machining")
        SYSTEMS = "systems", pgettext_lazy("value chain", "sub-assemblies and machines")
        PRODUCT = "product", pgettext_lazy("value chain", "final product")
        SERVICE = "service", pgettext_lazy("value chain", "services to industry")
        KNOWLEDGE = "knowledge", pgettext_lazy("value chain", "research, education, support")

    class SizeClass(models.TextChoices):
        """Commission Recommendation 2003/361/EC, annex, article 2."""

        MICRO = "micro", _("micro enterprise")
        SMALL = "small", _("small enterprise")
        MEDIUM = "medium", _("medium-sized enterprise")
        LARGE = "large", _("large enterprise")

    DERIVED = frozenset({"city_search", "search_text", "sort_key", "profile_search"})
    ACTS = Journalled.ACTS | {
        "confirm": pgettext_lazy("act", "profile confirmed"),
        "write to": pgettext_lazy("act", "contact person written to"),
    }
    # What an organisation says of itself, and may propose to change; the office decides.
    PROFILE = (
        "description_pl",
        "description_en",
        "website",
        "city",
        "pkd_2007",
        "pkd_2025",
        "chain_role",
        "competences_pl",
        "competences_en",
        "processes_pl",
        "processes_en",
        "materials_pl",
        "materials_en",
        "logo",
    )

    name = LineField(_("name"), max_length=300)
    short_name = LineField(_("short name"), max_length=60, blank=True)
    # Follows from the name; addresses it had before stay as FormerSlug and redirect.
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    city = LineField(_("town"), max_length=100, blank=True)
    address = LineField(_("street and postcode"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    nip = IdentifierField("NIP", validators=[check_nip])
    regon = IdentifierField("REGON", validators=[check_regon])
    krs = IdentifierField("KRS", validators=[check_krs])
    description_pl = models.TextField(_("description in Polish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    pkd_2007 = LineField(_("PKD codes, edition 2007"), max_length=200, blank=True, validators=[check_pkd])
    pkd_2025 = LineField(_("PKD codes, edition 2025"), max_length=200, blank=True, validators=[check_pkd])
    chain_role = models.CharField(_("role in the value chain"), max_length=20, choices=ChainRole, blank=True)
    size_class = models.CharField(_("size class"), max_length=10, choices=SizeClass, blank=True)
    competences_pl = models.TextField(_("competences in Polish"), blank=True, help_text=_("One in a line."))
    competences_en = models.TextField(_("competences in English"), blank=True, help_text=_("One in a line."))
    processes_pl = models.TextField(_("processes in Polish"), blank=True, help_text=_("One in a line."))
    processes_en = models.TextField(_("processes in English"), blank=True, help_text=_("One in a line."))
    materials_pl = models.TextField(_("materials in Polish"), blank=True, help_text=_("One in a line."))
    materials_en = models.TextField(_("materials in English"), blank=True, help_text=_("One in a line."))
    # The picture's SHA-256; it lies re-encoded among the logos.
    logo = models.CharField(_("logo"), max_length=64, blank=True, editable=False)
    mail_domain = LineField(
        _("mail domain"),
        max_length=253,
        blank=True,
        validators=[check_mail_domain],
        help_text=_("Whoever has an address there may ask to join the organisation, e.g. example.pl."),
    )
    profile_confirmed_on = models.DateField(_("profile confirmed on"), null=True, blank=True, editable=False)
    is_listed = models.BooleanField(
        _("listed in public"),
        default=True,
        help_text=_("A member firm that is not listed stands in no public list and in no public count."),
    )
    city_search = models.CharField(max_length=100, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    profile_search = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=600, editable=False)

    description = Bilingual()
    competences = Bilingual()
    processes = Bilingual()
    materials = Bilingual()
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("sort_key", "name", "pk")
        indexes = (models.Index(fields=("sort_key", "name", "id"), name="organisation_in_order"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.city_search = city_key(self.city)
        self.search_text = fold(f"{self.name} {self.short_name} {self.city}")
        said = ("description", "competences", "processes", "materials")
        self.profile_search = fold("\n".join(getattr(self, f"{name}_{code}") for name in said for code in ("pl", "en")))
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.logo:
            check_sha256(self.logo)

    def get_absolute_url(self) -> str:
        return reverse("organisation_detail", kwargs={"slug": self.slug})


class FormerSlug(models.Model):
    """An address that an organisation had under an earlier name."""

    slug = models.SlugField(max_length=100, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class Certificate(Period):
    """A certificate that an organisation holds, from a day to a day."""

    # What a proposal says of each certificate.
    FACTS = ("name", "number", "issuer", "since", "until")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("organisation")
    )
    name = LineField(_("certificate"), max_length=200, help_text=_("E.g. ISO 9001:2015."))
    number = LineField(_("number"), max_length=100, blank=True)
    issuer = LineField(_("issued by"), max_length=200, blank=True)

    class Meta(Period.Meta):
        abstract = False
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("name", "since", "pk")

    def __str__(self) -> str:
        return self.name
