"""Open data about member firms, and the shapes that all lists of the open data share."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Query, Router, Schema

from members import access, queries
from members.forms import AsOfForm, RegisterForm
from members.models import Organisation
from members.paging import page_of

router = Router()

# Open data answer everyone alike, whoever happens to be logged in: they show what anonymous pages show.
NOBODY = AnonymousUser()


class Asked(Schema):
    """What a list of organisations takes, as text: the form says what is wrong with it, in the reader's language."""

    q: str = ""
    kind: str = ""
    city: str = ""
    year: str = ""
    as_of: str = ""
    page: str = ""


class Refusal(Schema):
    detail: str


class OrganisationRow(Schema):
    slug: str
    name: str
    kind: str
    city: str
    url: str
    since: date


class MemberRow(OrganisationRow):
    since_is_attested: bool


class OrganisationList(Schema):
    as_of: date
    count: int
    page: int
    pages: int
    results: list[OrganisationRow]


class MemberList(OrganisationList):
    results: list[MemberRow]  # type: ignore[assignment]


def organisation_row(organisation: Any) -> dict[str, Any]:
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "kind": organisation.kind,
        "city": organisation.city,
        "url": absolute(organisation),
        "since": organisation.since,
    }


def absolute(thing: Any) -> str:
    """Return the Polish address of a page, from the configured base and never from the request's Host."""
    with translation.override("pl"):
        return settings.BASE_URL + thing.get_absolute_url()


def listing(on: date, page: Page[Any], row: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    return {
        "as_of": on,
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "results": [row(thing) for thing in page],
    }


def refusal(request: HttpRequest, form: AsOfForm) -> tuple[int, dict[str, str]]:
    """Say what is wrong with what was asked, in the language the reader's software prefers."""
    with translation.override(translation.get_language_from_request(request)):
        return 400, {
            "detail": " ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
        }


@router.get("/members/", response={200: MemberList, 400: Refusal}, summary="Member firms on a day")
def members(request: HttpRequest, asked: Query[Asked]) -> Any:
    form = RegisterForm(request.GET)
    if not form.is_valid():
        return refusal(request, form)
    on = form.value("as_of") or timezone.localdate()
    rows: Any = queries.with_membership(access.member_firms_visible_to(NOBODY, on), on=on)
    page = page_of(queries.narrowed(rows, form.cleaned_data), form.value("page"))
    return listing(on, page, member_row)


def member_row(organisation: Organisation) -> dict[str, Any]:
    return organisation_row(organisation) | {"since_is_attested": organisation.since_is_attested}  # type: ignore[attr-defined]
