"""The office's door for a pasted list of signatories: the list, a preview of every line, and the parties made of it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import access, lifecycle, use_cases
from declarations.admin.acts import ActsAdmin
from declarations.forms import PasteForm, PreviewForm
from declarations.models import Declaration
from declarations.pasting import lines_of
from declarations.proposals import proposals

CLOSED = _("The list of parties of this declaration is closed.")


class PastingAdmin(ActsAdmin):
    """Adds to the pages of a declaration the one on which a list of signatories is pasted."""

    def tools_of(self, request: HttpRequest, thing: Declaration) -> list[tuple[Any, str]]:
        may_paste = access.is_coordinator(request.user) and thing.state in lifecycle.TAKES_PARTIES
        pasting = [(_("Paste signatories"), reverse("admin:declarations_declaration_paste", args=[thing.pk]))]
        return [*(pasting if may_paste else []), *super().tools_of(request, thing)]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.paste_view)
        return [path("<int:pk>/paste/", view, name="declarations_declaration_paste"), *super().get_urls()]

    def paste_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "confirm" not in request.POST:
            return self._paste(request, self._declaration(request, pk))
        # Locked from the reading of the register to the writing: what is found there is still so when written.
        with journal.writing():
            return self._paste(request, self._declaration(request, pk))

    def _paste(self, request: HttpRequest, declaration: Declaration) -> HttpResponse:
        is_closed = declaration.state not in lifecycle.TAKES_PARTIES
        if is_closed and request.method != "POST":
            messages.error(request, CLOSED)
            return redirect(_back_url(declaration))
        form = PasteForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._page(request, "admin/paste_form.html", declaration, form)
        if "edit" in request.POST:
            return self._page(request, "admin/paste_form.html", declaration, form)
        return self._preview(request, declaration, form, is_closed=is_closed)

    def _preview(
        self, request: HttpRequest, declaration: Declaration, form: PasteForm, *, is_closed: bool
    ) -> HttpResponse:
        found = proposals(declaration, lines_of(form.cleaned_data["text"]))
        confirmed = "confirm" in request.POST
        preview = PreviewForm(request.POST if confirmed else None, proposals=found)
        if confirmed and not preview.adds_something:
            messages.info(request, _("All of them are parties of this declaration already."))
            return redirect(_back_url(declaration))
        if confirmed and preview.is_valid():
            act = partial(use_cases.add_parties, declaration=declaration, parties=preview.parties)
            if self._done(request, preview, act):
                return redirect(_back_url(declaration))
        elif is_closed and confirmed:
            preview.add_error(None, CLOSED)
        return self._page(request, "admin/paste_preview.html", declaration, preview, text=form.cleaned_data["text"])

    def _page(
        self, request: HttpRequest, template: str, declaration: Declaration, form: Any, **more: Any
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Paste signatories"),
            "thing": declaration,
            "form": form,
            "back_url": _back_url(declaration),
        }
        return render(request, template, context | more, status=409 if form.errors else 200)


def _back_url(declaration: Declaration) -> str:
    return reverse("admin:declarations_declaration_change", args=[declaration.pk])
