"""Lets a test that commits leave an empty journal behind, though the database refuses to delete entries."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from journal.models import Entry


@contextmanager
def entries_may_be_changed() -> Iterator[None]:
    """Take the law of the journal off its table and put it back afterwards."""
    law = Entry._meta.constraints[0]
    drop = law.drop_sql[connection.vendor]
    make = law.sql[connection.vendor]
    table = connection.ops.quote_name(Entry._meta.db_table)

    def run(statements: tuple[str, ...]) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement % {"name": law.name, "table": table})

    run(drop)
    try:
        yield
    finally:
        run(make)
