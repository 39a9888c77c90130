"""The office's page of a proposal: differences to read, boxes to tick, and nothing decided that was not seen."""

import pytest
from django.test import Client
from django.urls import reverse

from members import queries, use_cases
from members.models import Organisation, Proposal
from members.pictures import LOGOS
from members.tests.make import (
    BY,
    auditor,
    browser,
    certificate,
    coordinator,
    member,
    picture,
    proposal,
    representative,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Organisation:
    return member("Huta Łabędy", description_pl="Robimy blachy.")


@pytest.fixture
def office() -> Client:
    return browser(coordinator())


def url(thing: Proposal) -> str:
    return reverse("admin:members_proposal_change", args=[thing.pk])


def seen(thing: Proposal) -> str:
    organisation = Organisation.objects.get(pk=thing.organisation_id)
    return queries.mark_of(queries.profile_of(organisation), thing)


def test_the_page_shows_each_field_ticked_with_its_words_marked(office, firm):
    waiting = proposal(firm, description_pl="Robimy rury.", logo=LOGOS.redrawn(picture()), by=None)
    text = office.get(url(waiting)).content.decode()
    assert text.count("checked") == 2
    for mark in ("<del>", "<ins>", "rury.", f"/logos/{waiting.changes['logo'][1]}.webp"):
        assert mark in text


def test_what_is_ticked_is_approved_and_the_rest_is_not(office, firm):
    waiting = proposal(firm, description_pl="Robimy rury.", city="Gliwice")
    response = office.post(url(waiting), {"seen": seen(waiting), "taken": ["city"], "reason": "Krócej."})
    assert response.status_code == 302
    firm.refresh_from_db()
    assert (firm.city, firm.description_pl) == ("Gliwice", "Robimy blachy.")
    made = Proposal.objects.get()
    assert (made.state, made.reason) == (Proposal.State.PARTLY, "Krócej.")
    text = office.get(url(waiting)).content.decode()
    assert "Krócej." in text
    assert 'type="checkbox"' not in text


def test_a_field_changed_by_the_office_is_not_ticked_and_taken_only_by_whoever_ticks_it(office, firm):
    waiting = proposal(firm, description_pl="Robimy rury.", city="Gliwice")
    firm.description_pl = "Robimy szyny."
    use_cases.keep_organisation(organisation=firm, **BY)
    text = office.get(url(waiting)).content.decode()
    assert text.count("checked") == 1
    for words in ("Robimy blachy.", "szyny.", "rury."):
        assert words in text
    office.post(url(waiting), {"seen": seen(waiting), "taken": ["city", "description_pl"]})
    firm.refresh_from_db()
    assert firm.description_pl == "Robimy rury."


def test_a_decision_from_an_old_page_is_refused_with_the_differences_of_now(office, firm):
    waiting = proposal(firm, city="Gliwice", description_pl="Robimy rury.")
    mark = seen(waiting)
    certificate(firm)
    response = office.post(url(waiting), {"seen": mark, "taken": ["city"], "reason": "Dziękujemy."})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Dziękujemy." in text
    assert text.count("checked") == 1
    assert seen(waiting) in text
    assert Proposal.objects.get().state == Proposal.State.WAITING


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"reject": ""},
        {"reject": "", "reason": " "},
        {"taken": ["name"]},
        {"taken": ["city", "nip"]},
        {"taken": ["city"], "reason": "x" * 2001},
        {"taken": ["city"], "reason": "\0"},
        {"taken": ["pkd_2025"]},
    ],
)
def test_a_decision_that_cannot_be_taken_is_refused_in_words(office, firm, sent):
    waiting = proposal(firm, city="Gliwice", pkd_2025="nonsense")
    response = office.post(url(waiting), {"seen": seen(waiting)} | sent)
    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()
    assert Proposal.objects.get().state == Proposal.State.WAITING


def test_a_rejection_takes_nothing_whatever_is_ticked(office, firm):
    waiting = proposal(firm, city="Gliwice")
    office.post(url(waiting), {"seen": seen(waiting), "taken": ["city"], "reject": "", "reason": "Nie to miasto."})
    assert Proposal.objects.get().state == Proposal.State.REJECTED
    firm.refresh_from_db()
    assert firm.city == ""


def test_a_second_decision_is_told_that_it_is_late(office, firm):
    waiting = proposal(firm, city="Gliwice")
    for _click in range(2):
        response = office.post(url(waiting), {"seen": seen(waiting), "taken": ["city"]}, follow=True)
    assert response.status_code == 200
    assert "messagelist" in response.content.decode()


def test_an_auditor_reads_and_decides_nothing(firm):
    waiting = proposal(firm, city="Gliwice")
    client = browser(auditor())
    text = client.get(url(waiting)).content.decode()
    assert "Gliwice" in text
    assert "checkbox" not in text
    assert client.post(url(waiting), {"seen": seen(waiting), "taken": ["city"]}).status_code == 403
    assert Proposal.objects.get().state == Proposal.State.WAITING


def test_the_organisation_cannot_decide_for_itself(firm):
    waiting = proposal(firm, city="Gliwice")
    client = browser(representative("jan@example.org", firm))
    assert client.post(url(waiting), {"seen": seen(waiting), "taken": ["city"]}).status_code == 302
    assert Proposal.objects.get().state == Proposal.State.WAITING


def test_the_lists_and_the_history_open(office, firm):
    waiting = proposal(firm, city="Gliwice")
    certificate(firm)
    for address in (
        reverse("admin:members_proposal_changelist") + "?agenda=proposal-waits",
        reverse("admin:members_proposal_changelist") + f"?organisation={firm.pk}",
        reverse("admin:members_certificate_changelist") + f"?organisation={firm.pk}&on=2024-06-01",
        reverse("admin:members_proposal_history", args=[waiting.pk]),
        reverse("admin:members_organisation_changelist") + "?agenda=profile-stale",
    ):
        assert "Huta Łabędy" in office.get(address).content.decode(), address
    assert office.get(reverse("admin:members_proposal_change", args=[987])).status_code == 302
