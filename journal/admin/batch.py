"""One act on several rows of a list: a page that shows what will happen to each row, and then just that."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db.transaction import set_rollback
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from journal import queries, use_cases, words
from journal.admin.journalled import JournalledAdmin, texts_of
from journal.models import Entry, plain
from journal.words import FactInWords

MOST_ROWS = 1000
NAMES_IN_A_MESSAGE = 10


@dataclass(frozen=True)
class Batch:
    """An act that may be done to several rows: its name in addresses, its words, the use-case, and what it asks."""

    name: str
    label: Promise
    # Called with the row under the name of its model, with what the form was told, and with `by` and `at`.
    act: Callable[..., Any]
    form: Callable[..., forms.Form] = forms.Form


@dataclass(frozen=True)
class Row:
    """What an act does to one row: which facts it changes, or why the row is skipped."""

    name: str
    url: str
    facts: list[FactInWords] = field(default_factory=list)
    why_skipped: str = ""


class BatchAdmin(JournalledAdmin):
    """Offers acts on several rows at once. The preview is the act itself, rolled back: both cannot disagree.

    All rows that can be done are done in one transaction, each with its own entry; the others are skipped and named.
    """

    batches: tuple[Batch, ...] = ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        if IS_POPUP_VAR in request.GET or not self.has_change_permission(request):
            return {}
        return {batch.name: (partial(_begin, batch), batch.name, batch.label) for batch in self.batches}

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> HttpResponse | None:
        if not all(map(_is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            messages.error(request, _("This question cannot be understood; the whole list is shown."))
            return None
        return super().response_action(request, queryset, *args)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.batch_view)
        return [path("batch/<slug:name>/", view, name=f"{self._name}_batch"), *super().get_urls()]

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def batch_view(self, request: HttpRequest, name: str) -> HttpResponse:
        batch = next((batch for batch in self.batches if batch.name == name), None)
        if batch is None:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = [key for key in request.POST.get("rows", "").split(",") if _is_key(key)]
        if not keys or len(keys) > MOST_ROWS:
            return redirect(f"admin:{self._name}_changelist")
        form = batch.form(request.POST)
        if not form.is_valid():
            return self.batch_page(request, batch, keys, form)
        if "confirm" in request.POST:
            return self._confirmed(request, batch, keys, form)
        return self.preview(request, batch, keys, form)

    def preview(self, request: HttpRequest, batch: Batch, keys: list[str], form: forms.Form) -> HttpResponse:
        """Show what the act would do to each row by the form, which holds nothing wrong."""
        form.full_clean()
        return self.batch_page(request, batch, keys, form, self._acted(request, batch, keys, form, for_good=False))

    def _confirmed(self, request: HttpRequest, batch: Batch, keys: list[str], form: forms.Form) -> HttpResponse:
        """Do what was shown; where something else would happen by now, do nothing and show that."""
        with use_cases.writing():
            rows = self._acted(request, batch, keys, form, for_good=True)
            is_as_shown = _fingerprint(rows) == request.POST.get("shown")
            set_rollback(not is_as_shown)
        if not is_as_shown:
            messages.warning(request, _("Nothing was done yet: something else would happen now than was shown."))
            page = self.batch_page(request, batch, keys, form, rows)
            page.status_code = 409
            return page
        skipped = [row.name for row in rows if row.why_skipped]
        done = {"count": len(rows) - len(skipped), "act": batch.label}
        messages.success(request, _("“%(act)s” done and entered in the journal. Rows: %(count)s.") % done)
        if skipped:
            names = "; ".join(skipped[:NAMES_IN_A_MESSAGE]) + ("; …" if len(skipped) > NAMES_IN_A_MESSAGE else "")
            messages.warning(request, _("Skipped (%(count)s): %(names)s") % {"count": len(skipped), "names": names})
        return redirect(f"admin:{self._name}_changelist")

    def _acted(
        self, request: HttpRequest, batch: Batch, keys: list[str], form: forms.Form, *, for_good: bool
    ) -> list[Row]:
        """Do the act to each row that allows it, and tell of each what happened; not for good, all is taken back."""
        refusals: dict[int, str] = {}
        at = timezone.now()
        with use_cases.writing():
            things = self._things(request, keys)
            names = {thing.pk: str(thing) for thing in things}
            last = queries.head().number
            for thing in things:
                told = {str(self.opts.model_name): thing} | form.cleaned_data
                try:
                    batch.act(**told, by=request.user, at=at)
                except self.refusals as refusal:
                    refusals[thing.pk] = " ".join(map(str, texts_of(refusal)))
            changed = self._changed_since(last, at)
            set_rollback(not for_good)
        return [
            Row(name, self._url(key), changed.get(str(key), []), refusals.get(key, "")) for key, name in names.items()
        ]

    def _things(self, request: HttpRequest, keys: list[str]) -> list[Any]:
        things = self.get_queryset(request).filter(pk__in=keys)
        related: Any = self.list_select_related
        return list(things.select_related(*related) if related else things)

    def _changed_since(self, last: int, at: datetime) -> dict[str, list[FactInWords]]:
        """Return, by key, which facts of the rows the entries after the last one tell of."""
        entries = list(Entry.objects.filter(number__gt=last, object_type=self.opts.label_lower))
        for entry in entries:
            # That it is done now is no news, and would be another now when it is confirmed.
            entry.facts = {name: pair for name, pair in entry.facts.items() if pair[1] != plain(at)}
        return {told.entry.object_key: told.facts for told in words.in_words(entries)}

    def _url(self, key: int) -> str:
        return reverse(f"admin:{self._name}_change", args=[key])

    def batch_page(
        self, request: HttpRequest, batch: Batch, keys: list[str], form: forms.Form, rows: list[Row] | None = None
    ) -> TemplateResponse:
        """Ask what the act needs to be told; once it is told, show what would happen to each row."""
        chosen = (
            [Row(str(thing), self._url(thing.pk)) for thing in self._things(request, keys)] if rows is None else rows
        )
        context = self.admin_site.each_context(request) | {
            "title": batch.label,
            "thing": self.opts.verbose_name_plural,
            "form": form,
            "keys": ",".join(keys),
            "rows": chosen,
            "shown": _fingerprint(rows) if rows else "",
            "skipped": sum(bool(row.why_skipped) for row in rows or []),
            "done": sum(not row.why_skipped for row in rows or []),
            "act_url": reverse(f"admin:{self._name}_batch", args=[batch.name]),
            "back_url": reverse(f"admin:{self._name}_changelist"),
        }
        return TemplateResponse(request, "admin/batch_form.html", context, status=409 if form.errors else 200)


def _begin(batch: Batch, door: BatchAdmin, request: HttpRequest, chosen: Any) -> HttpResponse | None:
    """Open the page of the act that was chosen above the list, about the rows that were ticked."""
    keys = [str(key) for key in chosen.values_list("pk", flat=True)[: MOST_ROWS + 1]]
    if len(keys) > MOST_ROWS:
        messages.error(request, _("At most %(most)s rows at once: narrow the list first.") % {"most": MOST_ROWS})
        return None
    form = batch.form()
    if any(asked.required for asked in form.fields.values()):
        return door.batch_page(request, batch, keys, form)
    form = batch.form({})
    return door.preview(request, batch, keys, form)


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) <= 18


def _fingerprint(rows: list[Row]) -> str:
    return sha256(repr(rows).encode()).hexdigest()
