"""Open data about strategic partners, signing events and organisations, and the page that explains them."""

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from ninja import Query, Router, Schema

import members.queries
from declarations import access, linked_data, queries
from declarations.forms import PartnerForm, PostForm
from declarations.models import Post, SigningEvent
from declarations.queries import Paper
from declarations.text import summary_of
from journal.api import AskedDay, Listing, Refusal, listing, refusal
from journal.forms import AsOfForm
from journal.paging import page_of
from members.access import NOBODY
from members.api import (
    Asked,
    OrganisationList,
    OrganisationRow,
    absolute,
    answer_list,
    answer_table,
    organisation_row,
    table,
)
from members.models import Contact, FormerSlug, Membership, Organisation
from members.text import items_of, lines_of

router = Router()


class AskedOfPartners(Asked):
    """What the list of partners takes besides."""

    event: str = ""


class Signatory(Schema):
    position: int
    name: str
    side: str
    represented_by: str
    organisation: str | None
    person: str | None
    function: str | None


class AskedOfPosts(AskedDay):
    q: str = ""
    tag: str = ""
    year: str = ""


class PostRow(Schema):
    slug: str
    title: str
    date: date
    tags: list[str]
    summary: str
    url: str


class PostLine(PostRow):
    """A post with its tags in one cell, for the table."""

    tags: str  # type: ignore[assignment]


class PostList(Listing):
    results: list[PostRow]


class EventRow(Schema):
    slug: str
    title: str
    date: date
    city: str
    venue: str
    url: str
    signatories: list[Signatory]


class EventLine(Signatory):
    """A party with its event, for the table."""

    event: str
    title: str
    date: date
    city: str
    venue: str
    url: str


class EventList(Listing):
    results: list[EventRow]


class Text(Schema):
    pl: str
    en: str


class Lines(Schema):
    pl: list[str]
    en: list[str]


class CertificateRow(Schema):
    name: str
    number: str
    issuer: str
    since: date
    until: date | None


class ContactRow(Schema):
    name: str
    function: str
    email: str
    phone: str


class OrganisationAnswer(Schema):
    as_of: date
    slug: str
    name: str
    kind: str
    city: str
    url: str
    website: str
    partner_since: date | None
    member_since: date | None
    member_since_is_attested: bool
    description: Text
    competences: Lines
    processes: Lines
    materials: Lines
    pkd_2007: str
    pkd_2025: str
    chain_role: str
    certificates: list[CertificateRow]
    contacts: list[ContactRow]


@router.get("/partners/", response={200: OrganisationList, 400: Refusal}, summary="Strategic partners on a day")
def partners(request: HttpRequest, asked: Query[AskedOfPartners]) -> Any:
    form = PartnerForm(request.GET)
    return answer_list(request, form, partial(_partners, form), organisation_row)


@router.get("/partners.csv", response={400: Refusal}, summary="Strategic partners on a day, all in one table")
def partners_table(request: HttpRequest, asked: Query[AskedOfPartners]) -> Any:
    form = PartnerForm(request.GET)
    rows = partial(_partners, form)
    return answer_table(request, form, rows, organisation_row, shape=OrganisationRow, name="partners")


def _partners(form: PartnerForm, on: date) -> QuerySet[Organisation]:
    rows = queries.with_partnership(access.partners_visible_to(NOBODY, on), on=on)
    return members.queries.narrowed(queries.partners_of(rows, form.cleaned_data, on=on), form.cleaned_data, on=on)


@router.get("/events/", response={200: EventList, 400: Refusal}, summary="Signing events and their signatories")
def events(request: HttpRequest, asked: Query[AskedDay]) -> Any:
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return refusal(request, form)
    today = timezone.localdate()
    day = form.value("as_of")
    page = page_of(_events(day), form.value("page"))
    papers = _signatories(list(page), day, today)
    return listing(day or today, page, lambda event: event_row(event, papers[event.pk]))


@router.get("/events.csv", response={400: Refusal}, summary="Signing events and their signatories, one line a party")
def events_table(request: HttpRequest, asked: Query[AskedDay]) -> Any:
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return refusal(request, form)
    today = timezone.localdate()
    day = form.value("as_of")
    found = list(_events(day))
    papers = _signatories(found, day, today)
    rows = (line for event in found for line in _lines(event_row(event, papers[event.pk])))
    return table(f"events-{day or today}.csv", EventLine, rows)


def _events(day: date | None) -> QuerySet[SigningEvent]:
    found = access.events_visible_to(NOBODY)
    return found.held_by(on=day) if day else found


def _signatories(events: list[SigningEvent], day: date | None, today: date) -> dict[int, list[Paper]]:
    return queries.signatories(
        events,
        readable=access.declarations_visible_to(NOBODY, today),
        linked=access.organisations_visible_to(NOBODY, day or today, today=today),
        by=day,
    )


