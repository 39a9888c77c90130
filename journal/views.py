"""The page of the journal's published heads, and the way every list answers what it is asked."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from journal.forms import AsOfForm
from journal.models import PublishedHead
from journal.paging import page_of


@require_safe
@login_not_required
def journal_heads(request: HttpRequest) -> HttpResponse:
    form = AsOfForm(request.GET)
    return list_page(request, "journal/journal_heads.html", form, lambda on: PublishedHead.objects.published_by(on=on))


def list_page(
    request: HttpRequest,
    template: str,
    form: AsOfForm,
    rows: Callable[[date], QuerySet[Any]],
    describe: Callable[[Any, date], None] | None = None,
    besides: Callable[[date], dict[str, Any]] = lambda on: {},
) -> HttpResponse:
    """Draw the page of a list that the form asks for, as of its day or today; a bad question gets the form back (400).

    `describe` adds to each row of the page what is to be said of it on the day; `besides` is what the page shows
    besides the list.
    """
    today = timezone.localdate()
    if not form.is_valid():
        return render(request, template, {"form": form, "on": today, "is_past": False, "page": None}, status=400)
    on = form.value("as_of") or today
    page = page_of(rows(on), form.value("page"))
    if describe:
        for row in page:
            describe(row, on)
    context = {
        "form": form,
        "on": on,
        "is_past": bool(form.value("as_of")),
        "page": page,
        "count": page.paginator.count,
    }
    return render(request, template, context | besides(on))
