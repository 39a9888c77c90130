"""The pictures that stand beside links to our pages elsewhere: of pages that everyone may open, and no other."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

import members.queries
from declarations import access, cards
from members.access import NOBODY


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def home_card(request: HttpRequest) -> HttpResponse:
    return _drawn(_name(), _("Register of partners, member firms and signed declarations"))


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def organisation_card(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    thing = get_object_or_404(access.organisations_visible_to(NOBODY, today, today=today), slug=slug)
    return _drawn(thing.name, ", ".join(filter(None, (thing.get_kind_display(), thing.city))))


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def event_card(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(access.events_visible_to(NOBODY), slug=slug)
    return _drawn(event.title, f"{event.city}, {date_format(event.day, 'j E Y')}")


@require_safe
@login_not_required
@cache_control(public=True, max_age=86400)
def post_card(request: HttpRequest, slug: str) -> HttpResponse:
    post = get_object_or_404(access.posts_visible_to(NOBODY, timezone.localdate()), slug=slug)
    return _drawn(post.title, date_format(post.day, "j E Y"))


def _drawn(title: str, below: str) -> HttpResponse:
    return HttpResponse(cards.draw(title=title, below=below, name=_name()), content_type="image/png")


def _name() -> str:
    cluster: Any = members.queries.the_cluster()
    return str(cluster or _("Register"))
