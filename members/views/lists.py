"""The catalogue of member firms."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from journal.views import list_page
from members import access, queries
from members.forms import MemberForm


@require_safe
@login_not_required
def member_list(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.GET)

    def rows(on: date) -> QuerySet[Any]:
        firms = queries.with_membership(access.member_firms_visible_to(request.user, on), on=on)
        form.tell_counts(**queries.counts_beside(firms, form.cleaned_data, on=on))
        return queries.narrowed(firms, form.cleaned_data, on=on)

    return list_page(request, "members/member_list.html", form, rows)
