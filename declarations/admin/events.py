"""The office's door to signing events."""

from django.contrib import admin

from declarations.models import SigningEvent
from journal.admin import JournalledAdmin


@admin.register(SigningEvent)
class SigningEventAdmin(JournalledAdmin):
    list_display = ("title_pl", "day", "city", "host", "is_published")
    list_filter = ("is_published", "city")
    list_select_related = ("host",)
    search_fields = ("title_pl", "title_en", "city")
    date_hierarchy = "day"
    prepopulated_fields = {"slug": ("title_pl",)}
    autocomplete_fields = ("host",)
