"""The read-only door to the journal itself: entries in words, and no way to change one."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from journal import queries, words
from journal.admin.journalled import OfficeAdmin
from journal.models import Entry


class ActFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        known = {act: str(done) for model in words.journalled() for act, done in model.ACTS.items()}
        return sorted(known.items(), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(act=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind of object")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = ((model._meta.label_lower, str(model._meta.verbose_name)) for model in words.journalled())
        return sorted(kinds, key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(object_type=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(OfficeAdmin):
    list_display = ("number", "moment", "actor_in_words", "act_in_words", "kind", "thing")
    list_filter = (ActFilter, KindFilter)
    search_fields = ("object_key", "hash")
    search_help_text = _("Number or hash of an entry, or the e-mail address of who acted.")
    date_hierarchy = "at"
    ordering = ("-number",)
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.found_by(search_term, actors=queries.actors_called(search_term)), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        entries = list(changelist.result_list)
        for entry, told in zip(entries, words.in_words(entries), strict=True):
            entry.words = told
        changelist.result_list = entries
        return changelist

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        entry = self.get_object(request, object_id)
        told = words.in_words([entry]) if entry else [None]
        context = (extra_context or {}) | {"item": told[0], "thing_url": _history_url(entry) if entry else ""}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("moment"), ordering="at")
    def moment(self, entry: Any) -> str:
        return date_format(timezone.localtime(entry.at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("actor"))
    def actor_in_words(self, entry: Any) -> str:
        return entry.words.actor

    @admin.display(description=_("act"))
    def act_in_words(self, entry: Any) -> str:
        return entry.words.act

    @admin.display(description=_("kind of object"))
    def kind(self, entry: Any) -> str:
        return entry.words.kind

    @admin.display(description=_("object"))
    def thing(self, entry: Any) -> str:
        return entry.words.thing

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _history_url(entry: Entry) -> str:
    """Return the address of the history of the thing, or nothing where it has no page of its own in the admin."""
    try:
        return reverse(f"admin:{entry.object_type.replace('.', '_')}_history", args=[entry.object_key])
    except NoReverseMatch:
        return ""
