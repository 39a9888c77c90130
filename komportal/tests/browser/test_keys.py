"""A passkey in a real Chromium: registered, used to log in without a password, and as the second step."""

import pytest

from komportal.tests.browser.test_journeys import log_in, no_barrier

pytestmark = pytest.mark.browser


@pytest.fixture
def key(page):
    """Put a virtual key that knows its owner into the browser; return what Chromium says of it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    answer = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, answer["authenticatorId"]


@pytest.fixture
def complaints(page):
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert not found


def add_key(page, portal, *, alone: bool) -> None:
    page.goto(f"{portal.url}/en/account/")
    assert no_barrier(page)
    page.click("nav.subnav a[href*='second-factor']")
    page.click("a[href$='/keys/new/']")
    page.fill("input[name=password]", portal.password)
    page.click("main button[type=submit]")
    page.fill("input[name=name]", "Test key")
    page.set_checked("input[name=passwordless]", alone)
    assert no_barrier(page)
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.goto(f"{portal.url}/en/account/second-factor/keys/")
    assert page.locator("tbody th", has_text="Test key").count() == 1
    assert no_barrier(page)


def remove_key(page, portal) -> None:
    page.goto(f"{portal.url}/en/account/second-factor/keys/")
    page.click("a[href$='/remove/']")
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", portal.password)
        page.click("main button[type=submit]")
    page.click("main button.danger")
    page.wait_for_url("**/keys/")
    assert page.locator("tbody tr").count() == 0


def log_out(page) -> None:
    page.click("header form button")
    page.wait_for_selector("a[href$='/login/']")


def test_a_passkey_logs_in_without_a_password(portal, page, key, complaints):
    log_in(page, portal, "member@example.org")
    add_key(page, portal, alone=True)
    log_out(page)
    page.goto(f"{portal.url}/en/account/login/?next=/en/declarations/")
    page.click("#passkey_login")
    page.wait_for_url(f"{portal.url}/en/declarations/")
    assert page.locator("header", has_text="member@example.org").count() == 1
    remove_key(page, portal)


def test_a_key_is_the_second_step_after_the_password(portal, page, key, complaints):
    log_in(page, portal, "partner@example.org")
    add_key(page, portal, alone=False)
    log_out(page)
    log_in(page, portal, "partner@example.org")
    assert "/drugi-skladnik/" in page.url
    assert no_barrier(page)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(f"{portal.url}/konto/")
    remove_key(page, portal)


def test_a_key_that_gives_no_answer_is_said_to_have_given_none(portal, page, key):
    session, authenticator = key
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
    other = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": other | {"isUserVerified": False}})
    page.goto(f"{portal.url}/en/account/login/")
    assert page.locator("[data-key-failed]").is_hidden()
    page.click("#passkey_login")
    page.wait_for_selector("[data-key-failed]:visible")
    assert page.locator("input[name=password]").is_visible()


def test_without_javascript_no_button_promises_a_key(portal, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/en/account/login/")
    assert page.locator("#passkey_login").is_hidden()
    log_in(page, portal, "member@example.org")
    assert page.url == f"{portal.url}/konto/"
    context.close()
