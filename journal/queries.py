"""Answers read from the whole chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import DateField, Field, Model, Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
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


def actors_called(words: str) -> set[str]:
    """Return the keys of the accounts whose address or name holds the words; empty words call nobody."""
    if not words.strip():
        return set()
    accounts = get_user_model()._default_manager.filter(Q(email__icontains=words) | Q(name__icontains=words))
    return {str(key) for key in accounts.values_list("key", flat=True)}


@dataclass(frozen=True)
class FactInWords:
    """One field that an act changed, as a person reads it; empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryInWords:
    """One entry as a person reads it: who did what to which thing, and each fact before and after."""

    entry: Entry
    actor: str
    act: str
    kind: str
    thing: str
    facts: list[FactInWords]


def in_words(entries: list[Entry]) -> list[EntryInWords]:
    """Return entries with actors, things, sealed values and keys read back where they are still kept.

    The number of queries depends on how many kinds of things the entries speak of, never on how many entries there are.
    """
    names = actors(entries)
    sealed = {
        (value.entry_id, value.field, value.side): value.value
        for value in PersonalValue.objects.filter(entry__in=entries)
    }
    things = _things(entries)

    def text(entry: Entry, column: Field | None, field: str, side: int) -> str:
        fact = entry.facts[field][side]
        if isinstance(fact, dict) and chain.SEALED in fact:
            fact = sealed.get((entry.pk, field, side), _("(erased)"))
        return _value_in_words(column, fact, things)

    def facts(entry: Entry) -> list[FactInWords]:
        columns = _columns(entry.object_type)
        # In the order of the form; what the model no longer has, or never had, comes last under its own name.
        order = sorted(entry.facts, key=lambda field: [*columns, field].index(field))
        return [
            FactInWords(
                label=_label(columns.get(field), field),
                before=text(entry, columns.get(field), field, 0),
                after=text(entry, columns.get(field), field, 1),
            )
            for field in order
            if any(value not in (None, "") for value in entry.facts[field])
        ]

    return [
        EntryInWords(
            entry=entry,
            actor=names[entry.actor],
            act=acts(entry.object_type).get(entry.act, entry.act),
            kind=kind_in_words(entry.object_type),
            thing=things.get((entry.object_type, entry.object_key), entry.object_key),
            facts=facts(entry),
        )
        for entry in entries
    ]


def acts(object_type: str) -> dict[str, str]:
    """Return what the acts on a kind of thing are called, in the reader's language."""
    model = _model(object_type)
    known: dict[str, Any] = getattr(model, "ACTS", {})
    return {act: str(words) for act, words in known.items()}


def kind_in_words(object_type: str) -> str:
    """Return what a kind of thing is called, in the reader's language."""
    model = _model(object_type)
    return str(model._meta.verbose_name) if model else object_type


def _model(object_type: str) -> type[Model] | None:
    try:
        return apps.get_model(object_type)
    except LookupError:
        return None  # An entry outlives the table it speaks of.


def _columns(object_type: str) -> dict[str, Field]:
    model = _model(object_type)
    return {column.attname: column for column in model._meta.concrete_fields} if model else {}


def _label(column: Field | None, field: str) -> str:
    words = str(column.verbose_name) if column else {"reason": _("reason")}.get(field, field)
    return words[:1].upper() + words[1:]


def _things(entries: list[Entry]) -> dict[tuple[str, str], str]:
    """Return what the things and keys in the entries are called today, in one query per kind of thing."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.object_type, set()).add(entry.object_key)
        columns = _columns(entry.object_type)
        for field, pair in entry.facts.items():
            related = columns[field].related_model if field in columns else None
            if isinstance(related, type):
                keys = wanted.setdefault(related._meta.label_lower, set())
                keys.update(str(key) for key in pair if isinstance(key, int))
    return {
        (object_type, str(thing.pk)): str(thing)
        for object_type, keys in wanted.items()
        if (model := _model(object_type)) is not None
        for thing in model._base_manager.select_related().filter(pk__in=[key for key in keys if key.isdigit()])
    }


def _value_in_words(column: Field | None, value: Any, things: dict[tuple[str, str], str]) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column is None:
        return str(value)
    if isinstance(column.related_model, type):
        return things.get((column.related_model._meta.label_lower, str(value)), f"({value})")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, DateField):
        return _day_in_words(str(value))
    return str(value)


def _day_in_words(text: str) -> str:
    moment, day = parse_datetime(text), parse_date(text[:10])
    if moment and len(text) > 10:
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return date_format(day) if day else text
