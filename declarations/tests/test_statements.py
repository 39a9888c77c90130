"""What people said: at the event and on the page of their organisation, from the day on, and not before."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

import journal.use_cases as journal
from declarations import queries
from declarations.tests import make
from journal.models import Entry
from members.tests.make import BY, cluster, member, organisation, representative

pytestmark = pytest.mark.django_db


def test_an_event_shows_its_speakers_with_their_words_in_order(client):
    event = make.event()
    make.statement("Ewa Lis", event=event, position=2, text_pl="")
    make.statement("Jan Nowak", event=event, position=1, organisation=member("Huta"), text_pl="Razem *łatwiej*.")
    text = client.get(event.get_absolute_url()).content.decode()
    assert text.index("Jan Nowak") < text.index("Ewa Lis")
    assert "Razem <em>łatwiej</em>." in text
    assert 'href="/podmioty/huta/"' in text


def test_an_organisation_without_a_page_is_named_and_not_linked(client):
    event = make.event()
    make.statement(event=event, organisation=organisation("Gość"))
    text = client.get(event.get_absolute_url()).content.decode()
    assert "Gość" in text
    assert "/podmioty/gosc/" not in text


def test_the_page_of_an_organisation_shows_its_words_from_their_day_on(client):
    firm = member("Huta", since=date(2014, 1, 1))
    make.statement(event=make.event(), organisation=firm, text_pl="Warto razem.")
    make.statement(event=make.event("tajne", is_published=False), organisation=firm, text_pl="Na razie cicho.")
    make.statement("Ewa Lis", organisation=firm, said_on=date(2015, 5, 1), text_pl="Bez okazji.")
    today = client.get("/podmioty/huta/").content.decode()
    assert "Warto razem." in today and "Bez okazji." in today and "Na razie cicho." not in today
    before = client.get("/podmioty/huta/?as_of=2014-11-06").content.decode()
    assert "Własnymi słowami" not in before


@pytest.mark.parametrize(
    "facts",
    [{}, {"said_on": date(2014, 11, 7)}, {"text_pl": "", "text_en": "Only English"}],
    ids=["nowhere", "a day alone", "no Polish"],
)
def test_a_statement_belongs_somewhere_and_is_in_polish_first(facts):
    firm = organisation("Huta")
    with pytest.raises(ValidationError):
        make.statement(**facts | ({"organisation": firm} if not facts else {}))


def test_a_person_who_spoke_is_found_among_the_persons_and_sealed_in_the_journal():
    event = make.event()
    make.statement("Jan Nowak", event=event)
    jan = representative("jan@example.org", organisation("Huta"))
    jan.name = "Jan Nowak"
    journal.keep(thing=jan, **BY)
    mentions = queries.mentions_of(queries.person_of("jan@example.org"))
    assert [mention.thing for mention in mentions] == ["Jan Nowak, prezes"]
    entry = Entry.objects.get(object_type="declarations.statement")
    assert "Jan Nowak" not in str(entry.facts)


# Events to come


def test_an_event_to_come_stands_above_those_held_with_its_announcement(client):
    make.event("dawne", title_pl="Dawna gala")
    coming = make.event("przyszle", title_pl="Przyszła gala", day=date(2200, 1, 1), announcement_pl="Zapraszamy.")
    text = client.get("/wydarzenia/").content.decode()
    assert text.index("Nadchodzące wydarzenia") < text.index("Przyszła gala") < text.index("Dawna gala")
    page = client.get(coming.get_absolute_url()).content.decode()
    assert "Zapraszamy." in page and "dopiero się odbędzie" in page
    assert "Przyszła gala" not in client.get("/wydarzenia/?as_of=2020-01-01").content.decode()


@pytest.mark.parametrize(
    ("days", "featured"),
    [((), ""), ((2000, 2001), "2001"), ((2000, 2200, 2201), "2200"), ((2000, *range(2200, 2210)), "2200")],
    ids=["none", "held", "to come", "many to come"],
)
def test_the_home_page_features_the_next_event_or_else_the_last(client, days, featured):
    cluster()
    for year in days:
        make.event(f"gala-{year}", title_pl=f"Gala {year}", day=date(year, 5, 1))
    (feature,) = re.findall(r'<section class="feature">.*?</section>', client.get("/").content.decode(), re.S) or [""]
    assert re.findall(r">Gala (\d+)<", feature) == ([featured] if featured else [])


def test_the_report_takes_the_place_of_the_announcement(client):
    event = make.event(announcement_pl="Zapraszamy.", report_pl="Odbyło się.")
    text = client.get(event.get_absolute_url()).content.decode()
    assert "Odbyło się." in text
    assert "Zapraszamy." not in text


def test_an_event_lists_the_documents_that_the_reader_may_open(client):
    event = make.event()
    paper = make.concluded("publiczna", organisation("Partner"), event=event, visibility="public")
    make.document(paper, title="Skan jawny", visibility="public")
    make.document(paper, pages=2, title="Skan biura", visibility="coordinator")
    text = client.get(event.get_absolute_url()).content.decode()
    assert "Skan jawny" in text
    assert "Skan biura" not in text


def test_the_town_of_an_event_is_marked_on_the_map_where_the_map_knows_it(client):
    known, unknown = make.event(city="Gliwice"), make.event("nigdzie", city="Nigdziebądź")
    assert "śląskie" in client.get(known.get_absolute_url()).content.decode()
    assert "Gdzie to jest" not in client.get(unknown.get_absolute_url()).content.decode()
