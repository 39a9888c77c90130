"""The pages of an organisation's people: who opens them, what each role does there, and what nobody else learns."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry
from members import use_cases
from members.models import Invitation, Organisation, Representative, User
from members.tests.make import auditor, browser, coordinator, key_in_mail, organisation, representative

pytestmark = pytest.mark.django_db

ROLES = ("owner", "editor", "reader")


@pytest.fixture
def firm() -> Organisation:
    return organisation("Huta Łabędy", mail_domain="huta.example")


@pytest.fixture
def owner(firm) -> Client:
    return browser(person(firm, "owner"), language="en")


def person(firm: Organisation, role: str) -> User:
    return representative(f"{role}@huta.example", firm, role=role)


def page(firm: Organisation) -> str:
    return reverse("people", args=[firm.slug])


def page_of(user: User) -> str:
    representation = user.representations.get()
    return reverse("person", args=[representation.organisation.slug, representation.pk])


def told(email: str = "maria@huta.example", **facts: str) -> dict[str, str]:
    return {"act": "invite", "email": email, "name": "", "role": "reader", "language": "pl"} | facts


def invited(firm: Organisation, email: str = "maria@huta.example") -> Invitation:
    return use_cases.invite(email=email, organisation=firm, role="owner", by=None, at=timezone.now())


def asking(firm: Organisation, email: str = "ewa@huta.example") -> Invitation:
    at = timezone.now()
    use_cases.ask_to_join(email=email, name="Ewa Lis", language="pl", at=at)
    return use_cases.confirm_request(key=key_in_mail(at=at), at=at)


def everything() -> list[tuple]:
    return [*Representative.objects.values_list(), *Invitation.objects.values_list(), Entry.objects.count()]


# Who


@pytest.mark.parametrize("role", ROLES)
def test_the_people_are_seen_by_everybody_who_speaks_for_the_organisation(firm, role):
    browsing = browser(person(firm, role))
    text = browsing.get(page(firm)).content.decode()
    assert f"{role}@huta.example" in text


@pytest.mark.parametrize(("role", "sees"), [("owner", True), ("editor", False), ("reader", False)])
def test_invitations_and_requests_are_seen_by_owners_only(firm, role, sees):
    browsing = browser(person(firm, role))
    invited(firm)
    asking(firm)
    text = browsing.get(page(firm)).content.decode()
    assert [email in text for email in ("maria@huta.example", "ewa@huta.example")] == [sees, sees]
    assert ('value="invite"' in text) is sees


def test_another_organisations_people_are_missing_like_those_of_none(firm):
    stranger = browser(representative("obcy@obca.example", organisation("Obca")))
    ours = person(firm, "owner")
    missing = reverse("people", args=["nie-ma"])
    for address, nowhere in ((page(firm), missing), (page_of(ours), f"{missing}1/")):
        for method in (stranger.get, stranger.post):
            found, none = method(address), method(nowhere)
            assert (found.status_code, none.status_code) == (404, 404)
            assert found.content.decode().replace(address, "") == none.content.decode().replace(nowhere, "")


def test_a_person_of_another_organisation_is_missing_in_ones_own(firm, owner):
    stranger = representative("obcy@obca.example", organisation("Obca")).representations.get()
    address = reverse("person", args=[firm.slug, stranger.pk])
    assert owner.get(address).status_code == 404
    assert owner.post(address, {"act": "take off"}).status_code == 404


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_who_is_no_owner_changes_nothing(firm, role):
    ours, browsing = person(firm, "owner"), browser(person(firm, role))
    waiting, request = invited(firm), asking(firm)
    before = everything()
    posts = [
        (page(firm), told()),
        *((page(firm), {"act": act, "invitation": waiting.pk}) for act in ("renew", "withdraw")),
        *((page(firm), {"act": act, "invitation": request.pk, "role": "owner"}) for act in ("grant", "refuse")),
        (page_of(ours), {"act": "take off"}),
        (page_of(ours), {"act": "role", "role": "reader"}),
        (page_of(User.objects.get(email=f"{role}@huta.example")), {"act": "role", "role": "owner"}),
    ]
    assert [browsing.post(address, facts).status_code for address, facts in posts] == [404] * len(posts)
    assert everything() == before


def test_an_auditor_sees_and_changes_nothing(firm):
    ours, browsing = person(firm, "owner"), browser(auditor())
    waiting = invited(firm)
    text = browsing.get(page(firm)).content.decode()
    assert waiting.email in text
    assert 'value="invite"' not in text
    assert browsing.post(page(firm), told("jan@huta.example")).status_code == 404
    assert browsing.get(page_of(ours)).status_code == 404


def test_every_post_needs_its_token(firm):
    user = person(firm, "owner")
    strict = browser(user, enforce_csrf_checks=True)
    assert strict.post(page(firm), told()).status_code == 403
    assert strict.post(page_of(user), {"act": "take off"}).status_code == 403


def test_looking_changes_nothing(firm, owner):
    invited(firm)
    before = everything()
    for address in (page(firm), page_of(User.objects.get(email="owner@huta.example"))):
        assert owner.get(address, told("jan@huta.example")).status_code == 200
    assert everything() == before


# Inviting


def test_an_owner_invites_a_colleague_who_then_waits_in_the_list(firm, owner):
    assert owner.post(page(firm), told(name="Maria Żak", role="editor"), follow=True).status_code == 200
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.organisation) == ("maria@huta.example", "editor", firm)
    assert "Maria Żak" in owner.get(page(firm)).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"email": "maria"}, {"role": "superuser"}, {"role": ""}, {"language": "xx"}, {"name": "a\u202eb"}]
)
def test_an_invitation_that_is_not_in_order_comes_back_with_a_word_and_what_was_typed(firm, owner, wrong):
    answer = owner.post(page(firm), told(name="Maria") | wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_thirty_first_invitation_in_an_hour_waits_and_what_was_typed_stays(firm, owner):
    answers = [owner.post(page(firm), told(f"maria{number}@huta.example")) for number in range(31)]
    assert [answer.status_code for answer in answers] == [302] * 30 + [400]
    assert "maria30@huta.example" in answers[-1].content.decode()
    assert Invitation.objects.count() == 30


def test_whoever_speaks_already_is_not_invited_and_the_form_says_so(firm, owner):
    answer = owner.post(page(firm), told("owner@huta.example"))
    assert answer.status_code == 400
    assert not Invitation.objects.exists()


def test_nothing_but_the_form_is_taken_from_a_post(firm, owner):
    other, stranger = organisation("Obca"), coordinator()
    told_more = {"organisation": other.pk, "user": stranger.pk, "accepted_at": "2026-01-01", "key_sha256": "0" * 64}
    owner.post(page(firm), told(**{name: str(value) for name, value in told_more.items()}))
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.accepted_at, invitation.key_sha256) == (firm, None, "")
    reader = person(firm, "reader")
    owner.post(page_of(reader), {"act": "role", "role": "editor", "user": stranger.pk, "organisation": other.pk})
    representation = Representative.objects.get(user=reader)
    assert (representation.organisation, representation.role) == (firm, "editor")


def test_an_owner_withdraws_an_invitation_and_sends_one_again(firm, owner):
    waiting = invited(firm)
    owner.post(page(firm), {"act": "renew", "invitation": waiting.pk})
    assert Entry.objects.newest_first()[0].act == "renew"
    owner.post(page(firm), {"act": "withdraw", "invitation": waiting.pk})
    waiting.refresh_from_db()
    assert waiting.closed_at
    answer = owner.post(page(firm), {"act": "withdraw", "invitation": waiting.pk}, follow=True)
    assert re.search(r'class="note error"', answer.content.decode())


@pytest.mark.parametrize("key", ["", "x", "-1", "0", "9" * 30, "1.0", "\0"])
def test_an_answer_to_no_invitation_of_the_organisation_is_missing(firm, owner, key):
    assert owner.post(page(firm), {"act": "withdraw", "invitation": key}).status_code == 404


def test_an_invitation_of_another_organisation_cannot_be_answered(firm, owner):
    waiting = invited(organisation("Obca"))
    for act in ("renew", "withdraw", "grant", "refuse", "nonsense"):
        facts = {"act": act, "invitation": waiting.pk, "role": "owner"}
        assert owner.post(page(firm), facts).status_code == 404


# Requests


def test_an_owner_grants_a_request_in_a_role(firm, owner):
    request = asking(firm)
    assert "Ewa Lis" in owner.get(page(firm)).content.decode()
    owner.post(page(firm), {"act": "grant", "invitation": request.pk, "role": "editor"})
    request.refresh_from_db()
    assert (request.allowed_at is None, request.role) == (False, "editor")


def test_an_owner_refuses_a_request(firm, owner):
    request = asking(firm)
    owner.post(page(firm), {"act": "refuse", "invitation": request.pk})
    assert Entry.objects.newest_first()[0].act == "refuse"
    assert "Ewa Lis" not in owner.get(page(firm)).content.decode()
    while use_cases.send_next_mail(at=timezone.now(), due_by=timezone.now()):
        pass
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["ewa@huta.example"],
        "Prośba została odrzucona: Huta Łabędy",
    )


# Roles, leaving


def test_a_role_holds_from_the_next_click_on(firm, owner):
    browsing = browser(person(firm, "reader"))
    profile = reverse("profile", args=[firm.slug])
    assert browsing.get(profile).status_code == 404
    owner.post(page_of(User.objects.get(email="reader@huta.example")), {"act": "role", "role": "editor"})
    assert browsing.get(profile).status_code == 200


def test_whoever_is_taken_off_sees_nothing_at_the_next_click(firm, owner):
    user = person(firm, "editor")
    browsing = browser(user)
    assert browsing.get(page(firm)).status_code == 200
    owner.post(page_of(user), {"act": "take off"})
    assert browsing.get(page(firm)).status_code == 404


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_anybody_leaves_by_oneself(firm, owner, role):
    user = person(firm, role)
    browsing = browser(user)
    assert browsing.get(page_of(user)).status_code == 200
    assert browsing.post(page_of(user), {"act": "take off"}).url == reverse("own")
    assert browsing.get(page(firm)).status_code == 404


@pytest.mark.parametrize("facts", [{}, {"act": ""}, {"act": "take"}, {"role": "reader"}])
def test_nobody_is_taken_off_but_by_the_button_that_says_so(firm, owner, facts):
    user = person(firm, "editor")
    assert owner.post(page_of(user), facts).status_code == 404
    assert user.representations.get().until is None


@pytest.mark.parametrize("facts", [{"act": "take off"}, {"act": "role", "role": "reader"}])
def test_the_last_owner_stays_and_reads_why(firm, owner, facts):
    person(firm, "editor")
    user = User.objects.get(email="owner@huta.example")
    answer = owner.post(page_of(user), facts, follow=True)
    assert "„Huta Łabędy” zostałby bez właściciela" in answer.content.decode()
    assert user.representations.get().role == "owner"
    assert user.representations.get().until is None


def test_the_office_invites_the_first_owner_and_takes_off_the_last_of_all(firm):
    office = browser(coordinator())
    assert office.post(page(firm), told(role="reader")).status_code == 400
    assert office.post(page(firm), told(role="owner")).status_code == 302
    user = person(firm, "owner")
    assert office.post(page_of(user), {"act": "take off"}).status_code == 302
    assert office.get(page(firm)).status_code == 200
    assert user.representations.get().until < timezone.localdate()
