"""The list of signing events, and the page of one."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from declarations import access, linked_data, queries
from journal.forms import AsOfForm
from journal.views import list_page


@require_safe
@login_not_required
def event_list(request: HttpRequest) -> HttpResponse:
    form = AsOfForm(request.GET)

    def rows(on: date) -> QuerySet[Any]:
        events = access.events_visible_to(request.user).select_related("host")
        # Unasked, the list holds the events to come as well; asked about a day, those held by it.
        day = form.value("as_of")
        return queries.with_signatories(events.held_by(on=on) if day else events, on=day)

    return list_page(request, "declarations/event_list.html", form, rows)


@require_safe
@login_not_required
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    event = get_object_or_404(access.events_visible_to(request.user).select_related("host"), slug=slug)
    papers = queries.signatories(
        [event],
        readable=access.declarations_visible_to(request.user, today),
        linked=access.organisations_visible_to(request.user, today, today=today),
    )
    context = {
        "event": event,
        "papers": papers[event.pk],
        "on": today,
        "about": linked_data.event(event),
        "trail": linked_data.trail((_("Events"), reverse("event_list")), (event.title, event.get_absolute_url())),
    }
    return render(request, "declarations/event_detail.html", context)
