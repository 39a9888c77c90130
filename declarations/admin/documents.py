"""The office's door to the files of a declaration: added and described below it, a wrong one of a draft taken back."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import journal.use_cases as journal
from declarations import access, intake, queries, use_cases
from declarations.admin.acts import ActsAdmin
from declarations.forms import DocumentForm, DocumentLines, ReasonForm
from declarations.models import Document, Examination
from journal.admin import LinesAdmin


class DocumentInline(LinesAdmin, admin.StackedInline):
    model = Document
    form = DocumentForm
    formset = DocumentLines
    fields = (
        "drawn_from",
        "file_facts",
        "upload",
        ("kind", "language", "visibility"),
        ("title", "supersedes"),
        "text_alternative",
    )
    readonly_fields = ("file_facts",)
    extra = 1
    # A file goes only by its own page, with a reason.
    can_delete = False
    # That link would lead to the file: looking is no download.
    view_on_site = False
    may_act = False

    def get_queryset(self, request: HttpRequest) -> Any:
        self.may_act = access.is_coordinator(request.user)
        # The report of an examination may be long, and is shown on the document's own page.
        verdicts = Prefetch("examinations", Examination.objects.defer("report"))
        related = ("declaration", "supersedes", "successor")
        return super().get_queryset(request).select_related(*related).prefetch_related(verdicts)

    @admin.display(description=gettext_lazy("stored file"))
    def file_facts(self, document: Document) -> str:
        if not document.pk:
            return "–"
        facts = {
            "document": document,
            "examination": next(reversed(document.examinations.all()), None),
            "lacks_text": queries.lacks_text(document),
            "may_act": self.may_act,
            "may_remove": self.may_act and queries.why_kept(document) is None,
        }
        return render_to_string("admin/_document_facts.html", facts)


class DocumentsAdmin(ActsAdmin):
    """Adds to the pages of a declaration the saving of its documents, and the page that takes one back."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.remove_view)
        address = "<int:pk>/documents/<int:document>/remove/"
        return [path(address, view, name="declarations_document_remove"), *super().get_urls()]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Looking through a file takes seconds. The form would do it while it keeps everybody else from writing; asked
        # before, it finds the answer there, and has its words for a refusal.
        for upload in request.FILES.values():
            with suppress(ValidationError):
                intake.check(upload)  # type: ignore[arg-type]
        return super().changeform_view(request, *args, **kwargs)

    def save_documents(self, request: HttpRequest, formset: Any, by: dict[str, Any]) -> None:
        for form in formset.forms:
            document = form.instance
            if document.pk and form.has_changed():
                use_cases.keep_document(document=document, **by)
            elif form.has_changed():
                document.declaration = formset.instance
                use_cases.add_document(document=document, upload=form.cleaned_data["upload"], **by)
                if queries.lacks_text(document):
                    told = {"title": document.title}
                    messages.warning(request, _("“%(title)s” is only a picture: give its text alternative.") % told)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def remove_view(self, request: HttpRequest, pk: int, document: int) -> HttpResponse:
        if request.method != "POST":
            return self._remove(request, pk, document)
        # Locked from the question what stands in the way to the removal.
        with journal.writing():
            return self._remove(request, pk, document)

    def _remove(self, request: HttpRequest, pk: int, document: int) -> HttpResponse:
        declaration = self._declaration(request, pk)
        found = declaration.documents.select_related("declaration", "successor").filter(pk=document).first()
        if found is None:
            raise Http404
        back_url = reverse("admin:declarations_declaration_change", args=[pk])
        why_not = queries.why_kept(found)
        if why_not:
            messages.error(request, str(why_not))
            return redirect(back_url)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            act = partial(use_cases.remove_document, document=found, **form.cleaned_data)
            if self._done(request, form, act):
                return redirect(back_url)
        context = self.admin_site.each_context(request) | {
            "title": _("Take back a wrong file"),
            "thing": declaration,
            "facts": [(_("document"), found.title), (_("file name"), found.file_name), ("SHA-256", found.sha256)],
            "form": form,
            "submit_label": _("Take back"),
            "back_url": back_url,
        }
        return render(request, "admin/act_form.html", context, status=409 if form.errors else 200)
