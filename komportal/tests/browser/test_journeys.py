"""What each person came for, done in a real Chromium, and checked for barriers on the way."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from declarations.tests import make

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/partnerzy/",
    "/czlonkowie/",
    "/wydarzenia/",
    "/wydarzenia/bialystok-2014/",
    "/dostepnosc/",
    "/prywatnosc/",
    "/dziennik/",
    "/podmioty/politechnika-bialostocka/",
    "/otwarte-dane/",
    "/dolacz/",
    "/weryfikacja/",
    "/konto/prosba/",
    "/konto/logowanie/",
]
ENGLISH = [
    "/en/",
    "/en/partners/",
    "/en/members/",
    "/en/events/",
    "/en/events/suwalki-2014/",
    "/en/accessibility/",
    "/en/privacy/",
    "/en/journal/",
    "/en/organisations/politechnika-bialostocka/",
    "/en/open-data/",
    "/en/join/",
    "/en/account/login/",
]


def log_in(page, portal, email: str) -> None:
    page.goto(f"{portal.url}/konto/logowanie/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", portal.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "logowanie" not in url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", [*PUBLIC, *ENGLISH, "/partnerzy/?as_of=2014-02-30", "/czlonkowie/?sort=newest", "/nie-ma/"]
)
def test_a_public_page_has_no_barrier_and_fits_a_narrow_screen(portal, browser, address, scheme):
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(portal.url + address)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_a_visitor_steps_through_the_days_of_november(portal, page):
    for day, count in (("2014-11-06", 0), ("2014-11-10", 11), ("2014-11-12", 16)):
        page.goto(f"{portal.url}/partnerzy/")
        page.fill("input[name=as_of]", day)
        page.click("form.filter button")
        # The list answers where it stands: no page is loaded that could be waited for.
        expect(page.locator("main > table tbody tr")).to_have_count(count)
        expect(page).to_have_url(re.compile(f"as_of={day}"))


def test_a_search_without_polish_letters_finds_the_town(portal, page):
    page.goto(f"{portal.url}/partnerzy/?q=suwalki")
    assert page.locator("main > table tbody tr").count() == 5


def test_the_language_switch_keeps_page_and_question(portal, page):
    page.goto(f"{portal.url}/partnerzy/?city=Suwałki")
    page.click("a[lang=en], a[hreflang=en]")
    assert "/en/partners/" in page.url
    assert page.locator("main > table tbody tr").count() == 5


def test_a_member_reads_who_signed_and_an_outsider_does_not(portal, page):
    address = f"{portal.url}/wydarzenia/bialystok-2014/"
    page.goto(address)
    assert "Truskolaski" not in page.content()
    log_in(page, portal, "member@example.org")
    page.goto(address)
    assert "Truskolaski" in page.content()
    page.goto(f"{portal.url}/deklaracje/")
    page.click("main tbody a")
    assert page.locator("main tbody tr").count() >= 5
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_former_representative_sees_what_the_public_sees(portal, page):
    log_in(page, portal, "former@example.org")
    assert page.goto(f"{portal.url}/deklaracje/").status == 404
    page.goto(f"{portal.url}/wydarzenia/bialystok-2014/")
    assert "Truskolaski" not in page.content()


def test_a_keyboard_alone_reaches_the_list_of_partners(portal, page):
    page.goto(portal.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/partnerzy/":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/partnerzy/")


def test_a_keyboard_alone_unfolds_the_conditions_and_narrows_the_list(portal, page):
    page.goto(f"{portal.url}/partnerzy/")

    def tab_to(selector: str) -> None:
        for _step in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches('{selector}')"):
                # Whoever cannot see where the focus is, is lost.
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"{selector} cannot be reached")

    tab_to("form.filter summary")
    page.keyboard.press("Enter")
    tab_to("select[name=event]")
    page.keyboard.type("Podpisanie deklaracji partnerów strategicznych w Suw")
    tab_to("form.filter button")
    page.keyboard.press("Enter")
    page.wait_for_url("**event=suwalki-2014**")
    expect(page.locator("main > table tbody tr")).to_have_count(5)
    expect(page.locator("form.filter details[open]")).to_have_count(1)


def test_the_coordinator_records_signatures_of_several_parties_at_once(portal, page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    log_in(page, portal, "coordinator@example.org")
    page.goto(f"{portal.url}/admin/declarations/declaration/add/")
    page.fill("input[name=title]", "List intencyjny próbny")
    page.fill("input[name=slug]", "list-probny")
    page.select_option("select[name=kind]", "letter_of_intent")
    page.fill("textarea[name=text]", "Treść")
    for row, name in enumerate(("ChM", "MALOW")):
        page.fill(f"input[name=signatures-{row}-position]", str(row + 1))
        page.locator(f"#id_signatures-{row}-organisation + .select2").click()
        page.locator(".select2-search__field").last.fill(name)
        page.locator(".select2-results__option", has_text=name).first.click()
        page.select_option(f"select[name=signatures-{row}-side]", "member")
    page.click("input[name=_continue]")
    page.click("a[href$='/acts/open/']")
    page.click("input[type=submit].default")
    page.locator("a[href$='/sign/']").first.click()
    page.fill("input[name=day]", "2026-11-20")
    for box in page.locator("input[name^=chosen_]").all():
        box.check()
    page.click("input[type=submit].default")
    page.wait_for_selector(".messagelist .success")
    assert page.locator("a[href$='/sign/']").count() == 0
    assert page.locator("a[href$='/withdraw/']").count() == 2
    assert not complaints


def test_a_list_becomes_a_signed_paper_that_a_representative_downloads_byte_for_byte(portal, page, browser, tmp_path):
    scan = tmp_path / "skan.pdf"
    scan.write_bytes(make.pdf().read())
    log_in(page, portal, "coordinator@example.org")
    page.goto(f"{portal.url}/admin/declarations/declaration/add/")
    page.fill("input[name=title]", "List intencyjny z maila")
    page.select_option("select[name=kind]", "letter_of_intent")
    page.fill("textarea[name=text]", "Treść")
    page.click("input[name=_continue]")
    page.wait_for_url("**/change/")
    address = page.locator("input[name=slug]").input_value()
    page.click("a[href$='/paste/']")
    page.fill("textarea[name=text]", "1. Politechnika Bialostocka\n2. ChM\n3. Fundacja Zupełnie Nowa w Łomży")
    page.locator(".submit-row .default").click()
    assert no_barrier(page)
    page.locator(".submit-row .default").first.click()
    page.click("a[href$='/acts/open/']")
    assert no_barrier(page)
    page.click("input[type=submit].default")
    page.locator("a[href$='/sign/']").first.click()
    page.fill("input[name=day]", "2026-11-20")
    for box in page.locator("input[name^=chosen_]").all():
        box.check()
    page.click("input[type=submit].default")
    page.click("a[href$='/acts/conclude/']")
    page.click("input[type=submit].default")
    page.select_option("select[name=documents-0-kind]", "scan")
    page.fill("input[name=documents-0-title]", "Skan podpisanego listu")
    page.set_input_files("input[name=documents-0-upload]", scan)
    page.click("input[name=_save]")
    page.wait_for_url("**/admin/declarations/declaration/")

    context = browser.new_context()
    reader = context.new_page()
    log_in(reader, portal, "member@example.org")
    reader.goto(f"{portal.url}/deklaracje/{address}/")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Pobierz").click()
    assert Path(download.value.path()).read_bytes() == scan.read_bytes()
    context.close()


def test_the_office_meets_no_barrier(portal, page):
    log_in(page, portal, "coordinator@example.org")
    for address in ("/admin/", "/admin/members/organisation/"):
        page.goto(portal.url + address)
        assert no_barrier(page)


def no_barrier(page) -> bool:
    # The rules of WCAG; the stock admin leaves a few pieces of mere advice unheeded.
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert results.violations_count == 0, results.generate_report()
    return True
