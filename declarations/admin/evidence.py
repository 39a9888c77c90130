"""The office's door to evidence files: of a declaration from its page, of the whole register as of a day."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

import journal.use_cases as journal
from declarations import access, evidence
from declarations.evidence import FilesMissing
from declarations.models import Declaration
from journal.admin import JournalledAdmin
from journal.forms import DayField


class EvidenceForm(forms.Form):
    """As of which day the register is to be proved."""

    as_of = DayField(label=_("As of"))


@method_decorator(require_safe, name="evidence_view")
class EvidenceAdmin(JournalledAdmin):
    """Adds the evidence file to the page of a declaration, and that of the register to the list of declarations."""

    def tools_of(self, request: HttpRequest, thing: Declaration) -> list[tuple[Any, str]]:
        own = [(_("Evidence file"), reverse("declaration_evidence", args=[thing.slug]))]
        return [*(own if access.sees_everything(request.user) else []), *super().tools_of(request, thing)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        of_register = [(_("Evidence file of the register"), reverse("admin:declarations_declaration_evidence"))]
        tools = of_register if access.sees_everything(request.user) else []
        return super().changelist_view(request, {"list_tools": tools} | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.evidence_view)
        return [path("evidence/", view, name="declarations_declaration_evidence"), *super().get_urls()]

    def evidence_view(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for the day, and answer with the evidence file of the register as of it."""
        if not access.sees_everything(request.user):
            raise Http404
        form = EvidenceForm(request.GET if request.GET else None, initial={"as_of": timezone.localdate()})
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {
                "title": _("Evidence file of the register"),
                "form": form,
            }
            return render(request, "admin/evidence_form.html", context, status=400 if form.errors else 200)
        day = form.cleaned_data["as_of"]
        try:
            # Nobody writes meanwhile: lists, declarations and the end of the journal are of one moment.
            with journal.writing():
                file = evidence.of_register(day)
        except FilesMissing as missing:
            messages.error(request, str(missing))
            return redirect(request.path)
        headers = {"Content-Disposition": f'attachment; filename="dowody-{day:%Y-%m-%d}.zip"'}
        return StreamingHttpResponse(file, content_type="application/zip", headers=headers)
