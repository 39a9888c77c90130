"""The page of published heads: what it shows, what it keeps to itself, and its answer to any question."""

import re
from datetime import date, timedelta

import pytest

from journal.models import Entry, PublishedHead
from members.tests import make

pytestmark = pytest.mark.django_db

FIRST = date(2025, 1, 1)
PAGES = ("/dziennik/", "/en/journal/")


@pytest.fixture
def year():
    """Publish 120 heads of a chain that holds some 30 000 entries."""
    PublishedHead.objects.bulk_create(
        PublishedHead(day=FIRST + timedelta(days=day), at=make.AT, number=31_000 + day, hash=f"{day:064x}")
        for day in range(120)
    )


def shown(client, address: str) -> list[tuple[str, str]]:
    text = client.get(address).content.decode()
    return list(zip(re.findall(r'<time datetime="([^"]+)">[^<]+</time>\s*</th>', text), hashes(text), strict=True))


def hashes(text: str) -> list[str]:
    return re.findall(r">([0-9a-f]{64})<", text)


@pytest.mark.parametrize("address", PAGES)
def test_the_newest_head_stands_first_with_its_day(client, address):
    make.organisation("A")
    first = make.published_head(date(2026, 11, 23))
    make.organisation("B")
    second = make.published_head(date(2026, 11, 24))
    assert shown(client, address) == [("2026-11-24", second.hash), ("2026-11-23", first.hash)]
    assert second.hash == Entry.objects.get(number=2).hash


def test_every_head_stands_on_one_page(client, year):
    rows = [row for page in (1, 2, 3) for row in shown(client, f"/dziennik/?page={page}")]
    assert rows == [((FIRST + timedelta(days=day)).isoformat(), f"{day:064x}") for day in range(119, -1, -1)]
    assert client.get("/dziennik/?page=4").status_code == 404


def test_a_day_is_found_by_asking_for_it(client, year):
    assert shown(client, "/dziennik/?as_of=2025-02-01")[0] == ("2025-02-01", f"{31:064x}")
    assert shown(client, "/dziennik/?as_of=2024-12-31") == []


@pytest.mark.parametrize("question", ["as_of=2025-02-30", "as_of=x", "page=0", "page=x", "page=%00", "as_of=%00"])
@pytest.mark.parametrize("address", PAGES)
def test_a_question_that_makes_no_sense_gets_the_page_back_with_a_reason(client, year, address, question):
    response = client.get(f"{address}?{question}")
    assert response.status_code == 400
    assert hashes(response.content.decode()) == []


@pytest.mark.parametrize("address", [*PAGES, "/dziennik/atom/", "/api/journal/heads/"])
def test_nobody_is_told_how_much_happens_in_private(client, year, address):
    assert not re.search(r"31.?1\d\d\b", client.get(address).content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_page_explains_itself(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()
    assert "verify_journal" in response.content.decode()


def test_what_happens_shows_in_public_only_once_it_is_published(client):
    make.published_head(date(2026, 11, 23))
    before = client.get("/dziennik/").content
    make.organisation("A", kind="ngo")
    assert client.get("/dziennik/").content == before
    make.published_head(date(2026, 11, 24))
    assert client.get("/dziennik/").content != before


@pytest.mark.parametrize("address", PAGES)
def test_the_page_leads_to_its_feed_and_every_page_leads_to_it(client, address):
    text = client.get(address).content.decode()
    assert re.search(r'<link rel="alternate"\s+type="application/atom\+xml"\s+title="[^"]+"\s+href="([^"]+)"', text)
    assert f'href="{address}"' in client.get("/" if address == PAGES[0] else "/en/").content.decode()
