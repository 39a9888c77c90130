"""Open data about the journal's published heads, and the shape that all lists of the open data share."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Query, Router, Schema

from journal.forms import AsOfForm
from journal.models import PublishedHead
from journal.paging import page_of

router = Router()


class AskedDay(Schema):
    """What every list takes, as text: the form says what is wrong with it, in the reader's language."""

    as_of: str = ""
    page: str = ""


class Refusal(Schema):
    detail: str


class HeadRow(Schema):
    day: date
    at: datetime
    hash: str


class Listing(Schema):
    """What every list says of itself before its `results`."""

    as_of: date
    count: int
    page: int
    pages: int


class HeadList(Listing):
    results: list[HeadRow]


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


@router.get("/journal/heads/", response={200: HeadList, 400: Refusal}, summary="Published heads of the journal")
def journal_heads(request: HttpRequest, asked: Query[AskedDay]) -> Any:
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return refusal(request, form)
    on = form.value("as_of") or timezone.localdate()
    page = page_of(PublishedHead.objects.published_by(on=on), form.value("page"))
    return listing(on, page, head_row)


def head_row(head: PublishedHead) -> dict[str, Any]:
    """Return day, moment and hash; never the number, which would tell how much happens where nobody may look."""
    return {"day": head.day, "at": head.at, "hash": head.hash}
