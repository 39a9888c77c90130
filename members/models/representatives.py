"""Who speaks for whom, from a day to a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.constraints import NoOverlap
from members.models.accounts import User
from members.models.organisations import Organisation
from members.models.periods import Period


class Representative(Period):
    """A person who speaks for an organisation; after the last day the account sees what the public sees."""

    CALLED_BY = "organisation__name"

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
