"""A long list is cut into pages, and a page that is not there is not there."""

import pytest
from django.http import Http404

from journal.paging import ROWS_ON_A_PAGE, page_of
from members.models import Group

pytestmark = pytest.mark.django_db


def groups(count: int):
    Group.objects.bulk_create(Group(slug=f"g{number:03}", name_pl="G") for number in range(count))
    return Group.objects.order_by("slug")


def test_every_row_stands_on_one_page():
    rows = groups(2 * ROWS_ON_A_PAGE + 1)
    pages = [page_of(rows, number) for number in (None, 2, 3)]
    assert [len(page) for page in pages] == [ROWS_ON_A_PAGE, ROWS_ON_A_PAGE, 1]
    assert [row for page in pages for row in page] == list(rows)


def test_an_empty_list_has_one_empty_page():
    assert list(page_of(groups(0), 1)) == []


@pytest.mark.parametrize("number", [2, 1_000_000, -1])
def test_a_page_beyond_the_list_does_not_exist(number):
    with pytest.raises(Http404):
        page_of(groups(1), number)
