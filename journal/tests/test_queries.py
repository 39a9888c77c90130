"""The walk along the chain finds the first place where it does not hold."""

import pytest
from django.core.management import CommandError, call_command

from journal import queries
from journal.models import Entry, Head, PersonalValue
from journal.tests.emptying import entries_may_be_changed
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def five_entries(db):
    for number in range(5):
        make.organisation(f"Firma {number}")


def test_an_unbroken_chain_has_no_fault(capsys):
    assert queries.first_fault() is None
    call_command("verify_journal")
    assert Head.objects.get().hash in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {"name": [None, "Inna"]}},
        {"actor": "ktoś"},
        {"act": "sign"},
        {"previous": "1" * 64},
        {"hash": "2" * 64},
    ],
)
def test_a_changed_entry_is_the_first_fault(change):
    with entries_may_be_changed():
        Entry.objects.filter(number=3).update(**change)
    assert queries.first_fault().number == 3
    with pytest.raises(CommandError, match=r"\b3: "):
        call_command("verify_journal")


def test_a_deleted_entry_is_the_first_fault():
    with entries_may_be_changed():
        Entry.objects.filter(number=2).delete()
    assert queries.first_fault().number == 2


def test_a_tail_cut_off_is_found_by_the_head():
    with entries_may_be_changed():
        Entry.objects.filter(number__gte=5).delete()
    assert queries.first_fault().number == 5


def test_an_erased_personal_value_is_no_fault_but_a_changed_one_is():
    make.coordinator("jan@example.org")
    PersonalValue.objects.filter(field="name").delete()
    assert queries.first_fault() is None
    PersonalValue.objects.filter(field="email").update(value="inny@example.org")
    assert queries.first_fault().number == 6
