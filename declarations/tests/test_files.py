"""The store: what is in is durable and unchanged, and nothing lies half-written."""

import errno
import hashlib
import logging
import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
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
    assert files.path_of(first.sha256).stat().st_ino == before.st_ino


def test_a_file_that_was_there_is_on_the_disk_before_the_answer_too(store, monkeypatch):
    path = files.path_of(hashlib.sha256(content()).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(content())
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.readlink(f"/proc/self/fd/{descriptor}")))
    files.keep(upload(content()))
    assert synced[1:] == [str(path), str(path.parent), str(store), str(store.parent)]


def test_a_file_that_was_there_and_does_not_reach_the_disk_is_replaced(monkeypatch):
    stored = files.keep(upload(content()))
    path, fsync = files.path_of(stored.sha256), os.fsync
    before = path.stat().st_ino

    def fails_on_that_file(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino == before:
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fails_on_that_file)
    assert files.keep(upload(content())) == stored
    assert path.stat().st_ino != before


@pytest.mark.parametrize("damage", [b"x", None], ids=["changed", "unreadable"])
def test_a_damaged_file_is_put_right_by_the_sound_one(damage):
    path = files.path_of(files.keep(upload(content())).sha256)
    if damage is None:
        path.unlink()
        path.symlink_to("/proc/self/mem")  # opens, and answers the first read with an input/output error
    else:
        path.write_bytes(damage)
    files.keep(upload(content()))
    assert not path.is_symlink()
    assert path.read_bytes() == content()


def test_the_web_server_of_the_group_may_read_a_stored_file_and_others_may_not(settings):
    stored = files.keep(upload(content()))
    assert stat.S_IMODE(files.path_of(stored.sha256).stat().st_mode) == settings.FILE_UPLOAD_PERMISSIONS == 0o640


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_full_disk_leaves_neither_row_nor_file(store, monkeypatch, step, reason):
    def fails(*_arguments: object, **_named: object) -> None:
        raise OSError(reason, os.strerror(reason))

    declaration = make.draft("d", organisation())
    document = Document(declaration=declaration, kind="scan", title="Skan")
    with monkeypatch.context() as patch, pytest.raises(OSError, match=os.strerror(reason)):
        patch.setattr(os, step, fails)
        add_document(document=document, upload=make.pdf(), **BY)
    assert names(store) == []
    assert not Document.objects.exists()
    add_document(document=document, upload=make.pdf(), **BY)
    assert names(store) == [document.sha256]


# Both run in a process of their own: a limit, or a folder mounted there, ends with it.
LIMITED = """
import errno, os, resource, signal, sys
from pathlib import Path
import django
from django.conf import settings
from django.core.files.base import ContentFile

django.setup()
from declarations import files

settings.DOCUMENTS_DIR = Path(sys.argv[1])
if sys.argv[2] == "EFBIG":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
first = files.keep(ContentFile(b"a" * 600_000))
for name in ("too big", "still too big"):
    try:
        files.keep(ContentFile(b"b" * 5_000_000, name))
    except OSError as error:
        assert error.errno == getattr(errno, sys.argv[2]), error
    else:
        sys.exit("it was stored where there is no room")
assert [path.name for path in settings.DOCUMENTS_DIR.rglob("*") if path.is_file()] == [first.sha256]
second = files.keep(ContentFile(b"c" * 600_000))
assert files.compare({first.sha256, second.sha256}) == files.StoreReport([], [], [], [])
"""


def run_limited(store: Path, reason: str, *before: str) -> subprocess.CompletedProcess:
    command = [*before, sys.executable, "-c", LIMITED, str(store), reason]
    return subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])


