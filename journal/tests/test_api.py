"""Open data about published heads: row for row what the public page shows."""

import re
from datetime import date, timedelta

import pytest

from journal.models import PublishedHead
from members.tests import make

pytestmark = pytest.mark.django_db

HEADS = "/api/journal/heads/"


def test_a_row_has_day_moment_and_hash_and_nothing_else(client):
    make.organisation("A")
    head = make.published_head(date(2026, 11, 24))
    answer = client.get(f"{HEADS}?as_of=2026-11-25").json()
    assert answer == {
        "as_of": "2026-11-25",
        "count": 1,
        "page": 1,
        "pages": 1,
        "results": [{"day": "2026-11-24", "at": "2026-11-24T06:00:00Z", "hash": head.hash}],
    }


@pytest.mark.parametrize("question", ["", "page=2", "page=3", "as_of=2025-02-01", "as_of=2024-01-01"])
def test_the_list_equals_the_public_page_row_for_row(client, question):
    PublishedHead.objects.bulk_create(
        PublishedHead(day=date(2025, 1, 1) + timedelta(days=day), at=make.AT, number=day, hash=f"{day:064x}")
        for day in range(120)
    )
    page = client.get(f"/dziennik/?{question}").content.decode()
    rows = client.get(f"{HEADS}?{question}").json()["results"]
    assert [row["hash"] for row in rows] == re.findall(r">([0-9a-f]{64})<", page)
