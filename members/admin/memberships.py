"""The office's door to memberships, groups and who belongs to them, and to what organisations are certified for."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from journal.admin import Batch, BatchAdmin, JournalledAdmin
from journal.admin.filters import agenda_filter, day_filter
from journal.forms import DayField
from members import agenda, use_cases
from members.exchange.doors import (
    GroupMembershipTable,
    GroupTable,
    MembershipTable,
)
from members.models import (
    Certificate,
    Group,
    GroupMembership,
    Membership,
)
from members.text import check_visible, fold


class PeriodAdmin(JournalledAdmin):
    """What all periods share: the days first, the organisation found by typing."""

    date_hierarchy = "since"
    list_filter: ClassVar[tuple[Any, ...]] = (
        agenda_filter(agenda.ITEMS),
        day_filter("on", _("in force on the day"), lambda rows, day: rows.in_force(on=day)),
    )
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("organisation",)
    search_fields: ClassVar[tuple[str, ...]] = ("organisation__search_text",)
    list_select_related: ClassVar[tuple[str, ...]] = ("organisation",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        # Names of organisations are kept folded, those of persons as they are.
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        return found | super().get_search_results(request, queryset, fold(search_term))[0], may_repeat


class EndForm(forms.Form):
    """When memberships end, and why."""

    day = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, validators=[check_visible])


@admin.register(Membership)
class MembershipAdmin(MembershipTable, BatchAdmin, PeriodAdmin):
    batches = (Batch("end", _("End memberships"), use_cases.end_membership, EndForm),)
    list_display = ("organisation", "since", "until", "since_is_attested", "basis")


@admin.register(Certificate)
class CertificateAdmin(PeriodAdmin):
    list_display = ("organisation", "name", "number", "issuer", "since", "until")
    search_fields = (*PeriodAdmin.search_fields, "name", "number", "issuer")


@admin.register(Group)
class GroupAdmin(GroupTable, JournalledAdmin):
    list_display = ("name_pl", "short_name", "began_in")
    search_fields = ("name_pl", "name_en", "short_name")
    prepopulated_fields = {"slug": ("name_pl",)}


@admin.register(GroupMembership)
class GroupMembershipAdmin(GroupMembershipTable, PeriodAdmin):
    list_display = ("organisation", "group", "since", "until")
    list_filter = (*PeriodAdmin.list_filter, "group")
    list_select_related = ("organisation", "group")
    autocomplete_fields = ("organisation", "group")
