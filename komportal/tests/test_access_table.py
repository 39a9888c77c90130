"""Who gets which answer at which address: every address of the portal, every person, every cell true."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

import journal.use_cases as journal
import members.use_cases
from declarations import use_cases
from declarations.models import Declaration, Document
from declarations.tests import make
from members.models import Organisation, Representative
from members.tests.make import (
    BY,
    auditor,
    certificate,
    coordinator,
    invitation,
    member,
    operator,
    organisation,
    proposal,
    representative,
)

pytestmark = pytest.mark.django_db

PERSONS = ("anonymous", "member", "party", "other", "former", "deactivated", "coordinator", "auditor", "operator")
# other: speaks for an organisation that neither belongs nor signed anything.

ALL = "200 200 200 200 200 200 200 200 200"
# Anonymous visitors are sent to log in, whether the paper exists or not; to others what is hidden is missing.
NOBODY = "login 404 404 404 404 login 404 404 404"
MEMBERS = "login 200 200 404 404 login 200 200 200"
PARTIES = "login 404 200 404 404 login 200 200 200"
OFFICE = "login 404 404 404 404 login 200 200 200"
ADMIN = "login login login login login login 200 200 200"
# A button: nothing to look at, for whoever may come near it.
BUTTON = "login login login login login login 405 405 405"
OPERATOR = "login login login login login login 403 403 200"
# A signed scan stays: whoever may take files back is sent back and told so.
STAYS = "login login login login login login 302 404 302"
# What changes the register: an auditor sees it and does not touch it.
CHANGES = "login login login login login login 200 403 200"
# A page of the account itself: for whoever is logged in.
OWN = "login 200 200 200 200 login 200 200 200"
# Whoever has no second factor has none to switch off, and no codes.
NONE_YET = "login 404 404 404 404 login 404 404 404"
AWAY = "200 302 302 302 302 200 302 302 302"
GONE = "404 404 404 404 404 404 404 404 404"
# What is in preparation, or not to be named: no address to anyone but those who see everything.
HIDDEN = "404 404 404 404 404 404 200 200 200"

# address → the answers to the persons above, in their order
TABLE = {
    **dict.fromkeys(("/livez", "/readyz", "/", "/dostepnosc/", "/prywatnosc/", "/partnerzy/", "/czlonkowie/"), ALL),
    **dict.fromkeys(("/wydarzenia/", "/wydarzenia/kalendarz.ics", "/wydarzenia/opublikowane/kalendarz.ics"), ALL),
    **{f"/wydarzenia/w-przygotowaniu/{file}": GONE for file in ("kalendarz.ics", "wizytowka.png")},
    **dict.fromkeys(("/wydarzenia/opublikowane/", "/wydarzenia/opublikowane/wizytowka.png"), ALL),
    "/wydarzenia/w-przygotowaniu/": HIDDEN,
    **{f"/aktualnosci/{page}": ALL for page in ("", "nowina/", "nowina/wizytowka.png")},
    **dict.fromkeys(("/wydarzenia/nie-ma/", "/aktualnosci/szkic/wizytowka.png", "/aktualnosci/nie-ma/"), GONE),
    **dict.fromkeys(("/aktualnosci/szkic/", "/aktualnosci/jutro/", "/pictures/{picture}.webp"), HIDDEN),
    **dict.fromkeys(("/podmioty/partner/", "/podmioty/partner/wizytowka.png"), ALL),
    "/podmioty/firma/": ALL,
    "/podmioty/stara-nazwa/": "301 301 301 301 301 301 301 301 301",
    **dict.fromkeys(("/podmioty/firma-niewymieniona/", "/podmioty/strona-poufna/"), HIDDEN),
    "/podmioty/obca/": "404 404 404 200 404 404 200 200 200",
    **dict.fromkeys(("/podmioty/nie-ma/", "/podmioty/strona-poufna/wizytowka.png"), GONE),
    "/deklaracje/": MEMBERS,
    "/deklaracje/publiczna/": ALL,
    "/deklaracje/czlonkow/": MEMBERS,
    "/deklaracje/stron/": PARTIES,
    "/deklaracje/biura/": OFFICE,
    "/deklaracje/projekt/": OFFICE,
    "/deklaracje/otwarta/": PARTIES,
    "/deklaracje/anulowana/": OFFICE,
    "/deklaracje/nie-ma/": NOBODY,
    # The file, the page about it and its first page as a picture.
    **{
        f"/deklaracje/{file}/{page}": cells
        for page in ("", "opis/", "podglad/")
        for file, cells in {
            "publiczna/dokumenty/{public}": ALL,
            "publiczna/dokumenty/{members}": MEMBERS,
            "publiczna/dokumenty/{parties}": PARTIES,
            "publiczna/dokumenty/{coordinator}": OFFICE,
            "czlonkow/dokumenty/{of_members}": MEMBERS,
            "stron/dokumenty/{of_parties}": PARTIES,
            "biura/dokumenty/{of_office}": OFFICE,
            "publiczna/dokumenty/{of_office}": NOBODY,
            "publiczna/dokumenty/99": NOBODY,
        }.items()
    },
    "/deklaracje/publiczna/dowody.zip": ALL,
    "/deklaracje/czlonkow/dowody.zip": MEMBERS,
    "/deklaracje/stron/dowody.zip": PARTIES,
    "/deklaracje/biura/dowody.zip": OFFICE,
    "/deklaracje/projekt/dowody.zip": OFFICE,
    "/deklaracje/otwarta/dowody.zip": PARTIES,
    "/deklaracje/nie-ma/dowody.zip": NOBODY,
    **dict.fromkeys(("/robots.txt", "/sitemap.xml", "/otwarte-dane/", "/dziennik/", "/dziennik/atom/"), ALL),
    **{f"/feed/{kind}": ALL for kind in ("", "podpisy/", "wydarzenia/", "aktualnosci/")},
    **dict.fromkeys(("/wizytowka.png", "/weryfikacja/", "/favicon.ico"), ALL),
    **dict.fromkeys(("/mark.svg", "/colours.css"), GONE),
    **{f"/api/{name}{end}": ALL for name in ("partners", "members", "events", "news") for end in ("/", ".csv")},
    "/api/journal/heads/": ALL,
    "/api/organisations/partner/": ALL,
    "/api/organisations/strona-poufna/": GONE,
    "/api/openapi.json": ALL,
    "/api/": GONE,
    **{f"/admin/{page}": ADMIN for page in ("", "members/organisation/", "journal/entry/")},
    **{f"/admin/declarations/declaration/{page}": ADMIN for page in ("", "evidence/", "evidence/?as_of=2026-01-01")},
    "/admin/declarations/declaration/{declaration}/documents/{public}/examine/": BUTTON,
    "/admin/declarations/declaration/{declaration}/documents/{public}/remove/": STAYS,
    "/admin/members/user/": OPERATOR,
    "/admin/members/user/person/": "login login login login login login 200 404 200",
    "/admin/account/emailaddress/": OPERATOR,
    "/konto/logowanie/": AWAY,
    **dict.fromkeys(("/konto/", "/konto/moje-dane/", "/konto/moje-dane/dane.json"), OWN),
    "/konto/firma/": "login 200 404 404 404 login 404 404 404",
    "/konto/partner/": "login 404 200 404 404 login 404 404 404",
    "/konto/nie-ma/": NOBODY,
}
# The account's own pages, by name: what is asked of the visitor stands in the answers, not in the address.
ACCOUNT = {
    "account_login": AWAY,
    "account_logout": "302 200 200 200 200 302 200 200 200",
    "account_inactive": ALL,
    "account_reset_password": ALL,
    "account_reset_password_done": ALL,
    "account_reset_password_from_key": ALL,
    "account_reset_password_from_key_done": ALL,
    "account_change_password": OWN,
    # Whoever has a password is sent on to change it.
    "account_set_password": "login 302 302 302 302 login 302 302 302",
    "account_reauthenticate": OWN,
    "mfa_authenticate": "login 302 302 302 302 login 302 302 302",
    "mfa_reauthenticate": "login 302 302 302 302 login 302 302 302",
    "mfa_index": OWN,
    "mfa_activate_totp": "login 302 302 302 302 login 302 302 302",
    "mfa_deactivate_totp": NONE_YET,
    "mfa_view_recovery_codes": NONE_YET,
    "mfa_generate_recovery_codes": "login 302 302 302 302 login 302 302 302",
    "mfa_download_recovery_codes": NONE_YET,
    "usersessions_list": OWN,
    "profile": "login 200 404 404 404 login 404 404 404",
    "profile_preview": "login 200 404 404 404 login 200 200 200",
    "logo": GONE,
    "join": ALL,
    "join_ask": ALL,
    "join_sent": ALL,
    # Opened by a key from a mail and by nothing else, whoever has an account.
    "invitation": GONE,
    "join_confirm": GONE,
    "people": "login 200 404 404 404 login 200 200 200",
    # The person of the row: whoever may end it, and nobody who only looks.
    "person": "login 200 404 404 404 login 200 404 200",
    "application_sent": ALL,
    "application_link": ALL,
    # Opened by a key from a mail and by nothing else, whoever has an account.
    "application": GONE,
    "own_documents": "login 404 200 404 404 login 404 404 404",
    "own_contact": "login 200 404 404 404 login 404 404 404",
    "directory": MEMBERS,
    "contact_write": "login 200 200 404 404 login 200 404 200",
    "mfa_list_webauthn": OWN,
    # Whoever changes keys is asked to confirm first.
    "mfa_add_webauthn": "login 302 302 302 302 login 302 302 302",
    "mfa_edit_webauthn": "login 302 302 302 302 login 302 302 302",
    "mfa_remove_webauthn": "login 302 302 302 302 login 302 302 302",
    "mfa_reauthenticate_webauthn": "login 302 302 302 302 login 302 302 302",
    "mfa_login_webauthn": "login 302 302 302 302 login 302 302 302",
}
# What the coordinator keeps in the admin; every other model there is the operator's.
OF_THE_OFFICE = {
    "journal.entry",
    "members.application",
    "members.invitation",
    "members.outgoingmail",
    "members.organisation",
    "members.certificate",
    "members.proposal",
    "members.cluster",
    "members.membership",
    "members.group",
    "members.groupmembership",
    "members.keyfigure",
    "members.contact",
    "members.representative",
    "declarations.signingevent",
    "declarations.declaration",
    "declarations.signature",
    "declarations.post",
    "declarations.statement",
}
# Looked at in the admin, and never added or removed there.
READ_ONLY = {
    "journal.entry",
    "members.application",
    "members.invitation",
    "members.outgoingmail",
    "members.proposal",
    "declarations.signature",
    "members.contact",
}


@dataclass
class World:
    """A register with one of everything, and a logged-in browser for each person."""

    clients: dict[str, Client]
    documents: dict[str, int | str]

    def answer(self, person: str, address: str) -> str:
        response = self.clients[person].get(address.format(**self.documents))
        location = response.headers.get("Location", "")
        if response.status_code == 302 and location.startswith(("/konto/logowanie/", "/admin/login/")):
            return "login"
        return str(response.status_code)

    def wrong(self, table: dict[str, str]) -> list[str]:
        return [
            f"{address} for {person}: {got}, not {expected}"
            for address, cells in table.items()
            for person, expected in zip(PERSONS, cells.split(), strict=True)
            if (got := self.answer(person, address)) != expected
        ]


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    party, firm, foreign = organisation("Partner"), member("Firma"), organisation("Obca")
    renamed = member("Stara nazwa")
    renamed.name = "Nowa nazwa"
    members.use_cases.keep_organisation(organisation=renamed, **BY)
    member("Firma niewymieniona", is_listed=False)
    make.event("opublikowane")
    make.event("w-przygotowaniu", is_published=False)
    for slug, facts in {"nowina": {}, "szkic": {"is_published": False}, "jutro": {"day": date(2200, 1, 1)}}.items():
        post = make.post(slug, **facts)
    make.statement(organisation=firm, said_on=date(2014, 11, 7))
    picture = make.picture(post=post).sha256
    proposal(firm, city="Gliwice")
    certificate(firm)
    invitation(firm)
    documents = papers(party)
    ended = date(2020, 1, 1)
    people = {
        "member": representative("member@example.org", firm),
        "party": representative("party@example.org", party),
        "other": representative("other@example.org", foreign),
        "former": representative("former@example.org", firm, until=ended),
        "deactivated": representative("gone@example.org", firm),
        "coordinator": coordinator(),
        "auditor": auditor(),
        "operator": operator(),
    }
    clients = {"anonymous": Client()}
    for person, user in people.items():
        user.set_password("correct horse battery")
        user.save()
        clients[person] = Client()
        clients[person].force_login(user)
    people["deactivated"].is_active = False
    journal.keep(thing=people["deactivated"], **BY)
    keys = {name: document.pk for name, document in documents.items()}
    return World(clients, keys | {"declaration": documents["public"].declaration_id, "picture": picture})


def papers(party: Organisation) -> dict[str, Document]:
    """Make a declaration of each level and state with the same party, and documents of each level."""
    public = make.concluded("publiczna", party, visibility="public")
    documents = {
        level: make.document(public, visibility=level, pages=pages)
        for pages, level in enumerate(("public", "members", "parties", "coordinator"), start=1)
    }
    hidden: dict[str, Declaration] = {
        "of_members": make.concluded("czlonkow", party, visibility="members"),
        "of_parties": make.concluded("stron", party, organisation("Strona poufna"), visibility="parties"),
        "of_office": make.concluded("biura", party, visibility="coordinator"),
    }
    make.draft("projekt", party)
    make.opened("otwarta", party)
    use_cases.cancel_declaration(declaration=make.draft("anulowana", party), reason="Pomyłka", **BY)
    return documents | {name: make.document(paper, visibility="public") for name, paper in hidden.items()}


def test_every_cell_is_true(world):
    wrong = world.wrong(TABLE)
    assert not wrong, "\n".join(wrong)


def test_every_cell_of_the_account_is_true(world):
    keys: dict[str, dict[str, object]] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "own_documents": {"slug": "partner"},
        "own_contact": {"slug": "firma"},
        "contact_write": {"slug": "firma"},
        "people": {"slug": "firma"},
        "person": {"slug": "firma", "pk": Representative.objects.get(user__email="member@example.org").pk},
        "profile": {"slug": "firma"},
        "profile_preview": {"slug": "firma"},
        "logo": {"sha256": "0" * 64},
    }
    wrong = world.wrong({reverse(name, kwargs=keys.get(name)): cells for name, cells in ACCOUNT.items()})
    assert not wrong, "\n".join(wrong)


def test_every_page_of_the_admin_is_closed_to_all_but_the_office(world):
    wrong = []
    for model in admin.site._registry:
        label = model._meta.label_lower
        cells = ADMIN if label in OF_THE_OFFICE else OPERATOR
        address = reverse(f"admin:{label.replace('.', '_')}_changelist")
        wrong += world.wrong({address: cells})
        thing = model._default_manager.first()
        for page in ("change", "history", "delete") if thing and label not in READ_ONLY else ():
            answers = CHANGES if page == "delete" and cells == ADMIN else cells
            wrong += world.wrong({reverse(f"admin:{label.replace('.', '_')}_{page}", args=[thing.pk]): answers})
    assert not wrong, "\n".join(wrong)


def test_every_address_has_a_row():
    rows = {resolve(address.format(**dict.fromkeys(DOCUMENTS, 1))).url_name for address in TABLE} | set(ACCOUNT)
    missing = {name for name in names(get_resolver()) if name not in rows}
    assert not missing, f"no row in the access table: {sorted(missing)}"


DOCUMENTS = (
    "public",
    "members",
    "parties",
    "coordinator",
    "of_members",
    "of_parties",
    "of_office",
    "declaration",
    "picture",
)


def names(resolver: URLResolver) -> set[str]:
    """Return the names of all patterns; those of the admin are walked model by model above."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found |= set() if pattern.namespace == "admin" else names(pattern)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name or str(pattern.pattern))
    return found


