"""Answers read from the whole chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from journal import chain
from journal.models import Entry, Head, Journalled, PersonalValue, Receipt


@dataclass(frozen=True)
class Fault:
    """The first place where the chain does not hold, and what is wrong there."""

    number: int
    what: str


def head() -> Head:
    """Return the end of the chain; of an empty journal, or one whose head was torn off, the beginning."""
    return Head.objects.filter(pk=1).first() or Head()


def first_fault(end: Head | None = None) -> Fault | None:
    """Walk the chain as far as its head and return its first fault, or None if every entry and the head hold.

    An erased personal value is no fault: its hash stays in the chain. A changed one is. The head is read before the
    walk, so that acts done meanwhile are neither missed nor mistaken for faults.
    """
    end = end or head()
    number, previous = 0, chain.GENESIS
    entries = Entry.objects.filter(number__lte=end.number).order_by("number").prefetch_related("personal_values")
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
    if end.number > number:
        return Fault(number + 1, _("the entry is missing"))
    if end.hash != previous or (Entry.objects.aggregate(last=Max("number"))["last"] or 0) > head().number:
        return Fault(number, _("it is not the entry that the head of the chain names"))
    return None


def _holds(entry: Entry, value: PersonalValue) -> bool:
    pair = entry.facts.get(value.field)
    if pair is None or value.side not in (0, 1):
        return False
    return pair[value.side] == {chain.SEALED: chain.seal(salt=value.salt, value=value.value)}


def actors(entries: Iterable[Entry]) -> dict[str, str]:
    """Return, for each actor's key in the entries, the address of the account; one query however many there are."""
    keys = {entry.actor for entry in entries}
    accounts = get_user_model()._default_manager.filter(key__in=keys - {chain.SYSTEM})
    names = {str(key): email for key, email in accounts.values_list("key", "email")}
    return {
        key: names.get(key, _("the system") if key == chain.SYSTEM else _("an account erased since")) for key in keys
    }


def actors_called(words: str) -> set[str]:
    """Return the keys of the accounts whose address or name holds the words; empty words call nobody."""
    if not words.strip():
        return set()
    accounts = get_user_model()._default_manager.filter(Q(email__icontains=words) | Q(name__icontains=words))
    return {str(key) for key in accounts.values_list("key", flat=True)}


def made_by_form(key: UUID | None, model: type[Journalled]) -> Journalled | None:
    """Return the thing that the form with this key has made already, if it is still there."""
    receipt = Receipt.objects.filter(key=key, object_type=model._meta.label_lower).first() if key else None
    return model._base_manager.filter(pk=receipt.object_key).first() if receipt else None
