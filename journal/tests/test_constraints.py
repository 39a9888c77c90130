"""What the database refuses by itself: changing, deleting or emptying the journal, by any way in."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from journal.constraints import AppendOnly
from journal.models import Entry, Head, PersonalValue, PublishedHead
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entries(db):
    make.group()
    make.group("druga")
    yield
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(act="x"),
        lambda: Entry.objects.filter(number=1).update(facts={}),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.get(number=2).delete(),
        lambda: Entry.objects.get(number=1).save(),
        lambda: Entry.objects.bulk_update([Entry.objects.get(number=1)], ["act"]),
    ],
    ids=["update all", "update one", "delete all", "delete one", "save again", "bulk update"],
)
def test_no_way_of_writing_changes_an_entry(change):
    with pytest.raises(DatabaseError, match="journal_append_only"), transaction.atomic():
        change()


@pytest.mark.parametrize("by", ["number", "hash"])
def test_an_entry_is_not_replaced_by_one_with_the_same_number_or_hash(by):
    first = Entry.objects.get(number=1)
    double = Entry(number=3, hash="3" * 64, at=make.AT, actor="x", act="x", object_type="x", object_key="x")
    setattr(double, by, getattr(first, by))
    with pytest.raises(DatabaseError), transaction.atomic():
        double.save(force_insert=True)
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE number = 1")


def test_there_is_one_head():
    with pytest.raises(DatabaseError), transaction.atomic():
        Head.objects.create(pk=2)


def test_the_law_is_taken_off_and_put_back_by_a_migration():
    law = AppendOnly(name="journal_append_only")
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in law.remove_sql(Entry, connection.schema_editor()).split(";\n"):
            cursor.execute(statement)
        Entry.objects.filter(number=1).update(act="x")
        Entry.objects.filter(number=1).update(act="add")
        for statement in law.sql[connection.vendor]:
            cursor.execute(statement % {"table": "journal_entry", **law.parts()})
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(number=1).update(act="x")


def test_an_entry_with_personal_values_beside_it_is_held_by_them():
    entry = Entry.objects.get(number=1)
    PersonalValue.objects.create(entry=entry, field="name", side=1, salt="x", value="Jan")
    with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
        entry.delete()


@pytest.fixture
def published():
    return make.published_head(date(2026, 11, 24))


@pytest.mark.parametrize(
    "change",
    [
        lambda head: PublishedHead.objects.update(hash="1" * 64),
        lambda head: PublishedHead.objects.all().delete(),
        lambda head: PublishedHead(day=head.day, at=head.at, number=9, hash="9" * 64).save(),
        lambda head: PublishedHead.objects.create(day=head.day, at=head.at, number=9, hash="9" * 64),
    ],
    ids=["update", "delete", "save over it", "a second one of the day"],
)
def test_no_way_of_writing_changes_a_published_head(published, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(published)
    assert PublishedHead.objects.get().hash == published.hash


def test_a_published_head_is_not_replaced(published):
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="never replaced"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("REPLACE INTO journal_publishedhead SELECT * FROM journal_publishedhead")
    assert PublishedHead.objects.get().hash == published.hash


def test_days_without_acts_have_the_same_head(published):
    assert make.published_head(date(2026, 11, 25)).hash == published.hash
    assert PublishedHead.objects.count() == 2


def test_migrations_that_are_out_say_the_law_of_entries_as_they_always_did():
    assert AppendOnly(name="x").deconstruct()[2] == {"name": "x"}
    assert AppendOnly(name="x").parts()["same"] == "number = NEW.number OR hash = NEW.hash"
    assert AppendOnly(name="x", unique=("day",)) != AppendOnly(name="x")
