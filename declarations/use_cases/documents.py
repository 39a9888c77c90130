"""What can be done with the files of a declaration."""

from datetime import datetime

from django.core.files.base import File

import journal.use_cases as journal
from declarations import files
from declarations.models import Document
from members.models import User


def add_document(*, document: Document, upload: File, by: User | None, at: datetime) -> None:
    """Check, store and record a file of a declaration; when it returns, file and row survive a power cut.

    Refuses what is not a sound PDF and a file the declaration already has (ValidationError); raises OSError where the
    store is full or read-only, and then leaves neither row nor partial file.
    """
    files.check_pdf(upload)
    stored = files.keep(upload)
    document.sha256, document.size = stored.sha256, stored.size
    document.file_name = (upload.name or "")[-200:]
    document.uploaded_at = at
    journal.keep(thing=document, by=by, at=at)


def keep_document(*, document: Document, by: User | None, at: datetime) -> None:
    """Save how a document is described and who may read it; its bytes never change."""
    journal.keep(thing=document, by=by, at=at)


def record_download(*, document: Document, by: User | None, at: datetime) -> None:
    """Journal that a file was handed out, and to whom."""
    journal.record(act="download", thing=document, by=by, at=at)
