"""The journal's published heads as an Atom feed, so that copies of them lie with whoever subscribes to it."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from journal.models import PublishedHead

ENTRIES = 30
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class DatedFeed(Atom1Feed):
    """A feed as old as its newest entry: the stock one is as old as the clock says while it has none."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)


def _newest(request: HttpRequest) -> str | None:
    head = PublishedHead.objects.first()
    return f'"{head.day}-{head.hash}"' if head else None


# Everyone is told the same, so any cache may keep it for a while.
@require_safe
@login_not_required
@cache_control(public=True, max_age=300)
@etag(_newest)
def journal_feed(request: HttpRequest) -> HttpResponse:
    page = settings.BASE_URL + reverse("journal_heads")
    host = urlsplit(settings.BASE_URL).hostname or ""
    feed = DatedFeed(
        title=_("Heads of the journal: %(host)s") % {"host": host},
        link=page,
        description="",
        subtitle=_("Keep them: with any of them it can be proved later that nothing before it was rewritten."),
        language=get_language(),
        author_name=host,
        feed_url=settings.BASE_URL + reverse("journal_feed"),
    )
    for head in PublishedHead.objects.all()[:ENTRIES]:
        feed.add_item(
            title=_("Head of the journal, %(day)s") % {"day": date_format(head.day, "j E Y")},
            link=f"{page}?as_of={head.day}",
            description=head.hash,
            unique_id=_identity(head.day, head.hash),
            pubdate=head.at,
            updateddate=head.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _identity(day: date, head: str) -> str:
    """Return the name of an entry, the same in each language and for ever."""
    return get_tag_uri(f"{settings.BASE_URL}/{head}", day)
