"""Lines of the journal as they stand in an evidence file, one entry each."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from django.db.models import Model

from journal import chain
from journal.models import Entry
from journal.querysets import EntryQuerySet

# Reading is no change: with it, the second file from the same state would differ from the first.
READING = ("download", "evidence")


def changes_of(things: Iterable[Model]) -> EntryQuerySet:
    """Return the entries about the things, in their order, without those of reading."""
    return Entry.objects.about(*things).exclude(act__in=READING).order_by("number")


def last_change() -> Entry | None:
    """Return the last entry of the whole journal that is no reading."""
    return Entry.objects.exclude(act__in=READING).order_by("number").last()


def ending(entry: Entry | None, *, with_facts: bool = True) -> dict[str, Any]:
    """Return what the list of the ZIP says of the last entry in it."""
    if entry is None:
        return {"number": 0, "hash": chain.GENESIS}
    return {"number": entry.number if with_facts else None, "hash": entry.hash}


def as_lines(entries: Iterable[Entry], *, with_facts: bool) -> Iterator[bytes]:
    """Yield each entry with all that its hash is made of.

    Without facts, also without number and actor: the first tells how much happens where the reader may not look,
    the second who of the office acts where. The hash is kept, and the office can confirm it.
    """
    for entry in entries:
        form = {
            "number": entry.number if with_facts else None,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": entry.actor if with_facts else None,
            "act": entry.act,
            "object_type": entry.object_type,
            "object_key": entry.object_key,
            "facts": entry.facts if with_facts else None,
            "previous": entry.previous,
            "hash": entry.hash,
        }
        yield chain.canonical(form) + b"\n"
