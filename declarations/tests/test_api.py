"""The open data: what anonymous pages show, no more, in the fixed shape, whoever asks."""

import json
from datetime import date

import pytest

import members.use_cases
from declarations import use_cases
from declarations.tests import kom_2014 as expected
from declarations.tests import make
from members.models import Organisation
from members.tests.make import BY, certificate, member, organisation, representative

pytestmark = pytest.mark.django_db


def test_the_partners_of_2014_are_those_of_the_day_in_polish_order(client, kom_2014):
    for day, partners in expected.PARTNERS_ON:
        answer = client.get("/api/partners/", {"as_of": day}).json()
        rows = [(row["name"], row["city"], row["kind"], row["since"]) for row in answer.pop("results")]
        assert rows == partners, day
        assert answer == {"as_of": day, "count": len(partners), "page": 1, "pages": 1}


def test_the_events_of_2014_have_their_parties_in_written_order(client, kom_2014):
    suwalki, bialystok = client.get("/api/events/").json()["results"]
    for event, day, names in (
        (bialystok, "2014-11-07", expected.BIALYSTOK),
        (suwalki, "2014-11-12", expected.SUWALKI),
    ):
        assert event["date"] == day
        assert [(row["position"], row["name"]) for row in event["signatories"]] == list(enumerate(names, start=1))
    cluster = bialystok["signatories"][-1]
    assert cluster["represented_by"] == "Centrum Promocji Innowacji i Rozwoju"
    assert (cluster["side"], cluster["organisation"]) == ("cluster", None)
    others = [row for event in (bialystok, suwalki) for row in event["signatories"] if row is not cluster]
    assert {(row["side"], row["represented_by"]) for row in others} == {("partner", "")}
    slugs = set(Organisation.objects.values_list("slug", flat=True))
    assert {row["organisation"] for row in others} < slugs
    assert bialystok["url"] == "http://localhost:8000/wydarzenia/bialystok-2014/"


def test_events_asked_about_a_day_are_those_held_by_it(client, kom_2014):
    for day, events in (
        ("2014-11-06", {}),
        ("2014-11-07", {"bialystok-2014": 12}),
        ("2014-11-12", {"suwalki-2014": 5, "bialystok-2014": 12}),
    ):
        results = client.get("/api/events/", {"as_of": day}).json()["results"]
        assert {event["slug"]: len(event["signatories"]) for event in results} == events


def test_open_data_name_no_person_whoever_asks(client, kom_2014, office):
    firm = make.browser(representative("firma@example.org", Organisation.objects.get(name="ChM")))
    for address in ("/api/partners/", "/api/events/", "/api/organisations/urzad-miejski-bialystok/"):
        answers = [reader.get(address) for reader in (client, firm, office)]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert len({answer.content for answer in answers}) == 1
        text = json.dumps(answers[0].json(), ensure_ascii=False)
        assert not [words for words in sum(expected.PERSONS.values(), ()) if words in text]


def test_a_public_paper_names_its_persons_to_everyone(client):
    make.concluded("d", organisation(), event=make.event(), visibility="public")
    ((event),) = client.get("/api/events/").json()["results"]
    assert [(row["person"], row["function"]) for row in event["signatories"]] == [("Jan Żelazny", "prezes")]


@pytest.mark.parametrize("level", ["parties", "coordinator"])
def test_a_strict_paper_leaves_no_trace(client, level):
    make.concluded("d", organisation("Poufna"), event=make.event(), visibility=level)
    assert client.get("/api/partners/").json()["count"] == 0
    assert client.get("/api/events/").json()["results"][0]["signatories"] == []
    assert client.get("/api/organisations/poufna/").status_code == 404


def test_partners_are_narrowed_to_what_was_asked(client, kom_2014):
    for asked, names in (
        ({"q": "BIALYSTOK politechnika"}, ["Politechnika Białostocka"]),
        ({"q": "łódź"}, []),
        ({"city": "suwalki", "kind": "local_government"}, ["Urząd Miejski w Suwałkach"]),
        ({"kind": "public_body"}, ["Wojewódzki Urząd Pracy"]),
        ({"year": "2013"}, []),
        ({"q": "niemen", "year": "2014"}, ["Stowarzyszenie Euroregion Niemen"]),
    ):
        assert [row["name"] for row in client.get("/api/partners/", asked).json()["results"]] == names, asked


def test_an_organisation_is_told_as_of_the_day(client, kom_2014):
    address = "/api/organisations/politechnika-bialostocka/"
    assert client.get(address, {"as_of": "2014-11-06"}).status_code == 404
    answer = client.get(address, {"as_of": "2014-11-07"}).json()
    assert (answer["partner_since"], answer["member_since"], answer["name"]) == (
        "2014-11-07",
        None,
        "Politechnika Białostocka",
    )
    answer = client.get("/api/organisations/chm/").json()
    assert (answer["partner_since"], answer["member_since"], answer["member_since_is_attested"]) == (
        None,
        "2014-11-07",
        True,
    )


