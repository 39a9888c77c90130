"""Who exists: any legal body, and the addresses it had."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journal.models import Journalled
from members.fields import IdentifierField, LineField
from members.identifiers import check_krs, check_nip, check_regon
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

    DERIVED = frozenset({"city_search", "search_text", "sort_key"})

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
    is_listed = models.BooleanField(
        _("listed in public"),
        default=True,
        help_text=_("A member firm that is not listed stands in no public list and in no public count."),
    )
    city_search = models.CharField(max_length=100, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    sort_key = models.CharField(max_length=600, editable=False)

    description = Bilingual()
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
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("organisation_detail", kwargs={"slug": self.slug})


class FormerSlug(models.Model):
    """An address that an organisation had under an earlier name."""

    slug = models.SlugField(max_length=100, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug
