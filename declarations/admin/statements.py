"""The office's door to what people said: at an event below it, of the cluster in a list of its own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from declarations.models import Statement
from journal.admin import JournalledAdmin, LinesAdmin
from members.text import fold


class StatementInline(LinesAdmin, admin.StackedInline):
    model = Statement
    verbose_name = _("speaker")
    verbose_name_plural = _("speakers and what they said")
    fields = ("drawn_from", ("person", "function"), ("organisation", "position"), ("text_pl", "text_en"))
    autocomplete_fields = ("organisation",)
    extra = 0
    show_change_link = True


@admin.register(Statement)
class StatementAdmin(JournalledAdmin):
    list_display = ("person", "function", "organisation", "event", "said_on")
    list_select_related = ("organisation", "event")
    search_fields = ("organisation__search_text", "event__search_text")
    search_help_text = _("Name of the organisation or title of the event.")
    autocomplete_fields = ("organisation", "event")
    fields = (
        "drawn_from",
        ("person", "function"),
        ("organisation", "event"),
        ("said_on", "position"),
        ("text_pl", "text_en"),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))
