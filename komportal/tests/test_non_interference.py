"""The law of hidden things: for whoever may not see them, every byte of every page is as if they did not exist."""

import re
from html import unescape
from itertools import product
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

import members.use_cases
from declarations import use_cases
from declarations.models import Declaration, SigningEvent
from declarations.tests import make
from members.models import Cluster, Organisation
from members.tests.make import BY, member, organisation, representative

HIDDEN = "Tajemnica"  # a word in every name of a hidden thing

LISTS = (
    *("/partnerzy/", "/czlonkowie/", "/wydarzenia/", "/deklaracje/"),
    *("/en/partners/", "/en/members/", "/en/events/", "/en/declarations/"),
    *("/api/partners/", "/api/members/", "/api/events/"),
)
QUESTIONS = ("q=tajemnica", "kind=ngo", "city=tajno", "year=2014", "as_of=2014-11-07", "page=2")
START = (
    *("/", "/en/", "/feed/", "/en/feed/", "/sitemap.xml", "/robots.txt", "/weryfikacja/", "/en/verify/"),
    "/api/openapi.json",
    *LISTS,
    *(f"{address}?{question}" for address, question in product(LISTS, QUESTIONS)),
)
# Addresses that a curious person might guess; they lead to hidden things once there are any.
GUESSED = tuple(
    f"{folder}{slug}/"
    for folder, slugs in {
        "/podmioty/": ("tajemnica-strona", "tajemnica-biuro", "tajemnica-projekt", "tajemnica-firma"),
        "/en/organisations/": ("tajemnica-strona", "tajemnica-firma"),
        "/api/organisations/": ("tajemnica-strona", "tajemnica-biuro", "tajemnica-projekt", "tajemnica-firma"),
        "/wydarzenia/": ("tajemnica-przygotowana",),
        "/deklaracje/": ("tajemnica-strona", "tajemnica-biuro", "tajemnica-projekt", "tajemnica-otwarta"),
        "/deklaracje/jawna/dokumenty/": tuple(map(str, range(1, 9))),
    }.items()
    for slug in slugs
)
# The reader's own account is no page about the register; static files and the admin are not drawn from it.
ELSEWHERE = ("/konto/", "/en/account/", "/static/", "/admin/", "/media/")


@pytest.fixture
def readers(db, settings, tmp_path) -> dict[str, Client]:
    """Return browsers of an anonymous visitor and of a representative of another firm, and a register to read."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    partner, firm = member("Partner jawny", city="Łódź"), member("Firma inna")
    members.use_cases.keep_cluster(cluster=Cluster(organisation=organisation("Klaster", kind="cluster")), **BY)
    event = make.event("jawne", host=partner)
    jawna = make.concluded("jawna", partner, event=event, visibility="public")
    make.document(jawna, visibility="public")
    make.document(jawna, visibility="members", pages=2)
    make.concluded("czlonkow", organisation("Partner członków"), event=event, visibility="members")
    browser = Client()
    browser.force_login(representative("inna@example.org", firm))
    return {"anonymous": Client(), "another firm": browser}


def add_hidden_things() -> None:
    """Add one of everything that neither reader may see, each tied to things that both of them see."""
    partner, event = Organisation.objects.get(slug="partner-jawny"), SigningEvent.objects.get(slug="jawne")
    facts = {"event": event, "number": HIDDEN, "text": HIDDEN, "title": HIDDEN}
    paper = make.draft("tajemnica-projekt", partner, hidden("projekt"), **facts)
    use_cases.cancel_declaration(declaration=make.draft("tajemnica-anulowana", partner, **facts), reason=HIDDEN, **BY)
    make.opened("tajemnica-otwarta", partner, hidden("otwarta"), **facts)
    for level, name in (("parties", "strona"), ("coordinator", "biuro")):
        paper = make.concluded(f"tajemnica-{name}", partner, hidden(name), visibility=level, **facts)
        make.document(paper, visibility="public", title=HIDDEN, name=f"{HIDDEN}.pdf")
        make.document(Declaration.objects.get(slug="jawna"), visibility=level, title=HIDDEN, pages=3 + len(name))
    member(f"{HIDDEN} firma", is_listed=False, city="Tajno", kind="ngo")
    unpublished = make.event("tajemnica-przygotowana", is_published=False, title_pl=HIDDEN, host=partner)
    make.concluded("tajemnica-na-uroczystosci", partner, event=unpublished, visibility="coordinator")


def hidden(name: str) -> Organisation:
    return organisation(f"{HIDDEN} {name}", city="Tajno", kind="ngo")


def crawled(client: Client) -> dict[str, tuple]:
    """Follow every link from the first pages and lists; return what each address answers."""
    answers: dict[str, tuple] = {}
    waiting = [*START, *GUESSED]
    while waiting:
        address = waiting.pop()
        if address in answers or address.startswith(ELSEWHERE):
            continue
        response = client.get(address)
        body = response.getvalue().decode("utf-8", "surrogateescape")
        answers[address] = (
            response.status_code,
            response.headers.get("Location"),
            response["Content-Type"],
            masked(body),
        )
        waiting += links(address, body)
    return answers


def masked(body: str) -> str:
    """Take out what differs between any two answers: the form's token and key, the nonce of a script."""
    return re.sub(r'((?:csrfmiddlewaretoken|form_key)" value|nonce)="[^"]*"', r"\1", body)


def links(address: str, body: str) -> set[str]:
    found = {unescape(link) for link in re.findall(r'(?:\bhref="|"url": "|<loc>|<id>)([^"<]+)', body)}
    here = urljoin(settings.BASE_URL, address)
    urls = [urlsplit(urljoin(here, link)) for link in found]
    own = urlsplit(settings.BASE_URL).netloc
    return {quote(url.path) + (f"?{url.query}" if url.query else "") for url in urls if url.netloc == own}


@pytest.mark.parametrize("reader", ["anonymous", "another firm"])
def test_hidden_things_change_no_byte(readers, reader):
    before = crawled(readers[reader])
    add_hidden_things()
    after = crawled(readers[reader])
    differing = {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
    named = {address for address, answer in after.items() if HIDDEN in str(answer)}
    assert not differing | named, "\n".join(sorted(differing | named))


def test_the_crawl_sees_what_is_added_in_public(readers):
    before = crawled(readers["anonymous"])
    kinds = {(status, kind.partition(";")[0]) for status, _, kind, _ in before.values()}
    assert kinds >= {(200, "text/html"), (200, "application/json"), (200, "application/pdf"), (404, "text/html")}
    make.concluded(
        "nowa", organisation("Nowy", city="Tajno", kind="ngo"), event=make.event("nowe"), visibility="public"
    )
    after = crawled(readers["anonymous"])
    assert after.keys() - before.keys() >= {"/podmioty/nowy/", "/en/organisations/nowy/", "/wydarzenia/nowe/"}
    changed = {address for address in before if before[address] != after[address]}
    assert changed >= {"/", "/en/", "/partnerzy/", "/partnerzy/?city=tajno", "/api/partners/", "/api/events/"}
