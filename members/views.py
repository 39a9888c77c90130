"""Pages about who belongs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members import access, queries
from members.forms import RegisterForm
from members.paging import page_of


@require_safe
@login_not_required
def member_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = RegisterForm(request.GET)
    context = {"form": form, "on": today, "is_past": False, "page": None}
    if not form.is_valid():
        return render(request, "members/member_list.html", context, status=400)
    on = form.value("as_of") or today
    rows = queries.narrowed(
        queries.with_membership(access.member_firms_visible_to(request.user, on), on=on), form.cleaned_data
    )
    page = page_of(rows, form.value("page"))
    context |= {"on": on, "is_past": bool(form.value("as_of")), "page": page, "count": page.paginator.count}
    return render(request, "members/member_list.html", context)
