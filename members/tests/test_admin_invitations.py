"""The office's door to invitations and to who speaks for whom: owners invited, an owner always left, no key shown."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry
from members import use_cases
from members.models import Invitation, Organisation, Representative
from members.tests.make import auditor, browser, coordinator, key_in_mail, organisation, representative

pytestmark = pytest.mark.django_db

LIST = "/admin/members/invitation/"


@pytest.fixture
def firm() -> Organisation:
    return organisation("Huta Łabędy", mail_domain="huta.example")


@pytest.fixture
def office() -> Client:
    return browser(coordinator(), language="en")


def invite_url(firm: Organisation) -> str:
    return reverse("admin:members_organisation_invite", args=[firm.pk])


def told(email: str = "maria@huta.example", **facts: str) -> dict[str, str]:
    return {"email": email, "name": "Maria Żak", "role": "owner", "language": "pl"} | facts


def invited(firm: Organisation, **facts: str) -> Invitation:
    return use_cases.invite(organisation=firm, **told(**facts), by=None, at=timezone.now())


def asking(firm: Organisation) -> Invitation:
    at = timezone.now()
    use_cases.ask_to_join(email="ewa@huta.example", name="Ewa Lis", language="pl", at=at)
    return use_cases.confirm_request(key=key_in_mail(at=at), at=at)


def page(thing: Invitation | Representative, kind: str = "change") -> str:
    return reverse(f"admin:members_{thing._meta.model_name}_{kind}", args=[thing.pk])


# Inviting


def test_the_office_invites_an_owner_from_the_page_of_the_organisation(office, firm):
    change = reverse("admin:members_organisation_change", args=[firm.pk])
    assert invite_url(firm) in office.get(change).content.decode()
    assert 'value="owner" selected' in office.get(invite_url(firm)).content.decode()
    assert office.post(invite_url(firm), told()).url == change
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.role) == (firm, "owner")


@pytest.mark.parametrize("wrong", [{"email": "maria"}, {"role": "reader"}, {"role": "x"}])
def test_an_invitation_that_is_refused_comes_back_with_what_was_typed(office, firm, wrong):
    answer = office.post(invite_url(firm), told() | wrong)
    assert (answer.status_code, "Maria Żak" in answer.content.decode()) == (400, True)
    assert not Invitation.objects.exists()


def test_an_organisation_that_is_not_there_is_answered_as_everywhere_in_the_admin(office):
    address = reverse("admin:members_organisation_invite", args=[987654])
    assert office.get(address).status_code == office.post(address).status_code == 302


def test_an_auditor_invites_nobody(firm):
    browsing = browser(auditor())
    assert browsing.post(invite_url(firm), told()).status_code == 403
    assert browsing.post(page(invited(firm)), {"act": "withdraw"}).status_code == 403
    assert (
        invite_url(firm)
        not in browsing.get(reverse("admin:members_organisation_change", args=[firm.pk])).content.decode()
    )


# The list


def test_the_list_says_what_has_become_of_each_and_shows_no_key(office, firm):
    waiting, request = invited(firm), asking(firm)
    waiting.refresh_from_db()
    text = office.get(LIST).content.decode()
    assert ("not accepted yet" in text, "asks to join" in text) == (True, True)
    for address in (LIST, page(waiting), page(request), page(waiting, "history"), "/admin/journal/entry/"):
        assert waiting.key_sha256 not in office.get(address).content.decode()
    assert "ewa@huta.example" not in office.get(f"{LIST}?condition=invited").content.decode()
    assert "maria@huta.example" not in office.get(f"{LIST}?agenda=request-waits").content.decode()


def test_the_office_sends_an_invitation_again_and_withdraws_it(office, firm):
    invitation = invited(firm)
    office.post(page(invitation), {"act": "renew"})
    office.post(page(invitation), {"act": "withdraw"})
    assert [entry.act for entry in Entry.objects.newest_first()[:2]] == ["close", "renew"]
    answer = office.post(page(invitation), {"act": "withdraw"}, follow=True)
    assert "does not wait any more" in answer.content.decode()
    assert 'value="withdraw"' not in answer.content.decode()


def test_the_office_grants_a_request_in_a_role(office, firm):
    request = asking(firm)
    refused = office.post(page(request), {"act": "grant", "role": "reader"}, follow=True)
    assert "must become its owner" in refused.content.decode()
    office.post(page(request), {"act": "grant", "role": "owner"})
    request.refresh_from_db()
    assert (request.allowed_at is None, request.role) == (False, "owner")


@pytest.mark.parametrize("facts", [{}, {"act": "nonsense"}, {"act": "grant"}, {"act": "grant", "role": "x"}])
def test_an_answer_that_means_nothing_changes_nothing(office, firm, facts):
    request = asking(firm)
    assert office.post(page(request), facts).status_code == 302
    request.refresh_from_db()
    assert (request.allowed_at, request.closed_at) == (None, None)


# Who speaks for whom


def test_the_office_gives_a_role_and_reads_it_in_the_list(office, firm):
    representative("anna@huta.example", firm)
    told_more = {"email": "jan@huta.example", "organisation": firm.pk, "since": "2024-01-01", "role": "editor"}
    assert office.post("/admin/members/representative/add/", told_more).status_code == 302
    assert Representative.objects.get(user__email="jan@huta.example").role == "editor"
    assert "editor" in office.get("/admin/members/representative/").content.decode()


def test_the_office_cannot_leave_people_without_an_owner(office, firm):
    anna = representative("anna@huta.example", firm).representations.get()
    representative("jan@huta.example", firm, role="reader")
    facts = {"since": "2014-01-01", "until": "2020-01-01", "role": "owner", "drawn_from": "1"}
    for address, told_more in (
        (page(anna), facts),
        (page(anna), facts | {"until": "", "role": "reader"}),
        (page(anna, "delete"), {"post": "yes"}),
    ):
        answer = office.post(address, told_more, follow=True)
        assert "would be left without an owner" in answer.content.decode()
    anna.refresh_from_db()
    assert (anna.until, anna.role) == (None, "owner")


def test_the_office_may_end_the_last_of_all_and_is_warned(office, firm):
    anna = representative("anna@huta.example", firm).representations.get()
    facts = {"since": "2014-01-01", "until": "2020-01-01", "role": "owner", "drawn_from": "1"}
    answer = office.post(page(anna), facts, follow=True)
    assert "Nobody speaks for “Huta Łabędy” now" in answer.content.decode()
    anna.refresh_from_db()
    assert anna.until
