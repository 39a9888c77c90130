"""The only room that changes the journal, and the one way to change anything that is journalled."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal import chain, queries
from journal.models import Check, Entry, Head, Journalled, PersonalValue, PublishedHead, Receipt

# How long a form that was sent is known again.
RECEIPTS_LAST = timedelta(days=1)


class StaleVersion(Exception):
    """Raised when a thing was changed by someone else since the copy at hand was read."""

    def __init__(self, *, thing: Journalled, stored: Journalled | None) -> None:
        self.thing = thing
        self.stored = stored
        super().__init__(_("Someone else has changed this record since you opened it."))


class BrokenChain(Exception):
    """Raised where the chain does not hold, with the words that say at which entry and why."""


@contextmanager
def writing() -> Iterator[None]:
    """Open one transaction in which the caller is the only writer of the register.

    The journal's head is the first lock of every act, so writers stand in one line: no dead lock between acts, and
    what is checked inside is still true when it is written. Readers never wait.
    """
    with transaction.atomic():
        Head.objects.select_for_update().get(pk=1)
        yield


def keep(*, thing: Journalled, by: Any, at: datetime, act: str = "", reason: str = "") -> Entry | None:
    """Save a thing and journal what changed; return the entry, or None where nothing did.

    Refuses a copy older than the stored row (StaleVersion) and anything the model finds wrong (ValidationError).
    """
    with writing():
        adding = thing._state.adding
        stored = thing.stored()
        if not adding and (stored is None or stored.version != thing.version):
            raise StaleVersion(thing=thing, stored=stored)
        thing.full_clean()
        before = stored.facts() if stored else {}
        after = thing.facts()
        changed = {name for name in after if adding or before[name] != after[name]}
        if not changed and not act:
            return None
        if not adding:
            thing.version += 1
        thing.save()
        return record(
            act=act or ("add" if adding else "change"),
            thing=thing,
            facts={name: [before.get(name), after[name]] for name in changed},
            by=by,
            at=at,
            reason=reason,
        )


def remove(*, thing: Journalled, by: Any, at: datetime, act: str = "remove", reason: str = "") -> Entry:
    """Delete a thing that nothing holds and journal what it was; ProtectedError names what holds it."""
    with writing():
        facts = {name: [value, None] for name, value in thing.facts().items()}
        key = thing.pk
        thing.delete()
        thing.pk = key
        return record(act=act, thing=thing, facts=facts, by=by, at=at, reason=reason)


def record(
    *,
    act: str,
    thing: models.Model,
    by: Any,
    at: datetime,
    facts: dict[str, list[Any]] | None = None,
    reason: str = "",
) -> Entry:
    """Append one entry about a thing. Facts are pairs (before, after); personal ones are sealed before they enter.

    A reason is free text in which people name people, so it is sealed like any personal value.
    """
    pairs = dict(facts or {})
    if reason:
        pairs["reason"] = [None, reason]
    personal = getattr(thing, "PERSONAL", frozenset()) | {"reason"}
    with writing():
        sealed, beside = _sealed(pairs, personal)
        head = Head.objects.get(pk=1)
        entry = Entry(
            number=head.number + 1,
            at=at,
            actor=str(by.key) if by else chain.SYSTEM,
            act=act,
            object_type=thing._meta.label_lower,
            object_key=str(thing.pk),
            facts=sealed,
            previous=head.hash,
        )
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
        for value in beside:
            value.entry = entry
        PersonalValue.objects.bulk_create(beside)
        Head.objects.filter(pk=1).update(number=entry.number, hash=entry.hash)
        return entry


def forget(*, values: models.QuerySet[PersonalValue]) -> None:
    """Delete personal values and their salts: the chain keeps a hash of each, from which nobody reads it back.

    Regulation (EU) 2016/679, article 17. The chain holds after it as before.
    """
    with writing():
        values.delete()


def scrub() -> None:
    """Have the database let go of the bytes of what was deleted or overwritten; call it outside of transactions.

    Only SQLite keeps them where a reader of its file finds them: in free pages and in the log beside the file. Refuses
    (OperationalError) while another connection reads for longer than the database waits.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def keep_receipt(*, key: UUID, thing: Journalled, at: datetime) -> None:
    """Remember which thing a form has made; what was remembered a day before is forgotten.

    A key that has made another thing already is left to it.
    """
    with writing():
        Receipt.objects.filter(at__lt=at - RECEIPTS_LAST).delete()
        if not Receipt.objects.filter(key=key).exists():
            made = {"object_type": thing._meta.label_lower, "object_key": str(thing.pk)}
            Receipt.objects.create(key=key, at=at, **made)


def check_chain(*, at: datetime, seen: Callable[[int], None] | None = None) -> Check:
    """Walk the whole chain, keep what was found, and return it; its `fault` is empty where every entry holds.

    `seen` is told now and then how many entries were walked.
    """
    head = queries.head()
    fault = queries.first_fault(head, seen=seen)
    return Check.objects.create(at=at, number=head.number, hash=head.hash, fault=str(fault or "")[:200])


def publish_head(*, at: datetime) -> PublishedHead | None:
    """Publish the end of the chain as the head of the day of `at` and return it; an empty journal has none to publish.

    A day has one head: asked again, the one published first is returned. Refuses (BrokenChain) a chain that does not
    hold from the head published last on: what is published once cannot be taken back.
    """
    # Walked before the lock is taken: the first walk may be long, and what is written once never changes.
    end, last = queries.head(), PublishedHead.objects.first()
    if fault := queries.first_fault(end, after=last):
        raise BrokenChain(str(fault))
    with writing():
        day, last = timezone.localdate(at), PublishedHead.objects.first()
        if last and last.day >= day:
            return last
        return PublishedHead.objects.create(day=day, at=at, number=end.number, hash=end.hash) if end.number else None


def _sealed(pairs: dict[str, list[Any]], personal: frozenset[str]) -> tuple[dict[str, list[Any]], list[PersonalValue]]:
    sealed: dict[str, list[Any]] = {}
    beside: list[PersonalValue] = []
    for field, pair in pairs.items():
        sealed[field] = list(pair)
        if field not in personal:
            continue
        for side, value in enumerate(pair):
            if value in (None, ""):
                continue
            salt = secrets.token_hex(32)
            sealed[field][side] = {chain.SEALED: chain.seal(salt=salt, value=value)}
            beside.append(PersonalValue(field=field, side=side, salt=salt, value=value))
    return sealed, beside
