"""The office's door to organisations."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from journal.admin import Batch, BatchAdmin, JournalledForm, PreviewAdmin
from journal.admin.filters import agenda_filter, day_filter, text_filter
from members import agenda, use_cases
from members.admin.invitations import InvitingAdmin
from members.exchange.doors import (
    OrganisationTable,
)
from members.identifiers import compact
from members.matching import alike
from members.models import (
    Membership,
    Organisation,
)
from members.text import fold


class OrganisationForm(JournalledForm):
    """Warns before a second record of one organisation is made, and leads to the first."""

    is_another = forms.BooleanField(
        label=_("Save anyway: this is another organisation"), required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if {"name", "short_name"} & set(self.changed_data):
            self._warn_of_similar()
        for name in ("nip", "regon", "krs"):
            number = compact(self.cleaned_data.get(name) or "")
            other = Organisation.objects.exclude(pk=self.instance.pk).filter(**{name: number}).first()
            if number and other:
                self.add_error(name, _with_links(_("This number belongs to: {links}."), [other]))
        return cleaned

    def _warn_of_similar(self) -> None:
        name, short_name = (self.cleaned_data.get(field) or "" for field in ("name", "short_name"))
        found = alike({name, short_name}, besides=self.instance.pk)
        # A short name is like many: only the very same one is worth a warning.
        similar = list(dict.fromkeys([*found[name].exact, *found[name].near, *found[short_name].exact]))
        if not similar:
            return
        self.fields["is_another"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("is_another"):
            words = _("The register has a similar organisation: {links}. If this is another one, tick the box.")
            self.add_error("is_another", _with_links(words, similar))


def _with_links(words: Any, organisations: list[Organisation]) -> str:
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((reverse("admin:members_organisation_change", args=[thing.pk]), thing.name) for thing in organisations),
    )
    return format_html(str(words), links=links)


def _belonging(organisations: Any, day: Any) -> Any:
    return organisations.filter(pk__in=Membership.objects.in_force(on=day).values("organisation"))


@admin.register(Organisation)
class OrganisationAdmin(OrganisationTable, BatchAdmin, PreviewAdmin, InvitingAdmin):
    form = OrganisationForm
    previewed = (("description", _("description")),)
    list_display = ("name", "short_name", "kind", "city", "nip", "is_listed")
    list_filter = (
        agenda_filter(agenda.ITEMS),
        text_filter("city", _("town"), lambda rows, city: rows.in_city(city)),
        day_filter("member_on", _("member on the day"), _belonging),
        "kind",
        ("group_memberships__group", admin.RelatedOnlyFieldListFilter),
        "is_listed",
    )
    search_fields = ("search_text",)
    search_help_text = _("Name or town; case and Polish letters do not matter.")
    readonly_fields = ("slug", "profile_confirmed_on")
    batches = (
        Batch("list", _("List publicly"), partial(use_cases.list_organisation, is_listed=True)),
        Batch("unlist", _("Take off the public lists"), partial(use_cases.list_organisation, is_listed=False)),
    )
    fieldsets = (
        (None, {"fields": ("drawn_from", "name", "is_another", "short_name", "slug", "kind", "is_listed")}),
        (_("Seat and contact"), {"fields": ("city", "address", "website")}),
        (_("Identifiers"), {"fields": (("nip", "regon", "krs"),)}),
        (_("Description"), {"fields": ("description_pl", "description_en")}),
        (
            _("Profile"),
            {
                "fields": (
                    ("chain_role", "size_class"),
                    ("pkd_2007", "pkd_2025"),
                    ("competences_pl", "competences_en"),
                    ("processes_pl", "processes_en"),
                    ("materials_pl", "materials_en"),
                    "profile_confirmed_on",
                ),
                "classes": ("two-languages",),
            },
        ),
        (_("People"), {"fields": ("mail_domain",)}),
    )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def tools_of(self, request: HttpRequest, thing: Organisation) -> list[tuple[Any, str]]:
        lists = ((_("Certificates"), "certificate"), (_("Proposed changes"), "proposal"))
        urls = [(label, reverse(f"admin:members_{name}_changelist")) for label, name in lists]
        return [*((label, f"{url}?organisation={thing.pk}") for label, url in urls), *super().tools_of(request, thing)]

    def keep(self, thing: Organisation, request: HttpRequest) -> None:
        use_cases.keep_organisation(organisation=thing, by=request.user, at=timezone.now())  # type: ignore[arg-type]
