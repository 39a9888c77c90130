"""The office's door to signing events."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from declarations import agenda
from declarations.admin.printing import AttendanceAdmin
from declarations.exchange import EventTable
from declarations.models import SigningEvent
from journal.admin import PreviewAdmin
from journal.admin.filters import agenda_filter
from members.text import fold


@admin.register(SigningEvent)
class SigningEventAdmin(EventTable, PreviewAdmin, AttendanceAdmin):
    previewed = (("report", _("report")),)
    list_display = ("title_pl", "day", "city", "host", "is_published")
    list_filter = (agenda_filter(agenda.ITEMS), "is_published", "city")
    list_select_related = ("host",)
    search_fields = ("search_text",)
    search_help_text = _("Title, town or venue; case and Polish letters do not matter.")
    date_hierarchy = "day"
    prepopulated_fields = {"slug": ("title_pl",)}
    autocomplete_fields = ("host",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))
