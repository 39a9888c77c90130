"""The public check in a real browser: with a script the file is hashed there, without one it is sent and forgotten."""

import hashlib
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADDRESS = "/en/verify/"
CONTENT = b"%PDF-1.7 any file at all"
SUM = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def paper(tmp_path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(CONTENT)
    return path


def choose(page, path: Path) -> None:
    page.set_input_files("#id_file", path)
    page.get_by_role("button", name="Check the file").click()


def test_with_a_script_the_file_is_hashed_in_the_browser_and_never_sent(portal, page, paper):
    sent, complaints = [], []
    page.on("request", lambda request: sent.append((request.method, request.post_data_buffer)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(portal.url + ADDRESS)
    expect(page.get_by_text("The file does not leave your computer")).to_be_visible()
    expect(page.get_by_text("The file is sent to this server")).to_be_hidden()
    choose(page, paper)
    page.wait_for_url(f"{portal.url}{ADDRESS}?sha256={SUM}")
    expect(page.get_by_text("Not in the register.")).to_be_visible()
    assert set(sent) == {("GET", None)}
    assert not complaints


def test_with_a_script_a_missing_file_is_told_at_its_field(portal, page):
    page.goto(portal.url + ADDRESS)
    page.get_by_role("button", name="Check the file").press("Enter")
    expect(page.locator("#id_file_error")).to_have_text("Choose the file.")
    expect(page.locator("#id_file")).to_be_focused()
    assert page.url == portal.url + ADDRESS


@pytest.fixture
def plain(browser):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_a_script_the_file_is_sent_and_answered(portal, plain, paper):
    plain.goto(portal.url + ADDRESS)
    expect(plain.get_by_text("The file is sent to this server")).to_be_visible()
    expect(plain.get_by_text("The file does not leave your computer")).to_be_hidden()
    choose(plain, paper)
    assert plain.url == f"{portal.url}{ADDRESS}?sha256={SUM}"
    expect(plain.get_by_text("Not in the register.")).to_be_visible()


def test_without_a_script_a_file_that_is_too_large_is_told_so(portal, plain, tmp_path):
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(45 * 1024 * 1024)
    plain.goto(portal.url + ADDRESS)
    choose(plain, large)
    expect(plain.get_by_text("The file is larger than 20 MB")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("question", ["", f"?sha256={SUM}", "?sha256=abc"])
def test_the_check_has_no_barrier_and_fits_a_narrow_screen(portal, browser, question, scheme):
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(portal.url + ADDRESS + question)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
