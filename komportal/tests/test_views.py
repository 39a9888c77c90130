"""Tests of komportal/views.py: log-in, health, and the answers to failures."""

import errno
import pathlib
import re
from datetime import date

import pytest
from allauth.mfa.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import clear_url_caches, path, reverse
from django.utils import translation

from komportal import urls
from members.tests import make

PASSWORD = "correct horse battery"


@pytest.fixture
def account(db):
    user = get_user_model()(email="anna@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


class TestLogin:
    def login(self, client, password, **extra):
        return client.post(reverse("account_login"), {"login": "anna@example.org", "password": password}, **extra)

    def test_account_login_opens_a_session(self, client, account):
        response = self.login(client, PASSWORD)
        assert (response.status_code, response.url) == (302, reverse("own"))

    def test_account_login_leads_on_to_where_the_person_was_going(self, client, account):
        address = reverse("account_login")
        for asked, led_to in (("/deklaracje/x/", "/deklaracje/x/"), ("//evil.example/", reverse("own"))):
            told = {"login": "anna@example.org", "password": PASSWORD, "next": asked}
            assert type(client)().post(address, told).url == led_to

    def test_account_login_answers_429_after_five_wrong_passwords(self, client, account):
        statuses = [self.login(client, "wrong").status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        response = self.login(client, PASSWORD)
        assert response.status_code == 429
        assert response["Retry-After"]

    def test_account_login_does_not_lock_the_owner_out_elsewhere(self, client, account):
        for _ in range(6):
            self.login(client, "wrong")
        assert self.login(client, PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302

    def test_claimed_addresses_do_not_escape_the_limit(self, client, account):
        answers = [self.login(client, "wrong", headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(6)]
        assert answers[-1].status_code == 429

    def test_no_sign_up_is_offered(self, client, db):
        assert b"signup" not in client.get(reverse("account_login")).content

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
    def test_reset_answers_alike_for_known_and_unknown_addresses(self, client, account, mailoutbox, settings, host):
        answers = [
            client.post(reverse("account_reset_password"), {"email": email}, headers={"Host": host})
            for email in ("anna@example.org", "nobody@example.org")
        ]
        assert answers[0].url == answers[1].url
        call_command("send_mail_queue")
        assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]
        assert settings.BASE_URL + reverse("account_reset_password") in mailoutbox[0].body

    def test_admin_login_leads_to_the_guarded_one(self, client, account):
        for answer in (
            client.get("/admin/login/"),
            client.post("/admin/login/", {"username": "x", "password": "y"}),
        ):
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("account_login"))

    def test_password_change_ends_other_sessions(self, client, account):
        elsewhere = type(client)()
        for browser in (client, elsewhere):
            self.login(browser, PASSWORD)
        new = {
            "oldpassword": PASSWORD,
            "password1": "another horse battery",
            "password2": "another horse battery",
        }
        assert client.post(reverse("account_change_password"), new).status_code == 302
        assert client.get(reverse("account_change_password")).status_code == 200
        assert elsewhere.get(reverse("account_change_password")).status_code == 302

    def test_password_reset_ends_every_session(self, client, account, mailoutbox):
        self.login(client, PASSWORD)
        elsewhere = type(client)()
        elsewhere.post(reverse("account_reset_password"), {"email": account.email})
        call_command("send_mail_queue")
        link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[0].body)[1]
        new = {"password1": "another horse battery", "password2": "another horse battery"}
        assert elsewhere.post(elsewhere.get(link).url, new).status_code == 302
        assert client.get(reverse("own")).status_code == 302

    def test_other_sessions_are_logged_out_and_this_one_stays(self, client, account):
        elsewhere = type(client)()
        for browser in (client, elsewhere):
            self.login(browser, PASSWORD)
        assert client.get(reverse("usersessions_list")).content.decode().count("<tr>") == 3
        client.post(reverse("usersessions_list"))
        assert [browser.get(reverse("own")).status_code for browser in (client, elsewhere)] == [200, 302]

    def test_sessions_of_somebody_else_are_neither_shown_nor_ended(self, client, account):
        other = get_user_model().objects.create(email="jan@example.org")
        elsewhere = type(client)(headers={"User-Agent": "Przeglądarka Jana"})
        elsewhere.force_login(other)
        self.login(client, PASSWORD)
        assert "Jana" not in client.get(reverse("usersessions_list")).content.decode()
        client.post(reverse("usersessions_list"))
        assert elsewhere.get(reverse("own")).status_code == 200


class TestAccountPages:
    @pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
    @pytest.mark.parametrize("prefix", ["", "/en"])
    def test_open_pages_answer_in_both_languages(self, client, db, name, prefix):
        with translation.override("en" if prefix else "pl"):
            address = reverse(name)
        assert address.startswith(f"{prefix}/")
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize("name", ["mfa_index", "usersessions_list", "account_change_password", "account_logout"])
    def test_pages_of_the_account_answer_their_owner(self, client, account, name):
        client.post(reverse("account_login"), {"login": "anna@example.org", "password": PASSWORD})
        assert client.get(reverse(name)).status_code == 200

    def test_totp_secret_is_not_stored_in_clear(self, db):
        stored = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
        assert "JBSWY3DPEHPK3PXP" not in stored
        assert get_adapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"


def broken_database(*args, **kwargs):
    raise OperationalError("the server at db.internal closed the connection")


class TestHealth:
    def test_livez_answers_without_the_database(self, client):
        # No django_db mark: any query would fail this test.
        response = client.get("/livez")
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.django_db
    def test_readyz_answers_when_everything_is_there(self, client):
        response = client.get("/readyz")
        assert (response.status_code, response.content) == (200, b"ready\n")
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.django_db
    def test_readyz_is_503_without_the_database_and_tells_no_details(self, client, monkeypatch):
        monkeypatch.setattr(connection, "cursor", broken_database)
        response = client.get("/readyz")
        assert (response.status_code, response.content) == (503, b"not ready\n")

    @pytest.mark.django_db
    def test_readyz_is_503_without_the_store(self, client, settings, tmp_path):
        settings.DATA_DIR = tmp_path / "gone"
        settings.DOCUMENTS_DIR = settings.DATA_DIR / "documents"
        assert client.get("/readyz").status_code == 503

    @pytest.mark.django_db
    def test_readyz_is_503_with_a_migration_outstanding(self, client):
        connection.cursor().execute("DELETE FROM django_migrations WHERE app = 'komportal'")
        assert client.get("/readyz").status_code == 503


def raising(error):
    def view(request):
        raise error

    view.login_required = False
    return view


class TestFailures:
    @pytest.fixture
    def answer(self, client, monkeypatch):
        client.raise_request_exception = False

        def ask(error, address="broken"):
            monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path(address, raising(error))])
            clear_url_caches()
            return client.get(f"/{address}")

        yield ask
        monkeypatch.undo()
        clear_url_caches()

    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (ValueError("secret detail"), 500),
            (OperationalError("secret detail"), 503),
            (OSError(errno.ENOSPC, "secret detail"), 507),
            (OSError(errno.EDQUOT, "secret detail"), 507),
            (OSError(errno.EROFS, "secret detail"), 503),
            (OSError(errno.EIO, "secret detail"), 503),
            (OSError(errno.EACCES, "secret detail"), 500),
        ],
    )
    def test_failures_answer_with_their_own_status_and_no_detail(self, answer, error, status):
        # No django_db mark: the page must be drawn without a query.
        response = answer(error)
        assert response.status_code == status
        assert response["Content-Type"].startswith("text/html")
        assert b"secret detail" not in response.content
        assert ("Retry-After" in response) is (status == 503)

    def test_open_data_fail_in_json(self, answer):
        response = answer(OperationalError("x"), "api/broken")
        assert response.status_code == 503
        assert response.json()["detail"]

    def test_pages_not_found_speak_the_language_of_the_address(self, client):
        assert client.get("/no/such/page/")["Content-Language"] == "pl"
        assert client.get("/en/no/such/page/")["Content-Language"] == "en"

    @pytest.mark.django_db
    def test_missing_csrf_token_is_explained(self, db):
        response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
        assert response.status_code == 403
        assert response["Content-Type"].startswith("text/html")


