"""The store: what is no sound PDF stays out, what is in is durable, unchanged, and nothing lies half-written."""

import errno
import hashlib
import os
import stat
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from declarations import files
from declarations.models import Document
from declarations.tests import make
from declarations.use_cases import add_document
from members.tests.make import BY, organisation


def content() -> bytes:
    return make.pdf().read()


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", data, "application/pdf")


def names(store: Path) -> list[str]:
    return sorted(path.name for path in store.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><body>%PDF-1.7</body></html>", id="html"),
        pytest.param(b"\n" + content(), id="header not at byte 0"),
        pytest.param(b"GIF89a" + content(), id="two kinds in one"),
        pytest.param(content()[: len(content()) // 2], id="cut off"),
        pytest.param(b"%PDF-1.7\n%%EOF", id="nothing inside"),
        pytest.param(b"%PDF-1.7\n" + b"[" * 50_000, id="deeply nested"),
        pytest.param(make.pdf(pages=0).read(), id="no pages"),
        pytest.param(make.pdf(password="tajne").read(), id="encrypted"),
        pytest.param(make.pdf(password="").read().replace(b"/Type /Pages", b"/Type /Nonsense"), id="no page tree"),
    ],
)
def test_what_is_no_sound_pdf_is_refused(data):
    with pytest.raises(ValidationError) as refusal:
        files.check_pdf(upload(data))
    assert refusal.value.messages[0]


def test_a_file_is_refused_above_the_limit_and_taken_at_it(settings):
    settings.UPLOAD_MAX_MB = 1
    padded = content() + b"\n%" + b"x" * (1024 * 1024 - len(content()) - 2)
    files.check_pdf(upload(padded))
    with pytest.raises(ValidationError, match="1 MB"):
        files.check_pdf(upload(padded + b"x"))


def test_the_bytes_that_came_in_are_the_bytes_that_lie_there(store):
    data = content()
    stored = files.keep(upload(data))
    assert (stored.sha256, stored.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert files.path_of(stored.sha256).read_bytes() == data
    assert names(store) == [stored.sha256]


def test_a_large_upload_that_lay_on_disk_arrives_whole(store):
    data = content() + b"\n%" + os.urandom(3 * 1024 * 1024)
    big = TemporaryUploadedFile("a.pdf", "application/pdf", len(data), None)
    big.write(data)
    assert files.path_of(files.keep(big).sha256).read_bytes() == data


def test_file_and_folders_are_on_the_disk_before_the_answer(store, monkeypatch):
    synced = []

    def recorder(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        synced.append(path if path.is_dir() else (path.stat().st_size, files.path_of(sha).exists()))

    data = content()
    sha = hashlib.sha256(data).hexdigest()
    monkeypatch.setattr(os, "fsync", recorder)
    files.keep(upload(data))
    assert synced == [(len(data), False), store / sha[:2], store, store.parent]


def test_the_same_file_is_kept_once_and_never_written_again():
    first = files.keep(upload(content()))
    before = files.path_of(first.sha256).stat()
    assert files.keep(upload(content())) == first
    after = files.path_of(first.sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_damaged_file_is_put_right_by_the_sound_one():
    stored = files.keep(upload(content()))
    files.path_of(stored.sha256).write_bytes(b"x")
    files.keep(upload(content()))
    assert files.path_of(stored.sha256).read_bytes() == content()


def test_the_web_server_of_the_group_may_read_a_stored_file_and_others_may_not(settings):
    stored = files.keep(upload(content()))
    assert stat.S_IMODE(files.path_of(stored.sha256).stat().st_mode) == settings.FILE_UPLOAD_PERMISSIONS == 0o640


def full_disk(*_arguments: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_neither_row_nor_file(store, monkeypatch, step):
    declaration = make.draft("d", organisation())
    monkeypatch.setattr(os, step, full_disk)
    document = Document(declaration=declaration, kind="scan", title="Skan")
    with pytest.raises(OSError, match="No space"):
        add_document(document=document, upload=make.pdf(), **BY)
    assert names(store) == []
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sha256", ["../../../etc/passwd", "a" * 63, "A" * 64, "/" * 64, "a" * 63 + "\n", ""])
def test_no_row_names_a_file_outside_the_store(sha256):
    facts = {"kind": "scan", "title": "S", "size": 1, "file_name": "s.pdf", "uploaded_at": BY["at"]}
    document = Document(declaration=make.draft("d"), sha256=sha256, **facts)
    with pytest.raises(ValidationError):
        document.full_clean()


def test_path_of_a_hash_lies_in_the_store(store):
    assert files.path_of("ab" + "0" * 62) == store / "ab" / ("ab" + "0" * 62)


def test_compare_names_what_is_missing_changed_and_an_orphan(store):
    kept, changed, orphan = (files.keep(make.pdf(pages=pages)).sha256 for pages in (1, 2, 3))
    files.path_of(changed).write_bytes(b"%PDF-")
    (store / ".upload-rest").write_bytes(b"x")
    report = files.compare({kept, changed, "f" * 64})
    assert report == files.StoreReport(missing=["f" * 64], changed=[changed], orphans=sorted([orphan, ".upload-rest"]))


def test_an_empty_store_and_no_rows_differ_in_nothing(store):
    assert not store.exists()
    assert files.compare(set()) == files.StoreReport(missing=[], changed=[], orphans=[])


def test_hash_of_reads_from_the_start_and_rewinds():
    file = BytesIO(b"abc")
    file.seek(2)
    assert files.hash_of(file) == hashlib.sha256(b"abc").hexdigest()
    assert file.tell() == 0
