"""Every page of the portal in a real Chromium: no barrier in either language, light and dark, wide and narrow.

The last of the browser tests by its name: it fills the portal that they share.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, resolve, translate_url
from django.utils import translation

from komportal.tests.browser.test_journeys import log_in
from komportal.tests.test_templates import WITHOUT_TEMPLATE

pytestmark = pytest.mark.browser

SCREENS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]

# By their Polish addresses; braces are filled by what the portal was furnished with.
ANONYMOUS = (
    *("/", "/partnerzy/", "/partnerzy/?as_of=2014-02-30", "/partnerzy/?q=nikt", "/czlonkowie/", "/wydarzenia/"),
    *("/wydarzenia/bialystok-2014/", "/wydarzenia/przyszle/", "/podmioty/politechnika-bialostocka/", "/podmioty/chm/"),
    *("/podmioty/chm/?as_of=dawno", "/aktualnosci/", "/aktualnosci/nowina/", "/aktualnosci/?q=nic", "/otwarte-dane/"),
    *("/deklaracje/publiczna/", "/deklaracje/publiczna/dokumenty/{scan}/opis/", "/dziennik/", "/weryfikacja/"),
    *("/dostepnosc/", "/prywatnosc/", "/dolacz/", "/dolacz/wyslano/", "/dolacz/odnosnik/", "/konto/prosba/"),
    *(
        "/konto/prosba/wyslano/",
        "/konto/logowanie/",
        "/konto/haslo/odzyskiwanie/",
        "/konto/haslo/odzyskiwanie/wyslano/",
    ),
    *("/konto/haslo/odzyskiwanie/gotowe/", "/konto/haslo/odzyskiwanie/1-zly/", "/konto/nieaktywne/", "/nie-ma/"),
    *("/konto/zaproszenie/zly-klucz/", "/konto/prosba/potwierdzenie/zly-klucz/", "/dolacz/zly-klucz/"),
)
MEMBER = (
    *("/konto/", "/konto/chm/", "/konto/moje-dane/", "/konto/chm/osoby/", "/konto/chm/osoby/{colleague}/"),
    *("/konto/chm/kontakt/", "/konto/chm/profil/", "/konto/chm/profil/podglad/", "/deklaracje/"),
    *("/deklaracje/otwarta/", "/deklaracje/publiczna/", "/katalog/", "/katalog/malow/napisz/", "/konto/wylogowanie/"),
    *("/konto/haslo/", "/konto/potwierdzenie/", "/konto/drugi-skladnik/", "/konto/drugi-skladnik/wlaczenie/"),
    *("/konto/drugi-skladnik/klucze/", "/konto/drugi-skladnik/klucze/nowy/", "/konto/sesje/"),
)
OFFICE = (
    *("/admin/", "/admin/declarations/declaration/{draft}/change/", "/admin/declarations/declaration/{paper}/change/"),
    *("/admin/declarations/declaration/{opened}/change/", "/admin/declarations/declaration/{opened}/sign/"),
    *("/admin/declarations/declaration/{draft}/paste/", "/admin/declarations/declaration/{draft}/acts/open/"),
    *("/admin/declarations/declaration/evidence/", "/admin/declarations/declaration/{paper}/print/"),
    *("/admin/members/organisation/{firm}/merge/", "/admin/members/organisation/{firm}/merge/?other={partner}"),
    *("/admin/members/user/person/?email=member@example.org", "/admin/members/organisation/export/"),
    *("/admin/members/organisation/import/", "/admin/members/outgoingmail/kinds/"),
)
# What no visitor meets by its address alone: a second step without one, a key that is not there.
NOT_WALKED = {
    *("account_set_password", "mfa_authenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_login_webauthn"),
    *("mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes"),
    *("mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
}


@pytest.fixture(scope="session")
def things(portal) -> dict[str, object]:
    """Put one of everything into the portal, and return what addresses are made of."""
    code = Path(__file__).with_name("furnished.py").read_text()
    return json.loads(portal.manage("shell", "-c", code).splitlines()[-1])


def barriers(page, url: str) -> Iterator[str]:
    """Open a page and return what is in the way of readers, on each screen that it may be read on."""
    page.goto(url)
    for scheme, width in SCREENS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for found in Axe().run(page).response["violations"]:
            nodes = " ".join(node["html"][:160] for node in found["nodes"][:3])
            yield f"{url} {scheme} {width}: {found['id']}: {nodes}"
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{url} is wider than {width}"


def walk(portal, browser, addresses: list[str], *, language: str, email: str = "") -> list[str]:
    # Still colours: between two schemes they would be measured on their way.
    context = browser.new_context(locale={"pl": "pl-PL", "en": "en-GB"}[language], reduced_motion="reduce")
    page = context.new_page()
    if email:
        log_in(page, portal, email)
    found = [each for address in addresses for each in barriers(page, portal.url + address)]
    context.close()
    return found


def in_language(address: str, language: str) -> str:
    with translation.override("pl"):
        return translate_url(address, language)


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize(("person", "addresses"), [("", ANONYMOUS), ("member@example.org", MEMBER)])
def test_no_page_of_the_portal_has_a_barrier(portal, browser, things, person, addresses, language):
    asked = [in_language(address.format(**things), language) for address in addresses]
    found = walk(portal, browser, asked, language=language, email=person)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_page_of_the_office_has_a_barrier(portal, browser, things, language):
    labels = [model._meta.label_lower.split(".") for model in admin.site._registry if model._meta.app_label in OURS]
    lists = [f"/admin/{app}/{model}/" for app, model in labels]
    forms = [f"/admin/{app}/{model}/add/" for app, model in ADDED]
    asked = [*(address.format(**things) for address in OFFICE), *lists, *forms]
    found = walk(portal, browser, asked, language=language, email="coordinator@example.org")
    assert not found, "\n".join(found)


OURS = ("members", "declarations", "journal")
ADDED = [
    *(("members", name) for name in ("organisation", "membership", "group", "keyfigure", "representative")),
    *(("declarations", name) for name in ("signingevent", "declaration", "post", "statement")),
]


def test_every_page_is_walked():
    walked = {resolve(address.format(**dict.fromkeys(FILLED, 1)).partition("?")[0]).url_name for address in PAGES}
    missing = set(names(get_resolver())) - walked - WITHOUT_TEMPLATE - NOT_WALKED
    assert not missing - {"account_login"}, missing


PAGES = [address for address in (*ANONYMOUS, *MEMBER) if address != "/nie-ma/"]
FILLED = ("scan", "colleague")


def names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or ""
        elif pattern.namespace not in ("admin", "api"):
            yield from names(pattern)