def test_a_write_that_is_cut_off_leaves_no_file_and_the_next_one_succeeds(store):
    done = run_limited(store, "EFBIG")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_disk_that_is_full_leaves_no_file_and_the_next_one_succeeds(store):
    store.mkdir()
    mount = ["unshare", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"']
    if subprocess.run([*mount, str(store), "true"], capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    done = run_limited(store, "ENOSPC", *mount, str(store))
    assert (done.returncode, done.stderr) == (0, "")


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
    read = []
    assert files.compare({kept, changed, "f" * 64}, told=read.append) == files.StoreReport(
        missing=["f" * 64], changed=[changed], unreadable=[], orphans=sorted([orphan, ".upload-rest"])
    )
    assert read == sorted([kept, changed, "f" * 64])


def test_compare_goes_on_after_a_file_that_cannot_be_read_and_the_log_says_why(store, caplog):
    folder, broken, last = (files.keep(make.pdf(pages=pages)).sha256 for pages in (1, 2, 3))
    files.path_of(folder).unlink()
    files.path_of(folder).mkdir()
    files.path_of(broken).unlink()
    files.path_of(broken).symlink_to("/proc/self/mem")
    with caplog.at_level(logging.WARNING):
        report = files.compare({folder, broken, last})
    assert report == files.StoreReport(missing=[], changed=[], unreadable=sorted([folder, broken]), orphans=[])
    assert f"{broken} cannot be read: Input/output error" in caplog.messages


def test_a_file_in_the_wrong_folder_is_missing_where_it_belongs_and_an_orphan_where_it_lies(store):
    sha256 = files.keep(make.pdf()).sha256
    (store / "zz").mkdir()
    files.path_of(sha256).rename(store / "zz" / sha256)
    assert files.compare({sha256}) == files.StoreReport([sha256], [], [], [sha256])
    assert files.missing({sha256}) == [sha256]


def test_an_empty_store_and_no_rows_differ_in_nothing(store, caplog):
    assert not store.exists()
    assert files.compare(set()) == files.StoreReport(missing=[], changed=[], unreadable=[], orphans=[])
    assert files.sweep(set(), before=datetime.now(UTC)) == files.Swept(removed=[], size=0, refused=[])
    assert (store.exists(), caplog.messages) == (False, [])


# The sweep

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def aged(path: Path, days: int = 2) -> Path:
    moment = time.time() - days * 24 * 60 * 60
    os.utime(path, (moment, moment))
    return path


def test_the_sweep_removes_what_is_old_and_has_no_row_and_nothing_else(store, tmp_path):
    named, orphan, young = (files.keep(make.pdf(pages=pages)).sha256 for pages in (1, 2, 3))
    for name in (".upload-old", ".upload-young", "notes.txt", f"{orphan}.bak"):
        (store / name).write_bytes(b"12345")
    (tmp_path / "previews").mkdir()
    for name in (f"{named}.webp", f"{orphan}.webp", f"{young}.webp", ".drawing-old"):
        (tmp_path / "previews" / name).write_bytes(b"12345")
    for path in [*store.rglob("*"), *(tmp_path / "previews").iterdir()]:
        if path.is_file() and path.name not in (young, ".upload-young", f"{young}.webp"):
            aged(path)
    gone = [files.path_of(orphan), store / ".upload-old"]
    gone += [tmp_path / "previews" / name for name in (f"{orphan}.webp", ".drawing-old")]
    expected = files.Swept(removed=sorted(gone), size=gone[0].stat().st_size + 15, refused=[])
    before = names(tmp_path)
    assert files.sweep({named}, before=YESTERDAY, dry_run=True) == expected
    assert names(tmp_path) == before
    assert files.sweep({named}, before=YESTERDAY) == expected
    assert names(tmp_path) == [name for name in before if name not in [path.name for path in gone]]


def test_what_cannot_be_removed_is_told_and_the_rest_is_removed(store, monkeypatch, caplog):
    kept, gone = (aged(files.path_of(files.keep(make.pdf(pages=pages)).sha256)) for pages in (1, 2))
    unlink = Path.unlink

    def refuses_one(path: Path, missing_ok: bool = False) -> None:
        if path == kept:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuses_one)
    swept = files.sweep(set(), before=YESTERDAY)
    assert (swept.removed, swept.refused) == ([gone], [kept])
    assert f"{kept} cannot be removed: Read-only file system" in caplog.messages


def test_bytes_that_come_again_count_as_new():
    stored = files.keep(upload(content()))
    aged(files.path_of(stored.sha256))
    files.keep(upload(content()))
    assert files.sweep(set(), before=YESTERDAY).removed == []


def test_the_sweep_takes_no_file_from_an_upload_that_finds_it_lying_there(store):
    """Each writer brings bytes that lie there, old and without a row, just as the sweep comes to take them."""
    rows: set[str] = set()
    ends = time.monotonic() + 2
    lost: list[str] = []

    def sweeper() -> int:
        taken = 0
        while time.monotonic() < ends:
            taken += len(files.sweep(frozenset(rows), before=YESTERDAY).removed)
        return taken

    def writer(number: int) -> int:
        rounds, data = 0, b"%d" % number * 50_000
        while time.monotonic() < ends and not lost:
            sha256 = files.keep(upload(data)).sha256
            rows.add(sha256)
            if not files.path_of(sha256).exists():
                lost.append(sha256)
            rows.discard(sha256)
            with suppress(FileNotFoundError):
                aged(files.path_of(sha256))
            rounds += 1
        return rounds

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(6) as pool:
            sweepers = [pool.submit(sweeper) for _number in range(2)]
            writers = [pool.submit(writer, number) for number in range(4)]
    finally:
        sys.setswitchinterval(interval)
    assert lost == []
    assert sum(each.result() for each in writers) > sum(each.result() for each in sweepers) > 0


def test_hash_of_reads_from_the_start_and_rewinds():
    file = BytesIO(b"abc")
    file.seek(2)
    assert files.hash_of(file) == hashlib.sha256(b"abc").hexdigest()
    assert file.tell() == 0
