"""How accounts behave: nobody signs up, links come from the configured address, failures of mail tell nothing."""

import logging
import re

import pytest
from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import get_adapter as second_factor_adapter
from cryptography.fernet import InvalidToken
from django.core import mail
from django.urls import reverse

from members.adapters import SecondFactorAdapter
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reset(client):
    def ask(email: str, **headers: str):
        return client.post(reverse("account_reset_password"), {"email": email}, headers=headers)

    return ask


def test_nobody_signs_up_alone(rf):
    assert not account_adapter().is_open_for_signup(rf.get("/"))


def test_the_link_of_a_reset_names_the_configured_address_whatever_host_was_asked(reset, settings):
    settings.BASE_URL = "https://rejestr.example.org"
    make.coordinator("jan@example.org")
    assert reset("jan@example.org", host="127.0.0.1").status_code == 302
    links = re.findall(r"https?://\S+", mail.outbox[0].body)
    assert any(link.startswith("https://rejestr.example.org/konto/") for link in links)
    assert not any("127.0.0.1" in link for link in links)


def test_a_mail_that_cannot_be_sent_answers_like_one_that_was_and_is_logged(reset, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    make.coordinator("jan@example.org")
    with caplog.at_level(logging.ERROR):
        known, unknown = reset("jan@example.org"), reset("nikt@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "was not sent" in caplog.text
    assert "jan@example.org" not in caplog.text


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
