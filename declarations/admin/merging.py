"""The office's door for merging two records of one organisation; it hangs on the organisation's own pages."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import access, queries, use_cases
from declarations.forms import ReasonForm
from journal.admin import KeySelect
from members.admin import OrganisationAdmin
from members.matching import alike
from members.models import Membership, Organisation
from members.queries import facts_in_merger, given_up_by_merging

admin.site.unregister(Organisation)


class OtherForm(forms.Form):
    """Which organisation is to be absorbed."""

    other = forms.ModelChoiceField(
        label=_("Organisation to be absorbed"),
        queryset=Organisation.objects.all(),
        widget=KeySelect(Membership._meta.get_field("organisation"), admin.site),
    )


@admin.register(Organisation)
class MergingOrganisationAdmin(OrganisationAdmin):
    def tools_of(self, request: HttpRequest, thing: Organisation) -> list[tuple[Any, str]]:
        merging = [(_("Merge with another organisation"), _merge_url(thing))]
        return [*(merging if access.is_coordinator(request.user) else []), *super().tools_of(request, thing)]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:pk>/merge/", view, name="members_organisation_merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return self._merge(request, pk)
        # Locked from the reading of both records to the writing: of two coordinators the second is told.
        with journal.writing():
            return self._merge(request, pk)

    def _merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        kept = Organisation.objects.filter(pk=pk).first()
        if kept is None or not access.is_coordinator(request.user):
            raise Http404
        choice = OtherForm(request.GET if "other" in request.GET else None)
        if not choice.is_valid():
            similar = alike([kept.name], besides=kept.pk)[kept.name]
            found = [(thing, _merge_url(kept, thing)) for thing in (*similar.exact, *similar.near)]
            return self._page(request, "admin/merge_choice.html", kept, choice, similar=found)
        absorbed = choice.cleaned_data["other"]
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._merged(request, form, kept, absorbed):
            return redirect("admin:members_organisation_change", kept.pk)
        return self._page(request, "admin/merge_form.html", kept, form, **_preview(kept, absorbed))

    def _merged(self, request: HttpRequest, form: ReasonForm, kept: Organisation, absorbed: Organisation) -> bool:
        try:
            use_cases.merge_organisations(
                kept=kept,
                absorbed=absorbed,
                reason=form.cleaned_data["reason"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return False
        messages.success(request, _("Done and entered in the journal."))
        return True

    def _page(self, request: HttpRequest, template: str, kept: Organisation, form: Any, **more: Any) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Merge with another organisation"),
            "thing": kept,
            "form": form,
            "back_url": reverse("admin:members_organisation_change", args=[kept.pk]),
        }
        return render(request, template, context | more, status=409 if form.errors else 200)


def _preview(kept: Organisation, absorbed: Organisation) -> dict[str, Any]:
    """Return what the preview shows: what moves, by kind, what the facts will be, and what stands in the way."""
    moves = queries.everything_moved_by_merging(kept=kept, absorbed=absorbed)
    return {
        "absorbed": absorbed,
        "moves": [
            (kind, [move.thing for move in of_kind])
            for kind, of_kind in groupby(moves, key=lambda move: move.thing._meta.verbose_name_plural)
        ],
        "given_up": given_up_by_merging(kept=kept, absorbed=absorbed),
        "addresses": [absorbed.slug, *absorbed.former_slugs.values_list("slug", flat=True)],
        "differences": facts_in_merger(kept=kept, absorbed=absorbed),
        "in_the_way": queries.in_the_way_of_merging(kept=kept, absorbed=absorbed),
        "swap_url": _merge_url(absorbed, kept),
    }


def _merge_url(kept: Organisation, absorbed: Organisation | None = None) -> str:
    url = reverse("admin:members_organisation_merge", args=[kept.pk])
    return f"{url}?other={absorbed.pk}" if absorbed else url
