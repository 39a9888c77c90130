"""Lets a test be the attacker, or leave an empty journal behind, though the database refuses to change either."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from journal.models import Entry, PublishedHead


@contextmanager
def entries_may_be_changed() -> Iterator[None]:
    """Take the laws of the journal off its entries and published heads, and put them back afterwards."""

    def run(kind: str) -> None:
        with connection.cursor() as cursor:
            for model in (Entry, PublishedHead):
                law = model._meta.constraints[0]
                table = connection.ops.quote_name(model._meta.db_table)
                for statement in getattr(law, kind)[connection.vendor]:
                    cursor.execute(statement % {"table": table, **law.parts()})

    run("drop_sql")
    try:
        yield
    finally:
        run("sql")
