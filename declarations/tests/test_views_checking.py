"""The public check: what a sum, a file and a printed code are answered, to whom, and how often."""

import hashlib
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import journal.use_cases as journal
from declarations import use_cases
from declarations.models import Declaration, Document
from declarations.queries.checking import SHOWN
from declarations.tests import make
from journal.models import Entry
from members.tests.make import BY, cluster, coordinator, organisation, representative

pytestmark = pytest.mark.django_db

ADDRESS = "/en/verify/"
UNKNOWN = "a" * 64
IN_FORCE, NOT_IN_FORCE, NOT_HERE = (
    "Registered; in force today.",
    "Registered; not in force today.",
    "Not in the register.",
)


def asked(sha256: str, client: Client | None = None):
    return (client or Client()).get(ADDRESS, {"sha256": sha256})


def words(response) -> str:
    return " ".join(response.content.decode().split())


def filed(declaration: Declaration, digit: str = "1", **facts: object) -> Document:
    """Record a file by its sum alone; its bytes play no part in the check."""
    told = {"kind": "scan", "title": "Skan", "sha256": digit * 64, "size": 1, "uploaded_at": BY["at"]} | facts
    document = Document(declaration=declaration, **told)
    journal.keep(thing=document, **BY)
    return document


def correct(declaration: Declaration, **facts: object) -> None:
    use_cases.correct_declaration(declaration=make.fresh(declaration), facts=facts, reason="Literówka", **BY)


# What the reader may see


def test_the_current_version_leads_to_the_document_and_its_declaration():
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    document = filed(paper, visibility="public", title="Skan jawny")
    text = words(asked(document.sha256))
    assert "the current version of a document" in text
    assert f'<a href="/en/declarations/jawna/documents/{document.pk}/about/">Skan jawny</a>' in text
    assert '<a href="/en/declarations/jawna/">Deklaracja jawna</a>' in text
    assert "in force" in text


def test_an_earlier_version_leads_to_the_current_one_however_many_lie_between():
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    first = filed(paper, visibility="public")
    second = filed(paper, "2", visibility="coordinator", title="Tajny", supersedes=first)
    third = filed(paper, "3", visibility="public", title="Trzeci", supersedes=second)
    text = words(asked(first.sha256))
    assert "an earlier version of a document" in text
    assert f'/documents/{third.pk}/about/">Trzeci</a>' in text
    assert "Tajny" not in text


def test_an_earlier_version_says_so_where_the_current_one_is_not_open_to_the_reader():
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    first = filed(paper, visibility="public")
    filed(paper, "2", visibility="coordinator", title="Tajny", supersedes=first)
    text = words(asked(first.sha256))
    assert "an earlier version of a document" in text
    assert "not open to you" in text
    assert "Tajny" not in text


def test_a_file_of_several_declarations_is_answered_for_those_the_reader_may_see():
    partner = organisation("Partner")
    for slug, level in (("pierwsza", "public"), ("druga", "public"), ("ukryta", "coordinator")):
        document = filed(make.concluded(slug, partner, visibility=level), visibility="public")
    text = words(asked(document.sha256))
    assert "Deklaracja pierwsza" in text and "Deklaracja druga" in text
    assert "Deklaracja ukryta" not in text


def test_a_file_of_very_many_declarations_shows_the_newest_and_says_that_there_are_more():
    partner = organisation("Partner")
    for number in range(SHOWN + 1):
        document = filed(make.concluded(f"d-{number}", partner, visibility="public"), visibility="public")
    response = asked(document.sha256)
    assert words(response).count("the current version of a document") == SHOWN
    assert "The same file stands in more declarations" in words(response)
    assert "Deklaracja d-0<" not in words(response)


def test_the_wording_of_a_letter_leads_to_its_declaration():
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    text = words(asked(paper.wording_sha256()))
    assert "the current wording of a declaration" in text
    assert '<a href="/en/declarations/jawna/">Deklaracja jawna</a>' in text


def test_a_corrected_wording_is_an_earlier_one_until_it_is_put_back():
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    printed = paper.wording_sha256()
    correct(paper, title="Inny tytuł")
    assert "an earlier wording of a declaration" in words(asked(printed))
    correct(paper, title="Deklaracja jawna")
    assert "the current wording of a declaration" in words(asked(printed))


