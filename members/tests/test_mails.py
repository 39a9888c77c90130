"""The queue of mails: kept with the act, sent once, patient with servers, and silent about keys."""

import logging
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction

import journal.queries
import journal.use_cases
from komportal.tests.committing import CommittingTestCase
from members import use_cases
from members.identifiers import key_sha256
from members.models import Application, Invitation, OutgoingMail
from members.querysets import MOST_ATTEMPTS
from members.tests import make
from members.tests.make import AT
from members.tests.smtp import smtp  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.urls("members.tests.pages")]

MINUTE = timedelta(minutes=1)


def asked_for(email: str = "maria@example.org", *, at=AT, **how) -> OutgoingMail:
    """Queue the mail that needs no more than an address: somebody's password was changed."""
    return use_cases.write_mail(kind="account:password_changed", recipient=email, at=at, **how)


def invited(email: str = "maria@example.org") -> OutgoingMail:
    invitation = make.invitation(make.organisation("Huta Łabędy"), email=email)
    return use_cases.write_mail(kind="invitation", recipient=email, about=invitation, at=AT)


def send_all(at=AT) -> list[OutgoingMail]:
    return list(iter(lambda: use_cases.send_next_mail(at=at, due_by=at), None))


@pytest.fixture
def dead(settings):
    """Send to a port of this machine at which nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = probe.getsockname()
    return settings


# Writing


def test_write_mail_is_undone_with_the_act_around_it():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        asked_for()
        1 / 0  # noqa: B018
    assert send_all() == []
    assert outbox.outbox == []


def test_write_mail_refuses_a_kind_that_nobody_can_put_into_words():
    with pytest.raises(KeyError):
        use_cases.write_mail(kind="poem", recipient="maria@example.org", at=AT)


def test_write_mail_writes_a_mail_with_one_name_a_single_time():
    assert asked_for(once="raz")
    assert asked_for(once="raz") is None
    assert asked_for(once="dwa")
    assert OutgoingMail.objects.count() == 2


def test_write_mails_writes_once_to_each_person():
    people = [make.operator("jan@example.org"), make.operator("anna@example.org")]
    for _attempt in range(2):
        use_cases.write_mails(kind="account:password_changed", to=people, at=AT, once="raz")
    rows = OutgoingMail.objects.order_by("recipient")
    assert [(row.recipient, row.user) for row in rows] == [(people[1].email, people[1]), (people[0].email, people[0])]


# Sending


def test_mails_go_out_in_the_order_in_which_they_were_written_and_only_when_due():
    asked_for("trzecia@example.org", at=AT)
    asked_for("druga@example.org", at=AT - MINUTE)
    asked_for("pierwsza@example.org", at=AT - 2 * MINUTE)
    asked_for("jutro@example.org", at=AT + MINUTE)
    assert [row.recipient.partition("@")[0] for row in send_all()] == ["pierwsza", "druga", "trzecia"]
    assert [message.to[0].partition("@")[0] for message in outbox.outbox] == ["pierwsza", "druga", "trzecia"]
    sent = OutgoingMail.objects.sent()
    assert {(row.sent_at, row.next_attempt_at, row.attempts, row.condition) for row in sent} == {(AT, None, 1, "sent")}
    assert send_all() == []


def test_a_real_server_gets_the_mail_once(smtp):  # noqa: F811
    invited()
    send_all()
    send_all()
    assert [message["To"] for message in smtp.taken] == ["maria@example.org"]
    assert "Huta Łabędy" in smtp.taken[0].get_content()


def test_a_dead_server_is_asked_again_after_longer_and_longer_pauses_until_the_mail_is_given_up(dead, caplog):
    row, at, pauses = asked_for(), AT, []
    with caplog.at_level(logging.DEBUG):
        while send_all(at):
            row.refresh_from_db()
            pauses.append(row.next_attempt_at and (row.next_attempt_at - at) // MINUTE)
            at = row.next_attempt_at or at
    assert pauses == [1, 3, 9, 27, 81, 243, 360, 360, 360, None]
    assert (row.attempts, row.condition, row.sent_at) == (MOST_ATTEMPTS, "given_up", None)
    assert row.error.startswith("ConnectionRefusedError")
    assert "Traceback" not in caplog.text
    assert "maria@example.org" not in caplog.text


def test_a_server_that_dies_in_the_middle_gets_the_mail_later(smtp):  # noqa: F811
    row = asked_for()
    smtp.dies_at = b"DATA"
    send_all()
    row.refresh_from_db()
    assert (row.condition, row.attempts) == ("waiting", 1)
    assert row.error.startswith("SMTPServerDisconnected")
    smtp.dies_at = b""
    send_all(AT + MINUTE)
    row.refresh_from_db()
    assert (row.condition, row.attempts, row.error) == ("sent", 2, "")
    assert len(smtp.taken) == 1


def test_what_a_server_says_is_kept_in_one_line_without_anything_like_a_key(smtp):  # noqa: F811
    row = invited()
    smtp.answers = {b"RCPT": b"550-5.7.1 z\xc5\x82y adres\r\n550 http://localhost/k/" + b"x" * 43 + b"/ nie"}
    send_all()
    row.refresh_from_db()
    assert row.error == "SMTPRecipientsRefused: 550 5.7.1 zły adres http://localhost/k/…/ nie"


def test_one_bad_mail_does_not_keep_the_others_waiting():
    told = {"name": "Jan", "email": "jan@example.com\nBcc: x@example.org", "subject": "x", "text": "x"}
    about = make.a_representation()
    use_cases.write_mail(kind="contact_message", recipient="maria@example.org", about=about, told=told, at=AT)
    asked_for("jan@example.org")
    assert [row.condition for row in send_all()] == ["waiting", "sent"]
    assert [message.to for message in outbox.outbox] == [["jan@example.org"]]


def test_no_transaction_is_open_while_the_server_is_asked(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Asked"
    invited()
    # The test's own transaction is all there is.
    assert not connection.savepoint_ids
    assert [row.condition for row in send_all()] == ["sent"]
    assert Asked.within == []


class Asked:
    """A way of sending that notes the transactions it is asked in."""

    within: list | None = None

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        type(self).within = list(connection.savepoint_ids)
        return len(messages)


# Who gets none


@pytest.mark.parametrize("knows_the_account", [True, False])
def test_a_deactivated_person_gets_no_mail(knows_the_account):
    user = make.operator("maria@example.org")
    row = asked_for("Maria@example.org", user=user if knows_the_account else None)
    user.is_active = False
    journal.use_cases.keep(thing=user, **make.BY)
    send_all()
    row.refresh_from_db()
    assert outbox.outbox == []
    assert (row.condition, row.error) == ("pointless", "The account is not active.")


def test_a_mail_about_a_thing_that_is_gone_is_closed_and_not_tried_again():
    row = invited()
    journal.use_cases.remove(thing=Invitation.objects.get(), **make.BY)
    assert [one.condition for one in send_all()] == ["pointless"]
    row.refresh_from_db()
    assert (row.attempts, row.error) == (1, "What the mail is about is gone.")
    assert send_all(AT + timedelta(days=2)) == []


@pytest.mark.parametrize("columns", [{"kind": "poem"}, {"object_type": "members.group"}, {"object_type": "no.such"}])
def test_a_mail_that_nobody_can_put_into_words_any_more_is_closed(columns):
    row = invited()
    OutgoingMail.objects.filter(pk=row.pk).update(**columns)
    assert [one.condition for one in send_all()] == ["pointless"]


def test_what_a_visitor_wrote_is_forgotten_once_it_is_sent():
    told = {"name": "Jan Żółć", "email": "jan@example.com", "subject": "Sprawa", "text": "Poufne"}
    about = make.a_representation()
    use_cases.write_mail(kind="contact_message", recipient="maria@example.org", about=about, told=told, at=AT)
    send_all()
    assert "Poufne" in outbox.outbox[0].body
    assert OutgoingMail.objects.get().told == {}


# Two runners


class SeveralRunners(CommittingTestCase):
    @pytest.fixture(autouse=True)
    def server(self, smtp):  # noqa: F811
        self.smtp = smtp

    def test_runners_at_once_send_each_mail_once(self):
        addresses = [f"osoba{number:02}@example.org" for number in range(12)]
        for address in addresses:
            asked_for(address)

        def run(_number: int) -> None:
            try:
                send_all()
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(run, range(3)))
        assert sorted(message["To"] for message in self.smtp.taken) == addresses
        assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


class Killed(BaseException):
    """What ends a process: no mail's error."""


