"""How people come in, in a real Chromium: from the mail to the paper, and by asking."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from komportal.tests.browser.test_journeys import log_in, no_barrier

pytestmark = pytest.mark.browser

WITH_A_PAPER = """
from declarations.tests import make
from members.models import Organisation
firm = Organisation.objects.get(slug="chm")
make.document(make.concluded("z-zaproszenia", firm, side="member"), title="Skan z zaproszenia")
"""
WITH_A_MAIL_DOMAIN = """
from django.utils import timezone
from members import use_cases
from members.models import Organisation
firm = Organisation.objects.get(slug="malow")
firm.mail_domain = "malow.example"
use_cases.keep_organisation(organisation=firm, by=None, at=timezone.now())
"""
PASSWORD = "dwanaście wron na płocie"


def invite(page, portal, email: str) -> None:
    log_in(page, portal, "coordinator@example.org")
    page.goto(f"{portal.url}/konto/chm/osoby/")
    page.fill("input[name=email]", email)
    page.select_option("select[name=role]", "owner")
    page.locator("button[value=invite]").click()
    expect(page.get_by_text(f"Zaproszono: {email}")).to_be_visible()


def test_from_the_invitation_to_a_downloaded_paper_it_is_three_page_loads(portal, page, browser):
    portal.manage("shell", "-c", WITH_A_PAPER)
    invite(page, portal, "nowa@example.org")
    context = browser.new_context()
    newcomer = context.new_page()
    loads = []
    newcomer.on(
        "response",
        lambda answer: (
            loads.append(answer.url) if answer.request.resource_type == "document" and answer.status == 200 else None
        ),
    )
    newcomer.goto(portal.link_in_mail())
    assert no_barrier(newcomer)
    newcomer.fill("input[name=name]", "Nowa Osoba")
    newcomer.fill("input[name=password1]", PASSWORD)
    newcomer.fill("input[name=password2]", PASSWORD)
    newcomer.locator("main button[type=submit]").click()
    newcomer.wait_for_url("**/konto/chm/")
    with newcomer.expect_download() as download:
        newcomer.get_by_role("link", name="Skan z zaproszenia").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    assert len(loads) == 3, loads
    context.close()


def test_a_colleague_asks_to_join_and_confirms_by_the_link(portal, page):
    portal.manage("shell", "-c", WITH_A_MAIL_DOMAIN)
    page.goto(f"{portal.url}/konto/prosba/")
    assert no_barrier(page)
    page.fill("input[name=name]", "Jan Nowy")
    page.fill("input[name=email]", "jan@malow.example")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/konto/prosba/wyslano/")
    page.goto(portal.link_in_mail())
    assert no_barrier(page)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{portal.url}/")
    expect(page.locator(".messages")).to_contain_text("MALOW")
