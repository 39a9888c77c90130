"""Lists that answer while they are asked, in a real Chromium: the address, the focus and the languages keep up."""

import pytest
from playwright.sync_api import expect

from komportal.tests.browser.test_journeys import log_in

pytestmark = pytest.mark.browser


def test_a_list_answers_while_it_is_asked_and_its_address_can_be_shared(portal, page):
    page.goto(f"{portal.url}/partnerzy/")
    page.get_by_label("Szukaj").press_sequentially("uniwer")
    expect(page.get_by_role("status")).to_have_text("2 partnerów strategicznych")
    assert page.url == f"{portal.url}/partnerzy/?q=uniwer"
    assert page.evaluate("document.activeElement.id") == "id_q"
    assert page.get_by_label("Szukaj").input_value() == "uniwer"
    assert page.get_by_role("link", name="English").get_attribute("href") == "/en/partners/?q=uniwer"
    page.get_by_label("Rodzaj").select_option("local_government")
    expect(page.locator(".empty")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Rodzaj")).to_have_value("")
    assert page.url == f"{portal.url}/partnerzy/?q=uniwer"


def test_the_list_of_declarations_answers_as_well(portal, page):
    log_in(page, portal, "member@example.org")
    page.goto(f"{portal.url}/deklaracje/")
    page.get_by_label("Szukaj").press_sequentially("nikt")
    expect(page.locator(".empty")).to_be_visible()


def test_a_wrong_answer_shows_the_form_with_its_words(portal, page):
    page.goto(f"{portal.url}/partnerzy/?year=2014")
    page.get_by_label("Od roku").fill("12")
    page.get_by_label("Od roku").press("Tab")
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)


def test_without_scripts_the_button_does_the_same(portal, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal.url}/partnerzy/")
    page.get_by_label("Szukaj").fill("uniwer")
    page.get_by_role("button", name="Pokaż").click()
    assert "q=uniwer" in page.url
    assert page.get_by_text("2 partnerów strategicznych").count() == 1
    context.close()


def test_nothing_of_it_is_refused_by_the_policy(portal, page):
    told = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{portal.url}/czlonkowie/")
    page.get_by_label("Szukaj").press_sequentially("chm")
    expect(page.get_by_role("status")).not_to_have_text("")
    assert not [text for text in told if "Security Policy" in text or "error" in text.lower()]
