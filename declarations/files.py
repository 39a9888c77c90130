"""Where papers lie, how they are checked, hashed and kept; a hash is lower-case hex SHA-256."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader

_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    sha256: str
    size: int


@dataclass(frozen=True)
class StoreReport:
    """What differs between the rows and the files: hashes in the rows, names of files without a row."""

    missing: list[str]
    changed: list[str]
    orphans: list[str]


def path_of(sha256: str) -> Path:
    """Return where the file with this hash lies, whether or not it does."""
    return settings.DOCUMENTS_DIR / sha256[:2] / sha256


def check_pdf(upload: File) -> None:
    """Refuse (ValidationError, worded for the reader) what is too large, not a whole PDF, or encrypted."""
    limit = settings.UPLOAD_MAX_MB * 1024 * 1024
    if upload.size > limit:
        raise ValidationError(_("The file is larger than %(limit)s MB."), params={"limit": settings.UPLOAD_MAX_MB})
    upload.seek(0)
    if upload.read(5) != b"%PDF-":
        raise ValidationError(_("This is not a PDF file."))
    try:
        upload.seek(0)
        reader = PdfReader(upload)
        encrypted, pages = reader.is_encrypted, 0 if reader.is_encrypted else len(reader.pages)
    except Exception as error:  # A parser of hostile files may raise anything; whatever it is, the file is refused.
        raise ValidationError(_("The file cannot be read as a PDF: it is damaged or cut off.")) from error
    finally:
        upload.seek(0)
    if encrypted:
        raise ValidationError(_("The PDF is encrypted; upload it without a password."))
    if not pages:
        raise ValidationError(_("The PDF has no pages."))


def keep(upload: File) -> StoredFile:
    """Store the bytes as they came and return their hash and size; when it returns, they survive a power cut.

    The name is the hash, so nothing is ever overwritten. Raises OSError (disk full, read-only) and leaves no partial
    file under a final name.
    """
    settings.DOCUMENTS_DIR.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=settings.DOCUMENTS_DIR, prefix=".upload-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in upload.chunks(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            # The web server that hands files out may run as another user of the group.
            os.fchmod(out.fileno(), settings.FILE_UPLOAD_PERMISSIONS)
            os.fsync(out.fileno())
        final = path_of(digest.hexdigest())
        final.parent.mkdir(exist_ok=True)
        if not (final.exists() and hash_of_path(final) == final.name):
            temporary.replace(final)
        # Up to the folder that holds the store: at the first upload the store itself is new.
        for folder in list(final.parents)[:3]:
            _fsync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)
    return StoredFile(sha256=final.name, size=size)


def hash_of(file: Any) -> str:
    """Return the hash of an open file's bytes and rewind it."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def hash_of_path(path: Path) -> str:
    """Return the hash of a stored file's bytes as they are now."""
    with path.open("rb") as file:
        return hash_of(file)


def compare(expected: set[str]) -> StoreReport:
    """Read every file of the store and tell which hashes are missing, whose bytes changed, and what nobody expects."""
    present = {path.name: path for path in _stored_paths()}
    return StoreReport(
        missing=sorted(expected - present.keys()),
        changed=sorted(name for name, path in present.items() if name in expected and hash_of_path(path) != name),
        orphans=sorted(present.keys() - expected),
    )


def _stored_paths() -> Iterator[Path]:
    if settings.DOCUMENTS_DIR.exists():
        yield from (path for path in settings.DOCUMENTS_DIR.rglob("*") if path.is_file())


def _fsync_folder(folder: Path) -> None:
    # Without it the file's bytes survive a power cut but its name does not.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
