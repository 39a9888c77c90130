"""The papers with many parties."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from declarations.identifiers import wording_sha256
from declarations.lifecycle import DeclarationState, acts_done
from declarations.models.events import SigningEvent
from declarations.models.visibility import Visibility
from declarations.querysets import DeclarationQuerySet
from journal.models import Journalled
from members.text import fold


class Declaration(Journalled):
    """One paper with many parties."""

    class Kind(models.TextChoices):
        LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
        COOPERATION = "cooperation", _("declaration of cooperation")
        PARTICIPATION = "participation", _("declaration of participation")
        AGREEMENT = "agreement", _("agreement")
        ANNEX = "annex", _("annex")

    class Relation(models.TextChoices):
        AMENDS = "amends", pgettext_lazy("relation", "amends")
        CONSOLIDATES = "consolidates", pgettext_lazy("relation", "is the consolidated text of")

    PERSONAL = frozenset({"reason"})
    DERIVED = frozenset({"search_text"})
    CALLED_BY = "title"
    ACTS = Journalled.ACTS | acts_done("declaration") | {"evidence": pgettext_lazy("act", "evidence file taken")}

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
    # Amendments and consolidated texts hang on the first paper itself, never on one another.
    relation = models.CharField(_("relation to another declaration"), max_length=20, choices=Relation, blank=True)
    base = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="texts",
        verbose_name=_("of the declaration"),
        null=True,
        blank=True,
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
                condition=Q(relation="", base=None)
                | Q(relation__in=["amends", "consolidates"], base__isnull=False) & ~Q(base=F("id")),
                name="declaration_relation_has_a_base",
                violation_error_message=_("Give both: the relation, and the other declaration it is to."),
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

    def clean(self) -> None:
        # Said here as well: a form without the key cannot check the constraint.
        if bool(self.relation) != bool(self.base_id):
            raise ValidationError({"relation": _("Give both: the relation, and the other declaration it is to.")})
        if self.base_id and self.base_id == self.pk:
            raise ValidationError({"base": _("A declaration is no amendment of itself.")})
        if self.base and self.base.base_id:
            raise ValidationError({"base": _("Name the first declaration, not an amendment of it.")})
        if self.base_id and self.pk and self.texts.exists():
            raise ValidationError({"base": _("This declaration has amendments of its own.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.title} {self.number}")
        super().save(*args, **kwargs)

    def wording_sha256(self) -> str:
        return wording_sha256(title=self.title, number=self.number, dated_on=self.dated_on, text=self.text)

    def get_absolute_url(self) -> str:
        return reverse("declaration_detail", kwargs={"slug": self.slug})


class Wording(models.Model):
    """What the wording of an opened paper is known by, from the moment it was opened or corrected.

    A printed letter carries this sum. Rows follow from the acts on the declaration, which are journalled.
    """

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="wordings", verbose_name=_("declaration")
    )
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ("since", "pk")
        constraints = (models.UniqueConstraint(fields=("declaration", "sha256"), name="one_row_per_wording"),)

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.sha256}"
