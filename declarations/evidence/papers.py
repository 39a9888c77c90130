"""A declaration as stored: its facts, parties, papers and what was found in them, as far as one reader may read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet

from declarations.evidence.archive import Member, Notes, as_json, paper
from declarations.models import Document, Examination, Signature
from declarations.querysets import DeclarationQuerySet, SigningEventQuerySet
from journal.models import plain
from members.querysets import OrganisationQuerySet
from members.text import slug_of

# Declarations read at a time, each with all that belongs to it.
BATCH = 200

OF_A_DECLARATION = (
    *("id", "slug", "title", "kind", "number", "dated_on", "valid_from", "valid_until", "text"),
    *("visibility", "state", "opened_at", "terminated_on"),
)
OF_AN_EVENT = ("slug", "title_pl", "title_en", "day", "city", "venue")
OF_A_PARTY = (
    *("id", "position", "side", "name_as_signed", "second_name", "person", "function"),
    *("state", "signed_on", "method", "withdrawn_on"),
)
OF_A_DOCUMENT = (
    *("id", "kind", "title", "language", "media_type", "pages", "size", "sha256", "file_name", "uploaded_at"),
)
OF_AN_EXAMINATION = ("id", "at", "verdict", "library", "lists_as_of", "report")
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tiff"}


@dataclass(frozen=True)
class Reader:
    """Which rows one reader may read, as access picks them; the office also reads reasons, levels and journal facts."""

    sees_everything: bool
    declarations: DeclarationQuerySet
    documents: QuerySet[Document]
    events: SigningEventQuerySet
    organisations: OrganisationQuerySet

    def fields(self, always: tuple[str, ...], office: str) -> tuple[str, ...]:
        return (*always, office) if self.sees_everything else always


def read(declarations: DeclarationQuerySet, *, reader: Reader) -> Iterator[Any]:
    """Yield the declarations with all of theirs that the reader may read, in the same few queries for each batch."""
    parties = Signature.objects.select_related("organisation", "represented_by").annotate(
        shows_organisation=Exists(reader.organisations.filter(pk=OuterRef("organisation"))),
        shows_representing=Exists(reader.organisations.filter(pk=OuterRef("represented_by"))),
    )
    shown = (
        declarations.select_related("event", "base")
        .annotate(
            shows_event=Exists(reader.events.filter(pk=OuterRef("event"))),
            shows_base=Exists(reader.declarations.filter(pk=OuterRef("base"))),
        )
        .prefetch_related(
            Prefetch("signatures", parties.in_written_order()),
            Prefetch("documents", reader.documents.order_by("uploaded_at", "pk")),
            Prefetch("documents__examinations", Examination.objects.order_by("at", "pk")),
            "wordings",
        )
    )
    yield from shown.order_by("slug").iterator(chunk_size=BATCH)


def things_of(declaration: Any) -> list[Model]:
    """Return a declaration that was read with everything the journal knows of it by name."""
    documents = list(declaration.documents.all())
    examinations = [found for document in documents for found in document.examinations.all()]
    return [declaration, *declaration.signatures.all(), *documents, *examinations]


def files_of(declaration: Any, notes: Notes, *, reader: Reader, folder: str = "") -> Iterator[Member]:
    """Yield the files that tell of a declaration, in a folder of the ZIP (with its final slash) or at its top."""
    known = {document.pk: document for document in declaration.documents.all()}
    documents = []
    for number, document in enumerate(known.values(), start=1):
        facts = _facts(document, *reader.fields(OF_A_DOCUMENT, "visibility"))
        earlier = known.get(document.supersedes_id)
        facts["supersedes"] = earlier.sha256 if earlier else None
        facts["path"] = f"{folder}documents/{number:02d}-{document.sha256[:12]}-{_safe_name(document)}"
        facts["examinations"] = []
        for found in document.examinations.all():
            path = f"{folder}examinations/{number:02d}-{found.at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.json"
            facts["examinations"].append(path)
            told = _facts(found, *OF_AN_EXAMINATION) | {"document": document.sha256}
            yield notes.member(path, [as_json(told)])
        yield paper(facts["path"], sha256=document.sha256, size=document.size)
        documents.append(facts)
    told = _declaration(declaration, reader) | {"documents": documents}
    yield notes.member(f"{folder}declaration.json", [as_json(told)])


def _declaration(declaration: Any, reader: Reader) -> dict[str, Any]:
    told = _facts(declaration, *reader.fields(OF_A_DECLARATION, "reason"))
    told["event"] = _facts(declaration.event, *OF_AN_EVENT) if declaration.shows_event else None
    # That there is another paper is not told to whoever may not know of it.
    told["relation"] = declaration.relation if declaration.shows_base else ""
    told["base"] = declaration.base.slug if declaration.shows_base else None
    told["wordings"] = [_facts(wording, "sha256", "since") for wording in declaration.wordings.all()]
    told["parties"] = [_party(party, reader) for party in declaration.signatures.all()]
    return told


def _party(party: Any, reader: Reader) -> dict[str, Any]:
    told = _facts(party, *reader.fields(OF_A_PARTY, "reason"))
    # An organisation without a page is known to the reader by its name on the paper alone.
    told["organisation"] = _facts(party.organisation, "slug", "name") if party.shows_organisation else None
    told["represented_by"] = None
    if party.represented_by:
        slug = party.represented_by.slug if party.shows_representing else None
        told["represented_by"] = {"slug": slug, "name": party.represented_by.name}
    return told


def _facts(thing: Any, *names: str) -> dict[str, Any]:
    values = {name: getattr(thing, name) for name in names}
    return {name: plain(_in_utc(value)) for name, value in values.items()}


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _safe_name(document: Document) -> str:
    """Return a name that every file system takes, made of the name the file came with."""
    name = document.file_name.rpartition(".")[0] or document.title
    return f"{slug_of(name, length=60)}.{ENDINGS.get(document.media_type, 'bin')}"
