"""The law of periods: two of the same kind never overlap."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from journal.constraints import VendorConstraint


class NoOverlap(VendorConstraint):
    """No two periods (since, until; both days included, an open end is null) of the same `fields` share a day."""

    sql = {
        "sqlite": tuple(
            "CREATE TRIGGER %(name)s_{event} BEFORE {EVENT} ON %(table)s "
            "WHEN EXISTS (SELECT 1 FROM %(table)s WHERE %(same)s AND id IS NOT NEW.id "
            "AND since <= COALESCE(NEW.until, '9999-12-31') AND NEW.since <= COALESCE(until, '9999-12-31')) "
            "BEGIN SELECT RAISE(ABORT, '%(name)s: periods overlap'); END".replace("{event}", event.lower()).replace(
                "{EVENT}", event
            )
            for event in ("INSERT", "UPDATE")
        ),
        "postgresql": (
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s "
            "EXCLUDE USING gist (%(ranges)s, daterange(since, until, '[]') WITH &&)",
        ),
    }
    drop_sql = {
        "sqlite": ("DROP TRIGGER IF EXISTS %(name)s_insert", "DROP TRIGGER IF EXISTS %(name)s_update"),
        "postgresql": ("ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s",),
    }

    def __init__(self, *, fields: tuple[str, ...], **kwargs: Any) -> None:
        self.fields = tuple(fields)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"fields": self.fields}

    def parts(self) -> dict[str, str]:
        columns = [f"{field}_id" for field in self.fields]
        return {
            "name": self.name,
            "same": " AND ".join(f"{column} = NEW.{column}" for column in columns),
            # A range of one number stands for the number, so that gist needs no extension for equality.
            "ranges": ", ".join(f"int8range({column}, {column}, '[]') WITH &&" for column in columns),
        }

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """Refuse (ValidationError) a period that shares a day with a stored one of the same fields."""
        same = {f"{field}_id": getattr(instance, f"{field}_id") for field in self.fields}
        if instance.since is None or None in same.values():
            return
        others = model._base_manager.filter(Q(until=None) | Q(until__gte=instance.since), **same)
        if instance.until:
            others = others.filter(since__lte=instance.until)
        if others.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code="overlap")
