"""The office's button that has the signatures inside a stored file examined once more."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from declarations import access, use_cases
from declarations.models import Document
from journal.admin import JournalledAdmin


@method_decorator(require_POST, name="examine_view")
class ExaminingAdmin(JournalledAdmin):
    """Adds to the pages of a declaration the act that examines one of its documents again."""

    def get_urls(self) -> list[Any]:
        view: Callable[..., HttpResponse] = self.admin_site.admin_view(self.examine_view)
        address = "<int:pk>/documents/<int:document>/examine/"
        return [path(address, view, name="declarations_document_examine"), *super().get_urls()]

    def examine_view(self, request: HttpRequest, pk: int, document: int) -> HttpResponse:
        # Asked for the key itself: a number that no column holds is then no error, and finds nothing.
        found = Document.objects.filter(pk=document, declaration__pk=pk).first()
        if found is None or not access.is_coordinator(request.user):
            raise Http404
        try:
            examination = use_cases.examine_document(document=found, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except ValidationError as error:
            # Looking takes seconds, and meanwhile the file was taken back.
            raise Http404 from error
        told = {"title": found.title, "verdict": examination.get_verdict_display()}
        messages.info(request, _("“%(title)s” was examined: %(verdict)s.") % told)
        return redirect("admin:declarations_declaration_change", pk)
