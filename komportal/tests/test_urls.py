"""Tests of komportal/urls.py: what has no address, and addresses that only look like ours."""

import re

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import translation

from declarations.tests import make
from members.tests.make import member
from members.use_cases.organisations import PAGES_OF_THE_ACCOUNT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["account_signup", "account_email", "mfa_signup_webauthn"])
def test_what_the_account_library_brings_besides_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("page", ["/partnerzy/", "/podmioty/firma/", "/deklaracje/jawna/", "/en/members/"])
@pytest.mark.parametrize("suffix", ["x.css", ";.js", "%0a.css", "%2e%2e%2fstatic%2fx.css", "..;/", "/", "index.html"])
def test_a_page_has_one_address_and_no_other_that_a_cache_would_keep(client, page, suffix):
    make.concluded("jawna", member("Firma"), visibility="public")
    assert client.get(page).status_code == 200
    assert client.get(page + suffix).status_code in (301, 302, 404)
    assert client.get(page + suffix, follow=True).status_code == 404


@pytest.mark.parametrize("address", ["/media/x", "/data/register.sqlite3", "/documents/x", "/static/../.env", "/.env"])
def test_no_folder_of_the_server_has_an_address(client, address):
    assert client.get(address).status_code == 404


def test_words_of_the_request_do_not_change_its_address_or_its_method(client):
    disguise = {"X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/", "X-HTTP-Method-Override": "DELETE"}
    assert client.get("/livez", headers=disguise).content == b"ok\n"


def first_words(resolver: URLResolver, before: str = "") -> set[str]:
    """Return what stands after the account's own word in the addresses of pages, in the active language."""
    words = set()
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            words |= first_words(pattern, path)
        elif found := re.fullmatch(r"(?:en/)?(?:konto|account)/([\w-]+)/.*", path):
            words.add(found[1])
    return words


def test_no_page_of_the_account_can_hide_an_organisations_own_space():
    for language in ("pl", "en"):
        with translation.override(language):
            words = first_words(get_resolver())
        assert len(words) > 5
        assert words <= PAGES_OF_THE_ACCOUNT, words - PAGES_OF_THE_ACCOUNT
