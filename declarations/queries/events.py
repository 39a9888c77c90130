"""What was signed at which event, and by whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from declarations.models import Declaration, Document, Signature, SigningEvent, Statement
from declarations.queries.wording import party_in_words
from declarations.querysets import DeclarationQuerySet, SigningEventQuerySet
from members.models import Organisation
from members.querysets import OrganisationQuerySet


def with_signatories(events: SigningEventQuerySet, *, on: date | None = None) -> SigningEventQuerySet:
    """Add `signatory_count`: public signatures on the event's declarations (by the day, if one is given)."""
    rows = (
        Signature.objects.known_to_all()
        .on_paper(by=on)
        .filter(declaration__event=OuterRef("pk"))
        .order_by()
        .values("declaration__event")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return events.annotate(signatory_count=Coalesce(Subquery(rows), 0))


@dataclass(frozen=True)
class Row:
    """One line of a list of signatories as one reader may see it."""

    signature: Signature
    link: str
    shows_person: bool
    words: Promise | str


@dataclass(frozen=True)
class Paper:
    """One declaration of an event with its lines in the written order."""

    declaration: Declaration
    may_open: bool
    rows: list[Row]


def signatories(
    events: list[SigningEvent],
    *,
    readable: DeclarationQuerySet,
    linked: OrganisationQuerySet,
    by: date | None = None,
) -> dict[int, list[Paper]]:
    """Return, for each event's key, its public declarations with their lines, in two queries however many there are.

    `readable` are the declarations whose pages and persons the reader may see, `linked` the organisations that have a
    page; both come from access. A paper of level public shows its persons to everyone, because everyone may read it.
    """
    found = (
        Signature.objects.known_to_all()
        .on_paper(by=by)
        .filter(declaration__event__in=events)
        .select_related("declaration", "organisation", "represented_by")
        .order_by("declaration__dated_on", "declaration", "position", "pk")
    )
    may_open = set(readable.filter(event__in=events).values_list("pk", flat=True))
    has_page = set(linked.filter(pk__in=found.values("organisation")).values_list("pk", flat=True)) if events else set()
    papers: dict[int, dict[int, Paper]] = {event.pk: {} for event in events}
    for signature in found:
        declaration = signature.declaration
        opens = declaration.pk in may_open
        of_event = papers[declaration.event_id or 0]
        paper = of_event.setdefault(declaration.pk, Paper(declaration=declaration, may_open=opens, rows=[]))
        paper.rows.append(
            Row(
                signature=signature,
                link=signature.organisation.get_absolute_url() if signature.organisation_id in has_page else "",
                shows_person=opens,
                words=party_in_words(signature),
            )
        )
    return {key: list(of_event.values()) for key, of_event in papers.items()}


def feature_of(events: SigningEventQuerySet, *, on: date) -> SigningEvent | None:
    """Return the next event of the day or after it; where none is to come, the one held last."""
    return events.to_come(on=on).first() or events.first()


@dataclass(frozen=True)
class Said:
    """A statement as one reader may see it, with the address of the organisation's page where there is one."""

    statement: Statement
    link: str = ""


def statements_at(event: SigningEvent, *, linked: OrganisationQuerySet) -> list[Said]:
    """Return who spoke at an event, in order; `linked` are the organisations that have a page, from access."""
    has_page = Exists(linked.filter(pk=OuterRef("organisation")))
    found = event.statements.select_related("organisation").annotate(has_page=has_page)
    return [
        Said(one, one.organisation.get_absolute_url() if one.organisation and one.has_page else "") for one in found
    ]


def statements_of(organisation: Organisation, *, events: SigningEventQuerySet, on: date) -> QuerySet[Statement]:
    """Return what people of an organisation had said by the day, the newest first; `events` come from access."""
    said = Statement.objects.filter(organisation=organisation, said_on__lte=on).exclude(text_pl="")
    of_open_events = said.filter(event=None) | said.filter(event__in=events.values("pk"))
    return of_open_events.select_related("event").order_by("-said_on", "position", "pk")


def documents_at(event: SigningEvent, *, readable: QuerySet[Document]) -> QuerySet[Document]:
    """Return the current documents of an event's declarations among those the reader may open."""
    current = readable.filter(declaration__event=event, successor=None)
    return current.select_related("declaration").order_by("declaration", "uploaded_at", "pk")
