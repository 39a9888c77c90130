"""Columns of a kind that Django does not have."""

from typing import Any

from django.db import models

from members import identifiers


class IdentifierField(models.CharField):
    """An official number, kept compact whatever blanks and dashes it is typed with; empty is null, hence not unique."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 14, "null": True, "blank": True, "unique": True} | kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return (identifiers.compact(text) or None) if text else None

    def formfield(self, **kwargs: Any) -> Any:
        # The form takes the number as people write it, which is longer than what is kept.
        return super().formfield(**{"max_length": 40} | kwargs)
