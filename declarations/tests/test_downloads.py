"""A paper handed out: the same bytes, kept from caches and from running, journalled once, to whom it is open."""

from urllib.parse import unquote

import pytest

from declarations import files
from declarations.models import Document
from declarations.tests import make
from journal.models import Entry
from members.models import User
from members.tests.make import organisation, representative

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(db) -> Document:
    return make.document(make.concluded("d", organisation("Partner")), name="umowa „1” – Łódź.pdf")


@pytest.fixture
def hidden(document):
    document.visibility = "coordinator"
    make.use_cases.keep_document(document=document, **make.BY)
    return document


@pytest.fixture
def party(document):
    return make.browser(representative("p@example.org", document.declaration.signatures.get().organisation))


def downloads() -> list[Entry]:
    return list(Entry.objects.filter(act="download"))


def test_a_paper_is_handed_out_as_it_came(party, document):
    response = party.get(document.get_absolute_url())
    assert b"".join(response.streaming_content) == make.pdf().read()
    assert response["Content-Length"] == str(document.size)


def test_a_paper_is_kept_from_caches_sniffing_and_running(party, document):
    response = party.get(document.get_absolute_url())
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_paper_is_saved_under_its_name_with_polish_letters(party, document):
    disposition = party.get(document.get_absolute_url())["Content-Disposition"]
    kind, name = disposition.split("; filename*=utf-8''")
    assert (kind, unquote(name)) == ("attachment", "umowa „1” – Łódź.pdf")
    assert disposition.isascii()


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("", "attachment"),
        ('a"b\\.pdf', 'attachment; filename="a\\"b\\\\.pdf"'),
        ("a\r\nSet-Cookie: x=1.pdf", 'attachment; filename="aSet-Cookie: x=1.pdf"'),
    ],
)
def test_no_name_of_a_file_breaks_out_of_its_header(party, document, name, disposition):
    Document.objects.update(file_name=name)
    assert party.get(document.get_absolute_url())["Content-Disposition"] == disposition


def test_each_download_is_one_entry_that_names_who_had_what(party, document):
    party.get(document.get_absolute_url())
    party.get(document.get_absolute_url())
    key = str(User.objects.get().key)
    assert [(entry.actor, entry.object_key) for entry in downloads()] == [(key, str(document.pk))] * 2


def test_asking_for_the_head_alone_is_no_download(party, document):
    response = party.head(document.get_absolute_url())
    assert (response.status_code, b"".join(response)) == (200, b"")
    assert downloads() == []


def test_the_download_of_a_public_paper_by_nobody_in_particular_is_journalled(client):
    declaration = make.concluded("jawna", organisation(), visibility="public")
    document = make.document(declaration, visibility="public")
    assert client.get(document.get_absolute_url()).status_code == 200
    assert [entry.actor for entry in downloads()] == ["system"]


def test_the_web_server_hands_out_the_file_where_it_is_configured(party, document, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/papers/"
    response = party.get(document.get_absolute_url())
    assert response["X-Accel-Redirect"] == f"/papers/{document.sha256[:2]}/{document.sha256}"
    assert response.content == b""
    assert response["Cache-Control"] == "private, no-store"
    assert len(downloads()) == 1


def test_a_paper_whose_file_is_gone_is_missing_and_was_not_handed_out(party, document):
    files.path_of(document.sha256).unlink()
    assert party.get(document.get_absolute_url()).status_code == 404
    assert downloads() == []


@pytest.mark.parametrize("accel", ["", "/papers/"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"range": "bytes=0-3"},
        {"range": "bytes=99999999-"},
        {"if-none-match": "*"},
        {"if-modified-since": "Tue, 01 Jan 2999 00:00:00 GMT"},
        {"if-range": '"x"', "range": "bytes=0-0"},
    ],
)
def test_no_header_reveals_anything_of_a_hidden_paper(party, client, hidden, settings, headers, accel):
    settings.ACCEL_REDIRECT_PREFIX = accel
    missing = f"/deklaracje/d/dokumenty/{hidden.pk + 1}/"
    for method in ("get", "head"):
        answers = [getattr(party, method)(address, headers=headers) for address in (hidden.get_absolute_url(), missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].headers == answers[1].headers
        asked = getattr(client, method)(hidden.get_absolute_url(), headers=headers)
        assert (asked.status_code, asked.url.split("?")[0]) == (302, "/konto/logowanie/")
    assert downloads() == []


def test_a_paper_is_found_under_its_own_declaration_only(party, document):
    make.concluded("inna", organisation("Inna"), visibility="public")
    assert party.get(f"/deklaracje/inna/dokumenty/{document.pk}/").status_code == 404
