"""The portal starts as deployed and its pages break no rule of their own."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["/", "/en/", "/konto/logowanie/", "/no/such/page/"])
def test_pages_ask_no_other_host_and_break_no_policy(portal, page, address):
    complaints, foreign = [], []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security" in message.text else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: foreign.append(request.url) if not request.url.startswith(portal.url) else None,
    )
    page.goto(portal.url + address)
    assert page.locator("h1").count() == 1
    assert (complaints, foreign) == ([], [])


def test_a_representative_logs_in_and_out(portal, page):
    page.goto(f"{portal.url}/en/account/login/")
    page.fill("[name=login]", portal.logins[0])
    page.fill("[name=password]", portal.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{portal.url}/en/account/")
    assert any(cookie["name"] == "session" and cookie["httpOnly"] for cookie in page.context.cookies())