def test_the_office_sees_what_is_hidden_from_others():
    document = filed(make.draft("projekt", organisation("Partner")), visibility="public", title="Skan projektu")
    assert NOT_IN_FORCE in words(asked(document.sha256))
    text = words(asked(document.sha256, make.browser(coordinator())))
    assert "Skan projektu" in text and "draft" in text


# What the reader may not see


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (make.draft, NOT_IN_FORCE),
        (make.opened, NOT_IN_FORCE),
        (make.cancelled, NOT_IN_FORCE),
        (make.terminated, NOT_IN_FORCE),
        (make.concluded, IN_FORCE),
    ],
)
def test_a_hidden_file_is_registered_and_in_force_or_not_and_nothing_more(made, said):
    paper = made("tajemnica", organisation("Strona"), visibility="coordinator")
    document = filed(paper, visibility="public", title="Tajny skan")
    text = words(asked(document.sha256))
    assert said in text
    assert not [told for told in ("tajemnica", "Tajny", "Strona", "2014", "scan</dd>") if told in text]


def test_a_hidden_earlier_version_is_not_in_force():
    paper = make.concluded("tajna", organisation("Strona"), visibility="coordinator")
    first = filed(paper)
    second = filed(paper, "2", supersedes=first)
    assert NOT_IN_FORCE in words(asked(first.sha256))
    assert IN_FORCE in words(asked(second.sha256))


def test_a_hidden_file_of_a_public_declaration_says_nothing_of_it():
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    text = words(asked(filed(paper, visibility="coordinator", title="Tajny skan").sha256))
    assert IN_FORCE in text
    assert "Deklaracja jawna" not in text


def test_a_hidden_wording_is_in_force_until_it_is_corrected():
    paper = make.concluded("tajna", organisation("Strona"), visibility="parties")
    printed = paper.wording_sha256()
    assert IN_FORCE in words(asked(printed))
    correct(paper, text="Inna treść")
    assert NOT_IN_FORCE in words(asked(printed))
    assert IN_FORCE in words(asked(make.fresh(paper).wording_sha256()))


def test_the_wording_of_a_draft_is_not_in_the_register():
    assert NOT_HERE in words(asked(make.draft("d", organisation("Strona")).wording_sha256()))


@pytest.mark.parametrize("is_logged_in", [False, True])
def test_hidden_and_unknown_differ_in_the_verdict_alone(is_logged_in):
    cluster()
    hidden = filed(make.concluded("tajna", organisation("Strona"), visibility="coordinator")).sha256
    user = representative("inna@example.org", organisation("Inna")) if is_logged_in else None
    client = make.browser(user)
    asked(UNKNOWN, client)  # The first question alone makes the counter.
    found = []
    for sha256 in (hidden, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            response = asked(sha256, client)
        page = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode().replace(sha256, ""))
        before, _, after = page.partition('<div class="note ')
        frame = before, after.partition("</div>")[2]
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        found.append((response.status_code, headers, len(queries), frame))
    assert found[0] == found[1]


# What is typed


@pytest.mark.parametrize(
    "way", [str.upper, lambda text: f"  {text}\n", lambda text: ":".join(text), lambda t: t[:8] + " " + t[8:]]
)
def test_blanks_colons_and_capital_letters_are_forgiven(way):
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    assert "Deklaracja jawna" in words(asked(way(paper.wording_sha256())))


@pytest.mark.parametrize(
    "typed", ["", " ", "abc", "g" * 64, "a" * 63, "a" * 65, "ａ" * 64, "<b>", "\0", "a" * 9999, "a  b.pdf"]
)
def test_what_is_no_sum_gets_a_message_on_its_field_and_stays_typed(typed):
    response = asked(typed)
    assert response.status_code == 400
    assert 'id="id_sha256_error"' in response.content.decode()
    assert response.context["form"]["sha256"].value() == typed
    assert NOT_HERE not in words(response)


# What is uploaded


def upload(content: bytes, client: Client | None = None, **more: object):
    return (client or Client()).post(ADDRESS, {"file": SimpleUploadedFile("skan.pdf", content)}, **more)


