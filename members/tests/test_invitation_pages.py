"""The pages by which a person comes in: one link, one use, and the same answer to every key that opens nothing."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import use_cases
from members.models import Invitation, Organisation, User
from members.tests.make import browser, coordinator, key_in_mail, organisation, representative

pytestmark = pytest.mark.django_db

MARIA = "maria@huta.example"
PASSWORD = "dwanaście wron"
TYPED = {"name": "Maria Żak", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def firm() -> Organisation:
    firm = organisation("Huta Łabędy", mail_domain="huta.example")
    representative("anna@huta.example", firm)
    return firm


@pytest.fixture
def visitor() -> Client:
    return browser()


def invited(firm: Organisation, *, email: str = MARIA, at=None) -> str:
    """Invite a person; return the address in the mail."""
    at = at or timezone.now()
    use_cases.invite(email=email, organisation=firm, role="editor", by=None, at=at)
    return link("invitation", key_in_mail(at=at))


def link(name: str, key: str) -> str:
    return reverse(name, args=[key])


def account(email: str = MARIA, **facts: object) -> User:
    return use_cases.create_account(
        email=email, role="representative", password=PASSWORD, by=None, at=timezone.now(), **facts
    )


def opened(client: Client, address: str):
    answer = client.get(address, follow=True)
    return answer, answer.content.decode()


# A person without account


def test_the_link_leads_to_an_account_that_is_logged_in_and_speaks_for_the_organisation(firm, visitor):
    answer, text = opened(visitor, invited(firm))
    assert (answer.status_code, "Huta Łabędy" in text, MARIA in text) == (200, True, True)
    answer = visitor.post(reverse("invitation"), TYPED)
    assert (answer.status_code, answer.url) == (302, reverse("own", args=[firm.slug]))
    user = User.objects.get(email=MARIA)
    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert visitor.get(answer.url).status_code == 200
    assert user.representations.get().role == "editor"


def test_the_account_gets_its_mails_in_the_language_of_the_invitation(firm, visitor):
    at = timezone.now()
    use_cases.invite(email=MARIA, organisation=firm, role="editor", language="en", by=None, at=at)
    visitor.get(link("invitation", key_in_mail(at=at)))
    visitor.post(reverse("invitation"), TYPED)
    assert User.objects.get(email=MARIA).language == "en"


def test_the_key_leaves_the_address_at_once(firm, visitor):
    address = invited(firm)
    answer = visitor.get(address)
    assert (answer.status_code, answer.url) == (302, reverse("invitation"))
    key = address.rstrip("/").rpartition("/")[2]
    page = visitor.get(answer.url)
    assert key not in page.content.decode() + str(page.headers)
    assert (answer.headers["Referrer-Policy"], page.headers["Referrer-Policy"]) == ("no-referrer", "same-origin")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\u202eb"},
        {"password1": "short", "password2": "short"},
        {"password1": "password1234", "password2": "password1234"},
        {"password1": MARIA, "password2": MARIA},
        {"name": "Maria Żakiewiczowa", "password1": "Maria Żakiewiczowa", "password2": "Maria Żakiewiczowa"},
        {"password2": "another one 12"},
        {},
    ],
)
def test_a_name_or_password_that_is_not_in_order_comes_back_and_makes_nothing(firm, visitor, wrong):
    visitor.get(invited(firm))
    answer = visitor.post(reverse("invitation"), TYPED | wrong if wrong else {"x": "y"})
    assert answer.status_code == 400
    assert 'class="errorlist"' in answer.content.decode()
    assert not User.objects.filter(email=MARIA).exists()


def test_nothing_but_name_and_password_is_taken_from_the_post(firm, visitor):
    visitor.get(invited(firm))
    more = {"role": "owner", "email": "x@example.org", "is_staff": "on", "is_superuser": "on", "organisation": "1"}
    visitor.post(reverse("invitation"), TYPED | more)
    user = User.objects.get(email=MARIA)
    assert (user.is_staff, user.is_superuser, user.representations.get().role) == (False, False, "editor")


def test_looking_at_an_invitation_does_not_accept_it(firm, visitor):
    address = invited(firm)
    for _time in range(3):
        opened(visitor, address)
        visitor.head(address)
    assert not User.objects.filter(email=MARIA).exists()
    assert not Invitation.objects.exclude(accepted_at=None).exists()


# A person with an account


def test_a_known_person_logs_in_first_and_then_accepts_with_one_button(firm, visitor):
    user = account()
    _answer, text = opened(visitor, invited(firm))
    assert "password1" not in text
    login = f"{reverse('account_login')}?next={reverse('invitation')}"
    assert login in text
    assert visitor.post(reverse("invitation"), TYPED).status_code == 400
    assert not user.representations.exists()
    answer = visitor.post(login, {"login": MARIA, "password": PASSWORD})
    assert answer.url == reverse("invitation")
    assert visitor.get(answer.url).status_code == 200
    assert visitor.post(answer.url).url == reverse("own", args=[firm.slug])
    assert user.representations.get().organisation == firm


def test_somebody_elses_session_accepts_nothing_and_is_offered_to_log_out(firm):
    other = browser(representative("jan@obca.example", organisation("Obca")))
    _answer, text = opened(other, invited(firm))
    assert "jan@obca.example" in text
    assert other.post(reverse("invitation"), TYPED).status_code == 400
    assert not User.objects.filter(email=MARIA).exists()
    answer = other.post(reverse("invitation"), {"act": "log out"}, follow=True)
    assert (answer.status_code, "password1" in answer.content.decode()) == (200, True)
    assert "_auth_user_id" not in other.session


def test_whoever_speaks_for_it_meanwhile_is_told(firm):
    address = invited(firm)
    browsing = browser(representative(MARIA, firm))
    browsing.get(address)
    answer = browsing.post(reverse("invitation"))
    assert (answer.status_code, 'class="note error"' in answer.content.decode()) == (400, True)


# Keys that open nothing


def dead_links(firm: Organisation) -> dict[str, str]:
    now = timezone.now()
    links = {
        "expired": invited(firm, email="a@huta.example", at=now - timedelta(days=15)),
        "withdrawn": invited(firm, email="b@huta.example"),
        "used": invited(firm, email="c@huta.example"),
        "replaced": invited(firm, email="d@huta.example"),
        "closed account": invited(firm, email="e@huta.example"),
        "unknown": link("invitation", "x" * 43),
        "short": link("invitation", "x"),
    }
    use_cases.close_invitation(invitation=Invitation.objects.get(email="b@huta.example"), by=None, at=now)
    key = links["used"].rstrip("/").rpartition("/")[2]
    use_cases.accept_invitation(key=key, account=None, name="Cezary", password=PASSWORD, at=now)
    invited(firm, email="d@huta.example")
    account("e@huta.example")
    User.objects.filter(email="e@huta.example").update(is_active=False)
    return links


def test_every_key_that_opens_nothing_gets_one_and_the_same_page(firm, caplog):
    answers = {what: Client().get(address) for what, address in dead_links(firm).items()}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.content for answer in answers.values()}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers.values()}) == 1
    assert {answer.headers["Referrer-Policy"] for answer in answers.values()} == {"no-referrer"}


def test_no_log_has_a_key(firm, visitor, caplog):
    caplog.set_level(logging.DEBUG)
    links = [*dead_links(firm).values(), invited(firm)]
    strict = browser(enforce_csrf_checks=True)
    # Django's logger passes nothing on to the root, where the test listens.
    logging.getLogger("django").addHandler(caplog.handler)
    try:
        for address in links:
            visitor.get(address, follow=True)
            strict.post(address)
            strict.put(address)
        visitor.get("/nie-ma-takiej-strony/")
    finally:
        logging.getLogger("django").removeHandler(caplog.handler)
    assert "/nie-ma-takiej-strony/" in caplog.text
    keys = [address.rstrip("/").rpartition("/")[2] for address in links]
    assert not [key for key in keys if len(key) == 43 and key in caplog.text]


def test_the_page_without_a_key_is_that_of_a_dead_link(visitor, firm):
    assert visitor.get(reverse("invitation")).status_code == 404
    assert visitor.post(reverse("invitation"), TYPED).status_code == 404


def test_few_keys_can_be_tried_in_a_minute(visitor):
    answers = [visitor.get(link("invitation", f"{number:043}")).status_code for number in range(21)]
    assert answers == [404] * 20 + [429]


# Asking to join


def test_a_person_asks_confirms_is_granted_and_comes_in(firm, visitor):
    answer = visitor.post(reverse("join_ask"), {"name": "Maria Żak", "email": "Maria@Huta.example"})
    assert answer.url == reverse("join_sent")
    assert visitor.get(answer.url).status_code == 200
    at = timezone.now()
    answer, text = opened(visitor, link("join_confirm", key_in_mail(at=at)))
    assert (answer.status_code, "Huta Łabędy" in text) == (200, True)
    assert not Invitation.objects.exclude(confirmed_at=None).exists()
    assert visitor.post(reverse("join_confirm"), follow=True).status_code == 200
    request = Invitation.objects.get()
    use_cases.grant_request(invitation=request, role="reader", by=None, at=timezone.now())
    opened(visitor, link("invitation", key_in_mail(at=timezone.now())))
    visitor.post(reverse("invitation"), TYPED)
    assert User.objects.get(email=MARIA).representations.get().role == "reader"


def test_a_link_that_confirmed_once_is_dead(firm, visitor):
    visitor.post(reverse("join_ask"), {"name": "Maria", "email": MARIA})
    address = link("join_confirm", key_in_mail(at=timezone.now()))
    visitor.get(address)
    visitor.post(reverse("join_confirm"))
    assert visitor.get(address).status_code == 404
    assert visitor.post(reverse("join_confirm")).status_code == 404


def test_a_request_mails_are_sent_to_the_address_alone_before_it_is_confirmed(firm, visitor):
    coordinator()
    visitor.post(reverse("join_ask"), {"name": "Maria", "email": MARIA})
    key_in_mail(at=timezone.now())
    assert [message.to for message in mail.outbox] == [[MARIA]]


def test_a_program_that_fills_in_the_trap_gets_the_same_answer_and_makes_nothing(firm, visitor):
    answer = visitor.post(reverse("join_ask"), {"name": "Bot", "email": MARIA, "topic": "http://spam.example"})
    assert answer.url == reverse("join_sent")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("wrong", [{"email": "maria"}, {"email": ""}, {"name": ""}, {"email": "a" * 300 + "@b.pl"}])
def test_a_request_that_is_not_in_order_comes_back_with_a_word(visitor, wrong):
    answer = visitor.post(reverse("join_ask"), {"name": "Maria", "email": MARIA} | wrong)
    assert (answer.status_code, 'class="errorlist"' in answer.content.decode()) == (400, True)


def test_one_address_can_be_asked_for_a_few_times_only(firm, visitor):
    answers = [visitor.post(reverse("join_ask"), {"name": "Maria", "email": MARIA}).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]
