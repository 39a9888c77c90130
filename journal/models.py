"""The chain of entries, its head and what was published of it, the personal values beside it, the journalled thing."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal import chain
from journal.constraints import AppendOnly
from journal.querysets import EntryQuerySet, PublishedHeadQuerySet


class Entry(models.Model):
    """One act by one person at one moment. Rows are only ever added (the database refuses the rest)."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("moment"))
    # The account's random key, never its name or address: the chain outlives the right to know who it was.
    actor = models.CharField(_("actor"), max_length=40)
    act = models.CharField(_("act"), max_length=40)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_key = models.CharField(_("object"), max_length=40)
    facts = models.JSONField(_("facts"), default=dict)
    previous = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ("number",)
        indexes = (
            models.Index(fields=("object_type", "object_key", "number"), name="entry_by_object"),
            models.Index(fields=("actor", "number"), name="entry_by_actor"),
        )
        constraints = (AppendOnly(name="journal_append_only"),)

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.object_type} {self.object_key}"

    def computed_hash(self) -> str:
        return chain.entry_hash(
            number=self.number,
            at=self.at,
            actor=self.actor,
            act=self.act,
            object_type=self.object_type,
            object_key=self.object_key,
            facts=self.facts,
            previous=self.previous,
        )


class PersonalValue(models.Model):
    """The text and salt of a value that the chain knows only by hash; deleting the row forgets it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="personal_values")
    field = models.CharField(max_length=60)
    side = models.PositiveSmallIntegerField()  # 0 before, 1 after: the place in the pair of facts
    salt = models.CharField(max_length=64)
    value = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "field", "side"), name="one_personal_value_per_fact"),)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.field}"


class Head(models.Model):
    """The end of the chain, in one row: its lock puts writers in line, its hash shows a cut-off tail."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=chain.GENESIS)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_journal_head"),)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class PublishedHead(models.Model):
    """The end of the chain as everyone was told it on a day: from then on no other past can take its place."""

    day = models.DateField(_("day"), primary_key=True)
    at = models.DateTimeField(_("moment"))
    # Never shown in public: it would tell how much happens where the public may not look.
    number = models.BigIntegerField(_("number of the last entry"))
    # Not unique: a day without acts ends where the day before it did.
    hash = models.CharField(_("hash of the last entry"), max_length=64)

    objects = PublishedHeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("published head of the journal")
        verbose_name_plural = _("published heads of the journal")
        ordering = ("-day",)
        constraints = (AppendOnly(name="published_head_append_only", unique=("day",)),)

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"


class Check(models.Model):
    """One walk along the whole chain: when, how far it reached, and what it found."""

    at = models.DateTimeField(_("moment"))
    number = models.BigIntegerField(_("number of the last entry"))
    hash = models.CharField(_("hash of the last entry"), max_length=64)
    fault = models.CharField(_("first fault"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("check of the journal")
        verbose_name_plural = _("checks of the journal")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.fault or self.number}"


class Receipt(models.Model):
    """Which thing a form made, so that the form sent twice makes one thing; forgotten after a day."""

    # The random key that the form was drawn with.
    key = models.UUIDField(unique=True)
    object_type = models.CharField(max_length=60)
    object_key = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_key}"


class Journalled(models.Model):
    """A thing of the register: every change of it is an entry, and a change from a stale copy is refused."""

    # Names of fields that hold personal values, and of fields computed from others (never journalled).
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    DERIVED: ClassVar[frozenset[str]] = frozenset()
    # The column, of its own or of what it belongs to, by which a list of many kinds calls the thing.
    CALLED_BY: ClassVar[str] = "name"
    # What the acts on such a thing are called when they are read back.
    ACTS: ClassVar[dict[str, Promise]] = {
        "add": pgettext_lazy("act", "added"),
        "change": pgettext_lazy("act", "changed"),
        "remove": pgettext_lazy("act", "removed"),
        "import": pgettext_lazy("act", "imported"),
        "merge": pgettext_lazy("act", "moved in a merger"),
        "erase": pgettext_lazy("act", "personal data erased"),
        "expire": pgettext_lazy("act", "kept long enough, and removed"),
    }

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def facts(self) -> dict[str, Any]:
        """Return the columns as plain JSON values, without key, version and derived columns."""
        left_out = {"id", "version"} | self.DERIVED
        return {
            field.attname: plain(getattr(self, field.attname))
            for field in self._meta.concrete_fields
            if field.name not in left_out
        }

    def stored(self) -> Self | None:
        """Return the row as the database has it now, or None for a thing not yet kept."""
        return None if self._state.adding else type(self)._base_manager.filter(pk=self.pk).first()


def plain(value: Any) -> Any:
    """Return a column's value in JSON's own types."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            # 95, 95.0 and 95.00 are one number and must be one text, or a change would be seen where none is.
            return format(value.normalize(), "f")
        case UUID():
            return str(value)
        case _:
            return value
