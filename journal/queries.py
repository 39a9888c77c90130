"""Answers read from the whole chain."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from journal import chain
from journal.models import Entry, Head, PersonalValue


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


def _holds(entry: Entry, value: PersonalValue) -> bool:
    pair = entry.facts.get(value.field)
    return pair is not None and pair[value.side] == {chain.SEALED: chain.seal(salt=value.salt, value=value.value)}


def actors(entries: Iterable[Entry]) -> dict[str, str]:
    """Return, for each actor's key in the entries, the address of the account; one query however many there are."""
    keys = {entry.actor for entry in entries}
    accounts = get_user_model()._default_manager.filter(key__in=keys - {chain.SYSTEM})
    names = {str(key): email for key, email in accounts.values_list("key", "email")}
    return {
        key: names.get(key, _("the system") if key == chain.SYSTEM else _("an account erased since")) for key in keys
    }


@dataclass(frozen=True)
class EntryInWords:
    """One entry as a person reads it: who did what when, and each fact before and after."""

    entry: Entry
    actor: str
    facts: list[tuple[str, str, str]]


def in_words(entries: list[Entry]) -> list[EntryInWords]:
    """Return entries with actors and sealed values read back where they are still kept, in two queries."""
    names = actors(entries)
    texts = {
        (value.entry_id, value.field, value.side): value.value
        for value in PersonalValue.objects.filter(entry__in=entries)
    }

    def text(entry: Entry, field: str, side: int) -> str:
        fact = entry.facts[field][side]
        if isinstance(fact, dict) and chain.SEALED in fact:
            fact = texts.get((entry.pk, field, side), _("(erased)"))
        return "" if fact is None else str(fact)

    return [
        EntryInWords(
            entry=entry,
            actor=names[entry.actor],
            facts=[(field, text(entry, field, 0), text(entry, field, 1)) for field in sorted(entry.facts)],
        )
        for entry in entries
    ]
