"""The office's door to signing events, declarations, parties and documents: facts in forms, acts behind buttons."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from declarations import access, lifecycle, queries, use_cases
from declarations.forms import ActForm, CorrectionForm, DocumentForm, SignForm
from declarations.lifecycle import DeclarationState, IllegalTransition, SignatureState
from declarations.models import Declaration, Document, Signature, SigningEvent
from declarations.use_cases import Signing
from journal.admin import JournalledAdmin, JournalledForm

REFUSALS = (*JournalledAdmin.refusals, IllegalTransition)

# Which use-case does what the lifecycle's table names, and by which word it takes the thing.
ACTS: dict[tuple[str, str], Callable[..., None]] = {
    ("declaration", "open"): use_cases.open_declaration,
    ("declaration", "conclude"): use_cases.conclude_declaration,
    ("declaration", "terminate"): use_cases.terminate_declaration,
    ("declaration", "cancel"): use_cases.cancel_declaration,
    ("declaration", "correct"): use_cases.correct_declaration,
    ("signature", "decline"): use_cases.decline_signature,
    ("signature", "invite_again"): use_cases.invite_again,
    ("signature", "withdraw"): use_cases.withdraw_signature,
    ("signature", "correct"): use_cases.correct_signature,
}


@admin.register(SigningEvent)
class SigningEventAdmin(JournalledAdmin):
    list_display = ("title_pl", "day", "city", "host", "is_published")
    list_filter = ("is_published", "city")
    list_select_related = ("host",)
    search_fields = ("title_pl", "title_en", "city")
    date_hierarchy = "day"
    prepopulated_fields = {"slug": ("title_pl",)}
    autocomplete_fields = ("host",)


class PartyInline(admin.TabularInline):
    """Invited parties, which may still be changed; those that have answered stand above with their buttons."""

    model = Signature
    form = JournalledForm
    verbose_name = _("invited party")
    verbose_name_plural = _("invited parties")
    fields = ("drawn_from", "position", "organisation", "side", "name_as_signed", "second_name", "represented_by")
    autocomplete_fields = ("organisation", "represented_by")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(state=SignatureState.INVITED)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # Three blank lines on a new declaration: without scripts there is no button that adds one.
        return super().get_formset(request, obj, **kwargs | {"extra": 1 if obj else 3})


class DocumentInline(admin.StackedInline):
    model = Document
    form = DocumentForm
    fields = (("kind", "language", "visibility"), ("title", "upload"), "file_facts")
    readonly_fields = ("file_facts",)
    extra = 1
    can_delete = False

    @admin.display(description=_("file"))
    def file_facts(self, document: Document) -> str:
        return f"{document.file_name}, {document.size} B, SHA-256 {document.sha256}" if document.pk else "–"


@admin.register(Declaration)
class DeclarationAdmin(JournalledAdmin):
    change_form_template = "admin/declarations/declaration/change_form.html"
    list_display = ("title", "dated_on", "state_in_words", "kind", "visibility", "party_count", "invited_count")
    list_filter = ("state", "kind", "visibility", "event")
    list_select_related = ("event",)
    search_fields = ("search_text",)
    search_help_text = _("Title or number; case and Polish letters do not matter.")
    date_hierarchy = "dated_on"
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("event",)
    inlines = (PartyInline, DocumentInline)
    refusals = REFUSALS
    WORDING = ("title", "slug", "kind", "number", "dated_on", "valid_from", "valid_until", "text")
    fieldsets = (
        (None, {"fields": ("drawn_from", "title", "slug", ("kind", "number"), "event", "visibility")}),
        (_("Days"), {"fields": (("dated_on", "valid_from", "valid_until"),)}),
        (_("Text"), {"fields": ("text",)}),
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
        may_add_parties = obj is None or obj.state in (DeclarationState.DRAFT, DeclarationState.OPEN)
        return [PartyInline, DocumentInline] if may_add_parties else [DocumentInline]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        declaration = kwargs.get("obj")
        if declaration:
            context["acts"] = self._acts(request, declaration)
            context["parties"] = [
                {"party": party, "words": queries.party_in_words(party), "acts": self._acts(request, party)}
                for party in declaration.signatures.select_related("organisation").in_written_order()
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def _acts(self, request: HttpRequest, thing: Declaration | Signature) -> list[dict[str, Any]]:
        return [
            {"label": edge.label, "url": _act_url(thing, edge.action), "is_open": True}
            for edge in access.actions_open_to(request.user, thing)
        ]

    # Saving facts

    def keep(self, thing: Declaration, request: HttpRequest) -> None:
        use_cases.keep_declaration(declaration=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        if formset.model is Document:
            self._save_documents(formset, by)
            return
        for party in formset.save(commit=False):
            use_cases.keep_party(party=party, **by)
        for party in formset.deleted_objects:
            use_cases.remove_party(party=party, **by)

    def _save_documents(self, formset: Any, by: dict[str, Any]) -> None:
        for form in formset.forms:
            if form.instance.pk and form.has_changed():
                use_cases.keep_document(document=form.instance, **by)
            elif form.has_changed():
                form.instance.declaration = formset.instance
                use_cases.add_document(document=form.instance, upload=form.cleaned_data["upload"], **by)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    # Acts: one door for all of them, drawn from the lifecycle's table

    def get_urls(self) -> list[Any]:
        def to(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/acts/<slug:action>/", to(self.act_view), name="declarations_declaration_act"),
            path("<int:pk>/parties/<int:party>/<slug:action>/", to(self.party_act_view), name="declarations_party_act"),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        return self._act(request, self._declaration(request, pk), action)

    def party_act_view(self, request: HttpRequest, pk: int, party: int, action: str) -> HttpResponse:
        declaration = self._declaration(request, pk)
        signature = declaration.signatures.select_related("declaration").filter(pk=party).first()
        if signature is None:
            raise Http404
        return self._act(request, signature, action)

    def _declaration(self, request: HttpRequest, pk: int) -> Declaration:
        declaration = Declaration.objects.filter(pk=pk).first()
        if declaration is None or not access.is_coordinator(request.user):
            raise Http404
        return declaration

    def _act(self, request: HttpRequest, thing: Declaration | Signature, action: str) -> HttpResponse:
        try:
            edge = lifecycle.edge(thing._meta.model_name or "", action)
        except KeyError as error:
            raise Http404 from error
        declaration = thing if isinstance(thing, Declaration) else thing.declaration
        why_not = lifecycle.refusal(edge, thing.state, declaration.state)
        if why_not:
            messages.error(request, str(why_not))
            return redirect(_back_url(thing))
        if action == "sign":
            return self._sign(request, thing.declaration, thing)  # type: ignore[union-attr, arg-type]
        kind = CorrectionForm if action == "correct" else ActForm
        form = kind(_sent(request), edge=edge, thing=thing)
        act = partial(ACTS[thing._meta.model_name or "", action], **{thing._meta.model_name or "": thing})
        if request.method == "POST" and form.is_valid() and self._done(request, form, partial(act, **form.facts())):
            return redirect(_back_url(thing))
        return self._act_page(request, "admin/act_form.html", thing, edge, form)

    def _sign(self, request: HttpRequest, declaration: Declaration, asked_for: Signature) -> HttpResponse:
        parties = list(declaration.signatures.awaiting().in_written_order())
        form = SignForm(_sent(request), parties=parties, initial={f"chosen_{asked_for.pk}": True})
        if request.method == "POST" and form.is_valid():
            signings = [Signing(party=party, person=who, function=what) for party, who, what in form.chosen()]
            told = {"signed_on": form.cleaned_data["day"], "method": form.cleaned_data["method"]}
            if self._done(request, form, partial(use_cases.record_signatures, signings=signings, **told)):
                return redirect(_back_url(declaration))
        return self._act_page(request, "admin/sign_form.html", declaration, lifecycle.edge("signature", "sign"), form)

    def _done(self, request: HttpRequest, form: forms.Form, act: Callable[..., None]) -> bool:
        """Do the act and say so; where it is refused, say why on the form and lose nothing that was typed."""
        try:
            act(by=request.user, at=timezone.now())
        except IllegalTransition as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            known = {} if not hasattr(refusal, "error_dict") else refusal.message_dict
            form.add_error(None, [text for texts in known.values() for text in texts] or refusal.messages)
        else:
            messages.success(request, _("Done and entered in the journal."))
            return True
        return False

    def _act_page(
        self, request: HttpRequest, template: str, thing: Any, edge: lifecycle.Edge, form: forms.Form
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": edge.label,
            "thing": thing,
            "form": form,
            "submit_label": edge.label,
            "back_url": _back_url(thing),
        }
        return render(request, template, context, status=409 if form.errors else 200)


def _sent(request: HttpRequest) -> Any:
    # Not `request.POST or None`: an act that asks for nothing is sent as an empty form.
    return request.POST if request.method == "POST" else None


def _back_url(thing: Declaration | Signature) -> str:
    declaration = thing.pk if isinstance(thing, Declaration) else thing.declaration_id
    return reverse("admin:declarations_declaration_change", args=[declaration])


def _act_url(thing: Declaration | Signature, action: str) -> str:
    if isinstance(thing, Declaration):
        return reverse("admin:declarations_declaration_act", args=[thing.pk, action])
    return reverse("admin:declarations_party_act", args=[thing.declaration_id, thing.pk, action])
