"""The office's list of all parties of all declarations: to look through, to take out and to invite by a table."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from declarations import agenda, queries
from declarations.admin.printing import SignatoriesAdmin
from declarations.exchange import SignatureTable
from declarations.models import Signature
from journal.admin.filters import agenda_filter, day_filter
from members.text import fold


@admin.register(Signature)
class SignatureAdmin(SignatureTable, SignatoriesAdmin):
    """Read-only: parties are entered and changed on the page of their declaration."""

    list_display = ("name_as_signed", "declaration_link", "side", "state_in_words", "person", "signed_on")
    list_filter = (
        agenda_filter(agenda.ITEMS),
        day_filter("in_force_on", _("in force on the day"), lambda rows, day: rows.in_force(on=day)),
        "state",
        "side",
        "declaration__event",
    )
    list_select_related = ("declaration", "organisation")
    search_fields = ("organisation__search_text", "declaration__search_text")
    search_help_text = _("Name of the organisation or title of the declaration.")
    date_hierarchy = "signed_on"
    ordering = ("-declaration", "position", "pk")
    fields = (
        "declaration_link",
        "position",
        "organisation",
        "side",
        "name_as_signed",
        "second_name",
        "represented_by",
        "person",
        "function",
        "state",
        "signed_on",
        "method",
        "withdrawn_on",
        "reason",
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    @admin.display(description=_("declaration"), ordering="declaration__title")
    def declaration_link(self, party: Signature) -> str:
        url = reverse("admin:declarations_declaration_change", args=[party.declaration_id])
        return format_html('<a href="{}">{}</a>', url, party.declaration)

    @admin.display(description=_("state"), ordering="state")
    def state_in_words(self, party: Signature) -> Any:
        return queries.party_in_words(party)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
