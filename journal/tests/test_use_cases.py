"""What the journal promises of every change: one entry, chained, sealed, and never from a stale copy."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from journal import use_cases
from journal.models import Entry, Head, PersonalValue, PublishedHead
from journal.tests.emptying import entries_may_be_changed
from members.models import Group, User
from members.tests import make

pytestmark = pytest.mark.django_db

BY = make.BY


def a_group(**facts: object) -> Group:
    group = Group(**{"slug": "gzw", "name_pl": "Grupa"} | facts)
    use_cases.keep(thing=group, **BY)
    return group


def test_keep_journals_a_new_thing_with_its_facts():
    group = a_group()
    entry = Entry.objects.about(group).get()
    assert (entry.act, entry.actor, entry.facts["name_pl"]) == ("add", "system", [None, "Grupa"])


def test_keep_journals_only_what_changed():
    group = a_group()
    group.short_name = "GZW"
    use_cases.keep(thing=group, **BY)
    assert Entry.objects.about(group).newest_first()[0].facts == {"short_name": ["", "GZW"]}


def test_keep_without_a_change_leaves_no_entry():
    group = a_group()
    assert use_cases.keep(thing=group, **BY) is None
    assert Entry.objects.about(group).count() == 1


def test_keep_refuses_a_copy_older_than_the_stored_row():
    group = a_group()
    stale = Group.objects.get(pk=group.pk)
    group.short_name = "A"
    use_cases.keep(thing=group, **BY)
    stale.short_name = "B"
    with pytest.raises(use_cases.StaleVersion):
        use_cases.keep(thing=stale, **BY)
    assert Group.objects.get(pk=group.pk).short_name == "A"


def test_keep_refuses_what_the_model_finds_wrong_and_leaves_nothing():
    with pytest.raises(ValidationError):
        a_group(name_pl="")
    assert not Entry.objects.exists()


def test_an_act_that_fails_after_its_entry_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), use_cases.writing():
        a_group()
        raise ZeroDivisionError
    assert not Entry.objects.exists()
    assert Head.objects.get().number == 0


def test_remove_journals_what_was_removed():
    group = a_group()
    key = group.pk
    use_cases.remove(thing=group, **BY)
    entry = Entry.objects.filter(act="remove").get()
    assert (entry.object_key, entry.facts["slug"]) == (str(key), ["gzw", None])


def test_a_personal_value_enters_the_chain_as_a_seal_only():
    user = make.coordinator("jan.zelazny@example.org")
    entry = Entry.objects.about(user).get()
    assert "zelazny" not in str(entry.facts)
    assert PersonalValue.objects.filter(entry=entry, field="email").get().value == user.email


def test_each_entry_is_chained_to_the_one_before():
    a_group()
    a_group(slug="druga")
    first, second = Entry.objects.order_by("number")
    assert second.previous == first.hash
    assert (Head.objects.get().number, Head.objects.get().hash) == (second.number, second.hash)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry CASCADE"]
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(statement):
    if "TRUNCATE" in statement and connection.vendor == "sqlite":
        statement = "DELETE FROM journal_entry WHERE number = 1"
    a_group()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_the_actor_is_an_opaque_key():
    user = make.coordinator()
    group = Group(slug="g", name_pl="G")
    use_cases.keep(thing=group, by=user, at=make.AT)
    assert Entry.objects.about(group).get().actor == str(User.objects.get(pk=user.pk).key)


MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def test_publish_head_keeps_the_end_of_the_chain_as_it_was_that_morning():
    a_group()
    head = use_cases.publish_head(at=MORNING)
    a_group(slug="druga")
    first = Entry.objects.get(number=1)
    assert (head.day, head.at, head.number, head.hash) == (date(2026, 11, 24), MORNING, 1, first.hash)
    assert PublishedHead.objects.get() == head


def test_publish_head_gives_a_day_in_warsaw_one_head():
    a_group()
    first = use_cases.publish_head(at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    a_group(slug="druga")
    again = use_cases.publish_head(at=datetime(2026, 11, 24, 22, 59, tzinfo=UTC))
    assert (again, again.hash, again.day) == (first, first.hash, date(2026, 11, 24))
    assert use_cases.publish_head(at=datetime(2026, 11, 24, 23, 0, tzinfo=UTC)).day == date(2026, 11, 25)


def test_publish_head_never_goes_back_behind_a_day_that_was_published():
    a_group()
    last = use_cases.publish_head(at=MORNING)
    assert use_cases.publish_head(at=datetime(2026, 11, 20, 6, 0, tzinfo=UTC)) == last
    assert PublishedHead.objects.count() == 1


def test_publish_head_of_an_empty_journal_publishes_nothing():
    assert use_cases.publish_head(at=MORNING) is None
    assert not PublishedHead.objects.exists()


def test_publish_head_refuses_a_chain_that_does_not_hold_and_names_the_entry():
    for slug in ("a", "b", "c"):
        a_group(slug=slug)
    with entries_may_be_changed():
        Entry.objects.filter(number=2).update(act="x")
    with pytest.raises(use_cases.BrokenChain, match=r"\b2\b"):
        use_cases.publish_head(at=MORNING)
    assert not PublishedHead.objects.exists()


def test_publish_head_refuses_a_chain_that_no_longer_holds_what_was_published():
    for slug in ("a", "b", "c"):
        a_group(slug=slug)
    use_cases.publish_head(at=MORNING)
    with entries_may_be_changed():
        Entry.objects.filter(number=3).delete()
    Head.objects.update(number=2, hash=Entry.objects.get(number=2).hash)
    a_group(slug="d")
    with pytest.raises(use_cases.BrokenChain, match=r"\b3\b.*2026-11-24"):
        use_cases.publish_head(at=datetime(2026, 11, 25, 6, 0, tzinfo=UTC))
    assert PublishedHead.objects.count() == 1