class Kills:
    """A way of sending that ends in the end of the process."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise Killed


def test_a_mail_in_the_hands_of_a_killed_process_is_free_again_after_some_minutes(settings):
    row, backend = asked_for(), settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Kills"
    with pytest.raises(Killed):
        use_cases.send_next_mail(at=AT, due_by=AT)
    settings.EMAIL_BACKEND = backend
    assert send_all(AT + 9 * MINUTE) == []
    assert [one.condition for one in send_all(AT + 10 * MINUTE)] == ["sent"]
    row.refresh_from_db()
    assert (row.attempts, len(outbox.outbox)) == (2, 1)


# Trying again


def test_try_mail_again_puts_a_mail_that_was_given_up_back_into_the_queue(dead, settings):
    row = asked_for()
    OutgoingMail.objects.update(attempts=MOST_ATTEMPTS - 1)
    send_all()
    use_cases.try_mail_again(mail=row, at=AT)
    row.refresh_from_db()
    assert (row.condition, row.attempts, row.error) == ("waiting", 0, "")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [one.condition for one in send_all()] == ["sent"]


def test_try_mail_again_refuses_a_mail_that_waits_or_was_sent():
    row = asked_for()
    for _condition in ("waiting", "sent"):
        with pytest.raises(ValidationError):
            use_cases.try_mail_again(mail=row, at=AT)
        send_all()
    assert len(outbox.outbox) == 1


# Keys


def key_in(message) -> str:
    return re.search(r"/([\w-]{43})/", message.body)[1]


def everything_kept() -> str:
    return "\n".join(str(list(model._base_manager.values())) for model in apps.get_models())


def test_a_key_stands_in_the_mail_alone_and_its_hash_with_the_thing(caplog):
    invited()
    before = Invitation.objects.get().version, journal.queries.head().number
    with caplog.at_level(logging.DEBUG):
        send_all()
    key, invitation = key_in(outbox.outbox[0]), Invitation.objects.get()
    assert invitation.key_sha256 == key_sha256(key)
    assert (invitation.version, journal.queries.head().number) == before
    assert key not in everything_kept()
    assert key not in caplog.text


def test_a_second_attempt_makes_a_fresh_key_and_the_first_works_no_more(smtp):  # noqa: F811
    application = make.application()
    use_cases.write_mail(kind="application_confirm", recipient="maria@example.org", about=application, at=AT)
    smtp.dies_at = b"END"  # The server has the mail and dies before it says so.
    send_all()
    first = Application.objects.get().key_sha256
    smtp.dies_at = b""
    send_all(AT + MINUTE)
    key = re.search(r"/([\w-]{43})/", smtp.taken[0].get_content())[1]
    assert first not in ("", key_sha256(key))
    assert Application.objects.get().key_sha256 == key_sha256(key)


# Commands


def test_send_mail_queue_says_how_many_were_sent_and_does_no_harm_twice(capsys):
    asked_for()
    invited()
    for said in ("2 sent, 0 not sent\n", "0 sent, 0 not sent\n"):
        call_command("send_mail_queue")
        assert capsys.readouterr().out == said
    assert len(outbox.outbox) == 2


def test_send_mail_queue_tries_each_mail_once_at_a_dead_server_and_ends_in_peace(dead, capsys):
    for number in range(3):
        asked_for(f"osoba{number}@example.org")
    call_command("send_mail_queue")
    assert capsys.readouterr().out == "0 sent, 3 not sent\n"
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}