def test_an_upload_is_hashed_and_answered_at_the_address_of_its_sum(store, settings):
    # A handler that wrote to disk would fail here, and one that kept the file would fill the store.
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
    content = b"x" * (4 * 1024 * 1024)
    response = upload(content)
    assert response.status_code == 303
    assert response["Location"] == f"{ADDRESS}?sha256={hashlib.sha256(content).hexdigest()}"
    assert not store.exists()
    assert not Entry.objects.exists()


def test_an_uploaded_copy_of_a_document_is_found():
    paper = make.concluded("jawna", organisation("Partner"), visibility="public")
    filed(paper, visibility="public", title="Skan jawny", sha256=hashlib.sha256(b"%PDF-").hexdigest())
    response = upload(b"%PDF-", follow=True)
    assert "Skan jawny" in words(response)


def test_an_upload_larger_than_the_limit_is_told_so_and_not_read_to_its_end(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    class Endless(BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            head = b"" if self.taken else b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
            self.taken += 65536
            assert self.taken < 2 * 1024 * 1024, "still reading"
            return head.ljust(65536, b"a")

    body = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(10**10), "wsgi.input": Endless()}
    response = Client().generic("POST", ADDRESS, **body)
    assert response.status_code == 413
    assert f"larger than {settings.UPLOAD_MAX_MB} MB" in words(response)


@pytest.mark.parametrize("told", [{}, {"file": ""}, {"file": "no file"}])
def test_a_form_without_a_file_asks_for_one(told):
    response = Client().post(ADDRESS, told)
    assert response.status_code == 400
    assert "<li>Choose the file.</li>" in words(response)


def test_a_broken_upload_is_a_bad_request():
    response = Client().generic("POST", ADDRESS, b"x", content_type="multipart/form-data; boundary=")
    assert response.status_code == 400


def test_an_upload_from_another_page_is_refused():
    client = Client(enforce_csrf_checks=True)
    assert upload(b"x", client).status_code == 403
    token = client.get(ADDRESS).context["csrf_token"]
    told = {"csrfmiddlewaretoken": str(token), "file": SimpleUploadedFile("skan.pdf", b"x")}
    assert client.post(ADDRESS, told).status_code == 303


# How often, and who keeps the answer


def test_questions_are_counted_by_network_address_and_the_bare_form_is_free(settings):
    settings.ACCOUNT_RATE_LIMITS = {"document_check": "3/m/ip"}
    client = Client()
    assert [asked(UNKNOWN, client).status_code, upload(b"x", client).status_code] == [200, 303]
    assert asked("typed wrongly", client).status_code == 400
    refused = asked(UNKNOWN, client)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Too many attempts" in words(refused)
    assert upload(b"x", client).status_code == 429
    # What a visitor claims about the address changes nothing; another address does.
    assert client.get(ADDRESS, {"sha256": UNKNOWN}, headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 429
    assert client.get(ADDRESS, {"sha256": UNKNOWN}, REMOTE_ADDR="10.0.0.1").status_code == 200
    assert client.get(ADDRESS).status_code == 200


def test_sixty_questions_a_minute_are_answered(settings):
    assert settings.ACCOUNT_RATE_LIMITS["document_check"] == "60/m/ip"


@pytest.mark.parametrize("typed", [UNKNOWN, "abc", ""])
def test_an_answer_is_kept_by_no_cache_and_found_by_no_search_engine(typed):
    response = asked(typed)
    assert response["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "noindex" not in Client().get(ADDRESS).content.decode()


def test_the_check_takes_few_queries_however_many_declarations_hold_the_file():
    partner, other = organisation("Partner"), organisation("Inna")
    client = make.browser(representative("partner@example.org", partner))
    counted = []
    for number in range(SHOWN):
        paper = make.concluded(f"d-{number}", partner, other)
        first = filed(paper)
        filed(paper, "2", supersedes=first)
        if number in (0, SHOWN - 1):
            asked(first.sha256, client)
            with CaptureQueriesContext(connection) as queries:
                assert words(asked(first.sha256, client)).count("an earlier version") == number + 1
            # The counter of the rate limit asks its own, the same for each question.
            counted.append(
                len([each for each in queries if '"cache"' not in each["sql"] and "SAVEPOINT" not in each["sql"]])
            )
    assert counted[0] == counted[1] <= 12
