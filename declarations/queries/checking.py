"""Where the register holds a file or a wording, asked by its SHA-256 sum, as far as the reader may know."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from declarations.models import Declaration, Document, Wording
from declarations.queries.declarations import with_parties
from declarations.queries.wording import declaration_in_words
from declarations.querysets import DeclarationQuerySet

SHOWN = 10


@dataclass(frozen=True)
class Place:
    """A declaration, open to the reader, that holds the sum; where there is no document, as its wording."""

    declaration: Declaration
    status: Promise | str
    is_in_force: bool
    is_current: bool
    document: Document | None = None
    # What has replaced an earlier version in the end; None also where it is not open to the reader.
    current: Document | None = None


@dataclass(frozen=True)
class Answer:
    """What the register says of a sum: in detail by `places`, or, where none is open to the reader, by two facts."""

    places: list[Place]
    has_more: bool
    is_registered: bool
    is_in_force: bool


def answer_to(sha256: str, *, documents: QuerySet[Document], declarations: DeclarationQuerySet, on: date) -> Answer:
    """Say where the sum stands on the day, out of the documents and declarations that the reader may see.

    Where it stands only in what is hidden, the answer has no places: registered, and in force or not. A file is in
    force if no newer version replaced it and its declaration is in force; a wording, if it was not corrected since.
    What is hidden and what does not exist take the same questions to the database.
    """
    copies = list(documents.filter(sha256=sha256).order_by("-pk")[: SHOWN + 1])
    wordings = list(Wording.objects.filter(sha256=sha256, declaration__in=declarations)[: SHOWN + 1])
    if not copies and not wordings:
        return _of_what_is_hidden(sha256, on)
    held = {row.declaration_id for row in copies} | {row.declaration_id for row in wordings}
    in_force = Declaration.objects.in_force(on=on).filter(pk=OuterRef("pk"))
    found = with_parties(declarations.filter(pk__in=held)).annotate(is_in_force=Exists(in_force))
    papers: dict[int, Any] = {paper.pk: paper for paper in found}

    def place(paper: Any, is_current: bool, **of_file: Document | None) -> Place:
        return Place(paper, declaration_in_words(paper, on=on), paper.is_in_force, is_current, **of_file)

    places = []
    successors = _successors(held, documents)
    for copy in copies:
        last = copy
        # A declaration holds a file once, so each line of versions is walked once at most.
        while last.pk in successors:
            last = successors.pop(last.pk)
        current = last if getattr(last, "is_open", True) else None
        places.append(place(papers[copy.declaration_id], last is copy, document=copy, current=current))
    for paper in (papers[wording.declaration_id] for wording in wordings):
        places.append(place(paper, paper.wording_sha256() == sha256))
    return Answer(places[:SHOWN], len(places) > SHOWN, True, any(place.is_in_force for place in places))


def _successors(held: set[int], documents: QuerySet[Document]) -> dict[int, Document]:
    """Return by the version it replaced each newer version, which knows whether it `is_open` to the reader."""
    newer = Document.objects.filter(declaration__in=held, supersedes__isnull=False)
    known = newer.annotate(is_open=Exists(documents.filter(pk=OuterRef("pk"))))
    return {document.supersedes_id: document for document in known if document.supersedes_id}


def _of_what_is_hidden(sha256: str, on: date) -> Answer:
    copies, wordings = Document.objects.filter(sha256=sha256), Wording.objects.filter(sha256=sha256)
    holders = Q(pk__in=copies.values("declaration")) | Q(pk__in=wordings.values("declaration"))
    in_force = {paper.pk: paper for paper in Declaration.objects.in_force(on=on).filter(holders)}
    stands = [
        paper in in_force and successor is None for paper, successor in copies.values_list("declaration", "successor")
    ]
    for paper in wordings.values_list("declaration", flat=True):
        stands.append(paper in in_force and in_force[paper].wording_sha256() == sha256)
    return Answer([], False, is_registered=bool(stands), is_in_force=any(stands))