def test_an_unlisted_member_that_is_a_partner_is_told_as_a_partner_only(client):
    make.concluded("d", member("Cicha", is_listed=False))
    answer = client.get("/api/organisations/cicha/").json()
    assert (answer["partner_since"], answer["member_since"]) == ("2014-11-07", None)


def test_a_withdrawn_partner_is_gone_from_its_day_on(client):
    signature = make.concluded("d", organisation()).signatures.get()
    use_cases.withdraw_signature(signature=signature, day=make.date(2015, 1, 1), reason="R", **BY)
    counts = [client.get("/api/partners/", {"as_of": day}).json()["count"] for day in ("2014-12-31", "2015-01-01")]
    assert counts == [1, 0]


@pytest.mark.parametrize(("language", "words"), [("pl", "Podaj"), ("en", "Give a day that exists")])
def test_a_day_that_does_not_exist_is_refused_in_the_readers_language(client, language, words):
    answer = client.get("/api/partners/", {"as_of": "2014-02-30"}, headers={"accept-language": language})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("as_of: ")
    assert words in answer.json()["detail"]


def test_an_organisation_answers_with_what_its_page_says_of_it(client):
    firm = member("Huta", since=date(2014, 1, 1), description_en="Steel.", competences_pl="cięcie\n\ngięcie")
    certificate(firm, "ISO 9001", until=date(2024, 12, 31))
    answer = client.get("/api/organisations/huta/?as_of=2024-06-01").json()
    assert answer["description"] == {"pl": "", "en": "Steel."}
    assert answer["competences"] == {"pl": ["cięcie", "gięcie"], "en": []}
    assert answer["certificates"] == [
        {"name": "ISO 9001", "number": "", "issuer": "", "since": "2024-01-01", "until": "2024-12-31"}
    ]
    assert client.get("/api/organisations/huta/?as_of=2025-01-01").json()["certificates"] == []


HOSTILE = [
    {"as_of": "0000-00-00"},
    {"as_of": "２０１４-11-12"},
    {"as_of": "2014-11-12\0"},
    {"as_of": "x" * 100_000},
    {"page": "99999999999999999999"},
    {"page": "-1"},
    {"page": "\0"},
]


@pytest.mark.parametrize("asked", HOSTILE, ids=lambda asked: ascii(asked)[:40])
@pytest.mark.parametrize("address", ["/api/partners/", "/api/events/", "/api/organisations/a/"])
def test_a_hostile_question_is_refused_in_words(client, address, asked):
    answer = client.get(address, asked)
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("asked", [{"q": "\0"}, {"q": "x" * 100_000}, {"kind": "\0"}, {"city": "\0"}, {"year": "1e3"}])
def test_a_hostile_search_is_refused_in_words(client, asked):
    assert client.get("/api/partners/", asked).status_code == 400


@pytest.mark.parametrize("asked", [{"page": "2"}, {"page": "1000000"}])
def test_a_page_beyond_the_last_does_not_exist(client, asked):
    answer = client.get("/api/partners/", asked)
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


@pytest.mark.parametrize("slug", ["%00", "a%00b", "nie-ma", "x" * 5000, "..%2f", "ł", "%ff"])
def test_an_address_that_nobody_has_is_missing_and_nothing_worse(client, slug):
    answer = client.get(f"/api/organisations/{slug}/")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


def test_the_description_of_the_open_data_names_the_addresses(client):
    paths = set(client.get("/api/openapi.json").json()["paths"])
    assert {"/api/partners/", "/api/events/", "/api/organisations/{slug}/"} <= paths


@pytest.mark.parametrize("address", ["/api/partners/", "/api/events/"])
def test_a_longer_list_takes_no_more_queries(client, django_assert_num_queries, django_assert_max_num_queries, address):
    def grow(start: int, end: int) -> None:
        for number in range(start, end):
            event = make.event(f"e{number}")
            make.concluded(f"d{number}", organisation(f"P{number}"), event=event, visibility="public")

    grow(0, 1)
    with django_assert_max_num_queries(8) as few:
        client.get(address)
    grow(1, 5)
    with django_assert_num_queries(len(few)):
        assert client.get(address).json()["count"] == 5


def test_a_renamed_organisation_is_found_at_its_old_address_with_what_was_asked(client):
    firm = member("Stara Huta")
    firm.name = "Nowa Huta"
    members.use_cases.keep_organisation(organisation=firm, **BY)
    answer = client.get("/api/organisations/stara-huta/?as_of=2014-11-10")
    assert (answer.status_code, answer.url) == (301, "/api/organisations/nowa-huta/?as_of=2014-11-10")
    assert client.get("/api/organisations/stara-huta/?as_of=2010-01-01").status_code == 404
