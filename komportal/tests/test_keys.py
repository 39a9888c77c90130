"""Tests of keys and passkeys: their pages, whose they are, and that nothing a browser may say of one breaks a page."""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from members.models import OutgoingMail, User
from members.tests.make import coordinator, organisation, representative

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
PAGES = ("mfa_list_webauthn", "mfa_add_webauthn")


def coded(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def answer(**response: object) -> str:
    return json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": response})


def client_data(kind: str) -> str:
    return coded(json.dumps({"type": kind, "challenge": "eA", "origin": "http://testserver"}).encode())


GET, CREATE = client_data("webauthn.get"), client_data("webauthn.create")
SAID = {
    "nothing": "",
    "no JSON": "x",
    "null": "null",
    "a number": "1",
    "a list": "[]",
    "deep": "[" * 100_000,
    "an empty object": "{}",
    "no raw id": '{"id": "x"}',
    "a list of answers": json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": []}),
    "an empty answer": answer(),
    "numbers": answer(clientDataJSON=1, authenticatorData=1, signature=2, attestationObject=3, userHandle=4),
    "no base64": answer(clientDataJSON="!!", authenticatorData="żółć", signature="a", attestationObject="b"),
    "short data": answer(clientDataJSON=GET, authenticatorData="eA", signature="eA", userHandle="eA"),
    "nobody's key": answer(clientDataJSON=GET, authenticatorData=coded(bytes(37)), signature="eA", userHandle="eA"),
    "no user": answer(clientDataJSON=GET, authenticatorData=coded(bytes(37)), signature="eA"),
    "a huge user": answer(
        clientDataJSON=GET, authenticatorData=coded(bytes(37)), signature="eA", userHandle=coded(b"9" * 50)
    ),
    "a NUL": answer(clientDataJSON=GET, authenticatorData=coded(bytes(37)), signature="\0", userHandle="\0"),
    "deep data": answer(clientDataJSON=coded(b"[" * 10_000), authenticatorData=coded(bytes(37)), signature="eA"),
    "an empty object attested": answer(clientDataJSON=CREATE, attestationObject=coded(b"\xa0")),
    "a broken object attested": answer(clientDataJSON=CREATE, attestationObject=coded(b"\xff" * 30)),
    "a deep object attested": answer(clientDataJSON=CREATE, attestationObject=coded(b"\x81" * 3000)),
}


@pytest.fixture
def person(db) -> User:
    user = representative("anna@example.org", organisation("Firma"))
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def reader(person) -> Client:
    """Return the browser of a person who has just confirmed that it is them."""
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def key(user: User, name: str = "Telefon") -> Authenticator:
    # What is listed and renamed needs no working key; the browser test has one.
    extension = {"credProps": {"rk": True}}
    data = {"name": name, "credential": {"clientExtensionResults": extension}}
    return Authenticator.objects.create(user=user, type="webauthn", data=data)


@pytest.mark.parametrize("said", SAID.values(), ids=SAID.keys())
def test_whatever_a_browser_says_to_log_in_opens_nothing_and_breaks_nothing(client, person, said):
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    response = client.post(reverse("mfa_login_webauthn"), {"credential": said})
    assert (response.status_code, response.url) == (302, reverse("account_login"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
def test_whatever_a_browser_says_of_a_new_key_adds_none_and_breaks_nothing(reader, person, page):
    statuses = {}
    for name, said in SAID.items():
        cache.clear()  # The limit of attempts is not what is asked here.
        reader.get(reverse(page))
        statuses[name] = reader.post(reverse(page), {"name": "x", "credential": said}).status_code
    assert set(statuses.values()) <= {200, 302}
    assert not Authenticator.objects.exists()


def test_whatever_a_browser_says_in_the_second_step_opens_nothing(client, person):
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    for said in SAID.values():
        assert client.get(reverse("mfa_authenticate")).status_code == 200
        assert client.post(reverse("mfa_authenticate"), {"credential": said}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_second_step_asks_for_a_key_only_where_there_is_one(client, person):
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert 'name="code"' in page
    assert "mfa_webauthn_authenticate" not in page


def test_a_question_for_a_passkey_names_no_account_and_no_key(client, person):
    options = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    asked = options["request_options"]["publicKey"]
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_keys_are_changed_only_after_confirming_that_it_is_the_owner(client, person, name):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    kwargs = None if name == "mfa_add_webauthn" else {"pk": key(person).pk}
    for method in (client.get, client.post):
        assert method(reverse(name, kwargs=kwargs)).url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(data__name="Telefon").count() == bool(kwargs)


def test_a_key_is_listed_renamed_and_removed(reader, person):
    mine = key(person)
    assert "Telefon" in reader.get(reverse("mfa_list_webauthn")).content.decode()
    assert reader.post(reverse("mfa_edit_webauthn", args=[mine.pk]), {"name": "Żółty klucz"}).status_code == 302
    page = reader.get(reverse("mfa_list_webauthn")).content.decode()
    assert "Żółty klucz" in page
    assert "Żółty klucz" in reader.get(reverse("mfa_remove_webauthn", args=[mine.pk])).content.decode()
    reader.post(reverse("mfa_remove_webauthn", args=[mine.pk]))
    assert not Authenticator.objects.exists()
    assert [mail.kind for mail in OutgoingMail.objects.all()] == ["mfa:webauthn_removed"]


@pytest.mark.parametrize("name", ["", " ", "x" * 101])
def test_a_key_keeps_its_name_where_the_new_one_is_none_or_too_long(reader, person, name):
    mine = key(person)
    assert reader.post(reverse("mfa_edit_webauthn", args=[mine.pk]), {"name": name}).status_code == 200
    mine.refresh_from_db()
    assert mine.wrap().name == "Telefon"


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_key_of_somebody_else_is_missing(reader, name):
    others = key(coordinator())
    for pk in (others.pk, others.pk + 1):
        address = reverse(name, args=[pk])
        assert [reader.get(address).status_code, reader.post(address, {"name": "x"}).status_code] == [404, 404]
    others.refresh_from_db()
    assert others.wrap().name == "Telefon"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_pages_of_keys_answer_in_both_languages(reader, name, language):
    with translation.override(language):
        assert reader.get(reverse(name)).headers["Content-Language"] == language
