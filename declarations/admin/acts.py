"""One door for all acts of the lifecycle, drawn from its table; the pages of the acts hang on the declaration's."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import access, lifecycle, use_cases
from declarations.forms import ActForm, CorrectionForm, SignForm
from declarations.lifecycle import IllegalTransition
from declarations.models import Declaration, Signature
from declarations.use_cases import Signing
from journal.admin import Batch, BatchAdmin, KeySelect

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


class ActsAdmin(BatchAdmin):
    """Adds to the pages of a declaration one page for each act on it and on its parties, and acts to its list."""

    refusals = (*BatchAdmin.refusals, IllegalTransition)
    # A correction is about one paper.
    batches = tuple(
        Batch(edge.action, edge.label, ACTS["declaration", edge.action], partial(ActForm, edge=edge))
        for edge in lifecycle.DECLARATION
        if edge.target
    )

    def acts_of(self, request: HttpRequest, thing: Declaration | Signature) -> list[dict[str, Any]]:
        """Return a button for each act that the person may do with the thing in its state."""
        return [
            {"label": edge.label, "url": _act_url(thing, edge.action), "is_open": True}
            for edge in access.actions_open_to(request.user, thing)
        ]

    def get_urls(self) -> list[Any]:
        def to(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            def door(request: HttpRequest, **named: Any) -> HttpResponse:
                if request.method != "POST":
                    return view(request, **named)
                # Locked from the reading to the writing: of two corrections of one text the second is told.
                with journal.writing():
                    return view(request, **named)

            return self.admin_site.admin_view(door)

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
        if "represented_by" in form.fields:
            column: Any = Signature._meta.get_field("represented_by")
            form.fields["represented_by"].widget = self._found_by_typing(form.fields["represented_by"], column)
        act = partial(ACTS[thing._meta.model_name or "", action], **{thing._meta.model_name or "": thing})
        if request.method == "POST" and form.is_valid() and self._done(request, form, partial(act, **form.facts())):
            return redirect(_back_url(thing))
        return self._act_page(request, "admin/act_form.html", thing, edge, form)

    def _found_by_typing(self, field: Any, column: Any) -> KeySelect:
        # A register may hold a hundred thousand organisations: no page can list them to choose from.
        widget = KeySelect(column, self.admin_site)
        widget.choices = field.choices
        return widget

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
