"""Open data about member firms, and the shapes that lists of organisations share."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

import tablib
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from ninja import Query, Router, Schema

from journal.api import AskedDay, Listing, Refusal, listing, refusal
from journal.forms import AsOfForm
from journal.paging import page_of
from members import access, queries
from members.exchange.formats import PolishCSV
from members.forms import MemberForm
from members.models import Organisation

router = Router()


class Asked(AskedDay):
    """What a list of organisations takes."""

    q: str = ""
    kind: str = ""
    city: str = ""
    year: str = ""
    sort: str = ""


class AskedOfMembers(Asked):
    """What the list of member firms takes besides."""

    does: str = ""
    group: str = ""
    size: str = ""
    pkd: str = ""
    edition: str = ""


class OrganisationRow(Schema):
    slug: str
    name: str
    kind: str
    city: str
    url: str
    since: date


class MemberRow(OrganisationRow):
    since_is_attested: bool


class OrganisationList(Listing):
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


Rows = Callable[[date], QuerySet[Any]]
RowOf = Callable[[Any], dict[str, Any]]


def answer_list(request: HttpRequest, form: AsOfForm, rows: Rows, row: RowOf) -> Any:
    """Answer with a page of the rows of the day that a form asks for, or say what is wrong with what was asked."""
    if not form.is_valid():
        return refusal(request, form)
    on = form.value("as_of") or timezone.localdate()
    return listing(on, page_of(rows(on), form.value("page")), row)


def answer_table(
    request: HttpRequest, form: AsOfForm, rows: Rows, row: RowOf, *, shape: type[Schema], name: str
) -> Any:
    """Answer with all of these rows as a table, or say what is wrong with what was asked."""
    if not form.is_valid():
        return refusal(request, form)
    on = form.value("as_of") or timezone.localdate()
    return table(f"{name}-{on}.csv", shape, map(row, rows(on)))


def table(name: str, row: type[Schema], rows: Iterable[dict[str, Any]]) -> HttpResponse:
    """Answer with rows as the CSV that spreadsheets open, a column for each field of the row's shape."""
    columns = list(row.model_fields)
    dataset = tablib.Dataset(*([one[column] for column in columns] for one in rows), headers=columns)
    kind = PolishCSV()
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(kind.export_data(dataset), content_type=kind.get_content_type(), headers=headers)


def absolute(thing: Any) -> str:
    """Return the Polish address of a page, from the configured base and never from the request's Host."""
    with translation.override("pl"):
        return settings.BASE_URL + thing.get_absolute_url()


@router.get("/members/", response={200: MemberList, 400: Refusal}, summary="Member firms on a day")
def members(request: HttpRequest, asked: Query[AskedOfMembers]) -> Any:
    form = MemberForm(request.GET)
    return answer_list(request, form, partial(_members, form), member_row)


@router.get("/members.csv", response={400: Refusal}, summary="Member firms on a day, all in one table")
def members_table(request: HttpRequest, asked: Query[AskedOfMembers]) -> Any:
    form = MemberForm(request.GET)
    return answer_table(request, form, partial(_members, form), member_row, shape=MemberRow, name="members")


def _members(form: MemberForm, on: date) -> QuerySet[Organisation]:
    rows: Any = queries.with_membership(access.member_firms_visible_to(access.NOBODY, on), on=on)
    return queries.narrowed(rows, form.cleaned_data, on=on)


def member_row(organisation: Organisation) -> dict[str, Any]:
    return organisation_row(organisation) | {"since_is_attested": organisation.since_is_attested}  # type: ignore[attr-defined]
