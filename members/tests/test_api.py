"""Open data about member firms: row for row what the public page shows, whoever asks."""

import re
from datetime import date

import pytest

from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms():
    make.member("Żubr", since=date(2014, 1, 1), city="Białystok")
    make.member("Łódź Metal", since=date(2013, 6, 1), city="Łódź")
    make.member("Las", since=date(2013, 6, 1), until=date(2014, 11, 12), kind="university")
    make.member("Ukryta", since=date(2013, 1, 1), is_listed=False)
    make.organisation("Obca")


def on_the_page(client, question: str) -> list[str]:
    return re.findall(r'href="/podmioty/([a-z0-9-]+)/', client.get(f"/czlonkowie/?{question}").content.decode())


QUESTIONS = [
    "as_of=2014-11-12",
    "as_of=2014-11-13",
    "as_of=2012-01-01",
    "q=lodz&as_of=2014-11-12",
    "q=BIALYSTOK",
    "kind=university&as_of=2014-11-12",
    "city=lodz",
    "year=2013&as_of=2014-11-12",
    "q=ukryta",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_list_equals_the_public_page_row_for_row(client, firms, question):
    answer = client.get(f"/api/members/?{question}").json()
    slugs = [row["slug"] for row in answer["results"]]
    assert slugs == on_the_page(client, question)
    assert (answer["count"], answer["page"], answer["pages"]) == (len(slugs), 1, 1)


def test_a_row_says_what_is_known_of_the_member_and_where_its_page_is(client, firms, settings):
    settings.BASE_URL = "https://rejestr.example.org"
    answer = client.get("/api/members/?as_of=2014-11-12&q=las", headers={"host": "127.0.0.1"}).json()
    assert answer == {
        "as_of": "2014-11-12",
        "count": 1,
        "page": 1,
        "pages": 1,
        "results": [
            {
                "slug": "las",
                "name": "Las",
                "kind": "university",
                "city": "",
                "url": "https://rejestr.example.org/podmioty/las/",
                "since": "2013-06-01",
                "since_is_attested": False,
            }
        ],
    }


def test_everyone_is_answered_like_an_anonymous_visitor(client, firms):
    office = make.browser(make.coordinator())
    question = "/api/members/?as_of=2014-11-12"
    assert office.get(question).json() == client.get(question).json()
    assert "ukryta" in on_the_page(office, "as_of=2014-11-12")


def test_pages_follow_one_another_without_a_gap(client):
    for number in range(51):
        make.member(f"Firma {number:02}")
    first, second = (client.get(f"/api/members/?page={page}").json() for page in (1, 2))
    assert (first["count"], first["pages"], second["page"]) == (51, 2, 2)
    assert (len(first["results"]), len(second["results"])) == (50, 1)
    assert [row["name"] for row in [*first["results"], *second["results"]]] == [f"Firma {n:02}" for n in range(51)]
    assert client.get("/api/members/?page=3").status_code == 404
