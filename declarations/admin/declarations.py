"""The office's door to declarations, their parties and their documents."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations import agenda, queries, use_cases
from declarations.admin.documents import DocumentInline, DocumentsAdmin
from declarations.admin.evidence import EvidenceAdmin
from declarations.admin.examining import ExaminingAdmin
from declarations.admin.pasting import PastingAdmin
from declarations.admin.printing import LetterAdmin
from declarations.exchange import DeclarationTable
from declarations.lifecycle import TAKES_PARTIES, DeclarationState, SignatureState
from declarations.models import Declaration, Document, Examination, Signature
from journal.admin import LinesAdmin
from journal.admin.filters import agenda_filter, day_filter
from journal.models import Entry


class PartyInline(LinesAdmin, admin.TabularInline):
    """Invited parties, which may still be changed; those that have answered stand above with their buttons."""

    model = Signature
    verbose_name = _("invited party")
    verbose_name_plural = _("invited parties")
    fields = ("drawn_from", "position", "organisation", "side", "name_as_signed", "second_name", "represented_by")
    autocomplete_fields = ("organisation", "represented_by")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        invited = super().get_queryset(request).filter(state=SignatureState.INVITED)
        return invited.select_related("organisation", "represented_by")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # Three blank lines on a new declaration: without scripts there is no button that adds one.
        return super().get_formset(request, obj, **kwargs | {"extra": 1 if obj else 3})


@admin.register(Declaration)
class DeclarationAdmin(DeclarationTable, PastingAdmin, DocumentsAdmin, EvidenceAdmin, ExaminingAdmin, LetterAdmin):
    change_form_template = "admin/declarations/declaration/change_form.html"
    list_display = (
        "title",
        "dated_on",
        "state_in_words",
        "open_since",
        "kind",
        "visibility",
        "party_count",
        "invited_count",
    )
    list_filter = (
        agenda_filter(agenda.ITEMS),
        day_filter("in_force_on", _("in force on the day"), lambda rows, day: rows.in_force(on=day)),
        "state",
        "kind",
        "visibility",
    )
    list_select_related = ("event",)
    search_fields = ("search_text",)
    search_help_text = _("Title or number; case and Polish letters do not matter.")
    date_hierarchy = "dated_on"
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("event", "base")
    inlines = (PartyInline, DocumentInline)
    WORDING = ("title", "slug", "kind", "number", "dated_on", "valid_from", "valid_until", "text")
    fieldsets = (
        (None, {"fields": ("drawn_from", "title", "slug", ("kind", "number"), "event", "visibility")}),
        (_("Days"), {"fields": (("dated_on", "valid_from", "valid_until"),)}),
        (
            _("Amendment or consolidated text"),
            {
                "fields": (("relation", "base"),),
                "description": _("Of which first declaration this one is an amendment or the consolidated text."),
            },
        ),
        (
            _("Text"),
            {"fields": ("text",), "description": _("Markdown: ## heading, 1. or 1) numbering, - list, **bold**.")},
        ),
    )

    # What the list and the form show

    def get_queryset(self, request: HttpRequest) -> Any:
        counted = super().get_queryset(request)
        return counted.annotate(
            party_count=Count("signatures"),
            invited_count=Count("signatures", filter=Q(signatures__state=SignatureState.INVITED)),
        )

    @admin.display(description=_("parties"), ordering="party_count")
    def party_count(self, declaration: Any) -> int:
        return declaration.party_count

    @admin.display(description=_("still invited"), ordering="invited_count")
    def invited_count(self, declaration: Any) -> int:
        return declaration.invited_count

    @admin.display(description=_("open since"), ordering="opened_at")
    def open_since(self, declaration: Declaration) -> date | None:
        is_open = declaration.state == DeclarationState.OPEN and declaration.opened_at
        return timezone.localdate(declaration.opened_at) if is_open else None

    @admin.display(description=_("state"), ordering="state")
    def state_in_words(self, declaration: Declaration) -> Any:
        return queries.declaration_in_words(declaration, on=timezone.localdate())

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.WORDING if obj and obj.state != DeclarationState.DRAFT else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if self.get_readonly_fields(request, obj) else {"slug": ("title",)}

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        may_add_parties = obj is None or obj.state in TAKES_PARTIES
        return [PartyInline, DocumentInline] if may_add_parties else [DocumentInline]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        declaration = kwargs.get("obj")
        if declaration:
            context["acts"] = self.acts_of(request, declaration)
            context["parties"] = [
                {"party": party, "words": queries.party_in_words(party), "acts": self.acts_of(request, party)}
                for party in declaration.signatures.select_related("organisation").in_written_order()
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def history_of(self, thing: Declaration) -> Any:
        # Parties and documents have no page of their own: what was done to them is read here.
        examined = Examination.objects.filter(document__declaration=thing).only("pk")
        return Entry.objects.about(thing, *thing.signatures.all(), *thing.documents.all(), *examined)

    # Saving facts

    def keep(self, thing: Declaration, request: HttpRequest) -> None:
        use_cases.keep_declaration(declaration=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        if formset.model is Document:
            self.save_documents(request, formset, by)
            return
        for party in formset.save(commit=False):
            use_cases.keep_party(party=party, **by)
        for party in formset.deleted_objects:
            use_cases.remove_party(party=party, **by)
