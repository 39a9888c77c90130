"""An organisation applies to join the cluster, in a real Chromium, from the empty form to the withdrawal."""

import pytest
from playwright.sync_api import expect

from komportal.tests.browser.test_journeys import no_barrier

pytestmark = pytest.mark.browser

TYPED = {
    "name": "Odlewnia Żeliwa",
    "nip": "526-000-12-46",
    "city": "Łódź",
    "staff": "12",
    "turnover": "1,5",
    "balance": "1",
    "contact_name": "Maria Żak",
    "contact_email": "maria@odlewnia.example",
}
ABOUT = "Odlewamy żeliwo.\nTakże na zamówienie."


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def test_an_organisation_applies_confirms_follows_and_withdraws(portal, page):
    page.goto(f"{portal.url}/dolacz/")
    assert no_barrier(page)
    for name, text in TYPED.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=kind]", "enterprise")
    page.fill("[name=about]", ABOUT)
    page.fill("[name=nip]", "526-000-12-47")
    page.click("button[value=read]")
    expect(page.locator("#id_nip_error")).to_be_visible()
    assert no_barrier(page)
    assert {name: page.input_value(f"[name={name}]") for name in TYPED if name != "nip"} == {
        name: text for name, text in TYPED.items() if name != "nip"
    }
    page.fill("[name=nip]", TYPED["nip"])
    page.click("button[value=read]")
    expect(page.get_by_text("małe przedsiębiorstwo").first).to_be_visible()
    assert no_barrier(page)
    page.click("button[value=change]")
    assert page.input_value("[name=about]").replace("\r", "") == ABOUT
    page.click("button[value=read]")
    page.click("button[value=send]")
    page.wait_for_url("**/dolacz/wyslano/")
    assert no_barrier(page)

    page.goto(portal.link_in_mail())
    assert page.url == f"{portal.url}/dolacz/wniosek/"
    page.click("button[value=confirm]")
    expect(page.get_by_text("Adres potwierdzono").first).to_be_visible()
    assert no_barrier(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.click("button[value=withdraw]")
    expect(page.get_by_text("Wniosek wycofano").first).to_be_visible()
    assert page.locator("button[value=withdraw]").count() == 0
