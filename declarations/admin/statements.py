"""The office's door to what people said: at an event below it, of the cluster in a list of its own."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from declarations.models import Statement
from journal.admin import JournalledAdmin, LinesAdmin


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
    search_fields = ("person", "organisation__search_text", "event__search_text")
    autocomplete_fields = ("organisation", "event")
    fields = (
        "drawn_from",
        ("person", "function"),
        ("organisation", "event"),
        ("said_on", "position"),
        ("text_pl", "text_en"),
    )
