"""The office's door to mails: what was sent and what was not, in words, without a key, and nothing to change."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import use_cases
from members.mail import KINDS
from members.models import Invitation, OutgoingMail
from members.querysets import MOST_ATTEMPTS
from members.tests import make
from members.tests.make import AT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("members.tests.pages")]

LIST = "/admin/members/outgoingmail/"


@pytest.fixture
def office():
    return make.browser(make.coordinator(), language="en")


@pytest.fixture
def invited() -> OutgoingMail:
    invitation = make.invitation(make.organisation("Huta Łabędy"))
    return use_cases.write_mail(kind="invitation", recipient="maria@example.org", about=invitation, at=AT)


def given_up(row: OutgoingMail) -> OutgoingMail:
    told = {"attempts": MOST_ATTEMPTS, "next_attempt_at": None, "error": "SMTPRecipientsRefused: 550 nie ma"}
    OutgoingMail.objects.filter(pk=row.pk).update(**told)
    return row


@pytest.mark.parametrize(
    ("columns", "condition"),
    [
        ({}, "waiting"),
        ({"sent_at": AT, "next_attempt_at": None}, "sent"),
        ({"attempts": MOST_ATTEMPTS, "next_attempt_at": None}, "given_up"),
        ({"attempts": 1, "next_attempt_at": None}, "pointless"),
    ],
)
def test_the_list_is_narrowed_by_what_became_of_a_mail_by_its_kind_and_by_its_address(
    office, invited, columns, condition
):
    OutgoingMail.objects.update(**columns)
    for name in ("waiting", "sent", "given_up", "pointless"):
        found = office.get(LIST, {"sending": name}).context["cl"].result_count
        assert found == (name == condition)
    for asked, found in (
        ({"kind": "invitation"}, 1),
        ({"kind": "join_asked"}, 0),
        ({"q": "maria@"}, 1),
        ({"q": "zofia"}, 0),
    ):
        assert office.get(LIST, asked).context["cl"].result_count == found


def test_a_filter_that_does_not_exist_is_no_fault_of_the_page(office, invited):
    for asked in ({"sending": "delete"}, {"kind": "poem"}):
        assert office.get(LIST, asked).status_code == 200


def test_the_page_of_a_mail_shows_its_words_without_a_key_and_makes_none(office, invited):
    page = office.get(f"{LIST}{invited.pk}/change/").content.decode()
    assert "/konto/zaproszenie/…/" in page
    assert "Huta Łabędy" in page
    assert "maria@example.org" in page
    assert 'name="_save"' not in page
    assert Invitation.objects.get().key_sha256 == ""


def test_a_mail_whose_words_are_gone_has_a_page_all_the_same(office, invited):
    OutgoingMail.objects.update(kind="poem", error="There is no such kind of mail any more.", next_attempt_at=None)
    assert "Poem" in office.get(f"{LIST}{invited.pk}/change/").content.decode()
    assert office.get(LIST).status_code == 200


def test_a_mail_that_was_given_up_is_tried_again_by_its_button(office, invited):
    given_up(invited)
    page = office.get(f"{LIST}{invited.pk}/change/").content.decode()
    assert f'action="{LIST}{invited.pk}/again/"' in page
    answer = office.post(f"{LIST}{invited.pk}/again/", follow=True)
    assert "back in the queue" in answer.content.decode()
    invited.refresh_from_db()
    assert invited.condition == "waiting"


def test_a_mail_that_waits_has_no_button_and_is_not_tried_again(office, invited):
    assert "again/" not in office.get(f"{LIST}{invited.pk}/change/").content.decode()
    answer = office.post(f"{LIST}{invited.pk}/again/", follow=True)
    assert "Only a mail that was given up can be tried again." in answer.content.decode()
    assert mail.outbox == []


def test_trying_again_takes_a_post_and_a_mail_that_exists(office, invited):
    assert office.get(f"{LIST}{invited.pk}/again/").status_code == 405
    assert office.post(f"{LIST}987/again/").status_code == 302


def test_an_auditor_sees_the_mails_and_tries_none_again(invited):
    given_up(invited)
    auditor = make.browser(make.auditor(), language="en")
    page = auditor.get(f"{LIST}{invited.pk}/change/")
    assert page.status_code == 200
    assert "again/" not in page.content.decode()
    assert auditor.post(f"{LIST}{invited.pk}/again/").status_code == 403
    invited.refresh_from_db()
    assert invited.condition == "given_up"


def test_nobody_changes_adds_or_removes_a_mail(office, invited):
    assert office.get(f"{LIST}add/").status_code == 403
    assert office.post(f"{LIST}{invited.pk}/change/", {"recipient": "x@example.org"}).status_code == 403
    assert office.post(f"{LIST}{invited.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_words_of_every_kind_can_be_read_before_the_first_is_sent(language):
    browser = make.browser(make.coordinator(), language=language)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(f"{LIST}kinds/").content.decode()
    assert len(queries) <= 12
    for code in ("pl", "en"):
        assert page.count(f'<section class="module mail" lang="{code}"') == len(KINDS)
    assert OutgoingMail.objects.count() == Invitation.objects.count() == 0


def test_the_words_of_each_kind_are_for_the_office_and_the_auditor_alone():
    representative = make.representative("maria@example.org", make.member())
    for user, status in ((None, 302), (representative, 302), (make.auditor(), 200)):
        assert make.browser(user).get(f"{LIST}kinds/").status_code == status


def test_a_mail_that_was_given_up_waits_on_the_start_page_of_the_office(office, invited):
    assert f'href="{LIST}?agenda=mail-failed"' in office.get("/admin/").content.decode()
    assert office.get(LIST, {"agenda": "mail-failed"}).context["cl"].result_count == 0
    given_up(invited)
    assert office.get(LIST, {"agenda": "mail-failed"}).context["cl"].result_count == 1
