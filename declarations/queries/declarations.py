"""Lists of declarations, and the parties of one."""

from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from declarations.lifecycle import SignatureState
from declarations.models import Declaration
from declarations.queries.events import Row
from declarations.queries.wording import party_in_words
from declarations.querysets import DeclarationQuerySet
from members.querysets import OrganisationQuerySet


def with_parties(declarations: DeclarationQuerySet) -> DeclarationQuerySet:
    """Add `party_count`, `invited_count` and `first_signed_on`."""
    return declarations.annotate(
        party_count=Count("signatures", distinct=True),
        invited_count=Count("signatures", filter=Q(signatures__state=SignatureState.INVITED), distinct=True),
        first_signed_on=Min("signatures__signed_on"),
    )


def parties(declaration: Declaration, *, linked: OrganisationQuerySet, by: date | None = None) -> list[Row]:
    """Return every party of a declaration that the reader may read, in the written order, as it stood by the day."""
    found = list(declaration.signatures.select_related("organisation", "represented_by").in_written_order())
    has_page = set(
        linked.filter(pk__in=[signature.organisation_id for signature in found]).values_list("pk", flat=True)
    )
    return [
        Row(
            signature=signature,
            link=signature.organisation.get_absolute_url() if signature.organisation_id in has_page else "",
            shows_person=True,
            words=party_in_words(signature, by=by),
        )
        for signature in found
    ]


def narrowed(declarations: DeclarationQuerySet, asked: dict[str, Any]) -> DeclarationQuerySet:
    """Keep, newest first, the declarations that match `q`, `kind` and `year`, and were signed by the day `as_of`."""
    if asked.get("q"):
        declarations = declarations.matching(asked["q"])
    if asked.get("kind"):
        declarations = declarations.of_kind(asked["kind"])
    if asked.get("year"):
        declarations = declarations.of_year(asked["year"])
    if asked.get("as_of"):
        declarations = declarations.signed_by_day(asked["as_of"])
    return declarations.newest_first()
