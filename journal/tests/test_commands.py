"""The chain is checked and its head published from the shell: it holds, or the first bad entry is named."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from journal.models import Entry, Head, PersonalValue, PublishedHead
from journal.tests.emptying import entries_may_be_changed
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db):
    make.coordinator()
    for name in ("A", "B", "C"):
        make.organisation(name)


def test_verify_journal_says_how_many_entries_hold_and_their_head(chain, capsys):
    call_command("verify_journal")
    assert capsys.readouterr().out == f"The chain holds: 4 entries, head {Head.objects.get().hash}\n"


def test_verify_journal_holds_in_an_empty_register(capsys):
    call_command("verify_journal")
    assert "0 entries" in capsys.readouterr().out


def test_verify_journal_fails_and_names_the_first_of_several_bad_entries(chain):
    with entries_may_be_changed():
        Entry.objects.filter(number__gte=3).update(act="x")
    with pytest.raises(CommandError, match=r"\b3\b"):
        call_command("verify_journal")


@pytest.mark.parametrize("change", [{"value": "inny@example.org"}, {"salt": "0" * 64}, {"side": 0}, {"side": 7}])
def test_verify_journal_names_the_entry_of_a_personal_value_that_was_changed(chain, change):
    PersonalValue.objects.filter(field="email").update(**change)
    with pytest.raises(CommandError, match=r"\b1\b"):
        call_command("verify_journal")


def test_verify_journal_fails_where_the_head_names_another_entry(chain):
    Head.objects.update(hash="1" * 64)
    with pytest.raises(CommandError, match=r"\b4\b"):
        call_command("verify_journal")


def test_verify_journal_says_which_entry_a_head_is_that_was_kept_elsewhere(chain, capsys):
    kept = make.published_head(date(2026, 11, 24)).hash
    older = Entry.objects.get(number=2).hash
    make.organisation("D")
    call_command("verify_journal", "--head", f" {kept.upper()} ", "--head", older)
    told = capsys.readouterr().out
    assert "The chain holds: 5 entries" in told
    assert f"{kept} is entry 4 of 2026-11-24: nothing up to it was rewritten" in told
    assert f"{older} is entry 2 of 2026-11-24" in told


def test_verify_journal_fails_for_a_head_that_the_chain_no_longer_contains(chain):
    kept = make.published_head(date(2026, 11, 24)).hash
    with entries_may_be_changed():
        PublishedHead.objects.all().delete()  # whoever rewrites the past takes the witness with it
        Entry.objects.filter(number=4).delete()
    Head.objects.update(number=3, hash=Entry.objects.get(number=3).hash)
    call_command("verify_journal")
    with pytest.raises(CommandError, match=rf"does not contain {kept}"):
        call_command("verify_journal", "--head", kept)


@pytest.mark.parametrize("head", ["", "abc", "g" * 64, "a" * 63, "a" * 65, "٣" * 64, "0" * 64 + "\n\x00"])
def test_verify_journal_says_what_a_hash_looks_like(chain, head):
    with pytest.raises(CommandError, match="64 characters"):
        call_command("verify_journal", "--head", head)


def test_publish_head_says_what_it_published_and_says_the_same_a_second_time(chain, capsys):
    call_command("publish_head")
    make.organisation("D")
    call_command("publish_head")
    head = PublishedHead.objects.get()
    assert capsys.readouterr().out == f"Head of {head.day}: {head.hash}\n" * 2
    assert head.hash == Entry.objects.get(number=4).hash


def test_publish_head_of_an_empty_register_is_no_fault(capsys):
    call_command("publish_head")
    assert "empty" in capsys.readouterr().out


def test_publish_head_fails_and_names_the_entry_where_the_chain_does_not_hold(chain):
    with entries_may_be_changed():
        Entry.objects.filter(number=3).update(act="x")
    with pytest.raises(CommandError, match=r"Nothing was published.*\b3\b"):
        call_command("publish_head")
    assert not PublishedHead.objects.exists()
