"""Versions of a file: the old one stays behind the new; what is signed stays, and only a mistake is taken back."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations import access, files, queries, use_cases
from declarations.forms import DocumentForm
from declarations.lifecycle import IllegalTransition
from declarations.models import Document
from declarations.tests import make
from journal.models import Entry
from journal.tests.drawn import as_drawn
from members.models import Organisation
from members.tests.make import BY, auditor, organisation, representative

pytestmark = pytest.mark.django_db


def version(earlier: Document | None, declaration=None, **facts: object) -> Document:
    """Keep the next version of a document, or a first one."""
    number = Document.objects.count()
    declaration = declaration or earlier.declaration
    return make.stored(declaration, b"%%PDF-1.7 %d" % number, supersedes=earlier, **{"visibility": "public"} | facts)


@pytest.fixture
def paper(db):
    return make.concluded("d", organisation("Partner"), visibility="public")


def lines(declaration, user=None) -> list[tuple[str, list[str], bool]]:
    """Return what a reader sees of each line of versions: titles, and whether the first is the current one."""
    if user is None:
        readable = Document.objects.all()
    else:
        readable = access.documents_visible_to(user, BY["at"].date())
    return [
        (line.newest.title, [each.title for each in line.earlier], line.is_current)
        for line in queries.versions_in(declaration, readable=readable)
    ]


# Lines of versions


def test_the_newest_version_is_the_current_one_and_the_earlier_ones_stand_behind_it(paper):
    first = version(None, paper, title="1")
    version(version(first, title="2"), title="3")
    version(None, paper, title="obok")
    assert lines(paper) == [("3", ["2", "1"], True), ("obok", [], True)]


def test_a_hidden_version_is_neither_shown_nor_counted_and_an_earlier_one_is_not_called_current(paper):
    first = version(None, paper, title="1")
    second = version(first, title="2", visibility="coordinator")
    reader = representative("r@example.org", organisation("Obca"))
    assert lines(paper, reader) == [("1", [], False)]
    third = version(second, title="3")
    assert lines(paper, reader) == [("3", ["1"], True)]
    version(third, title="4", visibility="parties")
    assert lines(paper, reader) == [("3", ["1"], False)]


def test_versions_take_the_same_queries_however_many_there_are(paper):
    newest = version(None, paper)
    with CaptureQueriesContext(connection) as few:
        lines(paper)
    for _number in range(10):
        newest = version(newest)
    with CaptureQueriesContext(connection) as many:
        lines(paper)
    assert len(many) == len(few) == 1


def test_add_document_keeps_the_new_version_and_leaves_the_old_one_as_it_was(paper):
    first = make.document(paper)
    before = first.stored().facts()
    make.document(paper, pages=2, supersedes=first)
    assert first.stored().facts() == before
    assert files.path_of(first.sha256).is_file()


def test_a_version_has_one_successor_only(paper):
    first = version(None, paper)
    version(first)
    with pytest.raises(ValidationError) as refusal:
        make.document(paper, supersedes=first)
    assert "supersedes" in refusal.value.message_dict
    assert Document.objects.count() == 2


def test_a_version_replaces_only_a_document_of_its_own_declaration(paper):
    foreign = version(None, make.draft("inna"))
    with pytest.raises(ValidationError) as refusal:
        make.document(paper, supersedes=foreign)
    assert "supersedes" in refusal.value.message_dict


def test_versions_never_stand_in_a_ring(paper):
    first = version(None, paper)
    first.supersedes = version(version(first))
    with pytest.raises(ValidationError) as refusal:
        use_cases.keep_document(document=first, **BY)
    assert "supersedes" in refusal.value.message_dict


# What is told of a new version


TOLD = {"kind": "", "title": "", "language": "", "visibility": ""}


def form_for(declaration, told: dict[str, object]) -> DocumentForm:
    documents = list(declaration.documents.all())
    return DocumentForm(told, {"upload": make.pdf()}, instance=Document(declaration=declaration), documents=documents)


def test_what_is_left_empty_follows_the_replaced_document_so_that_nothing_is_opened_by_accident(paper):
    secret = version(None, paper, kind="translation", title="Przekład", language="en", visibility="coordinator")
    form = form_for(paper, TOLD | {"supersedes": secret.pk})
    assert form.is_valid(), form.errors
    told = [form.cleaned_data[name] for name in TOLD]
    assert told == ["translation", "Przekład", "en", "coordinator"]


def test_what_is_left_empty_without_a_replaced_document_is_the_usual(paper):
    version(None, paper, visibility="public")
    form = form_for(paper, TOLD)
    assert form.is_valid(), form.errors
    assert [form.cleaned_data[name] for name in ("kind", "language", "visibility")] == ["scan", "pl", "members"]


def test_what_is_said_of_a_new_version_holds(paper):
    secret = version(None, paper, kind="scan", visibility="coordinator")
    said = {"kind": "redacted", "title": "Bez danych osób", "language": "pl", "visibility": "public"}
    form = form_for(paper, said | {"supersedes": secret.pk})
    assert form.is_valid(), form.errors
    assert {name: form.cleaned_data[name] for name in said} == said


def test_only_current_documents_of_the_declaration_can_be_replaced(paper):
    first = version(None, paper)
    current, foreign = version(first), version(None, make.draft("inna"))
    offered = [key for key, _words in form_for(paper, TOLD).fields["supersedes"].choices]
    assert offered == ["", current.pk]
    for wrong in (first.pk, foreign.pk, 999, "x", "9" * 30):
        assert set(form_for(paper, TOLD | {"supersedes": wrong}).errors) == {"supersedes"}


def test_an_untouched_line_is_no_document(paper):
    version(None, paper)
    told = {"documents": list(paper.documents.all())}
    new = DocumentForm(instance=Document(declaration=paper), **told)
    drawn = {name: new[name].value() or "" for name in new.fields}
    assert not DocumentForm(drawn, instance=Document(declaration=paper), **told).has_changed()


# The office


def address_of(declaration) -> str:
    return f"/admin/declarations/declaration/{declaration.pk}/change/"


def line_of_a_new_document(page, **told: object) -> dict[str, object]:
    """Return the form as drawn, with what is typed into the line of the new document."""
    drawn = as_drawn(page)
    number = int(drawn["documents-TOTAL_FORMS"]) - 1
    return drawn | {f"documents-{number}-{name}": value for name, value in told.items()}


def test_the_office_says_which_document_a_new_file_replaces(office, paper):
    first = version(None, paper, visibility="coordinator", title="Umowa")
    page = office.get(address_of(paper))
    answer = office.post(address_of(paper), line_of_a_new_document(page, upload=make.pdf(), supersedes=first.pk))
    assert answer.status_code == 302
    successor = Document.objects.get(supersedes=first)
    assert (successor.title, successor.visibility) == ("Umowa", "coordinator")


def test_of_two_who_replace_one_document_the_second_is_told_on_the_form(office, paper):
    first = version(None, paper)
    page = office.get(address_of(paper))
    for pages, status in ((1, 302), (2, 200)):
        sent = line_of_a_new_document(page, upload=make.pdf(pages=pages), supersedes=first.pk, text_alternative="Treść")
        answer = office.post(address_of(paper), sent)
        assert answer.status_code == status
    form = answer.context["inline_admin_formsets"][-1].formset.forms[-1]
    assert set(form.errors) == {"supersedes"}
    assert form["text_alternative"].value() == "Treść"
    assert Document.objects.count() == 2


def test_the_office_can_say_later_what_a_stored_file_replaces(office, paper):
    first, second = version(None, paper), version(None, paper)
    drawn = as_drawn(office.get(address_of(paper)))
    assert office.post(address_of(paper), drawn | {"documents-1-supersedes": first.pk}).status_code == 302
    assert Document.objects.get(pk=second.pk).supersedes == first


def test_two_documents_cannot_replace_each_other_in_one_form(office, paper):
    first, second = version(None, paper), version(None, paper)
    drawn = as_drawn(office.get(address_of(paper)))
    both = {"documents-0-supersedes": second.pk, "documents-1-supersedes": first.pk}
    page = office.post(address_of(paper), drawn | both, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert not Document.objects.filter(supersedes__isnull=False).exists()


def test_a_picture_without_text_warns_the_office_until_its_text_is_given(office):
    draft = make.draft("d", organisation())
    picture = version(None, draft, has_text=False, title="Obraz umowy")
    readable = version(None, draft, has_text=True)
    assert [queries.lacks_text(each) for each in (picture, readable)] == [True, False]
    warning = "Give the text alternative below."
    address = address_of(draft)
    page = office.get(address, headers={"accept-language": "en"})
    assert page.content.decode().count(warning) == 1
    assert office.post(address, as_drawn(page) | {"documents-0-text_alternative": "Umowa"}).status_code == 302
    assert warning not in office.get(address, headers={"accept-language": "en"}).content.decode()
    assert Document.objects.get(pk=picture.pk).text_alternative == "Umowa"


def test_the_office_is_warned_after_the_upload_of_a_picture(office):
    draft = make.draft("d", organisation())
    sent = line_of_a_new_document(office.get(address_of(draft)), upload=make.pdf(), title="Obraz umowy")
    page = office.post(address_of(draft), sent, follow=True, headers={"accept-language": "en"})
    # A blank page holds no letters.
    assert "“Obraz umowy” is only a picture" in unescape(page.content.decode())


def test_the_office_reads_the_facts_of_each_file_and_acts_on_it_and_an_auditor_only_reads(office, paper):
    first = version(None, paper)
    version(first)
    make.examination(first, "valid")
    examine = f"{address_of(paper).removesuffix('change/')}documents/{first.pk}/examine/"
    for browser, may_act in ((office, True), (make.browser(auditor()), False)):
        page = browser.get(address_of(paper)).content.decode()
        assert first.sha256 in page
        assert reverse("document_detail", args=["d", first.pk]) in page
        assert (examine in page) is may_act


# Taking back


def remove_url(document: Document) -> str:
    return f"/admin/declarations/declaration/{document.declaration_id}/documents/{document.pk}/remove/"


def wrong_file(**facts: object) -> Document:
    """Keep a file on a draft that was examined and holds no signature."""
    document = version(None, make.draft("projekt", organisation("P")), **{"kind": "text"} | facts)
    make.examination(document)
    return document


def test_a_wrong_file_of_a_draft_is_taken_back_with_an_entry_and_its_bytes_stay(office):
    document = wrong_file()
    page = office.get(address_of(document.declaration)).content.decode()
    assert remove_url(document) in page
    assert office.post(remove_url(document), {"reason": "Nie ten plik"}).status_code == 302
    assert not Document.objects.exists()
    assert files.path_of(document.sha256).is_file()
    removed = Entry.objects.filter(act="remove").order_by("number")
    assert [entry.object_type for entry in removed] == ["declarations.examination", "declarations.document"]
    assert removed[1].facts["sha256"] == [document.sha256, None]
    assert office.get(remove_url(document)).status_code == 404


def signed_scan() -> Document:
    return wrong_file(kind="scan")


def electronic() -> Document:
    return wrong_file(kind="electronic")


def signed_inside() -> Document:
    document = version(None, make.draft("projekt"), kind="text")
    make.examination(document, "untrusted")
    return document


def not_yet_examined() -> Document:
    return version(None, make.draft("projekt"), kind="text")


def replaced() -> Document:
    document = wrong_file()
    version(document)
    return document


def of_an_opened_paper() -> Document:
    document = wrong_file()
    use_cases.open_declaration(declaration=document.declaration, **BY)
    return document


@pytest.mark.parametrize(
    "made", [signed_scan, electronic, signed_inside, not_yet_examined, replaced, of_an_opened_paper]
)
def test_what_carries_or_may_carry_a_signature_stays_and_the_office_is_told_why(office, made):
    document = made()
    with pytest.raises(IllegalTransition):
        use_cases.remove_document(document=document, reason="R", **BY)
    assert remove_url(document) not in office.get(address_of(document.declaration)).content.decode()
    page = office.post(remove_url(document), {"reason": "R"}, follow=True)
    why = str(queries.why_kept(Document.objects.select_related("declaration").get(pk=document.pk)))
    assert why in unescape(page.content.decode())
    assert Document.objects.filter(pk=document.pk).exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_taking_back_needs_a_reason(office, reason):
    document = wrong_file()
    assert office.post(remove_url(document), {"reason": reason}).status_code == 409
    with pytest.raises(ValidationError):
        use_cases.remove_document(document=document, reason=reason, **BY)
    assert Document.objects.exists()


def test_nobody_but_the_office_takes_a_file_back(client):
    document = wrong_file()
    party = Organisation.objects.get(name="P")
    for user, status in ((None, 302), (representative("p@example.org", party), 302), (auditor(), 404)):
        if user:
            client.force_login(user)
        assert client.post(remove_url(document), {"reason": "R"}).status_code == status
    assert Document.objects.exists()


def test_a_file_is_not_taken_back_from_the_page_of_another_declaration(office):
    document, other = wrong_file(), make.draft("inny")
    address = f"/admin/declarations/declaration/{other.pk}/documents/{document.pk}/remove/"
    assert office.get(address).status_code == 404


# The page of the declaration


def test_the_page_lists_current_documents_with_their_earlier_versions(office, paper):
    first = version(None, paper, title="Pierwsza wersja")
    version(version(first, title="Druga wersja"), title="Trzecia wersja")
    page = office.get("/en/declarations/d/").content.decode()
    assert re.search(r"Earlier versions \(2\)\s*</summary>", page)
    assert page.index("Trzecia wersja") < page.index("Druga wersja") < page.index("Pierwsza wersja")


def test_the_page_does_not_call_an_earlier_version_current(client, paper):
    version(version(None, paper, title="Pierwsza wersja"), title="Druga wersja", visibility="coordinator")
    page = client.get("/en/declarations/d/").content.decode()
    assert "An earlier version; the current one is not open to you." in page
    assert "Druga wersja" not in page
