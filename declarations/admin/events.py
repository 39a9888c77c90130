"""The office's door to signing events."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from declarations import agenda
from declarations.admin.claims import ClaimsAdmin
from declarations.admin.pictures import PictureInline, PicturesAdmin
from declarations.admin.printing import AttendanceAdmin
from declarations.admin.statements import StatementInline
from declarations.exchange import EventTable
from declarations.models import SigningEvent
from journal.admin.filters import agenda_filter
from journal.models import Entry
from members.text import fold


@admin.register(SigningEvent)
class SigningEventAdmin(EventTable, ClaimsAdmin, PicturesAdmin, AttendanceAdmin):
    previewed = (("announcement", _("announcement")), ("report", _("report")))
    list_display = ("title_pl", "day", "city", "host", "is_published")
    list_filter = (agenda_filter(agenda.ITEMS), "is_published", "city")
    list_select_related = ("host",)
    search_fields = ("search_text",)
    search_help_text = _("Title, town or venue; case and Polish letters do not matter.")
    date_hierarchy = "day"
    prepopulated_fields = {"slug": ("title_pl",)}
    autocomplete_fields = ("host",)
    inlines = (StatementInline, PictureInline)
    fieldsets = (
        (None, {"fields": ("drawn_from", ("title_pl", "title_en"), ("slug", "day"), "is_published")}),
        (_("Place"), {"fields": (("city", "venue"), "host")}),
        (
            _("Texts"),
            {
                "fields": (("announcement_pl", "announcement_en"), ("report_pl", "report_en"), "claims"),
                "description": _("Markdown: # heading, *emphasis*, - list, [words](address)."),
                "classes": ("two-languages",),
            },
        ),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def history_of(self, thing: SigningEvent) -> Any:
        return Entry.objects.about(thing, *thing.statements.all(), *thing.pictures.all())
