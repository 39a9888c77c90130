"""Readable test data for what was signed, made through the acts that a coordinator's buttons call."""

from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

import journal.use_cases as journal
from declarations import files, use_cases
from declarations.forms import drawn
from declarations.models import (
    Declaration,
    Document,
    Examination,
    Picture,
    Post,
    PostLink,
    Signature,
    SigningEvent,
    Statement,
    TrustList,
)
from declarations.use_cases import Signing
from members.models import Organisation, User
from members.tests.make import BY
from members.tests.make import picture as photograph

DAY = date(2014, 11, 7)


def event(slug: str = "bialystok", *, is_published: bool = True, **facts: object) -> SigningEvent:
    told = {"title_pl": "Podpisanie w Białymstoku", "day": DAY, "city": "Białystok"} | facts
    thing = SigningEvent(slug=slug, is_published=is_published, **told)
    journal.keep(thing=thing, **BY)
    return thing


def post(slug: str = "nowina", *about: object, is_published: bool = True, **facts: object) -> Post:
    told = {"title_pl": f"Nowina {slug}", "day": DAY, "text_pl": "Treść nowiny."} | facts
    thing = Post(slug=slug, is_published=is_published, **told)
    journal.keep(thing=thing, **BY)
    for one in about:
        journal.keep(thing=PostLink(post=thing, **{PostLink.COLUMNS[type(one)]: one}), **BY)
    return thing


def picture(*, colour: str = "navy", **facts: object) -> Picture:
    large, small = drawn(photograph("JPEG", (2000, 1000), colour))
    thing = Picture(**{"alt_pl": "Sala konferencyjna"} | facts)
    use_cases.add_picture(picture=thing, large=large, small=small, **BY)
    return thing


def statement(person: str = "Anna Żak", **facts: object) -> Statement:
    thing = Statement(person=person, **{"function": "prezes", "text_pl": "Warto razem."} | facts)
    journal.keep(thing=thing, **BY)
    return thing


def draft(slug: str = "deklaracja", *parties: Organisation, side: str = "partner", **facts: object) -> Declaration:
    told = {"title": f"Deklaracja {slug}", "kind": "cooperation", "text": "Treść", "dated_on": DAY} | facts
    declaration = Declaration(slug=slug, **told)
    use_cases.keep_declaration(declaration=declaration, **BY)
    for position, organisation in enumerate(parties, start=1):
        party = Signature(declaration=declaration, position=position, organisation=organisation, side=side)
        use_cases.keep_party(party=party, **BY)
    return declaration


def opened(slug: str = "deklaracja", *parties: Organisation, **facts: object) -> Declaration:
    declaration = draft(slug, *parties, **facts)
    use_cases.open_declaration(declaration=declaration, **BY)
    return fresh(declaration)


def signed(slug: str = "deklaracja", *parties: Organisation, signed_on: date = DAY, **facts: object) -> Declaration:
    declaration = opened(slug, *parties, **facts)
    signings = [
        Signing(party, person="Jan Żelazny", function="prezes") for party in declaration.signatures.in_written_order()
    ]
    use_cases.record_signatures(signings=signings, signed_on=signed_on, method="handwritten", **BY)
    return fresh(declaration)


def concluded(slug: str = "deklaracja", *parties: Organisation, **facts: object) -> Declaration:
    declaration = signed(slug, *parties, **facts)
    use_cases.conclude_declaration(declaration=declaration, **BY)
    return fresh(declaration)


def terminated(
    slug: str = "deklaracja", *parties: Organisation, terminated_on: date = date(2020, 1, 1), **facts: object
) -> Declaration:
    declaration = concluded(slug, *parties, **facts)
    use_cases.terminate_declaration(declaration=declaration, day=terminated_on, reason="Koniec", **BY)
    return fresh(declaration)


def cancelled(slug: str = "deklaracja", *parties: Organisation, **facts: object) -> Declaration:
    declaration = opened(slug, *parties, **facts)
    use_cases.cancel_declaration(declaration=declaration, reason="Pomyłka", **BY)
    return fresh(declaration)


def fresh(declaration: Declaration) -> Declaration:
    return Declaration.objects.get(pk=declaration.pk)


def browser(user: User | None = None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def pdf(name: str = "skan.pdf", *, pages: int = 1, password: str = "") -> SimpleUploadedFile:
    writer, file = PdfWriter(), BytesIO()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(file)
    return SimpleUploadedFile(name, file.getvalue(), "application/pdf")


def document(declaration: Declaration, *, name: str = "skan.pdf", pages: int = 1, **facts: object) -> Document:
    thing = Document(declaration=declaration, **{"kind": "scan", "title": "Skan"} | facts)
    use_cases.add_document(document=thing, upload=pdf(name, pages=pages), **BY)
    return thing


def stored(declaration: Declaration, content: bytes = b"%PDF-1.7 skan", **facts: object) -> Document:
    """Keep bytes as a document without looking at them: for tests that are not about what may come in."""
    kept = files.keep(ContentFile(content))
    told = {"kind": "scan", "title": "Skan", "file_name": "skan.pdf", "uploaded_at": BY["at"]} | facts
    thing = Document(declaration=declaration, sha256=kept.sha256, size=kept.size, **told)
    journal.keep(thing=thing, **BY)
    return thing


def examination(document: Document, verdict: str = "unsigned", **facts: object) -> Examination:
    told = {"at": BY["at"], "library": "pyHanko 0.38.0", "report": {"signatures": []}} | facts
    thing = Examination(document=document, verdict=verdict, **told)
    journal.keep(thing=thing, **BY)
    return thing


def trust_list(territory: str = "PL", **facts: object) -> TrustList:
    told = {"sequence": 1, "issued_at": BY["at"], "services": 2, "size": 10, "sha256": "a" * 64, "loaded_at": BY["at"]}
    thing = TrustList(territory=territory, **told | facts)
    journal.keep(thing=thing, **BY)
    return thing
