"""The feed of heads: an entry a day that is the same for ever, for everyone, and costs nothing while nothing is new."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from members.tests import make

pytestmark = pytest.mark.django_db

FEEDS = {"pl": "/dziennik/atom/", "en": "/en/journal/atom/"}
ATOM = {"": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def three_days():
    make.organisation("A")
    return [make.published_head(date(2026, 11, day)) for day in (24, 25, 26)]


def read(client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def each(feed: ElementTree.Element, path: str) -> list[str]:
    return [found.text for found in feed.iterfind(path, ATOM)]


@pytest.mark.parametrize("language", FEEDS)
def test_the_feed_has_an_entry_a_day_the_newest_first(client, three_days, language):
    feed = read(client, FEEDS[language])
    assert each(feed, "entry/summary") == [head.hash for head in reversed(three_days)]
    assert each(feed, "entry/updated") == [f"2026-11-{day}T06:00:00+00:00" for day in (26, 25, 24)]
    assert each(feed, "updated") == ["2026-11-26T06:00:00+00:00"]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert each(feed, "author/name") == ["localhost"]
    links = [link.get("href") for link in feed.iterfind("link", ATOM)]
    assert f"http://localhost:8000{FEEDS[language]}" in links
    page = FEEDS[language].removesuffix("atom/")
    linked = [link.get("href") for link in feed.iterfind("entry/link", ATOM)]
    assert linked == [f"http://localhost:8000{page}?as_of=2026-11-{day}" for day in (26, 25, 24)]


def test_an_entry_has_one_name_in_both_languages_and_keeps_it(client, three_days):
    names = each(read(client, FEEDS["pl"]), "entry/id")
    assert len(set(names)) == 3  # though the hash is the same on all three days
    assert each(read(client, FEEDS["en"]), "entry/id") == names
    make.published_head(date(2026, 11, 27))
    assert each(read(client, FEEDS["pl"]), "entry/id")[1:] == names


def test_the_feed_holds_the_last_thirty_days(client):
    make.organisation("A")
    for day in range(1, 32):
        make.published_head(date(2026, 10, day))
    assert len(each(read(client, FEEDS["pl"]), "entry/id")) == 30


def test_an_empty_feed_is_a_feed_and_does_not_change(client):
    first = client.get(FEEDS["pl"]).content
    assert each(read(client, FEEDS["pl"]), "updated") == ["1970-01-01T00:00:00+00:00"]
    assert client.get(FEEDS["pl"]).content == first


def test_whoever_has_the_newest_head_is_told_that_nothing_is_new(client, three_days):
    seen = client.get(FEEDS["pl"])["ETag"]
    again = client.get(FEEDS["pl"], headers={"If-None-Match": seen})
    assert (again.status_code, again.content) == (304, b"")
    make.published_head(date(2026, 11, 27))
    assert client.get(FEEDS["pl"], headers={"If-None-Match": seen}).status_code == 200


def test_the_feed_is_the_same_for_everyone_and_may_be_kept_by_any_cache(three_days):
    office = make.browser(make.coordinator())
    answers = [client.get(FEEDS["pl"]) for client in (Client(), office)]
    assert answers[0].content == answers[1].content
    for answer in answers:
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
