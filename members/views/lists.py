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
from members.maps import Picture, draw_around


@require_safe
@login_not_required
def member_list(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.GET)
    counts: dict[str, Any] = {}

    def rows(on: date) -> QuerySet[Any]:
        firms = queries.with_membership(access.member_firms_visible_to(request.user, on), on=on)
        counts.update(queries.counts_beside(firms, form.cleaned_data, on=on))
        form.tell_counts(**counts)
        return queries.narrowed(firms, form.cleaned_data, on=on)

    return list_page(
        request,
        "members/member_list.html",
        form,
        rows,
        besides=lambda on: {"picture": map_of(request, counts["towns"])},
    )


def map_of(request: HttpRequest, towns: dict[str, int]) -> Picture:
    """Return the map of a list that was asked about: each town leads to its part of the same answer."""

    def url_of(town: str) -> str:
        asked = request.GET.copy()
        asked["city"] = town
        asked.pop("page", None)
        return f"?{asked.urlencode()}"

    return draw_around(queries.the_cluster(), towns, url_of=url_of)
