"""Who is a partner since when, and what an organisation has signed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from declarations.models import Declaration, Signature, SigningEvent
from declarations.queries.wording import declaration_in_words, withdrawal_in_words
from declarations.querysets import DeclarationQuerySet, SignatureQuerySet, SigningEventQuerySet
from members.models import Organisation
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


def partners_of(organisations: OrganisationQuerySet, asked: dict[str, Any], *, on: date) -> OrganisationQuerySet:
    """Keep the partners that match what was asked of the day by a PartnerForm; the rows carry `since`.

    A partner is of an event if its signature that is in force and public on the day was given there.
    """
    if asked.get("event"):
        there = (
            Signature.objects.known_to_all().on_partner_side().in_force(on=on).filter(declaration__event=asked["event"])
        )
        organisations = organisations.filter(pk__in=there.values("organisation"))
    return organisations


def latest_partner_signatures(*, on: date) -> SignatureQuerySet:
    """Return the partner-side signatures that make strategic partners on the day, newest first, with their papers."""
    return (
        Signature.objects.known_to_all()
        .on_partner_side()
        .in_force(on=on)
        .select_related("organisation", "declaration")
        .order_by("-signed_on", "declaration", "position", "pk")
    )


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
    found: Any = (
        Signature.objects.known_to_all()
        .on_paper(by=on)
        .filter(organisation=organisation)
        .select_related("declaration__event", "represented_by")
        .annotate(
            may_open=Exists(readable.filter(pk=OuterRef("declaration"))),
            may_open_event=Exists(events.filter(pk=OuterRef("declaration__event"))),
            is_in_force=Exists(Signature.objects.in_force(on=on).filter(pk=OuterRef("pk"))),
        )
        .order_by("-signed_on", "pk")
    )
    return [
        OwnSignature(
            signature=signature,
            declaration=signature.declaration,
            event=signature.declaration.event if signature.may_open_event else None,
            may_open=signature.may_open,
            words=_force_in_words(signature, is_in_force=signature.is_in_force, on=on),
        )
        for signature in found
    ]


def _force_in_words(signature: Signature, *, is_in_force: bool, on: date) -> Promise | str:
    if is_in_force:
        return pgettext_lazy("declaration", "in force")
    if signature.withdrawn_on and signature.withdrawn_on <= on:
        return withdrawal_in_words(signature)
    return declaration_in_words(signature.declaration, on=on)


@dataclass(frozen=True)
class Step:
    """A day on which the circle of strategic partners changed: who came, who went, how many there were from then on."""

    day: date
    came: int
    went: int
    count: int


def growth(*, until: date) -> list[Step]:
    """Return the days up to one on which the circle of strategic partners changed, in order; one query.

    An organisation is counted once, whatever it has signed: its second signature on another paper changes nothing.
    """
    change: dict[date, list[int]] = {}
    for periods in _periods_by_organisation().values():
        for begin, end in _merged(periods):
            change.setdefault(begin, [0, 0])[0] += 1
            if end < date.max:
                change.setdefault(end, [0, 0])[1] += 1
    steps: list[Step] = []
    for day in sorted(change):
        if day <= until:
            came, went = change[day]
            steps.append(Step(day, came, went, (steps[-1].count if steps else 0) + came - went))
    return steps


def _periods_by_organisation() -> dict[int, list[tuple[date, date]]]:
    """Return of each organisation from which day to which (not included) its partner-side signatures are in force."""
    columns = (
        *("organisation_id", "signed_on", "withdrawn_on", "declaration__valid_from", "declaration__valid_until"),
        "declaration__terminated_on",
    )
    periods: dict[int, list[tuple[date, date]]] = {}
    for key, signed, withdrawn, valid_from, valid_until, terminated in (
        Signature.objects.known_to_all().on_partner_side().order_by().values_list(*columns)
    ):
        day_after = valid_until + timedelta(days=1) if valid_until and valid_until < date.max else date.max
        begin = max(signed, valid_from or date.min)
        end = min(withdrawn or date.max, terminated or date.max, day_after)
        if begin < end:
            periods.setdefault(key, []).append((begin, end))
    return periods


def _merged(periods: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return the same days with periods that touch or overlap made one."""
    merged: list[tuple[date, date]] = []
    for begin, end in sorted(periods):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged
