"""Where papers lie, how they are hashed, kept, compared with their rows and swept; a hash is lower-case hex SHA-256."""

import fcntl
import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File

log = logging.getLogger(__name__)

CHUNK = 1024 * 1024
# What an upload is called until it is whole and named by its hash.
_UNFINISHED = ".upload-"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class StoredFile:
    sha256: str
    size: int


@dataclass(frozen=True)
class StoreReport:
    """What differs between the rows and the files: hashes in the rows, names of files without a row."""

    missing: list[str]
    changed: list[str]
    unreadable: list[str]
    orphans: list[str]


@dataclass(frozen=True)
class Swept:
    """What a sweep removed, how many bytes that were in all, and what it could not remove."""

    removed: list[Path]
    size: int
    refused: list[Path]


def path_of(sha256: str) -> Path:
    """Return where the file with this hash lies, whether or not it does."""
    return settings.DOCUMENTS_DIR / sha256[:2] / sha256


def keep(upload: File) -> StoredFile:
    """Store the bytes as they came and return their hash and size; when it returns, they survive a power cut.

    The name is the hash, so nothing is ever overwritten; a sound file that is there already is kept and counts as new
    for the sweep. Raises OSError (disk full, read-only) and leaves no partial file under a final name.
    """
    settings.DOCUMENTS_DIR.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=settings.DOCUMENTS_DIR, prefix=_UNFINISHED)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in upload.chunks(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            # The web server that hands files out may run as another user of the group.
            os.fchmod(out.fileno(), settings.FILE_UPLOAD_PERMISSIONS)
            os.fsync(out.fileno())
        final = path_of(digest.hexdigest())
        with _locked(fcntl.LOCK_SH):
            final.parent.mkdir(exist_ok=True)
            if not _lasts(final):
                temporary.replace(final)
            # Up to the folder that holds the store: at the first upload the store itself is new.
            for folder in list(final.parents)[:3]:
                _fsync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)
    return StoredFile(sha256=final.name, size=size)


def chunks_of(sha256: str) -> Iterator[bytes]:
    """Yield the bytes of the stored file, never more than CHUNK of them at once; raises OSError where it is lost."""
    with path_of(sha256).open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def hash_of(file: Any) -> str:
    """Return the hash of an open file's bytes and rewind it."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def hash_of_path(path: Path) -> str:
    """Return the hash of a stored file's bytes as they are now."""
    with path.open("rb") as file:
        return hash_of(file)


def missing(expected: Iterable[str]) -> list[str]:
    """Return which hashes have no file in the store; no file is read."""
    return sorted(sha256 for sha256 in expected if not path_of(sha256).is_file())


def compare(expected: Set[str], *, told: Callable[[str], object] = lambda sha256: None) -> StoreReport:
    """Read every expected file and tell which are missing, changed or unreadable, and which files nobody expects.

    `told` is called with each hash once its file was looked at. What cannot be read is named in the log with the
    reason, and the rest is compared all the same.
    """
    report = StoreReport(missing=[], changed=[], unreadable=[], orphans=[])
    for sha256 in sorted(expected):
        try:
            if hash_of_path(path_of(sha256)) != sha256:
                report.changed.append(sha256)
        except FileNotFoundError:
            report.missing.append(sha256)
        except OSError as error:
            log.warning("%s cannot be read: %s", sha256, error.strerror)
            report.unreadable.append(sha256)
        told(sha256)
    for path in _paths_under(settings.DOCUMENTS_DIR):
        if path.name not in expected or path != path_of(path.name):
            report.orphans.append(path.name)
    report.orphans.sort()
    return report


def sweep(named: Set[str], *, before: datetime, dry_run: bool = False) -> Swept:
    """Remove what was last written before a moment and no hash names: unfinished uploads, stored files, previews.

    Anything else in the folder of the store is not ours and stays. What cannot be removed is named in the log with the
    reason, and the rest is removed all the same; a dry run tells the same and removes nothing.
    """
    removed, refused, size = [], [], 0
    for path in _without_row(named):
        try:
            found = _take_away(path, before=before, dry_run=dry_run)
        except OSError as error:
            log.warning("%s cannot be removed: %s", path, error.strerror)
            refused.append(path)
            continue
        if found is not None:
            removed.append(path)
            size += found
    return Swept(removed=sorted(removed), size=size, refused=sorted(refused))


def _without_row(named: Set[str]) -> Iterator[Path]:
    for path in _paths_under(settings.DOCUMENTS_DIR):
        if path.parent == settings.DOCUMENTS_DIR and path.name.startswith(_UNFINISHED):
            yield path
        if _SHA256.fullmatch(path.name) and path.name not in named and path == path_of(path.name):
            yield path
    # All that lies there is derived from the file whose hash its name begins with.
    yield from (path for path in _paths_under(settings.DATA_DIR / "previews") if path.name[:64] not in named)


def _take_away(path: Path, *, before: datetime, dry_run: bool) -> int | None:
    """Remove a file and return its size in bytes; None where it is young, or gone by itself.

    An upload may find here the very bytes it brings, and its row is not there yet. It renews the file's date under the
    lock. Either it came first, and the file is young; or it comes later, finds nothing and stores its own. So no row
    is left without its file as long as rows follow their files within the period of grace.
    """
    with suppress(FileNotFoundError), _locked(fcntl.LOCK_EX):
        found = path.lstat()
        if found.st_mtime < before.timestamp():
            if not dry_run:
                path.unlink()
            return found.st_size
    return None


@contextmanager
def _locked(how: int) -> Iterator[None]:
    # The folder itself is the lock: a file would have an owner, and whoever made it first could lock others out.
    descriptor = os.open(settings.DOCUMENTS_DIR, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _lasts(path: Path) -> bool:
    """Tell whether a sound file lies here, and make it last; what cannot be vouched for is to be replaced."""
    try:
        with path.open("rb") as file:
            if hash_of(file) != path.name:
                return False
            # For the sweep its life begins anew: the row of this upload is still to come.
            os.utime(file.fileno())
            # Read back is not yet on the disk: whoever put the file here may not have waited for that.
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


def _paths_under(folder: Path) -> Iterator[Path]:
    for root, _folders, names in os.walk(folder, onerror=_tell_unreadable):
        yield from (Path(root, name) for name in names)


def _tell_unreadable(error: OSError) -> None:
    # Before the first upload there is no folder. In one that is closed to us no row's file can be: those were told.
    if not isinstance(error, FileNotFoundError):
        log.warning("%s cannot be read: %s", error.filename, error.strerror)


def _fsync_folder(folder: Path) -> None:
    # Without it the file's bytes survive a power cut but its name does not.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
