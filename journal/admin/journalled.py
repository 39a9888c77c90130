"""The office's door to anything that is journalled: facts in forms, refusals in words, histories to read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import queries, use_cases, words
from journal.forms import JournalledForm, KeySelect, LineForm, LinesFormSet
from journal.models import Entry
from journal.querysets import EntryQuerySet


class FactsAdmin:
    """Takes facts by forms that ask for little; shows whoever may only read nothing that belongs to the form."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        if obj is None or self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fieldsets
        of_the_form = set(self.form.declared_fields)  # type: ignore[attr-defined]
        return [
            (title, options | {"fields": [row for row in map(_besides(of_the_form), options["fields"]) if row]})
            for title, options in fieldsets
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site, using=kwargs.get("using")))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def _besides(left_out: set[str]) -> Callable[[Any], list[str]]:
    return lambda row: [name for name in ([row] if isinstance(row, str) else row) if name not in left_out]


class LinesAdmin(FactsAdmin):
    """Lines below a form, each with its own version: two people who change one line are both told."""

    form: Any = LineForm
    formset: Any = LinesFormSet


# A longer question is no question: databases refuse to look for it.
LONGEST_QUESTION = 200


def _is_askable(text: str) -> bool:
    return "\0" not in text and len(text) <= LONGEST_QUESTION


class OfficeAdmin(admin.ModelAdmin):
    """Answers every question: one that no database can look for gets the whole list and a word about it."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            if all(_is_askable(value) for _name, values in request.GET.lists() for value in values):
                return super().get_changelist_instance(request)
            raise ValueError
        except (ValueError, OverflowError) as error:
            messages.error(request, _("This question cannot be understood; the whole list is shown."))
            raise IncorrectLookupParameters from error

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not _is_askable(search_term):
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)


class JournalledAdmin(FactsAdmin, OfficeAdmin):
    """Edits the plain facts of journalled things; what is saved goes through `keep` and `drop` and nowhere else."""

    form = JournalledForm
    change_form_template = "admin/journalled_change_form.html"
    object_history_template = "admin/journalled_history.html"
    # One thing at a time: the page that asks names what holds the thing, and each removal is an entry.
    actions = None
    show_full_result_count = False
    list_per_page = 50
    # What a use-case may refuse although the form was in order.
    refusals: tuple[type[Exception], ...] = (use_cases.StaleVersion, ValidationError)

    def keep(self, thing: Any, request: HttpRequest) -> None:
        use_cases.keep(thing=thing, by=request.user, at=timezone.now())

    def drop(self, thing: Any, request: HttpRequest) -> None:
        use_cases.remove(thing=thing, by=request.user, at=timezone.now())

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            # Locked from the reading of the row to its writing: what the form finds in order is still so when saved.
            with use_cases.writing():
                made = None if object_id else queries.made_by_form(_form_key(request), self.model)
                if made:
                    return self._made_already(request, made)
                response = super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusals as refusal:
            return refused(request, refusal)
        context = getattr(response, "context_data", None) or {}
        if "adminform" in context:
            stale = _stale_texts(context)
            if stale is not None:
                context.update({"is_stale": True, "differences": stale})
                response.status_code = 409
        return response

    def _made_already(self, request: HttpRequest, thing: Any) -> HttpResponse:
        """Answer the second click on one button: the thing is made, and the reader is led to it."""
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, thing)
        messages.info(request, _("This form has been saved already."))
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", thing.pk)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        key = _form_key(request)
        if key and not change:
            use_cases.keep_receipt(key=key, thing=form.instance, at=timezone.now())

    def tools_of(self, request: HttpRequest, thing: Any) -> list[tuple[Any, str]]:
        """Return label and address of each further page about the thing, shown beside “History”."""
        return []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        thing = kwargs.get("obj")
        context["form_key"] = None if thing else _form_key(request) or uuid4()
        context["tools"] = self.tools_of(request, thing) if thing else []
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.keep(obj, request)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for thing in formset.save(commit=False):
            self.keep(thing, request)
        for thing in formset.deleted_objects:
            self.drop(thing, request)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        # Locked from the question what holds the thing to its removal.
        with use_cases.writing():
            return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, count, lacking, protected = super().get_deleted_objects(objs, request)
        # What holds the thing is the reason, and is named; that its own list has no button is none.
        return to_delete, count, set() if protected else lacking, protected

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.drop(obj, request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        thing = self.get_object(request, object_id)
        if thing is None or not self.has_view_permission(request, thing):
            return super().history_view(request, object_id, extra_context)
        context = self.admin_site.each_context(request) | {
            "title": _("History: %(thing)s") % {"thing": thing},
            "object": thing,
            "opts": self.opts,
            "entries": words.in_words(list(self.history_of(thing).newest_first()[:200])),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def history_of(self, thing: Any) -> EntryQuerySet:
        """Return the entries that belong on the thing's history page."""
        return Entry.objects.about(thing)

    # The journal is the one record of what was done; Django's own, which anyone with a shell can edit, is not kept.
    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        return None

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        return None

    def log_deletions(self, *args: Any) -> None:  # type: ignore[override]
        return None


class PreviewAdmin(JournalledAdmin):
    """Shows the long texts of a form as readers will see them, from what is typed; nothing is saved."""

    # A text in two languages by its name (report of report_pl and report_en), and what it is called.
    previewed: tuple[tuple[str, Any], ...] = ()

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview_view)
        return [path("preview/", preview), path("<path:object_id>/preview/", preview), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["has_preview"] = self._may_save(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        thing = self.get_object(request, object_id) if object_id else None
        if object_id and thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self._may_save(request, thing):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        thing = thing or self.model()
        for name in (f"{text}_{language}" for text, _label in self.previewed for language, _name in settings.LANGUAGES):
            setattr(thing, name, request.POST.get(name, ""))
        context = {
            "title": _("Preview: %(thing)s") % {"thing": thing if object_id else self.opts.verbose_name},
            "thing": thing,
            # Under the name by which pages know it: the typed footer of the cluster is then the footer of this page.
            str(self.opts.model_name): thing,
            "texts": self.previewed,
            "texts_in": settings.LANGUAGES,
            # What was typed is not at any address, so no switch of the language can lead to it.
            "languages": (),
        }
        return TemplateResponse(request, "admin/preview.html", context)

    def _may_save(self, request: HttpRequest, thing: Any) -> bool:
        return self.has_change_permission(request, thing) if thing else self.has_add_permission(request)


def _form_key(request: HttpRequest) -> UUID | None:
    """Return the key that a form was drawn with, if it has one in order."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def _stale_texts(context: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return both texts of each fact where the form or a line of it was stale; None where nothing was."""
    form = context["adminform"].form
    lines = [
        (f"{inline.opts.verbose_name} {number}: ", line)
        for inline in context["inline_admin_formsets"]
        for number, line in enumerate(inline.formset.forms, start=1)
    ]
    stale = [(where, each) for where, each in (("", form), *lines) if each.is_stale]
    texts = [each | {"label": f"{where}{each['label']}"} for where, line in stale for each in line.differences]
    return texts if stale else None


def refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    """Say why an act was refused and show the page as it is now."""
    for text in texts_of(refusal):
        messages.error(request, text)
    return redirect(request.get_full_path())


def texts_of(refusal: Exception) -> list[str]:
    """Return, in words, why an act was refused."""
    return refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
