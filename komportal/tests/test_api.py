"""Tests of komportal/api.py: the description, and the answers to what is missing, wrong or not offered."""

import pytest

pytestmark = pytest.mark.django_db

LISTS = ("/api/partners/", "/api/members/", "/api/events/", "/api/news/", "/api/journal/heads/")
IN = {"pl": {"Accept-Language": "pl"}, "en": {"Accept-Language": "en"}}


TABLES = ("/api/partners.csv", "/api/members.csv", "/api/events.csv", "/api/news.csv")


def test_the_description_names_every_list_and_no_other_address(client):
    response = client.get("/api/openapi.json")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    assert set(response.json()["paths"]) == {*LISTS, *TABLES, "/api/organisations/{slug}/"}


def test_the_api_has_no_page_that_loads_scripts(client):
    assert client.get("/api/docs").status_code == 404


@pytest.mark.parametrize("address", ["/api/no-such/", "/api/organisations/nie-ma/", "/api/events/?page=2"])
def test_what_is_missing_answers_404_in_json_and_in_the_readers_language(client, address):
    details = {}
    for language, headers in IN.items():
        response = client.get(address, headers=headers)
        assert (response.status_code, response["Content-Type"].partition(";")[0]) == (404, "application/json")
        details[language] = response.json()
    assert details == {"pl": {"detail": "Nie ma takiej strony."}, "en": {"detail": "There is no such page."}}


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("question", ["as_of=2014-02-30", "as_of=yesterday", "page=0", "page=x"])
def test_wrong_values_answer_400_and_say_which_in_the_readers_language(client, address, question):
    details = {}
    for language, headers in IN.items():
        response = client.get(f"{address}?{question}", headers=headers)
        assert response.status_code == 400
        details[language] = response.json()["detail"]
        assert details[language].startswith(question.partition("=")[0])
    assert details["pl"] != details["en"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", LISTS)
def test_open_data_cannot_be_written(client, address, method):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("address", LISTS)
def test_lists_of_an_empty_register_have_one_empty_page(client, address):
    answer = client.get(f"{address}?as_of=2014-11-12").json()
    assert answer == {"as_of": "2014-11-12", "count": 0, "page": 1, "pages": 1, "results": []}