def test_error_templates_ask_for_no_request_user_or_database():
    templates = pathlib.Path(__file__).resolve().parents[2] / "templates"
    for status in ("400", "403", "403_csrf", "404", "429", "500", "503", "507"):
        text = (templates / f"{status}.html").read_text()
        assert not re.search(r"\b(request|user|reader|cluster|perms)\b[.\w]* *[%|}]", text)


# The accessibility statement

STATED = {
    "conformity": "partial",
    "published_on": date(2026, 11, 1),
    "updated_on": date(2026, 11, 20),
    "stated_on": date(2026, 11, 24),
    "answers_for_it": "Anna Nowak",
    "contact_email": "biuro@klaster.example",
    "contact_phone": "85 000 00 00",
}
# Looked for by the programs of the ministry: technical conditions of 31 July 2024, version 2.0.
IDS = (
    *("deklaracja", "wstep", "podmiot", "url", "data-publikacja", "data-aktualizacja", "status", "data-sporzadzenie"),
    *("kontakt", "osoba", "email", "telefon", "procedura", "architektura", "aplikacje"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/dostepnosc/", "/en/accessibility/"])
def test_a_statement_under_the_act_has_every_part_that_the_ministry_looks_for(client, address):
    make.cluster(**STATED)
    page = client.get(address).content.decode()
    assert {name: page.count(f'id="a11y-{name}"') for name in IDS} == dict.fromkeys(IDS, 1)
    assert 'id="a11y-data-sporzadzenie" datetime="2026-11-24"' in page
    assert "Anna Nowak" in page


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["conformity", "published_on", "updated_on", "answers_for_it"])
def test_a_statement_under_the_act_is_refused_while_a_part_of_it_is_missing(missing):
    with pytest.raises(ValidationError):
        make.cluster(**STATED | {missing: "" if isinstance(STATED[missing], str) else None})


@pytest.mark.django_db
def test_without_a_statement_the_page_does_not_pretend_to_be_one(client):
    make.cluster()
    page = client.get("/en/accessibility/").content.decode()
    assert "a11y-data-sporzadzenie" not in page
    assert "This page is not a statement under that Act" in page
