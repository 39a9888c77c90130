"""Entries of the journal as people read them: names instead of keys, words instead of codes."""

import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, DateField, F, Field, Model, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal import chain, queries
from journal.models import Entry, Journalled, PersonalValue

Name = tuple[str, str]  # the kind of a thing and its key


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

    Three queries, however many entries there are and whatever they speak of.
    """
    sealed = {
        (value.entry_id, value.field, value.side): value.value
        for value in PersonalValue.objects.filter(entry__in=entries)
    }
    reader = _Reader(sealed=sealed, things=_things(entries))
    actors = queries.actors(entries)
    return [
        EntryInWords(
            entry=entry,
            actor=actors[entry.actor],
            act=acts(entry.object_type).get(entry.act, entry.act),
            kind=kind_in_words(entry.object_type),
            thing=reader.things.get((entry.object_type, entry.object_key), entry.object_key),
            facts=reader.facts(entry),
        )
        for entry in entries
    ]


def acts(object_type: str) -> dict[str, str]:
    """Return what the acts on a kind of thing are called, in the reader's language."""
    model = _model(object_type)
    return {act: str(words) for act, words in model.ACTS.items()} if model else {}


def kind_in_words(object_type: str) -> str:
    """Return what a kind of thing is called, in the reader's language."""
    model = _model(object_type)
    return str(model._meta.verbose_name) if model else object_type


def journalled() -> list[type[Journalled]]:
    """Return every kind of thing that the journal speaks of."""
    return [model for model in apps.get_models() if issubclass(model, Journalled)]


@dataclass(frozen=True)
class _Reader:
    """What was read for a list of entries: the values beside the chain, and what things are called today."""

    sealed: dict[tuple[int, str, int], Any]
    things: dict[Name, str]

    def facts(self, entry: Entry) -> list[FactInWords]:
        columns = _columns(entry.object_type)
        # In the order of the form; what the model no longer has, or never had, comes last under its own name.
        order = sorted(entry.facts, key=lambda field: [*columns, field].index(field))
        return [
            FactInWords(
                label=_label(columns.get(field), field),
                before=self._text(entry, columns.get(field), field, 0),
                after=self._text(entry, columns.get(field), field, 1),
            )
            for field in order
            if any(value not in (None, "") for value in entry.facts[field])
        ]

    def _text(self, entry: Entry, column: Field | None, field: str, side: int) -> str:
        fact = entry.facts[field][side]
        if isinstance(fact, dict) and chain.SEALED in fact:
            return str(self.sealed.get((entry.pk, field, side), _("(erased)")))
        if fact in (None, ""):
            return ""
        if isinstance(fact, bool):
            return _("yes") if fact else _("no")
        if isinstance(fact, dict | list):
            return _several_in_words(fact)
        if column is None:
            return str(fact)
        if isinstance(column.related_model, type):
            return self.things.get((column.related_model._meta.label_lower, str(fact)), f"({fact})")
        if column.choices:
            return str(dict(column.flatchoices).get(fact, fact))
        return _day_in_words(str(fact)) if isinstance(column, DateField) else str(fact)


def _model(object_type: str) -> type[Journalled] | None:
    # An entry outlives the table it speaks of.
    return next((model for model in journalled() if model._meta.label_lower == object_type), None)


def _columns(object_type: str) -> dict[str, Field]:
    model = _model(object_type)
    return {column.attname: column for column in model._meta.concrete_fields} if model else {}


def _label(column: Field | None, field: str) -> str:
    words = str(column.verbose_name) if column else {"reason": _("reason")}.get(field, field)
    return words[:1].upper() + words[1:]


def _things(entries: list[Entry]) -> dict[Name, str]:
    """Return what the things and keys in the entries are called today, in one query for all kinds together."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.object_type, set()).add(entry.object_key)
        columns = _columns(entry.object_type)
        for field, pair in entry.facts.items():
            related = columns[field].related_model if field in columns else None
            if isinstance(related, type) and issubclass(related, Model):
                wanted.setdefault(related._meta.label_lower, set()).update(str(key) for key in pair if key is not None)
    parts = [
        model._base_manager.filter(pk__in=[key for key in wanted[object_type] if key.isdecimal()])
        .order_by()
        .values_list(Value(object_type), Cast("pk", CharField()), Cast(F(model.CALLED_BY), CharField(max_length=400)))
        for model in journalled()
        if (object_type := model._meta.label_lower) in wanted
    ]
    found = parts[0].union(*parts[1:], all=True) if parts else []
    return {(kind, key): name for kind, key, name in found}


def _several_in_words(fact: dict[str, Any] | list[Any]) -> str:
    """Return a fact that holds several, one in a line."""
    if isinstance(fact, list):
        return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in fact)
    return "\n".join(f"{name}: {json.dumps(one, ensure_ascii=False)}" for name, one in fact.items())


def _day_in_words(text: str) -> str:
    moment, day = parse_datetime(text), parse_date(text[:10])
    if moment and len(text) > 10:
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return date_format(day) if day else text
