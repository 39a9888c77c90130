"""The pictures of events and of news: what each of them shows, and whose it is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models.events import SigningEvent
from declarations.models.posts import Post
from journal.models import Journalled
from members.fields import LineField
from members.identifiers import check_sha256
from members.text import Bilingual


class Picture(Journalled):
    """One picture of an event or a post, drawn anew in two sizes, with words for whoever does not see it."""

    CALLED_BY = "alt_pl"

    event = models.ForeignKey(
        SigningEvent,
        on_delete=models.PROTECT,
        related_name="pictures",
        null=True,
        blank=True,
        verbose_name=_("signing event"),
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="pictures", null=True, blank=True, verbose_name=_("post")
    )
    position = models.PositiveSmallIntegerField(_("number in order"), default=1)
    # Of the picture and of its small version; they lie redrawn among the pictures.
    sha256 = models.CharField("SHA-256", max_length=64, editable=False, validators=[check_sha256])
    small_sha256 = models.CharField(
        _("SHA-256 of the small version"), max_length=64, editable=False, validators=[check_sha256]
    )
    # Of the small version, in pixels: pages keep its room before it arrives.
    width = models.PositiveSmallIntegerField(_("width"), editable=False)
    height = models.PositiveSmallIntegerField(_("height"), editable=False)
    alt_pl = LineField(
        _("what it shows, in Polish"),
        max_length=300,
        help_text=_("Read out to those who do not see the picture."),
    )
    alt_en = LineField(_("what it shows, in English"), max_length=300, blank=True)
    credit = LineField(_("author or source"), max_length=150, blank=True)

    alt = Bilingual()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(event__isnull=False, post=None) | Q(event=None, post__isnull=False),
                name="picture_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=("event", "sha256"),
                name="picture_once_in_an_event",
                violation_error_message=_("This very picture is there already."),
            ),
            models.UniqueConstraint(
                fields=("post", "sha256"),
                name="picture_once_in_a_post",
                violation_error_message=_("This very picture is there already."),
            ),
        )
        indexes = (
            models.Index(fields=("sha256",), name="picture_by_sum"),
            models.Index(fields=("small_sha256",), name="picture_by_small_sum"),
        )

    def __str__(self) -> str:
        return self.alt_pl
