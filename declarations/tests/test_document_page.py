"""The page of a document: what the file is, which version, what was found in it, and what the picture says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from declarations.models import Document
from declarations.tests import make
from journal.models import Entry
from members.tests.make import AT, auditor, organisation, representative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def paper(db):
    return make.concluded("d", organisation("Partner"), visibility="public")


def kept(paper, content: bytes = b"%PDF-1.7", **facts: object) -> Document:
    return make.stored(paper, content, **{"visibility": "public"} | facts)


def page_of(client, document: Document) -> str:
    with translation.override("en"):
        address = reverse("document_detail", args=[document.declaration.slug, document.pk])
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_page_tells_what_the_file_is(client, paper):
    document = kept(paper, b"%PDF" * 600, title="Umowa", pages=3, kind="translation", language="en")
    page = page_of(client, document)
    for words in ("Umowa", "3 pages", "2,400 bytes", document.sha256, "translation", "English", "public", "skan.pdf"):
        assert words in page, words
    assert f'href="/en/declarations/d/documents/{document.pk}/"' in page
    assert f"/?sha256={document.sha256}" in page


def test_reading_the_page_is_no_download(client, paper):
    document = kept(paper)
    entries = Entry.objects.count()
    page_of(client, document)
    assert Entry.objects.count() == entries


def test_the_page_of_an_earlier_version_leads_to_the_current_one(client, paper):
    first = kept(paper, title="Pierwsza")
    second = kept(paper, b"%PDF-1.7 2", title="Druga", supersedes=first)
    page = page_of(client, first)
    assert "An earlier version. The current one:" in page
    assert f"/documents/{second.pk}/about/" in page
    assert "current version" in page_of(client, second)
    assert f"/documents/{first.pk}/about/" in page_of(client, second)


def test_the_page_does_not_claim_that_an_earlier_version_is_current(client, paper):
    first = kept(paper, title="Pierwsza")
    second = kept(paper, b"%PDF-1.7 2", title="Druga", supersedes=first)
    kept(paper, b"%PDF-1.7 3", title="Trzecia", supersedes=second, visibility="coordinator")
    assert "The current one is not open to you; the newest that is:" in page_of(client, first)
    newest = page_of(client, second)
    assert "An earlier version; the current one is not open to you." in newest
    assert "Trzecia" not in newest
    assert "current version" not in newest


def test_the_page_tells_what_was_found_last_and_what_was_found_earlier(client, paper):
    document = kept(paper)
    assert "Not yet examined." in page_of(client, document)
    make.examination(document, "indeterminate")
    make.examination(document, "untrusted", at=AT + timedelta(days=1))
    page = page_of(client, document).lower()
    assert page.index("an issuer not among the trusted") < page.index("cannot be determined")


def test_the_text_of_a_picture_stands_below_it_as_it_was_typed(client, paper):
    document = kept(paper, has_text=False, text_alternative="<b>Umowa</b>\n\n§ 1", language="pl")
    page = page_of(client, document)
    assert "&lt;b&gt;Umowa&lt;/b&gt;" in page
    assert page.index("<img") < page.index("§ 1")
    assert 'alt="First page of “Skan”"' in page


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        ({"has_text": False}, True),
        ({"media_type": "image/jpeg"}, True),
        ({"has_text": False, "text_alternative": "Umowa"}, False),
        ({"has_text": None}, False),
        ({"has_text": True}, False),
    ],
)
def test_the_office_is_told_that_a_picture_has_no_text_and_readers_are_not(client, office, paper, facts, lacks):
    document = kept(paper, **facts)
    warning = "only a picture of its text"
    assert (warning in page_of(office, document)) is lacks
    assert (warning in page_of(make.browser(auditor()), document)) is lacks
    assert warning not in page_of(client, document)


@pytest.mark.parametrize("number", [str(2**63), "9" * 30, "-1", "0", "٣"])
@pytest.mark.parametrize("page", ["opis", "about", "podglad", "preview"])
def test_a_document_that_cannot_exist_has_no_page(office, paper, number, page):
    kept(paper)
    assert office.get(f"/deklaracje/d/dokumenty/{number}/{page}/").status_code == 404


def test_a_document_has_its_page_under_its_own_declaration_only(client, paper):
    document = kept(paper)
    make.concluded("inna", organisation("Inna"), visibility="public")
    for name in ("document_detail", "document_preview"):
        assert client.get(reverse(name, args=["inna", document.pk])).status_code == 302


def test_a_page_takes_no_more_queries_for_more_versions_and_examinations(paper, django_assert_max_num_queries):
    reader = make.browser(representative("r@example.org", paper.signatures.get().organisation))
    document = kept(paper)
    address = reverse("document_detail", args=["d", document.pk])
    make.examination(document)
    reader.get(address)
    with django_assert_max_num_queries(12) as few:
        reader.get(address)
    newest = document
    for number in range(1, 6):
        newest = kept(paper, b"%%PDF-1.7 %d" % number, supersedes=newest)
        make.examination(document, at=AT + timedelta(days=number))
    with django_assert_max_num_queries(len(few)):
        reader.get(address)
