"""Answers read from the whole chain."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from journal import chain
from journal.models import Entry, Head


@dataclass(frozen=True)
class Fault:
    """The first place where the chain does not hold, and what is wrong there."""

    number: int
    what: str


def first_fault() -> Fault | None:
    """Walk the whole chain and return its first fault, or None if every entry and the head hold.

    An erased personal value is no fault: its hash stays in the chain. A changed one is.
    """
    number, previous = 0, chain.GENESIS
    entries = Entry.objects.order_by("number").prefetch_related("personal_values")
    for entry in entries.iterator(chunk_size=1000):
        number += 1
        if entry.number != number:
            return Fault(number, _("the entry is missing"))
        if entry.previous != previous:
            return Fault(number, _("it does not follow from the entry before it"))
        if entry.computed_hash() != entry.hash:
            return Fault(number, _("its content does not match its hash"))
        if not all(_holds(entry, value) for value in entry.personal_values.all()):
            return Fault(number, _("a personal value beside it does not match its seal"))
        previous = entry.hash
    head = Head.objects.get(pk=1)
    if head.number > number:
        return Fault(number + 1, _("the entry is missing"))
    if (head.number, head.hash) != (number, previous):
        return Fault(number, _("it is not the entry that the head of the chain names"))
    return None


def _holds(entry: Entry, value) -> bool:
    pair = entry.facts.get(value.field)
    return pair is not None and pair[value.side] == {
        chain.SEALED: chain.seal(salt=value.salt, value=value.value)
    }
