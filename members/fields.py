"""Columns of a kind that Django does not have."""

import unicodedata
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from members import identifiers
from members.text import check_visible


class LineField(models.CharField):
    """One line that people read and compare: composed letters (NFC), and no character that cannot be seen."""

    default_validators = [check_visible]

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return unicodedata.normalize("NFC", text) if text else text

    def deconstruct(self) -> Any:
        # To the database it is a column of text like any other.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class _Compact(DeferredAttribute):
    """Compacts a number as soon as it is set: nothing empty reaches the check for doubles, which would find one."""

    def __set__(self, thing: models.Model, value: Any) -> None:
        thing.__dict__[self.field.attname] = self.field.to_python(value)


class IdentifierField(models.CharField):
    """An official number, kept compact whatever blanks and dashes it is typed with; empty is null, hence not unique."""

    descriptor_class = _Compact

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 14, "null": True, "blank": True, "unique": True} | kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return (identifiers.compact(text) or None) if text else None

    def formfield(self, **kwargs: Any) -> Any:
        # The form takes the number as people write it, which is longer than what is kept.
        return super().formfield(**{"max_length": 40} | kwargs)