@pytest.mark.parametrize("person", ["anonymous", "other", "former", "deactivated"])
@pytest.mark.parametrize(
    ("hidden", "missing"),
    [
        ("/konto/firma/", "/konto/nie-ma/"),
        ("/deklaracje/biura/", "/deklaracje/nie-ma/"),
        ("/deklaracje/projekt/", "/deklaracje/nie-ma/"),
        ("/deklaracje/publiczna/dokumenty/{coordinator}/", "/deklaracje/publiczna/dokumenty/987654/"),
        ("/deklaracje/publiczna/dokumenty/{coordinator}/opis/", "/deklaracje/publiczna/dokumenty/987654/opis/"),
        ("/deklaracje/publiczna/dokumenty/{coordinator}/podglad/", "/deklaracje/publiczna/dokumenty/987654/podglad/"),
        ("/deklaracje/biura/dowody.zip", "/deklaracje/nie-ma/dowody.zip"),
        ("/podmioty/strona-poufna/", "/podmioty/nie-ma/"),
        ("/podmioty/firma-niewymieniona/", "/podmioty/nie-ma/"),
        ("/wydarzenia/w-przygotowaniu/", "/wydarzenia/nie-ma/"),
        ("/api/organisations/strona-poufna/", "/api/organisations/nie-ma/"),
    ],
)
def test_hidden_looks_exactly_like_missing(world, person, hidden, missing):
    address = hidden.format(**world.documents)
    one, other = (world.clients[person].get(each) for each in (address, missing))
    assert one.status_code == other.status_code
    assert one.content.decode().replace(address, "") == other.content.decode().replace(missing, "")
    headers = [
        {name: value.replace(each, "") for name, value in response.headers.items()}
        for each, response in ((address, one), (missing, other))
    ]
    assert headers[0] == headers[1]


def test_a_representation_that_ends_closes_the_declarations_at_the_next_request(world):
    user = Client()
    firm = Organisation.objects.get(name="Firma")
    user.force_login(representative("odchodzi@example.org", firm))
    assert user.get("/deklaracje/czlonkow/").status_code == 200
    representation = firm.representatives.get(user__email="odchodzi@example.org")
    representation.until = date(2026, 1, 1)
    journal.keep(thing=representation, **BY)
    assert user.get("/deklaracje/czlonkow/").status_code == 404
    assert user.get("/deklaracje/").status_code == 404
