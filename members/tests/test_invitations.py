"""Invitations and requests to join: what they promise, to whom, how long, and that nobody learns who has an account."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from journal.models import Entry
from members import use_cases
from members.identifiers import key_sha256
from members.models import Invitation, Organisation, OutgoingMail, User
from members.tests.make import AT, BY, coordinator, key_in_mail, organisation, representative

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
MARIA = "maria@huta.example"
PASSWORD = "dwanaście wron"


@pytest.fixture
def firm() -> Organisation:
    firm = organisation("Huta Łabędy", mail_domain="huta.example")
    representative("anna@huta.example", firm)
    return firm


def invite(firm: Organisation, email: str = MARIA, *, role: str = "editor", at=AT, **facts: str) -> Invitation:
    return use_cases.invite(email=email, organisation=firm, role=role, by=None, at=at, **facts)


def accept(key: str, *, at=AT, account: User | None = None) -> User:
    return use_cases.accept_invitation(key=key, account=account, name="Maria Żak", password=PASSWORD, at=at)


def ask(email: str = MARIA, *, at=AT) -> None:
    use_cases.ask_to_join(email=email, name="Maria Żak", language="pl", at=at)


def confirmed(at=AT) -> Invitation:
    ask(at=at)
    return use_cases.confirm_request(key=key_in_mail(at=at), at=at)


def condition(invitation: Invitation, *, at=AT) -> str:
    return Invitation.objects.with_condition(at=at).get(pk=invitation.pk).condition


# Inviting


def test_invite_sends_a_link_whose_key_is_kept_by_its_hash_alone(firm):
    invitation = invite(firm, " Maria@Huta.example ", name="Maria Żak", language="en")
    key = key_in_mail()
    invitation.refresh_from_db()
    assert (invitation.email, invitation.key_sha256) == (MARIA, key_sha256(key))
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([MARIA], "Invitation: Huta Łabędy")
    kept = [*OutgoingMail.objects.values_list(), *Entry.objects.values_list(), *Invitation.objects.values_list()]
    assert key not in str(kept)


def test_invite_replaces_what_waited_for_the_same_address(firm):
    first = invite(firm)
    key = key_in_mail()
    second = invite(firm, role="reader")
    assert (condition(first), condition(second)) == ("closed", "invited")
    with pytest.raises(Invitation.DoesNotExist):
        accept(key)
    assert accept(key_in_mail()).representations.get().role == "reader"


def test_invite_refuses_whoever_speaks_for_the_organisation_already(firm):
    with pytest.raises(ValidationError):
        invite(firm, "ANNA@huta.example")
    assert not Invitation.objects.exists()


def test_invite_refuses_another_role_than_owner_where_there_is_no_owner():
    firm = organisation("Odlewnia")
    with pytest.raises(ValidationError):
        invite(firm, role="editor")
    assert invite(firm, role="owner").role == "owner"


# Accepting


def test_accept_invitation_makes_an_account_that_speaks_for_the_organisation_from_today_on(firm):
    invitation = invite(firm)
    user = accept(key_in_mail())
    representation = user.representations.get()
    assert (user.email, user.name, user.is_staff) == (MARIA, "Maria Żak", False)
    assert user.check_password(PASSWORD)
    assert (representation.organisation, representation.role, representation.since) == (firm, "editor", TODAY)
    assert condition(invitation) == "accepted"
    entry = Entry.objects.newest_first()[0]
    assert (entry.act, entry.actor) == ("accept", str(user.key))


def test_accept_invitation_takes_the_account_that_is_there_and_leaves_its_password_alone(firm):
    user = use_cases.create_account(email=MARIA, role="representative", password=PASSWORD, **BY)
    invite(firm)
    assert accept(key_in_mail(), account=user) == user
    assert user.representations.get().organisation == firm


def test_accept_invitation_works_once(firm):
    invite(firm)
    key = key_in_mail()
    user = accept(key)
    with pytest.raises(Invitation.DoesNotExist):
        accept(key, account=user)
    assert user.representations.count() == 1


def test_accept_invitation_refuses_a_weak_password_and_makes_nothing(firm):
    invitation = invite(firm)
    with pytest.raises(ValidationError):
        use_cases.accept_invitation(key=key_in_mail(), account=None, name="Maria", password="maria", at=AT)
    assert not User.objects.filter(email=MARIA).exists()
    assert condition(invitation) == "invited"


def test_accept_invitation_refuses_another_account_than_that_of_the_address(firm):
    invite(firm)
    with pytest.raises(Invitation.DoesNotExist):
        accept(key_in_mail(), account=coordinator())


@pytest.mark.parametrize(("after", "holds"), [(timedelta(0), True), (14 * DAY - DAY / 24, True), (14 * DAY, False)])
def test_an_invitation_is_valid_for_fourteen_days(firm, after, holds):
    invite(firm)
    key = key_in_mail()
    if holds:
        assert accept(key, at=AT + after)
    else:
        with pytest.raises(Invitation.DoesNotExist):
            accept(key, at=AT + after)


def test_an_invitation_to_a_person_whose_account_was_closed_opens_for_nobody(firm):
    user = use_cases.create_account(email=MARIA, role="representative", password=PASSWORD, **BY)
    invite(firm)
    key = key_in_mail()
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(Invitation.DoesNotExist):
        accept(key, account=user)


# Withdrawing, sending again


def test_close_invitation_ends_it_and_refuses_a_second_time(firm):
    invitation = invite(firm)
    key = key_in_mail()
    use_cases.close_invitation(invitation=invitation, **BY)
    assert Entry.objects.newest_first()[0].act == "close"
    with pytest.raises(Invitation.DoesNotExist):
        accept(key)
    with pytest.raises(ValidationError):
        use_cases.close_invitation(invitation=invitation, **BY)


def test_a_withdrawn_invitation_whose_mail_still_waited_is_not_sent(firm):
    use_cases.close_invitation(invitation=invite(firm), **BY)
    assert use_cases.send_next_mail(at=AT, due_by=AT).condition == "pointless"
    assert mail.outbox == []


def test_renew_invitation_sends_a_fresh_key_and_begins_the_days_anew(firm):
    invitation = invite(firm)
    first = key_in_mail()
    later = AT + 20 * DAY
    use_cases.renew_invitation(invitation=invitation, by=None, at=later)
    second = key_in_mail(at=later)
    with pytest.raises(Invitation.DoesNotExist):
        accept(first, at=later)
    assert accept(second, at=later + 13 * DAY)


def test_renew_invitation_refuses_what_was_accepted_or_withdrawn_or_is_a_request(firm):
    closed, accepted = invite(firm), invite(firm, "jan@huta.example")
    accept(key_in_mail())
    use_cases.close_invitation(invitation=closed, **BY)
    ask("ewa@huta.example")
    for invitation in (closed, accepted, Invitation.objects.get(email="ewa@huta.example")):
        with pytest.raises(ValidationError):
            use_cases.renew_invitation(invitation=invitation, **BY)


# Asking


def test_a_request_is_seen_by_nobody_before_its_address_is_confirmed(firm):
    ask()
    request = Invitation.objects.get()
    assert (condition(request), request.role) == ("unconfirmed", "reader")
    key = key_in_mail()
    assert [message.to for message in mail.outbox] == [[MARIA]]
    office = coordinator()
    use_cases.confirm_request(key=key, at=AT)
    assert condition(request) == "asking"
    told = OutgoingMail.objects.filter(kind="join_asked").values_list("recipient", flat=True)
    assert set(told) == {"anna@huta.example", office.email}


def test_confirm_request_works_once(firm):
    ask()
    key = key_in_mail()
    use_cases.confirm_request(key=key, at=AT)
    with pytest.raises(Invitation.DoesNotExist):
        use_cases.confirm_request(key=key, at=AT)


def test_a_request_that_nobody_confirms_is_over_after_two_days(firm):
    ask()
    key = key_in_mail()
    with pytest.raises(Invitation.DoesNotExist):
        use_cases.confirm_request(key=key, at=AT + 2 * DAY)
    ask(at=AT + 2 * DAY)
    assert Invitation.objects.count() == 2


def test_the_key_of_a_request_accepts_nothing(firm):
    ask()
    with pytest.raises(Invitation.DoesNotExist):
        accept(key_in_mail())


def test_there_is_one_open_request_of_an_address_and_asking_again_sends_the_link_again(firm):
    ask()
    first = key_in_mail()
    ask()
    second = key_in_mail()
    assert (Invitation.objects.count(), first == second) == (1, False)
    use_cases.confirm_request(key=second, at=AT)
    ask()
    assert Invitation.objects.count() == 1


def test_every_organisation_of_the_domain_is_asked_about_by_itself(firm):
    organisation("Huta Druga", mail_domain="huta.example")
    organisation("Bez domeny")
    ask()
    key_in_mail()
    assert sorted(message.subject.partition(": ")[2] for message in mail.outbox) == ["Huta Druga", "Huta Łabędy"]


@pytest.mark.parametrize("email", ["jan@obca.example", "jan@poczta.huta.example", "anna@huta.example"])
def test_an_address_with_nothing_to_ask_for_makes_nothing(firm, email):
    ask(email)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


# Deciding


def test_grant_request_invites_in_the_role_that_was_chosen(firm):
    request = confirmed()
    use_cases.grant_request(invitation=request, role="editor", **BY)
    assert Entry.objects.newest_first()[0].act == "allow"
    assert accept(key_in_mail()).representations.get().role == "editor"


def test_grant_request_refuses_what_does_not_wait(firm):
    request = confirmed()
    use_cases.close_invitation(invitation=request, **BY)
    assert Entry.objects.newest_first()[0].act == "refuse"
    with pytest.raises(ValidationError):
        use_cases.grant_request(invitation=request, role="editor", **BY)


def test_grant_request_refuses_a_role_that_does_not_exist(firm):
    request = confirmed()
    with pytest.raises(ValidationError):
        use_cases.grant_request(invitation=request, role="", **BY)
    assert condition(request) == "asking"


def test_an_invitation_replaces_a_request_of_the_same_address(firm):
    request = confirmed()
    invite(firm)
    assert condition(request) == "closed"