def _lines(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Put an event before each of its parties; an event without any is a line of its own."""
    facts = event | {"event": event["slug"]}
    for party in event["signatories"] or [dict.fromkeys(Signatory.model_fields)]:
        yield facts | party


def event_row(event: SigningEvent, papers: list[Paper]) -> dict[str, Any]:
    return {
        "slug": event.slug,
        "title": event.title_pl,
        "date": event.day,
        "city": event.city,
        "venue": event.venue,
        "url": absolute(event),
        "signatories": [signatory(row) for paper in papers for row in paper.rows],
    }


def signatory(row: queries.Row) -> dict[str, Any]:
    signature = row.signature
    return {
        "position": signature.position,
        "name": signature.name_as_signed,
        "side": signature.side,
        "represented_by": signature.represented_by.name if signature.represented_by else "",
        "organisation": signature.organisation.slug if row.link else None,
        "person": (signature.person or None) if row.shows_person else None,
        "function": (signature.function or None) if row.shows_person else None,
    }


@router.get("/news/", response={200: PostList, 400: Refusal}, summary="News")
def posts(request: HttpRequest, asked: Query[AskedOfPosts]) -> Any:
    form = PostForm(request.GET)
    return answer_list(request, form, partial(_posts, form), post_row)


@router.get("/news.csv", response={400: Refusal}, summary="News, all in one table")
def posts_table(request: HttpRequest, asked: Query[AskedOfPosts]) -> Any:
    form = PostForm(request.GET)
    return answer_table(request, form, partial(_posts, form), post_line, shape=PostLine, name="news")


def _posts(form: PostForm, on: date) -> QuerySet[Post]:
    return queries.posts_of(access.posts_visible_to(NOBODY, timezone.localdate()), form.cleaned_data)


def post_row(post: Post) -> dict[str, Any]:
    return {
        "slug": post.slug,
        "title": post.title_pl,
        "date": post.day,
        "tags": items_of(post.tags_pl),
        "summary": summary_of(post.text_pl),
        "url": absolute(post),
    }


def post_line(post: Post) -> dict[str, Any]:
    return post_row(post) | {"tags": ", ".join(items_of(post.tags_pl))}


@router.get(
    "/organisations/{slug:slug}/",
    response={200: OrganisationAnswer, 400: Refusal, 404: Refusal},
    summary="One organisation",
)
def organisation(request: HttpRequest, slug: str, asked: Query[AskedDay]) -> Any:
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return refusal(request, form)
    today = timezone.localdate()
    on = form.value("as_of") or today
    visible = access.organisations_visible_to(NOBODY, on, today=today)
    found: Any = queries.with_partnership(visible, on=on).filter(slug=slug).first()
    if found is None:
        former = FormerSlug.objects.select_related("organisation").filter(slug=slug, organisation__in=visible).first()
        if former is None:
            raise Http404
        address = reverse("api:organisation", kwargs={"slug": former.organisation.slug})
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(address + query, permanent=True)
    listed = access.member_firms_visible_to(NOBODY, on).filter(pk=found.pk)
    membership = Membership.objects.in_force(on=on).filter(organisation__in=listed).first()
    return {
        "as_of": on,
        "slug": found.slug,
        "name": found.name,
        "kind": found.kind,
        "city": found.city,
        "url": absolute(found),
        "website": found.website,
        "partner_since": found.since,
        "member_since": membership.since if membership else None,
        "member_since_is_attested": bool(membership and membership.since_is_attested),
        "contacts": contacts(found, today) if on == today else [],
        **profile(found, on),
    }


def contacts(organisation: Organisation, today: date) -> list[dict[str, str]]:
    """Return the people of an organisation with the fields that each of them shows to everyone."""
    shown = access.contact_fields_visible_to(NOBODY, Contact.objects.filter(organisation=organisation), today)
    return [{name: fields.get(name, "") for name in Contact.FIELDS} for fields in shown.values()]


def profile(organisation: Organisation, on: date) -> dict[str, Any]:
    """Return what an organisation says of itself, with the certificates valid on the day."""
    lists = {
        name: {code: lines_of(getattr(organisation, f"{name}_{code}")) for code in ("pl", "en")}
        for name in ("competences", "processes", "materials")
    }
    return lists | {
        "description": {"pl": organisation.description_pl, "en": organisation.description_en},
        "pkd_2007": organisation.pkd_2007,
        "pkd_2025": organisation.pkd_2025,
        "chain_role": organisation.chain_role,
        "certificates": [members.queries.facts_of(one) for one in organisation.certificates.in_force(on=on)],
    }


@require_safe
@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    """Say what the register gives away to programs, on which terms, and how it is asked."""
    on = timezone.localdate()
    partner = queries.with_partnership(access.partners_visible_to(NOBODY, on), on=on).first()
    row = organisation_row(partner) if partner else None
    context = {
        "licence": settings.DATA_LICENCE,
        "about": linked_data.dataset(licence=settings.DATA_LICENCE),
        "example": json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) if row else "",
    }
    return render(request, "declarations/open_data.html", context)
