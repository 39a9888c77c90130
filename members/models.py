"""Who exists, who belongs, who speaks for whom: the columns and constraints of the ground floor of the register."""

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import Journalled
from members.constraints import NoOverlap
from members.fields import IdentifierField
from members.identifiers import check_krs, check_nip, check_regon
from members.querysets import OrganisationQuerySet, PeriodQuerySet
from members.text import Bilingual, fold, sort_key


class UserManager(BaseUserManager["User"]):
    """Finds accounts by e-mail without regard to case; accounts are made by use-cases."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin, Journalled):
    PERSONAL = frozenset({"email", "name"})
    DERIVED = frozenset({"password", "last_login"})

    # What the journal knows of a person: it survives the erasure of name and address and tells nothing by itself.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("full name"), max_length=200, blank=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)

    USERNAME_FIELD = "email"

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        # One person, one account: addresses that differ in case only would be two.
        self.email = self.email.strip().lower()


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

    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    # Follows from the name; addresses it had before stay as FormerSlug and redirect.
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    city = models.CharField(_("town"), max_length=100, blank=True)
    address = models.CharField(_("street and postcode"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    nip = IdentifierField("NIP", validators=[check_nip])
    regon = IdentifierField("REGON", validators=[check_regon])
    krs = IdentifierField("KRS", validators=[check_krs])
    description_pl = models.TextField(_("description in Polish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    is_listed = models.BooleanField(
        _("listed in public"),
        default=True,
        help_text=_("A member firm that does not wish to be listed is counted but not named."),
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
        self.city_search = fold(self.city)
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


class Cluster(Journalled):
    """The one cluster that this site serves."""

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
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    footer_pl = models.TextField(_("footer in Polish"), blank=True)
    footer_en = models.TextField(_("footer in English"), blank=True)

    about = Bilingual()
    footer = Bilingual()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("cluster")
        constraints = (
            models.CheckConstraint(
                condition=Q(pk=1), name="one_cluster", violation_error_message=_("This site serves one cluster.")
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


class Membership(AttestedPeriod):
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    basis = models.CharField(
        _("basis"), max_length=300, blank=True, help_text=_("The paper or source that the membership rests on.")
    )
    end_reason = models.CharField(_("reason of the end"), max_length=300, blank=True)

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
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name_pl = models.CharField(_("name in Polish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
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


class Representative(Period):
    """A person who speaks for an organisation; after the last day the account sees what the public sees."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="representations", verbose_name=_("account"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="representatives", verbose_name=_("organisation")
    )

    class Meta(Period.Meta):
        abstract = False
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ("-since", "pk")
        constraints = (
            *Period.Meta.constraints,
            NoOverlap(
                name="representations_apart",
                fields=("user", "organisation"),
                violation_error_message=_("This person already speaks for the organisation in this period."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"


class KeyFigure(Journalled):
    """A number that the cluster states about itself, with the source it can be checked in."""

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    label_pl = models.CharField(_("what is counted, in Polish"), max_length=200)
    label_en = models.CharField(_("what is counted, in English"), max_length=200, blank=True)
    value = models.DecimalField(
        _("value"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Or the lower end of a range.")
    )
    value_up_to = models.DecimalField(
        _("up to"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("The upper end of a range.")
    )
    unit_pl = models.CharField(_("unit in Polish"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
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
    source = models.CharField(_("source"), max_length=300)
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
