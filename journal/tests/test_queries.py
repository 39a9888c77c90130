"""The walk along the chain finds the first place where it does not hold."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from journal import queries, use_cases
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


def rewind(*, to: int) -> None:
    """Cut the tail off as an attacker with SQL would: the head of the chain goes back with it."""
    with entries_may_be_changed():
        Entry.objects.filter(number__gt=to).delete()
    Head.objects.update(number=to, hash=Entry.objects.get(number=to).hash)


def rewrite(*, since: int) -> None:
    """Change an entry and compute every hash after it anew, so that the chain holds in itself."""
    previous = Entry.objects.get(number=since - 1).hash
    with entries_may_be_changed():
        for entry in Entry.objects.filter(number__gte=since).order_by("number"):
            entry.act, entry.previous = "x", previous
            entry.hash = previous = entry.computed_hash()
            entry.save()
    Head.objects.update(hash=previous)


@pytest.mark.parametrize("crime", [lambda: rewind(to=3), lambda: rewrite(since=4)], ids=["cut off", "rewritten"])
@pytest.mark.parametrize("witness", ["published head", "earlier check"])
def test_a_past_that_was_made_to_hold_is_contradicted_by_what_was_seen_before(crime, witness):
    if witness == "published head":
        make.published_head(date(2026, 11, 24))
    else:
        use_cases.check_chain(at=make.AT)
    assert queries.first_fault() is None
    crime()
    fault = queries.first_fault()
    assert fault.number == 5
    assert "2026-11-24" in fault.what
    # The check that found it does not make the new past a good one.
    use_cases.check_chain(at=make.AT)
    assert queries.first_fault() == fault


def test_a_past_that_nobody_saw_can_be_rewritten_unnoticed():
    rewrite(since=4)
    assert queries.first_fault() is None


def test_what_was_done_after_a_published_head_leaves_it_true():
    for day in (24, 25, 26):
        make.published_head(date(2026, 11, day))
        make.organisation(f"Firma z {day} listopada")
    assert queries.first_fault() is None


def test_a_walk_may_begin_after_a_published_head():
    head = make.published_head(date(2026, 11, 24))
    make.organisation("Szósta")
    with entries_may_be_changed():
        Entry.objects.filter(number=2).update(act="x")
    assert queries.first_fault(after=head) is None
    with entries_may_be_changed():
        Entry.objects.filter(number=6).update(act="x")
    assert queries.first_fault(after=head).number == 6


def test_a_long_walk_tells_how_far_it_has_come(monkeypatch):
    monkeypatch.setattr(queries, "WALK", 2)
    seen = []
    assert queries.first_fault(seen=seen.append) is None
    assert seen == [2, 4]
