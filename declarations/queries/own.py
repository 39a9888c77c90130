"""What an organisation's people see of its declarations on their own page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils.functional import Promise

from declarations.lifecycle import DeclarationState
from declarations.models import Document, Signature
from declarations.queries.declarations import with_parties
from declarations.queries.wording import declaration_in_words, party_in_words
from declarations.querysets import DeclarationQuerySet
from members.models import Organisation


def of_party(declarations: DeclarationQuerySet, organisation: Organisation) -> DeclarationQuerySet:
    """Keep the declarations that the organisation is a party of, on whatever side and whatever it answered."""
    return declarations.filter(Exists(_parties(organisation)))


def with_own_parties(
    declarations: DeclarationQuerySet, organisation: Organisation, *, documents: QuerySet[Document]
) -> DeclarationQuerySet:
    """Add to declarations of a party `awaits_us`, `own_parties` and `own_documents`, those that wait for it first.

    `documents` are those open to the reader.
    """
    awaited = _parties(organisation).awaiting()
    own = Signature.objects.filter(organisation=organisation).in_written_order()
    return (
        with_parties(declarations)
        .annotate(awaits_us=Exists(awaited.filter(declaration__state=DeclarationState.OPEN)))
        .order_by(F("awaits_us").desc(), F("dated_on").desc(nulls_last=True), "-pk")
        .prefetch_related(
            Prefetch("signatures", own, to_attr="own_parties"),
            Prefetch("documents", documents, to_attr="own_documents"),
        )
    )


def _parties(organisation: Organisation) -> Any:
    return Signature.objects.filter(declaration=OuterRef("pk"), organisation=organisation)


@dataclass(frozen=True)
class OwnDeclaration:
    """One declaration as a party's people see it: what it is on the day, and what each of their parties did."""

    declaration: Any
    status: Promise | str
    parties: list[tuple[Signature, Promise | str]]


def own_declaration(declaration: Any, *, on: date) -> OwnDeclaration:
    """Return a declaration that carries `own_parties` with its words of the day."""
    return OwnDeclaration(
        declaration=declaration,
        status=declaration_in_words(declaration, on=on),
        parties=[(party, party_in_words(party)) for party in declaration.own_parties],
    )
