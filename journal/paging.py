"""How a long list is cut into pages, for pages and open data alike."""

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404

ROWS_ON_A_PAGE = 50


def page_of(rows: QuerySet, number: int | None) -> Page[Any]:
    """Return the page of a list; a page beyond the last does not exist (Http404)."""
    try:
        return Paginator(rows, ROWS_ON_A_PAGE).page(number or 1)
    except EmptyPage as error:
        raise Http404 from error
