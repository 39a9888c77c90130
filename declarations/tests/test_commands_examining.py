"""The commands about electronic signatures: trusted lists loaded, documents examined at night."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

import journal.use_cases as journal
from declarations import files
from declarations.models import Document, Examination, TrustList
from declarations.tests import make, signing
from declarations.tests.trust_lists import signed_list, trust_list
from journal.models import Entry
from members.tests.make import BY

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out)
    return out.getvalue()


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# load_trust_list


def test_load_trust_list_keeps_the_file_and_journals_it(tmp_path):
    content = trust_list(signing.authority())
    assert "PL 7" in run("load_trust_list", written(tmp_path / "pl.xml", content))
    kept = TrustList.objects.get()
    assert files.path_of(kept.sha256).read_bytes() == content
    assert (kept.territory, kept.sequence, kept.services, kept.size) == ("PL", 7, 1, len(content))
    assert Entry.objects.latest("number").object_type == "declarations.trustlist"


def test_load_trust_list_a_second_time_changes_nothing(tmp_path):
    path = written(tmp_path / "pl.xml", trust_list(signing.authority()))
    run("load_trust_list", path)
    entries = Entry.objects.count()
    assert "nothing changed" in run("load_trust_list", path)
    assert (TrustList.objects.count(), Entry.objects.count()) == (1, entries)


def test_load_trust_list_keeps_an_older_one_beside_the_newer(tmp_path):
    for number, year in ((8, 2026), (7, 2025)):
        content = trust_list(signing.authority(), sequence=number, issued=datetime(year, 1, 1, tzinfo=UTC))
        run("load_trust_list", written(tmp_path / "pl.xml", content))
    assert TrustList.objects.count() == 2


def test_load_trust_list_checks_the_signature_where_a_certificate_is_given(tmp_path):
    publisher, certificate = signing.stranger(), tmp_path / "publisher.pem"
    written(certificate, publisher.pem())
    unsigned = written(tmp_path / "unsigned.xml", trust_list(signing.authority()))
    with pytest.raises(CommandError):
        run("load_trust_list", unsigned, "--signed-by", certificate)
    assert not TrustList.objects.exists()
    sound = written(tmp_path / "signed.xml", signed_list(trust_list(signing.authority()), publisher))
    assert "loaded: PL 7" in run("load_trust_list", sound, "--signed-by", certificate)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html/>"])
def test_load_trust_list_refuses_a_wrong_file_and_keeps_nothing(tmp_path, content, store):
    with pytest.raises(CommandError, match=r"x\.xml"):
        run("load_trust_list", written(tmp_path / "x.xml", content))
    assert not TrustList.objects.exists()
    assert not store.exists()


def test_load_trust_list_says_which_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"none\.xml"):
        run("load_trust_list", tmp_path / "none.xml")


# examine_documents


def document(slug: str, content: bytes, **facts: object) -> Document:
    found = files.keep(ContentFile(content))
    told = {"kind": "scan", "title": slug, "sha256": found.sha256, "size": found.size, "uploaded_at": BY["at"]}
    thing = Document(declaration=make.draft(slug), **told | facts)
    journal.keep(thing=thing, **BY)
    return thing


def test_examine_documents_takes_those_never_examined():
    seen = document("a", b"\xff", media_type="image/png")
    make.examination(seen)
    unseen = document("b", signing.blank())
    assert "unsigned 1" in run("examine_documents")
    assert (seen.examinations.count(), unseen.examinations.count()) == (1, 1)
    assert "nothing to do" in run("examine_documents")


def test_examine_documents_all_takes_the_current_ones_again():
    old = document("a", b"\xff", media_type="image/png")
    new = document("b", b"\xfe", media_type="image/png")
    new.declaration, new.supersedes = old.declaration, old
    journal.keep(thing=new, **BY)
    make.examination(new)
    run("examine_documents", "--all")
    assert (old.examinations.count(), new.examinations.count()) == (0, 2)


def test_examine_documents_goes_on_past_one_that_breaks_down(settings):
    document("a", signing.blank())
    picture = document("b", b"\xff", media_type="image/png")
    settings.INSPECTION_SECONDS = None
    with pytest.raises(CommandError, match="1 documents"):
        run("examine_documents")
    assert Examination.objects.get().document == picture
