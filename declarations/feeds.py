"""What is new in the register as Atom feeds, and the days of events for calendars, as every visitor may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import get_tag_uri
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

import members.queries
from declarations import access, queries
from declarations.text import summary_of
from journal.feeds import DatedFeed
from members.access import NOBODY

ENTRIES = 30


@dataclass(frozen=True)
class Item:
    """One entry; `name` tells it from every other, the same in each language and for ever."""

    day: date
    title: str
    summary: str
    path: str
    name: str


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def feed(request: HttpRequest) -> HttpResponse:
    title = _("What is new in the register")
    return _answer("feed", title, reverse("home"), [*_signatures(), *_events(), *_posts()])


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def signature_feed(request: HttpRequest) -> HttpResponse:
    return _answer("signature_feed", _("Signatures of strategic partners"), reverse("partner_list"), _signatures())


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def event_feed(request: HttpRequest) -> HttpResponse:
    return _answer("event_feed", _("Signing events"), reverse("event_list"), _events())


@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
def post_feed(request: HttpRequest) -> HttpResponse:
    return _answer("post_feed", _("News"), reverse("post_list"), _posts())


@require_safe
@login_not_required
def event_calendar(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Answer with one event, or with all of them to be subscribed to, as whole days (RFC 5545).

    Their stamps are of the day as well: asked twice, the answer is the same.
    """
    events = access.events_visible_to(NOBODY)
    if slug:
        events = events.filter(pk=get_object_or_404(events, slug=slug).pk)
    host = urlsplit(settings.BASE_URL).hostname
    calendar = Calendar.new(name=_("Signing events"), uid=f"{slug}@{host}", prodid="-//KOM Portal//")
    for event in events:
        calendar.add_component(
            Event.new(
                uid=f"{event.slug}@{host}",
                stamp=datetime.combine(event.day, time(), UTC),
                summary=event.title,
                start=event.day,
                location=", ".join(filter(None, (event.venue, event.city))),
                url=settings.BASE_URL + event.get_absolute_url(),
            )
        )
    headers = {"Content-Disposition": f'attachment; filename="{slug or "kalendarz"}.ics"'}
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)


def _signatures() -> Iterable[Item]:
    for signature in queries.latest_partner_signatures(on=timezone.localdate())[:ENTRIES]:
        paper = signature.declaration
        facts = f"{signature.signed_on}|{signature.name_as_signed}|{paper.title}"
        yield Item(
            day=signature.signed_on,
            title=_("%(party)s signed as a strategic partner") % {"party": signature.name_as_signed},
            summary=f"{paper.title}, {date_format(signature.signed_on, 'j E Y')}",
            path=signature.organisation.get_absolute_url(),
            name=sha256(facts.encode()).hexdigest()[:16],
        )


def _events() -> Iterable[Item]:
    for event in access.events_visible_to(NOBODY)[:ENTRIES]:
        yield Item(
            day=event.day,
            title=event.title,
            summary=", ".join(filter(None, (date_format(event.day, "j E Y"), event.venue, event.city))),
            path=event.get_absolute_url(),
            name=event.slug,
        )


def _posts() -> Iterable[Item]:
    for post in access.posts_visible_to(NOBODY, timezone.localdate())[:ENTRIES]:
        yield Item(
            day=post.day,
            title=post.title,
            summary=summary_of(post.text),
            path=post.get_absolute_url(),
            name=f"post-{post.slug}",
        )


def _answer(address: str, title: str, page: str, news: Iterable[Item]) -> HttpResponse:
    cluster: Any = members.queries.the_cluster()
    feed = DatedFeed(
        title=f"{cluster}: {title}" if cluster else title,
        link=settings.BASE_URL + page,
        description="",
        language=get_language(),
        author_name=str(cluster or urlsplit(settings.BASE_URL).hostname),
        feed_url=settings.BASE_URL + reverse(address),
    )
    for one in sorted(news, key=lambda one: one.day, reverse=True)[:ENTRIES]:
        # A paper names a day and no hour; noon is the same day in every time zone that reads of it.
        moment = timezone.make_aware(datetime.combine(one.day, time(12)))
        feed.add_item(
            title=one.title,
            link=settings.BASE_URL + one.path,
            description=one.summary,
            unique_id=get_tag_uri(f"{settings.BASE_URL}/{one.name}", one.day),
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
