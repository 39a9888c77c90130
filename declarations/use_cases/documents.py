"""What can be done with the files of a declaration."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

import journal.use_cases as journal
from declarations import files, intake, previews, queries
from declarations.lifecycle import IllegalTransition
from declarations.models import Document
from declarations.use_cases.examinations import examine_document
from declarations.use_cases.moving import required
from members.models import User


def add_document(*, document: Document, upload: File, by: User | None, at: datetime) -> None:
    """Check, store and record a file of a declaration; when it returns, file and row survive a power cut.

    A document with `supersedes` is the new version of that one, which stays as it is. Once the row is committed, the
    signatures inside the file are examined; where that fails, the file is there and counts as not yet examined.

    Refuses what is no sound PDF or picture, what carries active content, a file the declaration already has, and a
    second successor of one version (ValidationError); raises OSError where the store is full or read-only, and then
    leaves neither row nor partial file.
    """
    found = intake.check(upload)
    stored = files.keep(upload)
    document.sha256, document.size = stored.sha256, stored.size
    document.media_type, document.pages, document.has_text = found.media_type, found.pages, found.has_text
    document.file_name = (upload.name or "")[-200:]
    document.uploaded_at = at
    keep_document(document=document, by=by, at=at)
    transaction.on_commit(lambda: examine_document(document=document, by=by, at=at), robust=True)


def keep_document(*, document: Document, by: User | None, at: datetime) -> None:
    """Save how a document is described, who may read it and which one it replaces; its bytes never change.

    Refuses a second successor of one version, one from another declaration, and a ring of versions (ValidationError).
    """
    with journal.writing():
        _refuse_a_fork(document)
        journal.keep(thing=document, by=by, at=at)


def remove_document(*, document: Document, reason: str, by: User | None, at: datetime) -> None:
    """Take a file that was put on a draft by mistake off it; its bytes stay in the store until that is swept.

    Refuses, saying why (IllegalTransition), what is or may be signed, what another document replaces, and every
    document of a declaration that is no draft any more.
    """
    with journal.writing():
        stored = Document.objects.select_related("declaration").get(pk=document.pk)
        why_not = queries.why_kept(stored)
        if why_not:
            raise IllegalTransition(why_not)
        for thing in (*stored.examinations.all(), stored):
            journal.remove(thing=thing, by=by, at=at, reason=required(reason=reason))
        transaction.on_commit(lambda: previews.forget(stored), robust=True)


def record_download(*, document: Document, by: User | None, at: datetime) -> None:
    """Journal that a file was handed out, and to whom."""
    record_downloads(documents=[document], by=by, at=at)


def record_downloads(*, documents: Iterable[Document], by: User | None, at: datetime) -> None:
    """Journal that files were handed out together, one entry for each: all are recorded or none."""
    with journal.writing():
        for document in documents:
            journal.record(act="download", thing=document, by=by, at=at)


def _refuse_a_fork(document: Document) -> None:
    """Keep the versions in one line: each has one successor at most."""
    # As it is now, not as a form has read it.
    others = Document.objects.filter(supersedes=document.supersedes_id).exclude(pk=document.pk)
    if document.supersedes_id and others.exists():
        raise ValidationError({"supersedes": _("Another document has replaced this one already.")})
