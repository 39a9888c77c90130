"""The files of a declaration as lines of versions: what is current, what came before it, and what has to stay."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.lifecycle import DeclarationState
from declarations.models import Declaration, Document, Examination


@dataclass(frozen=True)
class Versions:
    """The versions of one document that a reader may open: the newest of them, and the earlier ones, newest first."""

    newest: Document
    earlier: list[Document]
    # False where a later version is there that is not open to the reader.
    is_current: bool


def versions_in(declaration: Declaration, *, readable: QuerySet[Document]) -> list[Versions]:
    """Return the documents of a declaration that the reader may open, by lines of versions; current ones come first.

    One query, however many documents there are. A version that is not open is passed over and not counted.
    """
    is_open = Exists(readable.filter(pk=OuterRef("pk")))
    every = {each.pk: each for each in Document.objects.filter(declaration=declaration).annotate(is_open=is_open)}
    found = []
    for last in every.keys() - {each.supersedes_id for each in every.values()}:
        documents = [each for each in _backwards(last, every) if each.is_open]
        if documents:
            found.append(Versions(documents[0], documents[1:], is_current=documents[0].pk == last))
    return sorted(found, key=lambda line: (not line.is_current, line.newest.uploaded_at, line.newest.pk))


def versions_of(document: Document, *, readable: QuerySet[Document]) -> Versions:
    """Return the line in which a document stands that the reader may open; removed meanwhile, it stands alone."""
    lines = versions_in(document.declaration, readable=readable)
    alone = Versions(document, [], is_current=True)
    return next((line for line in lines if document in (line.newest, *line.earlier)), alone)


def _backwards(key: int | None, every: dict[int, Any]) -> Iterator[Any]:
    while key:
        yield every[key]
        key = every[key].supersedes_id


def lacks_text(document: Document) -> bool:
    """Tell a picture of a text that nobody has put into words: who cannot see it, cannot read it."""
    is_picture = document.media_type != Document.MediaType.PDF or document.has_text is False
    return is_picture and not document.text_alternative


def why_kept(document: Document) -> Promise | None:
    """Return why a document has to stay, or None for a file that was put on a draft by mistake."""
    if document.declaration.state != DeclarationState.DRAFT:
        return _("The declaration is no draft any more: its documents stay.")
    if document.kind in Document.SIGNED:
        return _("A signed document stays. Add the right one as its new version.")
    if hasattr(document, "successor"):
        return _("Another document replaces this one; it stays as the earlier version.")
    # Not yet examined, it may be signed as well.
    if {each.verdict for each in document.examinations.all()} != {Examination.Verdict.UNSIGNED}:
        return _("Only a file that was examined and holds no electronic signature can be taken back.")
    return None
