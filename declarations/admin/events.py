"""The office's door to signing events."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from declarations import agenda
from declarations.admin.printing import AttendanceAdmin
from declarations.exchange import EventTable
from declarations.models import SigningEvent
from journal.admin import PreviewAdmin
from journal.admin.filters import agenda_filter


@admin.register(SigningEvent)
class SigningEventAdmin(EventTable, PreviewAdmin, AttendanceAdmin):
    previewed = (("report", _("report")),)
    list_display = ("title_pl", "day", "city", "host", "is_published")
    list_filter = (agenda_filter(agenda.ITEMS), "is_published", "city")
    list_select_related = ("host",)
    search_fields = ("title_pl", "title_en", "city")
    date_hierarchy = "day"
    prepopulated_fields = {"slug": ("title_pl",)}
    autocomplete_fields = ("host",)
