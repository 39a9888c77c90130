"""The feeds of what is new: what every visitor may read, newest first, and no word of the rest."""

from datetime import date
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

import members.use_cases
from declarations.tests import make
from members.models import Cluster
from members.tests.make import BY, organisation

pytestmark = pytest.mark.django_db

ATOM = {"": "http://www.w3.org/2005/Atom"}


def read(client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def each(feed: ElementTree.Element, path: str) -> list[str]:
    return [found.text for found in feed.iterfind(path, ATOM)]


@pytest.fixture
def register():
    members.use_cases.keep_cluster(cluster=Cluster(organisation=organisation("Klaster", kind="cluster")), **BY)
    make.event("w-suwalkach", title_pl="Podpisanie w Suwałkach", title_en="Signing", day=date(2014, 11, 12))
    make.event("w-przygotowaniu", is_published=False)
    make.concluded("deklaracja", organisation("Partner"), organisation("Drugi partner"))
    make.concluded("stron", organisation("Strona poufna"), visibility="parties")
    make.concluded("firm", organisation("Firma"), side="member")


def test_the_feed_tells_of_events_and_partners_the_newest_first(client, register):
    feed = read(client, "/feed/")
    assert each(feed, "title") == ["Klaster: Co nowego w rejestrze"]
    assert each(feed, "entry/title") == [
        "Podpisanie w Suwałkach",
        "Partner podpisał deklarację partnera strategicznego",
        "Drugi partner podpisał deklarację partnera strategicznego",
    ]
    assert each(feed, "entry/updated")[:2] == ["2014-11-12T12:00:00+01:00", "2014-11-07T12:00:00+01:00"]


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("/feed/podpisy/", ["Partner podpisał deklarację partnera strategicznego"]),
        ("/en/feed/signatures/", ["Partner signed as a strategic partner"]),
        ("/feed/wydarzenia/", ["Podpisanie w Suwałkach"]),
        ("/en/feed/events/", ["Signing"]),
    ],
)
def test_each_feed_holds_its_kind_in_its_language(client, register, address, titles):
    feed = read(client, address)
    assert each(feed, "entry/title")[: len(titles)] == titles
    links = {link.get("rel"): link.get("href") for link in feed.iterfind("link", ATOM)}
    assert links["self"] == f"http://localhost:8000{address}"


def test_an_entry_is_the_same_in_both_languages_and_leads_to_the_page_in_its_own(client, register):
    polish, english = read(client, "/feed/"), read(client, "/en/feed/")
    assert each(polish, "entry/id") == each(english, "entry/id")
    assert len(set(each(polish, "entry/id"))) == 3
    pages = [link.get("href") for link in english.iterfind("entry/link", ATOM)]
    assert pages[:2] == [
        "http://localhost:8000/en/events/w-suwalkach/",
        "http://localhost:8000/en/organisations/partner/",
    ]


def test_a_withdrawn_signature_is_no_news(client, register):
    party = make.concluded("wycofana", organisation("Odchodzący")).signatures.get()
    make.use_cases.withdraw_signature(signature=party, day=date(2020, 1, 1), reason="Koniec", **BY)
    assert "Odchodzący" not in "".join(each(read(client, "/feed/podpisy/"), "entry/title"))


def test_an_empty_register_has_an_empty_feed(client):
    feed = read(client, "/feed/")
    assert each(feed, "entry/title") == []
    assert each(feed, "author/name") == ["localhost"]


def test_an_event_is_a_whole_day_of_a_calendar(client, register):
    answer = client.get("/en/events/w-suwalkach/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).events
    assert (event.start, event["SUMMARY"], event["LOCATION"]) == (date(2014, 11, 12), "Signing", "Białystok")
    assert event["URL"] == "http://localhost:8000/en/events/w-suwalkach/"


def test_the_calendar_of_all_events_has_the_published_ones(client, register):
    calendar = Calendar.from_ical(client.get("/wydarzenia/kalendarz.ics").content)
    assert [str(event["UID"]) for event in calendar.events] == ["w-suwalkach@localhost"]
    assert client.get("/wydarzenia/w-przygotowaniu/kalendarz.ics").status_code == 404


@pytest.mark.parametrize("day", [date.min, date.max])
def test_any_day_and_any_words_make_a_calendar(client, day):
    title = "Dzień; a, b: \\ c " + "ą" * 100
    make.event("dziwne", title_pl=title, day=day)
    (event,) = Calendar.from_ical(client.get("/wydarzenia/dziwne/kalendarz.ics").content).events
    assert str(event["SUMMARY"]) == title
