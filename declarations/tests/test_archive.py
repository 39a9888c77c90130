"""Tests of declarations/archive.py: papers of several declarations as one ZIP."""

import json
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from declarations import archive, files
from declarations.models import Document
from declarations.tests import make
from members.tests.make import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents(db) -> list[Document]:
    partner = organisation("Partner")
    one, other = make.concluded("pierwsza", partner), make.concluded("druga", partner)
    return [
        make.document(one, name="Umowa „1” – Łódź.pdf", title="Umowa"),
        make.document(one, name="../../etc/passwd", title="Załącznik", pages=2),
        make.document(other, name="Umowa „1” – Łódź.pdf", title="Umowa"),
    ]


def zipped(documents: list[Document]) -> bytes:
    return b"".join(archive.packed(documents, about={"slug": "partner"}))


def manifest(content: bytes) -> dict:
    return json.loads(ZipFile(BytesIO(content)).read("manifest.json"))


def test_a_zip_holds_each_paper_as_it_came_and_the_sum_of_each(documents):
    content = zipped(documents)
    with ZipFile(BytesIO(content)) as opened:
        assert opened.testzip() is None
        assert opened.infolist()[-1].filename == "manifest.json"
        for document, facts in zip(documents, manifest(content)["files"], strict=True):
            stored = opened.read(facts["path"])
            assert stored == files.path_of(document.sha256).read_bytes()
            assert sha256(stored).hexdigest() == facts["sha256"] == document.sha256
            assert opened.getinfo(facts["path"]).compress_type == ZIP_STORED


def test_no_name_of_a_file_leaves_its_folder_or_meets_another(documents):
    names = ZipFile(BytesIO(zipped(documents))).namelist()
    keys = [document.pk for document in documents]
    assert names == [
        f"pierwsza/{keys[0]}-umowa-1-lodz.pdf",
        f"pierwsza/{keys[1]}-passwd.pdf",
        f"druga/{keys[2]}-umowa-1-lodz.pdf",
        "manifest.json",
    ]


def test_the_same_papers_make_the_same_zip(documents):
    assert zipped(documents) == zipped(documents)


def test_a_paper_that_is_gone_is_named_and_the_others_go_out(documents):
    files.path_of(documents[1].sha256).unlink()
    told = manifest(zipped(documents))
    assert [facts["title"] for facts in told["files"]] == ["Umowa", "Umowa"]
    assert [facts["title"] for facts in told["missing"]] == ["Załącznik"]


def test_a_paper_whose_bytes_changed_is_named_as_damaged(documents):
    path = files.path_of(documents[1].sha256)
    path.chmod(0o640)
    path.write_bytes(b"%PDF-something else")
    told = manifest(zipped(documents))["files"]
    assert [facts.get("damaged", False) for facts in told] == [False, True, False]
    assert told[1]["sha256"] == sha256(b"%PDF-something else").hexdigest()


def test_no_paper_is_held_in_memory(documents, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 100)
    assert max(map(len, archive.packed(documents, about={}))) < 1500


def test_without_papers_the_zip_holds_the_empty_list():
    content = zipped([])
    assert ZipFile(BytesIO(content)).namelist() == ["manifest.json"]
    assert manifest(content) == {"slug": "partner", "files": [], "missing": []}
