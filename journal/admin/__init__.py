"""The office's door to anything that is journalled, and the read-only door to the journal itself."""

from journal.admin.batch import Batch, BatchAdmin
from journal.admin.entries import EntryAdmin
from journal.admin.journalled import JournalledAdmin, LinesAdmin, OfficeAdmin, PreviewAdmin, refused
from journal.forms import JournalledForm, KeySelect

__all__ = [
    "Batch",
    "BatchAdmin",
    "EntryAdmin",
    "LinesAdmin",
    "JournalledAdmin",
    "JournalledForm",
    "KeySelect",
    "OfficeAdmin",
    "PreviewAdmin",
    "refused",
]
