"""The list of member firms."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from journal.views import list_page
from members import access, queries
from members.forms import RegisterForm


@require_safe
@login_not_required
def member_list(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.GET)

    def rows(on: date) -> QuerySet[Any]:
        firms = access.member_firms_visible_to(request.user, on)
        return queries.narrowed(queries.with_membership(firms, on=on), form.cleaned_data)

    return list_page(request, "members/member_list.html", form, rows)
