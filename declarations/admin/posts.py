"""The office's door to the news."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from declarations.admin.claims import ClaimsAdmin
from declarations.admin.pictures import PictureInline, PicturesAdmin
from declarations.models import Post, PostLink
from journal.admin import LinesAdmin
from journal.models import Entry


class PostLinkInline(LinesAdmin, admin.TabularInline):
    model = PostLink
    verbose_name_plural = _("what the post is about: one thing in a line")
    fields = ("drawn_from", "organisation", "event", "declaration")
    autocomplete_fields = ("organisation", "event", "declaration")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("organisation", "event", "declaration")


@admin.register(Post)
class PostAdmin(ClaimsAdmin, PicturesAdmin):
    previewed = (("text", _("text")),)
    list_display = ("title_pl", "day", "tags_pl", "is_published")
    list_filter = ("is_published",)
    search_fields = ("search_text",)
    search_help_text = _("Words of the title, the tags or the text; case and Polish letters do not matter.")
    date_hierarchy = "day"
    prepopulated_fields = {"slug": ("title_pl",)}
    inlines = (PostLinkInline, PictureInline)
    fieldsets = (
        (None, {"fields": ("drawn_from", ("title_pl", "title_en"), ("slug", "day"), "is_published")}),
        (
            _("Text"),
            {
                "fields": (("text_pl", "text_en"), "claims"),
                "description": _("Markdown: # heading, *emphasis*, - list, [words](address)."),
                "classes": ("two-languages",),
            },
        ),
        (_("Tags"), {"fields": (("tags_pl", "tags_en"),)}),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    def history_of(self, thing: Post) -> Any:
        return Entry.objects.about(thing, *thing.links.all(), *thing.pictures.all())
