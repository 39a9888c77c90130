"""What people said at events and about the cluster, in their own words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from declarations.models.events import SigningEvent
from journal.models import Journalled
from members.fields import LineField
from members.models import Organisation
from members.text import Bilingual


class Statement(Journalled):
    """A person who spoke at an event or for an organisation, with the words as far as they are quoted."""

    PERSONAL = frozenset({"person", "function", "text_pl", "text_en"})
    CALLED_BY = "event__title_pl"

    event = models.ForeignKey(
        SigningEvent,
        on_delete=models.PROTECT,
        related_name="statements",
        null=True,
        blank=True,
        verbose_name=_("signing event"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("organisation"),
        help_text=_("The words then stand on its page as well."),
    )
    position = models.PositiveSmallIntegerField(_("number in order"), default=1)
    person = LineField(pgettext_lazy("who speaks", "person"), max_length=150)
    function = LineField(_("function"), max_length=150, blank=True)
    said_on = models.DateField(_("said on"), blank=True, help_text=_("Left empty, the day of the event stands for it."))
    text_pl = models.TextField(
        _("words in Polish"), blank=True, help_text=_("Without quotation marks. Empty for a speaker who is not quoted.")
    )
    text_en = models.TextField(_("words in English"), blank=True)

    text = Bilingual()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = pgettext_lazy("said by people", "statements")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(event__isnull=False) | Q(organisation__isnull=False, said_on__isnull=False),
                name="statement_made_somewhere",
                violation_error_message=_("Choose the event, or the organisation and the day."),
            ),
            models.UniqueConstraint(
                fields=("event", "person", "position"),
                condition=Q(event__isnull=False),
                name="statement_once_in_its_place",
                violation_error_message=_("The same person stands at this number already."),
            ),
            models.UniqueConstraint(
                fields=("organisation", "person", "said_on"),
                condition=Q(event=None),
                name="statement_once_a_day",
                violation_error_message=_("A statement of this person on this day is there already."),
            ),
            models.CheckConstraint(
                condition=~Q(text_pl="") | Q(text_en=""),
                name="statement_in_polish_first",
                violation_error_message=_("The Polish words come first."),
            ),
        )

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.person, self.function)))

    def clean(self) -> None:
        if self.said_on is None and self.event is not None:
            self.said_on = self.event.day
