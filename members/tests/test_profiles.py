"""The profile of an organisation: what its people propose, what the office takes of it, and what readers see."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

import journal.use_cases as journal
from journal.models import Entry
from journal.queries import first_fault
from members import queries, use_cases
from members.models import Certificate, Organisation, OutgoingMail, Proposal
from members.pictures import LOGOS
from members.tests.make import (
    AT,
    BY,
    certificate,
    coordinator,
    member,
    organisation,
    picture,
    proposal,
    representative,
)

pytestmark = pytest.mark.django_db

ISO = {"name": "ISO 9001:2015", "number": "1/24", "issuer": "TÜV", "since": "2024-01-01", "until": "2026-12-31"}


@pytest.fixture
def firm() -> Organisation:
    return member("Huta Łabędy", description_pl="Robimy blachy.", website="https://huta.example.org/")


def fresh(thing: Organisation) -> Organisation:
    return Organisation.objects.get(pk=thing.pk)


def seen(thing: Organisation) -> str:
    stored = fresh(thing)
    return queries.mark_of(queries.profile_of(stored), queries.waiting_proposal(stored))


def decide(waiting: Proposal, *taken: str, reason: str = "") -> Proposal:
    mark = seen(waiting.organisation)
    use_cases.decide_proposal(proposal=waiting, taken=taken, reason=reason, seen=mark, **BY)
    return Proposal.objects.get(pk=waiting.pk)


# Proposing


def test_a_proposal_changes_nothing_that_readers_see_and_the_office_is_told(firm):
    office = coordinator()
    made = proposal(firm, description_pl="Robimy rury.")
    assert made.changes == {"description_pl": ["Robimy blachy.", "Robimy rury."]}
    assert fresh(firm).description_pl == "Robimy blachy."
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.object_key) == ("proposal_arrived", office.email, str(made.pk))
    assert [entry.act for entry in Entry.objects.about(made)] == ["add"]


def test_a_second_proposal_changes_the_one_that_waits_and_the_office_is_told_once(firm):
    coordinator()
    first = proposal(firm, description_pl="Robimy rury.")
    second = proposal(firm, city="Gliwice")
    assert second.pk == first.pk
    assert set(second.changes) == {"description_pl", "city"}
    assert OutgoingMail.objects.count() == 1
    entries = Entry.objects.count()
    proposal(firm)
    assert Entry.objects.count() == entries


def test_a_profile_that_differs_in_nothing_is_refused(firm):
    with pytest.raises(ValidationError):
        proposal(firm)
    assert not Proposal.objects.exists()


def test_line_breaks_of_another_kind_are_no_difference():
    firm = organisation("Huta", competences_pl="a\r\nb")
    with pytest.raises(ValidationError):
        proposal(firm, competences_pl="a\nb")


def test_what_was_changed_since_the_form_was_drawn_is_not_overwritten_unseen(firm):
    mark = seen(firm)
    profile = queries.profile_of(firm) | {"city": "Gliwice"}
    certificate(firm)
    with pytest.raises(journal.StaleVersion):
        use_cases.propose_profile(organisation=firm, profile=profile, seen=mark, **BY)
    mark = seen(firm)
    proposal(firm, city="Zabrze")
    with pytest.raises(journal.StaleVersion):
        use_cases.propose_profile(organisation=firm, profile=profile, seen=mark, **BY)
    assert Proposal.objects.get().changes["city"] == ["", "Zabrze"]


def test_a_withdrawn_proposal_does_not_wait_and_the_next_is_a_new_one(firm):
    first = proposal(firm, city="Gliwice")
    use_cases.withdraw_proposal(proposal=first, **BY)
    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN
    assert Entry.objects.latest("number").act == "withdraw"
    with pytest.raises(ValidationError):
        use_cases.withdraw_proposal(proposal=first, **BY)
    with pytest.raises(ValidationError):
        decide(first, "city")
    assert proposal(firm, city="Gliwice").pk != first.pk


# Deciding


def test_all_approved_is_what_readers_see_and_the_editors_are_told(firm):
    representative("jan@example.org", firm)
    made = decide(proposal(firm, description_pl="Robimy rury.", city="Gliwice"), "city", "description_pl")
    assert (made.state, made.taken, made.decided_at) == (Proposal.State.APPROVED, ["city", "description_pl"], AT)
    assert (fresh(firm).description_pl, fresh(firm).city) == ("Robimy rury.", "Gliwice")
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient) == ("proposal_decided", "jan@example.org")
    assert [entry.act for entry in Entry.objects.about(fresh(firm))] == ["add", "change"]
    assert first_fault() is None


def test_a_part_approved_leaves_the_rest_as_it_was(firm):
    made = decide(proposal(firm, description_pl="Robimy rury.", city="Gliwice"), "city", reason="Za krótko.")
    assert (made.state, made.taken, made.reason) == (Proposal.State.PARTLY, ["city"], "Za krótko.")
    assert (fresh(firm).description_pl, fresh(firm).city) == ("Robimy blachy.", "Gliwice")


def test_a_rejection_needs_a_reason_and_changes_nothing(firm):
    waiting = proposal(firm, city="Gliwice")
    with pytest.raises(ValidationError):
        decide(waiting, reason=" ")
    made = decide(waiting, reason="To nie to miasto.")
    assert (made.state, made.taken) == (Proposal.State.REJECTED, [])
    assert fresh(firm).city == ""
    entry = Entry.objects.about(made).latest("number")
    assert entry.act == "reject"
    # Words of people about people are sealed.
    assert "miasto" not in str(entry.facts)


def test_nothing_can_be_taken_that_was_not_proposed(firm):
    made = decide(proposal(firm, city="Gliwice"), "city", "name", "nip", "logo")
    assert (made.taken, made.state) == (["city"], Proposal.State.APPROVED)


def test_a_decision_on_differences_that_are_no_longer_those_shown_is_refused(firm):
    waiting = proposal(firm, city="Gliwice")
    mark = seen(firm)
    changed = fresh(firm)
    changed.description_pl = "Robimy szyny."
    use_cases.keep_organisation(organisation=changed, **BY)
    with pytest.raises(journal.StaleVersion):
        use_cases.decide_proposal(proposal=waiting, taken=["city"], seen=mark, **BY)
    mark = seen(firm)
    proposal(firm, city="Zabrze")
    with pytest.raises(journal.StaleVersion):
        use_cases.decide_proposal(proposal=waiting, taken=["city"], seen=mark, **BY)
    assert fresh(firm).city == ""


def test_a_fact_that_the_register_does_not_take_undoes_the_whole_decision(firm):
    waiting = proposal(firm, city="Gliwice", pkd_2025="nonsense")
    entries = Entry.objects.count()
    with pytest.raises(ValidationError):
        decide(waiting, "city", "pkd_2025")
    assert (fresh(firm).city, Entry.objects.count()) == ("", entries)
    assert Proposal.objects.get().state == Proposal.State.WAITING


# Certificates


def test_approved_certificates_equal_the_list_with_an_entry_each(firm):
    kept = certificate(firm, "ISO 14001", number="7")
    gone = certificate(firm, "ISO 3834")
    prolonged = queries.facts_of(kept) | {"until": "2027-12-31", "issuer": "DNV"}
    waiting = proposal(firm, certificates=queries.in_order([prolonged, ISO]))
    decide(waiting, "certificates")
    assert queries.profile_of(firm)["certificates"] == queries.in_order([prolonged, ISO])
    kept.refresh_from_db()
    assert (kept.until, kept.issuer) == (date(2027, 12, 31), "DNV")
    added = Certificate.objects.get(name=ISO["name"])
    acts = [[entry.act for entry in Entry.objects.about(thing)] for thing in (kept, gone, added)]
    assert acts == [["add", "change"], ["add", "remove"], ["add"]]


def test_the_order_of_certificates_is_no_difference(firm):
    for name in ("ISO 9001", "ISO 3834"):
        certificate(firm, name)
    listed = queries.profile_of(firm)["certificates"]
    with pytest.raises(ValidationError):
        proposal(firm, certificates=queries.in_order(listed[::-1]))


# Logos


def test_a_logo_is_stored_when_proposed_and_shown_when_approved(firm):
    waiting = proposal(firm, logo=LOGOS.redrawn(picture()))
    sha256 = waiting.changes["logo"][1]
    assert LOGOS.stored(sha256)
    assert fresh(firm).logo == ""
    decide(waiting, "logo")
    assert fresh(firm).logo == sha256


# Differences


def pieces(text: list[queries.profiles.Piece]) -> list[tuple[str, str]]:
    return [(piece.mark, piece.text) for piece in text]


def test_words_that_differ_are_marked_on_their_side():
    (change,) = queries.differences({"description_pl": ["Robimy dobre blachy.", "Robimy dobre rury i blachy."]})
    assert pieces(change.before) == [("", "Robimy dobre "), ("", "blachy.")]
    assert pieces(change.after) == [("", "Robimy dobre "), ("added", "rury i "), ("", "blachy.")]


def test_a_field_that_the_office_changed_meanwhile_is_a_conflict_with_all_three_texts(firm):
    waiting = proposal(firm, description_pl="Robimy rury.", city="Gliwice")
    changed = fresh(firm)
    changed.description_pl = "Robimy szyny."
    use_cases.keep_organisation(organisation=changed, **BY)
    by_field = {change.field: change for change in queries.differences(waiting.changes, queries.profile_of(changed))}
    conflict = by_field["description_pl"]
    assert (conflict.is_conflict, conflict.was) == (True, "Robimy blachy.")
    assert "szyny." in conflict.before[-1].text
    assert "rury." in conflict.after[-1].text
    assert not by_field["city"].is_conflict
    # Sent again untouched, the proposal still tells what it was made from.
    assert proposal(firm, city="Zabrze").changes["description_pl"][0] == "Robimy blachy."


def test_what_the_office_wrote_itself_as_proposed_is_no_conflict(firm):
    waiting = proposal(firm, city="Gliwice")
    changed = fresh(firm)
    changed.city = "Gliwice"
    use_cases.keep_organisation(organisation=changed, **BY)
    (change,) = queries.differences(waiting.changes, queries.profile_of(changed))
    assert not change.is_conflict


@pytest.mark.parametrize("word", ["a", "a b", "ą" * 50, " ".join(f"w{number}" for number in range(90))])
def test_long_and_repetitive_texts_are_compared_in_time(word):
    before, after = (f"{word} " * 40 + end for end in ("x", "y"))
    (change,) = queries.differences({"description_pl": [before, after]})
    assert "".join(piece.text for piece in change.after).split() == after.split()


def test_choices_and_certificates_are_shown_in_words():
    role, listed = queries.differences({"chain_role": ["", "parts"], "certificates": [[], [ISO]]})
    assert "parts" != role.after[0].text
    assert listed.after[0].text == "ISO 9001:2015, 1/24, TÜV: 2024-01-01 – 2026-12-31"


# Still correct


def test_a_confirmed_profile_is_fresh_for_a_year(firm):
    assert not queries.is_fresh(firm, on=date(2026, 11, 24))
    use_cases.confirm_profile(organisation=firm, **BY)
    confirmed = fresh(firm)
    assert confirmed.profile_confirmed_on == date(2026, 11, 24)
    assert Entry.objects.about(confirmed).latest("number").act == "confirm"
    assert queries.is_fresh(confirmed, on=date(2027, 11, 24))
    assert not queries.is_fresh(confirmed, on=date(2027, 11, 25))


def test_a_second_confirmation_on_one_day_says_nothing_new(firm):
    use_cases.confirm_profile(organisation=firm, **BY)
    entries = Entry.objects.count()
    use_cases.confirm_profile(organisation=firm, **BY)
    assert Entry.objects.count() == entries
    use_cases.confirm_profile(organisation=firm, by=None, at=AT + timedelta(days=1))
    assert Entry.objects.count() == entries + 1


# The shape of a proposal


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ["a", "b"]},
        {"city": "b"},
        {"city": ["b"]},
        {"city": ["a", "b", "c"]},
        {"city": ["a", None]},
        {"certificates": ["", ""]},
        {"certificates": [[], [{}]]},
        {"certificates": [[], [ISO | {"since": "2024-02-30"}]]},
        {"certificates": [[], [ISO | {"since": None}]]},
        {"certificates": [[], [ISO | {"until": 7}]]},
        {"certificates": [[], [ISO | {"extra": ""}]]},
    ],
)
def test_what_is_no_change_of_a_profile_is_no_proposal(firm, changes):
    with pytest.raises(ValidationError):
        Proposal(organisation=firm, made_at=AT, changes=changes).full_clean()


def test_only_what_was_proposed_can_be_taken(firm):
    with pytest.raises(ValidationError):
        Proposal(organisation=firm, made_at=AT, changes={"city": ["", "x"]}, taken=[{}]).full_clean()
