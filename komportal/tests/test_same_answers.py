"""Logging in, a new password, asking to join: the same words and the same time whether an address is known or not."""

import re
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Organisation
from members.tests.make import browser, operator, organisation, representative

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "anna@huta.example", "ewa1@huta.obcy"
SAMPLES = {"login": 5, "reset": 20, "join": 5}
# How much longer one answer may take than the other: the noise of a busy machine, not the work of a row more.
FACTOR = 1.6

FORMS: dict[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "login": lambda email: (reverse("account_login"), {"login": email, "password": "not the password"}),
    "reset": lambda email: (reverse("account_reset_password"), {"email": email}),
    "join": lambda email: (reverse("join_ask"), {"email": email, "name": "Ewa Lis"}),
}


@pytest.fixture
def firm(settings) -> Organisation:
    # Limits are the same for all, and would end the sampling.
    settings.ACCOUNT_RATE_LIMITS = False
    # As slow as in production: what takes the time at logging in is the hash.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    firm = organisation("Huta Łabędy", mail_domain="huta.example")
    user = representative(KNOWN, firm)
    user.set_password("dwanaście wron")
    user.save()
    return firm


def answered(client: Client, form: str, email: str) -> tuple[int, str, int]:
    address, told = FORMS[form](email)
    answer = client.post(address, told, follow=True)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return answer.status_code, text.replace(email, ""), len(answer.redirect_chain)


@pytest.mark.parametrize("form", FORMS)
def test_a_known_and_an_unknown_address_get_the_same_answer(firm, form):
    assert answered(browser(), form, KNOWN) == answered(browser(), form, UNKNOWN)


def test_asking_to_join_answers_alike_whatever_waits_for_the_address(firm):
    emails = [KNOWN, UNKNOWN, "nowa@huta.example", "nowa@huta.example", operator().email]
    assert len({answered(browser(), "join", email) for email in emails}) == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_known_and_an_unknown_address_take_the_same_time(firm, form):
    client = browser()
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(SAMPLES[form]):
        # Asking to join makes a row for each new address of a known domain; the others know one address.
        known = f"nowa{number}@huta.example" if form == "join" else KNOWN
        for what, email in (("known", known), ("unknown", f"nowa{number}@huta.obcy")):
            address, told = FORMS[form](email)
            begun = perf_counter()
            client.post(address, told)
            times[what].append(perf_counter() - begun)
    slow, fast = sorted((median(times["known"]), median(times["unknown"])), reverse=True)
    assert slow < fast * FACTOR, (median(times["known"]), median(times["unknown"]))
