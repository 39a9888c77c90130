"""Laws that the database keeps by itself, written per vendor where Django has no constraint for them."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Model


class VendorConstraint(BaseConstraint):
    """A constraint given as SQL for each vendor, kept in Meta.constraints so that it survives a rebuilt table.

    SQLite rebuilds a table to alter it and drops its triggers on the way; as a constraint they are made again.
    """

    sql: dict[str, tuple[str, ...]] = {}
    drop_sql: dict[str, tuple[str, ...]] = {}

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self), self.name))

    def parts(self) -> dict[str, str]:
        """Return what the SQL templates name besides the table."""
        return {"name": self.name}

    def _statements(
        self, templates: tuple[str, ...], model: type[Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> list[Statement]:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return [Statement(template, table=table, **self.parts()) for template in templates]

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        # Nothing stands inside CREATE TABLE: the statements follow once the table has its final name.
        vendor = schema_editor.connection.vendor
        schema_editor.deferred_sql.extend(self._statements(self.sql[vendor], model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        statements = self._statements(self.sql[schema_editor.connection.vendor], model, schema_editor)
        return ";\n".join(str(statement) for statement in statements)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        statements = self._statements(self.drop_sql[schema_editor.connection.vendor], model, schema_editor)
        return ";\n".join(str(statement) for statement in statements)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Find nothing wrong beforehand: a law about statements can only be broken by a statement."""


OF_AN_ENTRY = ("number", "hash")


class AppendOnly(VendorConstraint):
    """Rows of the table can be added and read; the database refuses to change or delete them.

    `unique` names the columns by which one row could replace another.
    """

    sql = {
        "sqlite": (
            # REPLACE deletes without asking the trigger below.
            "CREATE TRIGGER %(name)s_insert BEFORE INSERT ON %(table)s "
            "WHEN EXISTS (SELECT 1 FROM %(table)s WHERE %(same)s) "
            "BEGIN SELECT RAISE(ABORT, '%(name)s: entries are never replaced'); END",
            "CREATE TRIGGER %(name)s_update BEFORE UPDATE ON %(table)s "
            "BEGIN SELECT RAISE(ABORT, '%(name)s: entries are never changed'); END",
            "CREATE TRIGGER %(name)s_delete BEFORE DELETE ON %(table)s "
            "BEGIN SELECT RAISE(ABORT, '%(name)s: entries are never deleted'); END",
        ),
        "postgresql": (
            "CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '%(name)s: entries are never changed or deleted' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$",
            "CREATE TRIGGER %(name)s_row BEFORE UPDATE OR DELETE ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s()",
            "CREATE TRIGGER %(name)s_all BEFORE TRUNCATE ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION %(name)s()",
        ),
    }
    drop_sql = {
        "sqlite": tuple(f"DROP TRIGGER IF EXISTS %(name)s_{event}" for event in ("insert", "update", "delete")),
        "postgresql": (
            "DROP TRIGGER IF EXISTS %(name)s_row ON %(table)s",
            "DROP TRIGGER IF EXISTS %(name)s_all ON %(table)s",
            "DROP FUNCTION IF EXISTS %(name)s()",
        ),
    }

    def __init__(self, *, unique: tuple[str, ...] = OF_AN_ENTRY, **kwargs: Any) -> None:
        self.unique = tuple(unique)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        # Said only where it differs: migrations that are out know the columns of an entry alone.
        return path, args, kwargs if self.unique == OF_AN_ENTRY else kwargs | {"unique": self.unique}

    def parts(self) -> dict[str, str]:
        return {"name": self.name, "same": " OR ".join(f"{column} = NEW.{column}" for column in self.unique)}
