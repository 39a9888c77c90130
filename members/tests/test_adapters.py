"""How accounts behave: nobody signs up, links come from the configured address, failures of mail tell nothing."""

import re

import pytest
from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import get_adapter as second_factor_adapter
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import journal.use_cases as journal
from members import use_cases
from members.adapters import SecondFactorAdapter
from members.models import OutgoingMail
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reset(client):
    def ask(email: str, **headers: str):
        return client.post("/konto/haslo/odzyskiwanie/", {"email": email}, headers=headers)

    return ask


def test_nobody_signs_up_alone(rf):
    assert not account_adapter().is_open_for_signup(rf.get("/"))


def send_queue() -> None:
    while use_cases.send_next_mail(at=timezone.now(), due_by=timezone.now()):
        pass


def test_a_reset_sets_a_new_password_by_the_link_in_the_mail(reset, client):
    user = make.coordinator("jan@example.org")
    assert reset("Jan@Example.org").status_code == 302
    send_queue()
    (link,) = re.findall(r"http://localhost:8000(/konto/\S+)", mail.outbox[0].body)
    form = client.get(link, follow=True)
    told = {"password1": "dwanaście wron", "password2": "dwanaście wron"}
    assert client.post(form.redirect_chain[-1][0], told).status_code == 302
    user.refresh_from_db()
    assert user.check_password("dwanaście wron")
    assert mail.outbox[0].to == ["jan@example.org"]


def test_the_link_of_a_reset_names_the_configured_address_whatever_host_was_asked(reset, settings):
    settings.BASE_URL = "https://rejestr.example.org"
    make.coordinator("jan@example.org")
    assert reset("jan@example.org", host="127.0.0.1").status_code == 302
    send_queue()
    links = re.findall(r"https?://\S+", mail.outbox[0].body)
    assert any(link.startswith("https://rejestr.example.org/konto/") for link in links)
    assert not any("127.0.0.1" in link for link in links)


@pytest.mark.parametrize("address", ["jan@example.org", "nikt@example.org"])
def test_a_request_for_a_new_password_does_the_same_for_any_address(reset, address):
    make.coordinator("jan@example.org")
    reset("inny@example.org")  # What is asked once and remembered belongs to no address.
    with CaptureQueriesContext(connection) as asked:
        answer = reset(address)
    statements = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in asked]
    assert not [sql for sql in statements if "members_user" in sql]
    with CaptureQueriesContext(connection) as others:
        other = reset("obcy@example.org")
    assert statements == [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in others]
    assert (answer.status_code, answer.url) == (other.status_code, other.url)


@pytest.mark.parametrize("address", ["", "jan", "a" * 243 + "@example.org", "jan\0@example.org", "jan@example.org\n"])
def test_an_address_that_is_none_is_told_so_or_understood(reset, address):
    assert reset(address).status_code == (302 if address.strip() == "jan@example.org" else 200)


def test_nobody_is_sent_a_key_who_has_no_active_account(reset):
    gone = make.coordinator("jan@example.org")
    gone.is_active = False
    journal.keep(thing=gone, **make.BY)
    reset("jan@example.org")
    reset("nikt@example.org")
    # A dotless i is no i, though it is in capitals.
    make.coordinator("iza@example.org")
    reset("\u0131za@example.org")
    send_queue()
    assert mail.outbox == []
    assert {row.condition for row in OutgoingMail.objects.all()} <= {"pointless"}


def test_a_key_of_a_reset_stands_in_no_table(reset):
    make.coordinator("jan@example.org")
    reset("jan@example.org")
    send_queue()
    key = re.search(r"/[0-9a-z]+-([\w-]{30,})/", mail.outbox[0].body)[1]
    assert not [model for model in apps.get_models() if key in str(list(model._base_manager.values()))]


def test_a_dead_mail_server_changes_no_answer(reset, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    make.coordinator("jan@example.org")
    known, unknown = reset("jan@example.org"), reset("nikt@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert OutgoingMail.objects.waiting().count() == 2


def test_a_changed_password_is_told_to_its_owner_from_the_queue_in_their_language(client):
    user = make.coordinator("jan@example.org")
    user.set_password("dwanaście wron")
    user.save()
    client.force_login(user)
    told = {"oldpassword": "dwanaście wron", "password1": "trzynaście wron", "password2": "trzynaście wron"}
    answer = client.post("/en/account/password/", told, headers={"user-agent": "Lynx"})
    assert answer.status_code == 302
    send_queue()
    message = mail.outbox[0]
    assert (message.to, message.subject) == (["jan@example.org"], "Password Changed")
    assert "- Browser: Lynx\n" in message.body
    # Where the owner was is forgotten once it was told.
    assert set(OutgoingMail.objects.get().told) == {"timestamp"}


def test_the_owner_is_not_locked_out_by_attempts_from_another_network(client):
    user = make.coordinator("jan@example.org")
    user.set_password("dwanaście wron")
    user.save()

    def log_in(password: str, network: str):
        told = {"login": "jan@example.org", "password": password}
        return client.post("/konto/logowanie/", told, REMOTE_ADDR=network)

    for _attempt in range(6):
        log_in("zgaduję", "192.0.2.1")
    assert log_in("dwanaście wron", "192.0.2.1").status_code != 302
    assert log_in("dwanaście wron", "198.51.100.7").status_code == 302


def test_the_secret_of_a_second_factor_is_kept_encrypted_and_only_this_key_reads_it(settings):
    adapter = second_factor_adapter()
    assert isinstance(adapter, SecondFactorAdapter)
    kept = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert adapter.decrypt(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY = "another key " * 6
    with pytest.raises(InvalidToken):
        adapter.decrypt(kept)
