"""The chain is checked from the shell: it holds, or the first bad entry is named and the command fails."""

import pytest
from django.core.management import CommandError, call_command

from journal.models import Entry, Head, PersonalValue
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
