"""Entries read back: names for keys, words for codes, and nothing of what was erased."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import declarations.tests.make as declared
from journal import words
from journal.models import Entry, PersonalValue
from journal.words import FactInWords
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_polish():
    # A test before may have asked for an English page.
    with translation.override("pl"):
        yield


def told(thing) -> words.EntryInWords:
    return words.in_words([Entry.objects.about(thing).newest_first()[0]])[0]


def test_an_entry_says_who_did_what_to_which_thing_with_sealed_values():
    user = make.coordinator("jan@example.org")
    entry = told(user)
    assert (entry.act, entry.kind, entry.thing) == ("dodano", "konto", "jan@example.org")
    assert FactInWords("Adres e-mail", "", "jan@example.org") in entry.facts


def test_an_erased_value_is_said_to_be_erased():
    user = make.coordinator("jan@example.org")
    PersonalValue.objects.all().delete()
    assert FactInWords("Adres e-mail", "", "(usunięto)") in told(user).facts


def test_days_choices_and_keys_are_read_back_as_words():
    firm = make.organisation("Huta Łabędy")
    signature = declared.signed("d", firm).signatures.get()
    assert told(signature).act == "odnotowano podpis"
    assert FactInWords("Data podpisania", "", "7 listopada 2014") in told(signature).facts
    assert FactInWords("Stan", "oczekuje na podpis", "podpisano") in told(signature).facts
    make.member("Odlewnia", since=date(2014, 1, 1))
    added = words.in_words(list(Entry.objects.filter(object_type="members.membership")))[0]
    assert (added.thing, added.facts[0]) == ("Odlewnia", FactInWords("Od", "", "1 stycznia 2014"))
    assert FactInWords("Podmiot", "", "Odlewnia") in added.facts


def test_an_entry_outlives_the_table_and_the_row_it_speaks_of():
    entry = Entry(
        number=1, actor="system", act="melt", object_type="foundry.ladle", object_key="7", facts={"heat": [None, 1600]}
    )
    (read,) = words.in_words([entry])
    assert (read.act, read.kind, read.thing, read.facts) == (
        "melt",
        "foundry.ladle",
        "7",
        [FactInWords("Heat", "", "1600")],
    )


def test_the_number_of_queries_does_not_depend_on_what_the_entries_speak_of():
    make.coordinator()
    make.member()
    few = list(Entry.objects.all()[:1])
    declared.document(declared.concluded("d", make.organisation("Partner")))
    counts = []
    for entries in (few, list(Entry.objects.all())):
        with CaptureQueriesContext(connection) as queries:
            words.in_words(entries)
        counts.append(len(queries))
    assert counts == [2, 2]  # none of them was made by a person whose name is to be read
