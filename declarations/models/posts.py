"""The news of the cluster, and what of the register each of them is about."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from declarations.models.events import SigningEvent
from declarations.querysets import PostQuerySet
from journal.models import Journalled
from members.fields import LineField
from members.models import Organisation
from members.text import Bilingual, fold, items_of

_BY_COMMAS = _("Divided by commas, e.g. training, export.")


class Post(Journalled):
    """One piece of news: shown from its day on, once it is published."""

    DERIVED = frozenset({"search_text", "tag_search"})
    CALLED_BY = "title_pl"

    title_pl = LineField(_("title in Polish"), max_length=200)
    title_en = LineField(_("title in English"), max_length=200, blank=True)
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    day = models.DateField(_("day"), help_text=_("A published post is shown from this day on."))
    text_pl = models.TextField(_("text in Polish"))
    text_en = models.TextField(_("text in English"), blank=True)
    tags_pl = LineField(_("tags in Polish"), max_length=200, blank=True, help_text=_BY_COMMAS)
    tags_en = LineField(_("tags in English"), max_length=200, blank=True, help_text=_("In the same order."))
    is_published = models.BooleanField(_("published"), default=False)
    search_text = models.TextField(editable=False)
    # The folded tags, each between commas.
    tag_search = models.TextField(editable=False)

    title = Bilingual()
    text = Bilingual()
    shown_tags = Bilingual("tags")
    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("news")
        ordering = ("-day", "-pk")
        indexes = (models.Index(fields=("-day",), name="post_by_day"),)

    def __str__(self) -> str:
        return f"{self.title_pl} ({self.day:%Y-%m-%d})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        texts = (self.title_pl, self.title_en, self.tags_pl, self.tags_en, self.text_pl, self.text_en)
        self.search_text = fold(" ".join(texts))
        self.tag_search = "".join(f",{fold(tag)}" for tag in items_of(self.tags_pl)) + ","
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("post_detail", kwargs={"slug": self.slug})

    def is_public(self, *, on: date) -> bool:
        """Tell whether everybody reads it on the day: the rule of `PostQuerySet.published` for one post."""
        return self.is_published and self.day <= on

    @property
    def tags(self) -> dict[str, str]:
        """Return the tags in the language of the page, by the Polish ones, by which addresses know them."""
        polish, shown = items_of(self.tags_pl), items_of(self.shown_tags)
        return {tag: shown[place] if place < len(shown) else tag for place, tag in enumerate(polish)}


class PostLink(Journalled):
    """What a post is about: one organisation, event or declaration; shown to whoever may open its page."""

    CALLED_BY = "post__title_pl"
    # By which column a post is linked to what.
    COLUMNS: ClassVar[dict[type[models.Model], str]] = {
        Organisation: "organisation",
        SigningEvent: "event",
        Declaration: "declaration",
    }

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="links", verbose_name=_("post"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("organisation")
    )
    event = models.ForeignKey(
        SigningEvent, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("signing event")
    )
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("declaration")
    )

    class Meta:
        verbose_name = _("what a post is about")
        verbose_name_plural = _("what posts are about")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, event=None, declaration=None)
                | Q(organisation=None, event__isnull=False, declaration=None)
                | Q(organisation=None, event=None, declaration__isnull=False),
                name="post_link_to_one_thing",
                violation_error_message=_("Choose one: an organisation, an event or a declaration."),
            ),
            *(
                models.UniqueConstraint(
                    fields=("post", name),
                    name=f"post_linked_once_to_{name}",
                    violation_error_message=_("The post is about it already."),
                )
                for name in ("organisation", "event", "declaration")
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation or self.event or self.declaration)
