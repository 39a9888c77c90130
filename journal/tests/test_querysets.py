"""Entries are found by what they are about and by what a person knows of them, published heads by their day."""

from datetime import date

import pytest

from journal.models import Entry, PublishedHead
from members.tests import make

pytestmark = pytest.mark.django_db


def numbers(entries) -> list[int]:
    return [entry.number for entry in entries]


def test_about_keeps_the_entries_of_the_things_and_of_no_other_kind_with_the_same_key():
    firm, group = make.member("A"), make.group()
    other = make.organisation("B")
    assert numbers(Entry.objects.about(firm)) == [1]
    assert numbers(Entry.objects.about(firm, group, other)) == [1, 3, 4]
    assert numbers(Entry.objects.about()) == []


def test_newest_first_turns_the_order():
    make.organisation("A")
    make.organisation("B")
    assert numbers(Entry.objects.newest_first()) == [2, 1]


def test_found_by_takes_a_number_a_hash_or_an_actor():
    make.organisation("A")
    second = Entry.objects.about(make.organisation("B")).get()
    assert second.number in numbers(Entry.objects.found_by("2", actors=set()))
    assert numbers(Entry.objects.found_by(second.hash.upper(), actors=set())) == [2]
    assert numbers(Entry.objects.found_by("nikt", actors={"system"})) == [1, 2]
    assert numbers(Entry.objects.found_by(" ", actors=set())) == [1, 2]
    assert numbers(Entry.objects.found_by("9" * 100, actors=set())) == []


def test_published_by_keeps_the_heads_of_the_day_and_before_the_newest_first():
    make.organisation("A")
    for day in (23, 24, 25):
        make.published_head(date(2026, 11, day))
    found = PublishedHead.objects.published_by(on=date(2026, 11, 24))
    assert [head.day.day for head in found] == [24, 23]
