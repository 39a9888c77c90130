"""Tests of komportal/middleware.py: headers on every answer, caches, language, the second factor of staff."""

from wsgiref.util import setup_testing_defaults

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.urls import reverse

from declarations.tests import make
from komportal.wsgi import application
from members.tests.make import auditor, browser, representative
from members.tests.make import member as firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return get_user_model().objects.create(email="office@example.org", is_staff=True)


@pytest.mark.parametrize(
    ("address", "extra"),
    [("/livez", {}), ("/no/such/page/", {}), ("/admin/", {}), ("/", {"headers": {"Host": "evil.example"}})],
)
def test_every_answer_carries_the_safe_headers(client, address, extra):
    response = client.get(address, **extra)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_unknown_host_is_refused_without_echoing_it(client):
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.parametrize(
    "said",
    [f"charset={codec}" for codec in ("unicode_escape", "utf-7", "rot13", "hex", "undefined", "iso-8859-2", "no-such")]
    + ["charset*=no-such''x", "a*=no-such''x"],
)
def test_what_is_sent_in_another_encoding_is_refused_by_the_real_door(said):
    # Not by the test client: its requests are not those of the web server.
    environ = {"PATH_INFO": "/partnerzy/", "QUERY_STRING": "q=%5Cud800", "CONTENT_TYPE": f"text/plain; {said}"}
    setup_testing_defaults(environ)
    answer = {}
    body = application(environ, lambda status, headers: answer.update(headers, status=status))
    assert answer["status"].startswith("400")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"<html" in b"".join(body)


def test_what_is_said_to_be_utf_8_is_read(client):
    assert client.get("/partnerzy/?q=ł", content_type="text/plain; charset=UTF-8").status_code == 200


def test_anonymous_pages_stay_out_of_shared_caches(client):
    assert client.get("/no/such/page/")["Cache-Control"] == "private, no-cache"


def test_pages_of_a_logged_in_reader_are_not_stored(client, staff):
    client.force_login(staff)
    assert client.get("/no/such/page/")["Cache-Control"] == "private, no-store"


def test_open_data_speak_the_language_of_the_browser(client):
    answers = {
        language: client.get("/api/no-such/", headers={"Accept-Language": language})["Content-Language"]
        for language in ("pl", "en")
    }
    assert answers == {"pl": "pl", "en": "en"}


class TestStaffSecondFactor:
    @pytest.fixture(autouse=True)
    def _required(self, settings):
        settings.STAFF_2FA_REQUIRED = True

    def test_sends_staff_without_one_to_the_page_that_sets_it_up_and_says_why(self, client, staff):
        client.force_login(staff)
        response = client.get("/admin/", headers={"Accept-Language": "en"}, follow=True)
        assert response.redirect_chain == [(reverse("mfa_index"), 302)]
        assert [message.level_tag for message in response.context["messages"]] == ["warning"]

    def test_sends_an_auditor_there_as_well(self, client):
        client.force_login(auditor())
        assert client.get("/admin/").url == reverse("mfa_index")

    def test_recovery_codes_alone_are_none(self, client, staff):
        Authenticator.objects.create(user=staff, type="recovery_codes", data={})
        client.force_login(staff)
        assert client.get("/admin/").status_code == 302

    def test_lets_the_way_there_open(self, client, staff):
        client.force_login(staff)
        response = client.get(reverse("mfa_activate_totp"))
        assert response.url.startswith(reverse("account_reauthenticate"))
        assert client.get(response.url).status_code == 200

    @pytest.mark.parametrize("kind", ["totp", "webauthn"])
    def test_lets_staff_with_one_pass(self, client, staff, kind):
        Authenticator.objects.create(user=staff, type=kind, data={"secret": "x"})
        client.force_login(staff)
        assert client.get("/admin/").status_code == 200

    def test_can_be_switched_off(self, client, staff, settings):
        settings.STAFF_2FA_REQUIRED = False
        client.force_login(staff)
        assert client.get("/admin/").status_code == 200


# What is sent


def test_a_page_that_has_not_changed_is_not_sent_again(client):
    make.event("bialystok")
    first = client.get("/wydarzenia/")
    again = {"If-None-Match": first["ETag"]}
    assert client.get("/wydarzenia/", headers=again).status_code == 304
    make.event("suwalki", title_pl="Podpisanie w Suwałkach")
    assert client.get("/wydarzenia/", headers=again).status_code == 200


def test_a_tag_opens_nothing_that_is_closed(client):
    member = browser(representative("member@example.org", firm("Firma")))
    seen = member.get("/deklaracje/")
    assert client.get("/deklaracje/", headers={"If-None-Match": seen["ETag"]}).status_code == 302


def test_pages_are_compressed_and_papers_are_not(client):
    paper = make.document(make.concluded("jawna", firm("Firma"), visibility="public"), visibility="public")
    packed = {"Accept-Encoding": "gzip"}
    assert client.get("/partnerzy/", headers=packed)["Content-Encoding"] == "gzip"
    answer = client.get(f"/deklaracje/jawna/dokumenty/{paper.pk}/", headers=packed)
    assert "Content-Encoding" not in answer
    assert answer["Content-Length"] == str(paper.size)
