"""Answers read from the whole chain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from journal import chain
from journal.models import Check, Entry, Head, Journalled, PersonalValue, PublishedHead, Receipt

WALK = 1000  # entries read at a time, and between two words on how far the walk has come


@dataclass(frozen=True)
class Fault:
    """The first place where the chain does not hold, and what is wrong there."""

    number: int
    what: str

    def __str__(self) -> str:
        return _("Entry %(number)s: %(what)s") % {"number": self.number, "what": self.what}


def head() -> Head:
    """Return the end of the chain; of an empty journal, or one whose head was torn off, the beginning."""
    return Head.objects.filter(pk=1).first() or Head()


def first_fault(
    end: Head | None = None, *, after: PublishedHead | None = None, seen: Callable[[int], None] | None = None
) -> Fault | None:
    """Walk the chain as far as its head and return its first fault, or None if every entry and the head hold.

    The walk begins with the first entry, or with the one after a published head, and tells `seen` how far it has come.
    Every published head and every check that found nothing wrong must be in the chain, or its end was cut off or its
    past rewritten. An erased personal value is no fault: its hash stays in the chain. A changed one is. The head is
    read before the walk, so that acts done meanwhile are neither missed nor mistaken for faults.
    """
    end, start = end or head(), after or Head()
    number, previous = start.number, start.hash
    entries = Entry.objects.filter(number__gt=number, number__lte=end.number).order_by("number")
    for entry in entries.prefetch_related("personal_values").iterator(chunk_size=WALK):
        number += 1
        if wrong := _wrong_with(entry, number=number, previous=previous):
            return Fault(number, wrong)
        previous = entry.hash
        if seen and number % WALK == 0:
            seen(number)
    if end.number > number:
        return Fault(number + 1, _("the entry is missing"))
    if contradiction := _contradiction():
        return contradiction
    if end.hash != previous or (Entry.objects.aggregate(last=Max("number"))["last"] or 0) > head().number:
        return Fault(number, _("it is not the entry that the head of the chain names"))
    return None


def _wrong_with(entry: Entry, *, number: int, previous: str) -> str:
    """Return what is wrong with the entry that should have this number and follow this hash, or nothing."""
    if entry.number != number:
        return _("the entry is missing")
    if entry.previous != previous:
        return _("it does not follow from the entry before it")
    if entry.computed_hash() != entry.hash:
        return _("its content does not match its hash")
    if not all(_holds(entry, value) for value in entry.personal_values.all()):
        return _("a personal value beside it does not match its seal")
    return ""


def _contradiction() -> Fault | None:
    """Return the first place at which the chain is not what was published, or what an earlier check found whole."""
    same = Entry.objects.filter(number=OuterRef("number"), hash=OuterRef("hash"))
    if published := PublishedHead.objects.exclude(Exists(same)).order_by("number").first():
        return Fault(published.number, _("it is not the entry published as head on %(day)s") % {"day": published.day})
    whole = Check.objects.filter(fault="", number__gt=0)  # before the first entry there is nothing to find again
    if check := whole.exclude(Exists(same)).order_by("number").first():
        day = timezone.localdate(check.at)
        return Fault(check.number, _("it is not the entry at which the check of %(day)s ended") % {"day": day})
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
