"""How heavy public pages are in a real Chromium, as they come over the wire, and whether they stand still."""

import pytest

pytestmark = pytest.mark.browser

KILOBYTE = 1024
PAGES = {
    "/": 150,
    "/partnerzy/": 60,
    "/czlonkowie/": 60,
    "/podmioty/politechnika-bialostocka/": 60,
    "/wydarzenia/": 60,
    "/wydarzenia/bialystok-2014/": 60,
    "/otwarte-dane/": 60,
    "/dolacz/": 60,
    "/konto/logowanie/": 60,
}
# How far what stands on the page has moved by itself, as browsers sum it up.
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => sum += each.value))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_light_and_stands_still(portal, browser, address):
    context = browser.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    weights: list[float] = []
    wire.on("Network.loadingFinished", lambda told: weights.append(told["encodedDataLength"]))
    page.goto(portal.url + address, wait_until="networkidle")
    assert len(weights) <= 8
    assert sum(weights) <= PAGES[address] * KILOBYTE, [round(weight) for weight in weights]
    assert page.evaluate(SHIFT) == 0
    context.close()


def test_a_second_visit_loads_the_page_alone(portal, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{portal.url}/partnerzy/", wait_until="networkidle")
    page.goto(f"{portal.url}/wydarzenia/", wait_until="networkidle")
    loaded = "performance.getEntriesByType('resource').filter(each => each.transferSize).map(each => each.name)"
    assert page.evaluate(loaded) == []
    context.close()
