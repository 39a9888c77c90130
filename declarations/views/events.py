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
from members.maps import draw_place


@require_safe
@login_not_required
def event_list(request: HttpRequest) -> HttpResponse:
    form = AsOfForm(request.GET)
    visible = access.events_visible_to(request.user).select_related("host")
    today = timezone.localdate()

    def rows(on: date) -> QuerySet[Any]:
        # Unasked, the events to come stand above the list; asked about a day, it holds what had taken place by it.
        day = form.value("as_of")
        return queries.with_signatories(visible.held_by(on=on) if day else visible.over(on=today), on=day)

    def to_come(on: date) -> dict[str, Any]:
        return {"coming": [] if form.value("as_of") else list(visible.to_come(on=today))}

    return list_page(request, "declarations/event_list.html", form, rows, besides=to_come)


@require_safe
@login_not_required
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    event = get_object_or_404(access.events_visible_to(request.user).select_related("host"), slug=slug)
    linked = access.organisations_visible_to(request.user, today, today=today)
    papers = queries.signatories([event], readable=access.declarations_visible_to(request.user, today), linked=linked)
    statements = queries.statements_at(event, linked=linked)
    pictures = list(event.pictures.all())
    context = {
        "event": event,
        "papers": papers[event.pk],
        "quoted": [said for said in statements if said.statement.text_pl],
        "speakers": [said for said in statements if not said.statement.text_pl],
        "pictures": pictures,
        "documents": queries.documents_at(event, readable=access.documents_visible_to(request.user, today)),
        "posts": queries.posts_about(access.posts_visible_to(request.user, today), event),
        "map": draw_place(event.city),
        "on": today,
        "is_to_come": event.is_to_come(on=today),
        "about": linked_data.event(event, pictures=pictures),
        "trail": linked_data.trail((_("Events"), reverse("event_list")), (event.title, event.get_absolute_url())),
    }
    return render(request, "declarations/event_detail.html", context)
