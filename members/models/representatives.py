"""Who speaks for whom, from a day to a day."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal.models import Journalled
from members.constraints import NoOverlap
from members.fields import LineField
from members.models.accounts import User
from members.models.organisations import Organisation
from members.models.periods import Period


class Representative(Period):
    """A person who speaks for an organisation; after the last day the account sees what the public sees."""

    class Role(models.TextChoices):
        """What a person may do for the organisation; each includes what the next may."""

        OWNER = "owner", pgettext_lazy("of an organisation", "owner")
        EDITOR = "editor", pgettext_lazy("of an organisation", "editor")
        READER = "reader", pgettext_lazy("of an organisation", "reader")

    CALLED_BY = "organisation__name"
    ACTS = Period.ACTS | {"take off": pgettext_lazy("act", "taken off"), "leave": pgettext_lazy("act", "left")}

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="representations", verbose_name=_("account"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="representatives", verbose_name=_("organisation")
    )

    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.OWNER)

    class Meta(Period.Meta):
        abstract = False
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ("-since", "pk")
        constraints = (
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor", "reader"]), name="representative_role_known"
            ),
            NoOverlap(
                name="representations_apart",
                fields=("user", "organisation"),
                violation_error_message=_("This person already speaks for the organisation in this period."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def called(self) -> str:
        return self.user.name or self.user.email


class Contact(Journalled):
    """How a person wishes to be reached as a representative: each field is seen by those the person chose."""

    class Seen(models.TextChoices):
        """Who sees a field; listed from the narrowest to the widest."""

        HIDDEN = "hidden", pgettext_lazy("who sees it", "nobody")
        COORDINATOR = "coordinator", pgettext_lazy("who sees it", "the coordinator")
        MEMBERS = "members", pgettext_lazy("who sees it", "members and partners after logging in")
        PUBLIC = "public", pgettext_lazy("who sees it", "everyone")

        @classmethod
        def up_to(cls, level: str) -> list["Contact.Seen"]:
            """Return the levels that are as narrow as this one or narrower."""
            return list(cls)[: list(cls).index(cls(level)) + 1]

    FIELDS: ClassVar[tuple[str, ...]] = ("name", "function", "email", "phone")
    PERSONAL = frozenset(FIELDS)
    CALLED_BY = "organisation__name"
    ACTS = Journalled.ACTS | {"narrow": pgettext_lazy("act", "shown to fewer by the office")}

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("account"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("organisation")
    )
    name = LineField(_("full name"), max_length=200, blank=True)
    function = LineField(_("function"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = LineField(_("telephone"), max_length=40, blank=True)
    name_seen = models.CharField(_("who sees the name"), max_length=12, choices=Seen, default=Seen.HIDDEN)
    function_seen = models.CharField(_("who sees the function"), max_length=12, choices=Seen, default=Seen.HIDDEN)
    email_seen = models.CharField(_("who sees the e-mail address"), max_length=12, choices=Seen, default=Seen.HIDDEN)
    phone_seen = models.CharField(_("who sees the telephone"), max_length=12, choices=Seen, default=Seen.HIDDEN)
    # The days of the person's own choices.
    name_chosen_on = models.DateField(null=True, editable=False)
    function_chosen_on = models.DateField(null=True, editable=False)
    email_chosen_on = models.DateField(null=True, editable=False)
    phone_chosen_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation"), name="one_contact_per_person_and_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    def hidden(self) -> frozenset[str]:
        """Return the fields that the person shows to nobody."""
        return frozenset(name for name in self.FIELDS if getattr(self, f"{name}_seen") == self.Seen.HIDDEN)

    def shown_at(self, levels: Collection[str]) -> dict[str, str]:
        """Return the fields that the person shows at one of the levels, without the empty ones."""
        told = {name: getattr(self, name) for name in self.FIELDS if getattr(self, f"{name}_seen") in levels}
        return {name: value for name, value in told.items() if value}

    def facts(self) -> dict[str, Any]:
        # The office reads the journal: what is shown to nobody does not stand there either.
        return super().facts() | dict.fromkeys(self.hidden(), "")
