"""The evidence file of the whole register as of a day: who belonged, who was a partner, every signed paper."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Q

from declarations.evidence import lines, papers
from declarations.evidence.archive import EvidenceFile, Member, Notes
from declarations.evidence.papers import Reader
from declarations.models import Declaration, Document, Signature, SigningEvent
from declarations.querysets import KNOWN_TO_ALL, DeclarationQuerySet
from journal.chain import canonical
from journal.models import Entry, plain
from members.models import Membership, Organisation

BATCH = 1000

OF_A_MEMBERSHIP = ("id", "since", "since_is_attested", "until", "basis")
OF_AN_ORGANISATION = ("id", "slug", "name", "short_name", "kind", "city", "nip", "regon", "krs", "is_listed")


def of_register(day: date) -> EvidenceFile:
    """Return the evidence file of the register as of a day, over all levels; FilesMissing where papers are lost.

    Lists are as of the day; declarations, and the journal from its first entry, as they are now. Facts are read here
    and now, papers and journal while the file goes out. To be of one moment it is made where nobody writes.
    """
    notes, last = Notes(), lines.last_change()
    signed = Declaration.objects.filter(pk__in=Signature.objects.on_paper(by=day).values("declaration"))
    members = [
        notes.member("register/partners.json", _as_list(_partners(day))),
        notes.member("register/members.json", _as_list(_members(day))),
        notes.member("register/organisations.json", _as_list(_organisations(day, signed))),
        *_declarations(signed, notes),
        Member("journal.jsonl", partial(_chain, last.number if last else 0)),
    ]
    return EvidenceFile(
        members,
        subject=day.isoformat(),
        kind="register",
        as_of=day.isoformat(),
        is_complete=True,
        journal=lines.ending(last),
    )


def _partners(day: date) -> Iterator[dict[str, Any]]:
    in_force = Signature.objects.on_partner_side().in_force(on=day).select_related("declaration", "organisation")
    in_order = in_force.order_by("organisation__slug", "declaration__slug", "pk")
    for organisation, signatures in groupby(in_order.iterator(chunk_size=BATCH), lambda one: one.organisation):
        rests_on = [_partnership(signature) for signature in signatures]
        yield {
            "organisation": organisation.slug,
            "name": organisation.name,
            "since": min(one["since"] for one in rests_on),
            "is_public": any(one["is_public"] for one in rests_on),
            "rests_on": rests_on,
        }


def _partnership(signature: Signature) -> dict[str, Any]:
    declaration = signature.declaration
    begun = max(filter(None, (signature.signed_on, declaration.valid_from)))
    return {
        "declaration": declaration.slug,
        "since": begun.isoformat(),
        "is_public": declaration.visibility in KNOWN_TO_ALL,
    }


def _members(day: date) -> Iterator[dict[str, Any]]:
    in_force = Membership.objects.in_force(on=day).select_related("organisation")
    for membership in in_force.order_by("organisation__slug", "pk").iterator(chunk_size=BATCH):
        named = {"organisation": membership.organisation.slug, "name": membership.organisation.name}
        yield named | _row(membership, OF_A_MEMBERSHIP)


def _organisations(day: date, signed: DeclarationQuerySet) -> Iterator[dict[str, Any]]:
    """Yield the organisations that the lists and the declarations name."""
    parties = Signature.objects.filter(declaration__in=signed)
    named = Organisation.objects.filter(
        Q(pk__in=Membership.objects.in_force(on=day).values("organisation"))
        | Q(pk__in=parties.values("organisation"))
        | Q(pk__in=parties.exclude(represented_by=None).values("represented_by"))
    )
    for organisation in named.order_by("slug").iterator(chunk_size=BATCH):
        yield _row(organisation, OF_AN_ORGANISATION)


def _declarations(signed: DeclarationQuerySet, notes: Notes) -> Iterator[Member]:
    reader = Reader(
        sees_everything=True,
        declarations=Declaration.objects.all(),
        documents=Document.objects.all(),
        events=SigningEvent.objects.all(),
        organisations=Organisation.objects.all(),
    )
    for declaration in papers.read(signed, reader=reader):
        yield from papers.files_of(declaration, notes, reader=reader, folder=f"declarations/{declaration.slug}/")


def _chain(last: int) -> Iterator[bytes]:
    # Entries are only ever added: up to this one they are what they were when the facts were read.
    entries = Entry.objects.filter(number__lte=last).order_by("number")
    return lines.as_lines(entries.iterator(chunk_size=BATCH), with_facts=True)


def _row(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: plain(getattr(thing, name)) for name in names}


def _as_list(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield a JSON list with one row on each line."""
    before = b"[\n"
    for row in rows:
        yield before + canonical(row)
        before = b",\n"
    yield b"\n]\n" if before != b"[\n" else b"[]\n"
