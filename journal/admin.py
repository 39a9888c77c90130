"""The office's door to anything that is journalled, and the read-only door to the journal itself."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from journal import queries, use_cases
from journal.models import Entry, Journalled
from journal.querysets import EntryQuerySet


class JournalledForm(forms.ModelForm):
    """A form that carries the version it was drawn from, and refuses to save over a newer one.

    Both texts are shown; the second attempt is made from the version just seen, so nothing is lost and nothing hidden.
    """

    drawn_from = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: list[dict[str, Any]] = []
        self.initial.setdefault("drawn_from", self.instance.version)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and self.cleaned_data.get("drawn_from") != self.instance.version:
            self.differences = [self._difference(name) for name in self.changed_data if name != "drawn_from"]
            posted: Any = self.data
            self.data = posted.copy()
            self.data[self.add_prefix("drawn_from")] = str(self.instance.version)  # type: ignore[index]
            raise ValidationError(_("Someone else has changed this record since you opened it."), code="stale")
        return cleaned

    def _difference(self, name: str) -> dict[str, Any]:
        field = self.fields[name]
        return {
            "label": field.label or name,
            "stored": _in_words(field, self.initial.get(name)),
            "yours": _in_words(field, self.cleaned_data.get(name, self.data.get(self.add_prefix(name)))),
        }


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField) and value and not isinstance(value, Model):
        value = field.queryset.filter(pk=value).first() if field.queryset is not None else value
    elif isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
    elif isinstance(value, bool):
        value = _("yes") if value else _("no")
    return "" if value is None else str(value)


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


class JournalledAdmin(OfficeAdmin):
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
                response = super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusals as refusal:
            return refused(request, refusal)
        if isinstance(response, TemplateResponse):
            differences = response.context_data["adminform"].form.differences  # type: ignore[index]
            if differences:
                response.context_data["differences"] = differences  # type: ignore[index]
                response.status_code = 409
        return response

    def tools_of(self, request: HttpRequest, thing: Any) -> list[tuple[Any, str]]:
        """Return label and address of each further page about the thing, shown beside “History”."""
        return []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        thing = kwargs.get("obj")
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
            "entries": queries.in_words(list(self.history_of(thing).newest_first()[:200])),
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


def refused(request: HttpRequest, refusal: Exception) -> HttpResponse:
    """Say why an act was refused and show the page as it is now."""
    for text in refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]:
        messages.error(request, text)
    return redirect(request.get_full_path())


class ActFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        known = {act: words for model in _journalled() for act, words in model.ACTS.items()}
        return sorted(((act, str(words)) for act, words in known.items()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(act=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind of object")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = ((model._meta.label_lower, str(model._meta.verbose_name)) for model in _journalled())
        return sorted(kinds, key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(object_type=self.value()) if self.value() else queryset


def _journalled() -> list[type[Journalled]]:
    return [model for model in apps.get_models() if issubclass(model, Journalled)]


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
        for entry, words in zip(entries, queries.in_words(entries), strict=True):
            entry.words = words
        changelist.result_list = entries
        return changelist

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        entry = self.get_object(request, object_id)
        words = queries.in_words([entry]) if entry else [None]
        context = (extra_context or {}) | {"item": words[0], "thing_url": _history_url(entry) if entry else ""}
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
