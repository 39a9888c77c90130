"""The page of member firms: what it shows as of a day, and its answer to any question, wise or hostile."""

import re
from datetime import date

import pytest
from django.utils import timezone

from members.tests import make

pytestmark = pytest.mark.django_db

LISTS = (
    "/czlonkowie/",
    "/en/members/",
    "/partnerzy/",
    "/wydarzenia/",
    "/api/members/",
    "/api/partners/",
    "/api/events/",
)


@pytest.fixture
def firms():
    make.member("Żubr", since=date(2014, 1, 1), city="Białystok")
    make.member("Łódź Metal", since=date(2013, 6, 1), city="Łódź")
    make.member("Las", since=date(2013, 6, 1), until=date(2014, 11, 12), kind="university")
    make.member("Ukryta", since=date(2013, 1, 1), is_listed=False)
    make.organisation("Obca")


def named(client, question: str, address: str = "/czlonkowie/") -> list[str]:
    response = client.get(f"{address}?{question}")
    assert response.status_code == 200
    return re.findall(r'href="(?:/en/organisations|/podmioty)/([a-z0-9-]+)/', response.content.decode())


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("as_of=2014-11-12", ["las", "lodz-metal", "zubr"]),
        ("as_of=2014-11-13", ["lodz-metal", "zubr"]),
        ("as_of=2012-12-31", []),
        ("as_of=2013-06-01", ["las", "lodz-metal"]),
        ("", ["lodz-metal", "zubr"]),
        ("q=LODZ", ["lodz-metal"]),
        ("q=bialystok", ["zubr"]),
        ("q=Bia%C5%82ystok", ["zubr"]),
        ("q=Bia%CC%82lystok", ["zubr"]),
        ("q=ukryta", []),
        ("q=%25", []),
        ("kind=university&as_of=2014-11-12", ["las"]),
        ("kind=ngo", []),
        ("city=lodz", ["lodz-metal"]),
        ("year=2013&as_of=2014-11-12", ["las", "lodz-metal"]),
        ("year=2014", ["zubr"]),
        ("page=1", ["lodz-metal", "zubr"]),
        ("q=&kind=&city=&year=&as_of=&page=", ["lodz-metal", "zubr"]),
    ],
)
def test_the_list_answers_what_it_is_asked(client, firms, question, names):
    assert named(client, question) == names
    assert named(client, question, "/en/members/") == names


def test_a_member_that_is_not_listed_is_named_to_the_coordinator_only(client, firms):
    assert "ukryta" not in named(client, "as_of=2014-11-12")
    assert "ukryta" not in client.get("/czlonkowie/?as_of=2014-11-12").content.decode().lower()
    assert "ukryta" in named(make.browser(make.coordinator()), "as_of=2014-11-12")


def test_a_membership_that_ends_today_is_shown_until_tomorrow(client):
    today = timezone.localdate()
    make.member("Dziś ostatni", until=today)
    assert named(client, "") == ["dzis-ostatni"]
    assert named(client, f"as_of={today.replace(year=today.year + 1)}") == []


@pytest.mark.parametrize(
    ("question", "polish", "english"),
    [
        ("as_of=0000-00-00", "Podaj istniejącą datę", "Give a day that exists"),
        ("as_of=2014-02-30", "Podaj istniejącą datę", "Give a day that exists"),
        (
            "kind=spolka",
            "Wybierz jedną z dostępnych wartości; „spolka” do nich",
            "spolka is not one of the available choices",
        ),
        ("year=rok", "Wpisz liczbę całkowitą", "Enter a whole number"),
        ("page=-1", "Strona: Upewnij się", "Page: Ensure this value"),
    ],
)
def test_a_question_that_makes_no_sense_gets_the_form_back_filled_in_and_told_why(
    client, firms, question, polish, english
):
    for address, words in (("/czlonkowie/", polish), ("/en/members/", english)):
        response = client.get(f"{address}?q=huta&{question}")
        page = response.content.decode()
        assert response.status_code == 400
        assert words in page
        assert 'name="q" value="huta"' in page
        assert "/podmioty/zubr/" not in page


@pytest.mark.parametrize("question", ["page=2", "page=1000000", "q=nie-ma&page=2"])
def test_a_page_beyond_the_last_does_not_exist(client, firms, question):
    assert client.get(f"/czlonkowie/?{question}").status_code == 404


def test_the_next_page_keeps_the_question(client):
    for number in range(51):
        make.member(f"Firma {number:02}")
    assert len(named(client, "q=firma")) == 50
    assert named(client, "q=firma&page=2") == ["firma-50"]
    assert re.search(r'href="\?[^"]*q=firma[^"]*page=2', client.get("/czlonkowie/?q=firma").content.decode())


def test_a_name_is_shown_and_never_run(client):
    make.member("<script>alert(1)</script> & „Syn”")
    page = client.get("/czlonkowie/?q=<script>alert(1)").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; „Syn”" in page


HOSTILE = [
    "q=%00",
    "q=a%00b",
    "q=" + "a" * 100_000,
    "q=" + "ab+" * 33_000,
    "q=%ed%a0%80",
    "q=%E2%80%AE",
    "q=%5C%27%22%25_",
    "q[]=1&q=2&q=3",
    "city=%00",
    "city=%ed%a0%80",
    "city=" + "%C3%9F" * 100,
    "kind=%00",
    "kind=" + "k" * 100_000,
    "year=%00",
    "year=%D9%A2%D9%A0%D9%A1%D9%A4",
    "year=" + "9" * 100_000,
    "page=-1",
    "page=%EF%BC%92",
    "page=1e9",
    "page=" + "9" * 100_000,
    "as_of=0000-00-00",
    "as_of=0001-01-01",
    "as_of=9999-12-31",
    "as_of=%EF%BC%92%EF%BC%90%EF%BC%91%EF%BC%94-11-07",
    "as_of=2014-11-12%00",
    "as_of=" + "1" * 100_000,
]


@pytest.mark.parametrize("address", LISTS)
def test_no_question_breaks_a_list(client, firms, address):
    client.raise_request_exception = False
    answers = {question[:40]: client.get(f"{address}?{question}").status_code for question in HOSTILE}
    assert set(answers.values()) <= {200, 400, 404}, answers
