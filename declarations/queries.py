"""Answers that need more than one table; they add facts to rows that access has picked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

import members.queries
from declarations.lifecycle import DeclarationState, SignatureState
from declarations.models import Declaration, Signature, SigningEvent
from declarations.querysets import DeclarationQuerySet, SigningEventQuerySet
from members.models import Organisation
from members.queries import Move, moves_of
from members.querysets import OrganisationQuerySet


def with_partnership(organisations: OrganisationQuerySet, *, on: date) -> OrganisationQuerySet:
    """Add `since`: the first day of the earliest partner-side signature that is in force and public on the day."""
    begun = Greatest("signed_on", Coalesce("declaration__valid_from", "signed_on"))
    first = (
        Signature.objects.known_to_all()
        .on_partner_side()
        .in_force(on=on)
        .filter(organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(first=Min(begun))
        .values("first")
    )
    return organisations.annotate(since=Subquery(first, output_field=DateField()))


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


def with_parties(declarations: DeclarationQuerySet) -> DeclarationQuerySet:
    """Add `party_count`, `invited_count` and `first_signed_on`."""
    return declarations.annotate(
        party_count=Count("signatures", distinct=True),
        invited_count=Count("signatures", filter=Q(signatures__state=SignatureState.INVITED), distinct=True),
        first_signed_on=Min("signatures__signed_on"),
    )


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


@dataclass(frozen=True)
class OwnSignature:
    """One public signature of an organisation, as its page shows it on a day."""

    signature: Signature
    declaration: Declaration
    event: SigningEvent | None
    may_open: bool
    words: Promise | str


def signatures_of(
    organisation: Organisation,
    *,
    readable: DeclarationQuerySet,
    events: SigningEventQuerySet,
    on: date,
) -> list[OwnSignature]:
    """Return what an organisation had signed by the day, as far as it is public knowledge, newest first.

    `readable` are the declarations, `events` the signing events whose pages the reader may open.
    """
    found = (
        Signature.objects.known_to_all()
        .on_paper(by=on)
        .filter(organisation=organisation)
        .select_related("declaration", "represented_by")
        .order_by("-signed_on", "pk")
    )
    may_open = set(readable.filter(signatures__in=found).values_list("pk", flat=True))
    in_force = set(found.in_force(on=on).values_list("pk", flat=True))
    published = {event.pk: event for event in events.filter(declarations__signatures__in=found).distinct()}
    return [
        OwnSignature(
            signature=signature,
            declaration=signature.declaration,
            event=published.get(signature.declaration.event_id or 0),
            may_open=signature.declaration_id in may_open,
            words=_force_in_words(signature, is_in_force=signature.pk in in_force, on=on),
        )
        for signature in found
    ]


def _force_in_words(signature: Signature, *, is_in_force: bool, on: date) -> Promise | str:
    if is_in_force:
        return pgettext_lazy("declaration", "in force")
    if signature.withdrawn_on and signature.withdrawn_on <= on:
        return withdrawal_in_words(signature)
    return declaration_in_words(signature.declaration, on=on)


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


def declaration_in_words(declaration: Declaration, *, on: date) -> Promise | str:
    """Say what a declaration is on a day: its state as people decided it and what follows from the calendar."""
    match declaration.state:
        case DeclarationState.OPEN:
            awaited = getattr(declaration, "invited_count", None)
            if not awaited:
                return _("open for signature")
            return format_lazy(
                "{text}",
                text=ngettext_lazy(
                    "open for signature, awaiting %(count)d party",
                    "open for signature, awaiting %(count)d parties",
                    awaited,
                )
                % {"count": awaited},
            )
        case DeclarationState.TERMINATED if declaration.terminated_on and declaration.terminated_on <= on:
            return _on_day(_("terminated on {day}"), declaration.terminated_on)
        case DeclarationState.CONCLUDED | DeclarationState.TERMINATED:
            first_signed_on = getattr(declaration, "first_signed_on", None)
            if first_signed_on and first_signed_on > on:
                return _on_day(_("not signed before {day}"), first_signed_on)
            if declaration.valid_from and declaration.valid_from > on:
                return _on_day(_("concluded, in force from {day}"), declaration.valid_from)
            if declaration.valid_until and declaration.valid_until < on:
                return _on_day(_("lapsed on {day}"), declaration.valid_until)
            if declaration.valid_until:
                return _on_day(_("in force until {day}"), declaration.valid_until)
            return pgettext_lazy("declaration", "in force")
    return declaration.get_state_display()


def party_in_words(signature: Signature, *, by: date | None = None) -> Promise | str:
    """Say what a party has done (by the day, if one is given): signed, declined, withdrawn or not yet answered."""
    if by and signature.signed_on and signature.signed_on > by:
        return _("had not signed by this day")
    is_withdrawn = signature.withdrawn_on and not (by and signature.withdrawn_on > by)
    if signature.signed_on and not is_withdrawn:
        return _on_day(_("signed on {day}"), signature.signed_on)
    return withdrawal_in_words(signature) or signature.get_state_display()


def withdrawal_in_words(signature: Signature) -> Promise | str:
    """Say that and when a signature was withdrawn; empty for any other."""
    if signature.state == SignatureState.WITHDRAWN:
        return _on_day(_("withdrawn on {day}"), signature.withdrawn_on)
    return ""


def _on_day(words: Any, day: Any) -> Promise:
    return format_lazy(words, day=date_format(day, "j E Y"))


# Mergers


def moved_by_merging(absorbed: Organisation) -> list[Move]:
    """Return the signatures and events that would move if the organisation were absorbed by another."""
    return [
        *moves_of(absorbed, Signature, "organisation", "represented_by"),
        *moves_of(absorbed, SigningEvent, "host"),
    ]


def everything_moved_by_merging(absorbed: Organisation) -> list[Move]:
    """Return the rows of every floor that would move if the organisation were absorbed by another."""
    return [*moved_by_merging(absorbed), *members.queries.moved_by_merging(absorbed)]


def in_the_way_of_merging(*, kept: Organisation, absorbed: Organisation) -> list[str]:
    """Return, in words, what must be put right before one organisation can absorb the other, on every floor."""
    ours = Signature.objects.filter(organisation=kept, declaration=OuterRef("declaration"), side=OuterRef("side"))
    both = Signature.objects.filter(Exists(ours), organisation=absorbed).exclude(organisation=kept)
    words = _("Both are parties of “%(declaration)s” on one side (%(side)s): take one of them off the paper first.")
    told = [
        words % {"declaration": signature.declaration.title, "side": signature.get_side_display()}
        for signature in both.select_related("declaration")
    ]
    return [*told, *members.queries.in_the_way_of_merging(kept=kept, absorbed=absorbed)]
