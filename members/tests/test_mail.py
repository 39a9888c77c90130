"""The words of mails: whole in both languages, made of short plain lines, and deaf to what strangers put into names."""

import re
from datetime import date, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import allauth
import pytest
from django.core.mail import EmailMessage as Message

import journal.use_cases as journal
from members import mail, use_cases
from members.models import Invitation, Membership, OutgoingMail, Proposal
from members.tests import make
from members.tests.make import AT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("members.tests.pages")]

FIRM = "Huta Łabędy"
KEY = "kluczKLUCZklucz-kluczKLUCZklucz_kluczKLUCZk"


def queued(kind: str, about=None, **how) -> OutgoingMail:
    return use_cases.write_mail(kind=kind, recipient="maria@example.org", about=about, at=AT, **how)


def words(row: OutgoingMail, at=AT) -> mail.Words:
    return mail.words(row, at=at, key=lambda thing: KEY)


def parsed(message: Message) -> EmailMessage:
    return BytesParser(policy=default).parsebytes(message.message().as_bytes())


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("kind", mail.KINDS)
def test_every_kind_has_a_subject_of_one_line_and_short_lines_in_both_languages(kind, language):
    subject, body, _reply_to = mail.sample(kind, language, at=AT)
    assert subject and "\n" not in subject
    assert not re.search(r"[{}<]|&[a-z#]|%\(|\n\n\n", subject + body)
    assert all(len(line) <= 78 for line in body.splitlines() if "://" not in line)
    assert ("Good day" in body) == (language == "en")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_sample_and_a_preview_show_an_ellipsis_where_the_key_goes(language):
    row = queued("invitation", make.invitation(make.organisation(FIRM)), language=language)
    for body in (mail.sample("invitation", language, at=AT).body, mail.words_without_key(row, at=AT).body):
        assert "/zaproszenie/…/\n" in body
    assert Invitation.objects.get().key_sha256 == ""


def test_every_text_of_the_account_library_that_is_used_here_has_a_kind():
    templates = Path(allauth.__file__).parent / "templates"
    known = {
        path.relative_to(templates).as_posix().replace("/email/", ":").removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for path in (templates / app / "email").glob("*_subject.txt")
    }
    # Nobody signs up, logs in by code or confirms an address here.
    unused = {"account_already_exists", "email_confirm", "email_confirmation", "email_confirmation_signup"}
    unused |= {"login_code", "password_reset_code", "unknown_account"}
    assert known - set(mail.KINDS) == {f"account:{name}" for name in unused}


def test_an_invitation_says_for_whom_in_which_role_until_when_and_where():
    make.cluster()
    invitation = make.invitation(make.organisation(FIRM), role="editor")
    subject, body, _reply_to = words(queued("invitation", invitation, language="en"))
    assert subject == f"Invitation: {FIRM}"
    assert "Your role: editor. You will be able to read what members read, and propose" in " ".join(body.split())
    assert "Dec. 8, 2026, 10 a.m." in body
    assert "\nKlaster Obróbki Metali\nhttp://localhost:8000/en/\n" in body
    assert f"http://localhost:8000/konto/zaproszenie/{KEY}/\n" in body


@pytest.mark.parametrize("name", ["accepted_at", "closed_at"])
def test_an_invitation_that_was_answered_has_nothing_left_to_say(name):
    row = queued("invitation", make.invitation(make.organisation(FIRM), **{name: AT}))
    with pytest.raises(mail.Pointless):
        words(row)


def test_an_invitation_has_nothing_left_to_say_once_it_has_expired():
    row = queued("invitation", make.invitation(make.organisation(FIRM)))
    with pytest.raises(mail.Pointless):
        words(row, at=AT + timedelta(days=14))


@pytest.mark.parametrize(
    ("days", "english"),
    [(1, "ends in 1 day:"), (2, "ends in 2 days:"), (14, "ends in 14 days:"), (22, "ends in 22 days:")],
)
def test_the_days_of_a_membership_are_counted_from_the_sending(days, english):
    until = date(2026, 11, 24) + timedelta(days=days)
    membership = Membership.objects.get(organisation=make.member(FIRM, until=until))
    body = words(queued("membership_ends", membership, language="en")).body
    assert english in " ".join(body.split())


@pytest.mark.parametrize("until", [None, date(2026, 11, 23)])
def test_a_membership_that_was_prolonged_or_has_ended_is_not_reminded_of(until):
    membership = Membership.objects.get(organisation=make.member(FIRM, until=until))
    with pytest.raises(mail.Pointless):
        words(queued("membership_ends", membership))


def test_a_decision_names_what_was_approved_what_was_not_and_why():
    proposal = Proposal(
        organisation=make.organisation(FIRM),
        by=make.operator(),
        made_at=AT,
        changes={"city": ["", "Łódź"], "website": ["", "https://example.org"], "certificates": [[], []]},
        state="partly",
        decided_at=AT,
        taken=["city", "certificates"],
        reason="Strona nie działa & <b>.",
    )
    journal.keep(thing=proposal, **make.BY)
    body = words(queued("proposal_decided", proposal, language="en")).body
    assert "now:\n- town\n- certificates\n\nNot approved:\n- website\n\nReason: Strona nie działa & <b>.\n" in body


@pytest.fixture
def contact():
    return make.a_representation()


MESSAGE = {"name": "Jan Żółć", "email": "jan@example.com", "subject": "Zamówienie", "text": "Poufne"}


def test_a_message_to_a_contact_person_is_quoted_line_by_line_and_answered_to_its_writer(contact):
    told = MESSAGE | {"text": "Dzień dobry\n\nKlaster\nhttp://zle.example"}
    message = mail.message(queued("contact_message", contact, told=told), at=AT, key=lambda thing: KEY)
    assert message.reply_to == ["jan@example.com"]
    assert "> Dzień dobry\n>\n> Klaster\n> http://zle.example\n" in message.body
    assert message.to == ["maria@example.org"]


def test_a_long_line_of_a_visitor_stays_quoted_when_it_is_wrapped(contact):
    lines = words(queued("contact_message", contact, told=MESSAGE | {"text": "słowo " * 60})).body.splitlines()
    quoted = [line for line in lines if "słowo" in line]
    assert len(quoted) > 4
    assert all(line.startswith("> ") and len(line) <= 76 for line in quoted)


def test_a_preview_for_the_office_hides_what_a_visitor_wrote(contact):
    row = queued("contact_message", contact, told=MESSAGE)
    shown = str(mail.words_without_key(row, at=AT))
    assert not any(word in shown for word in MESSAGE.values())
    assert row.told == MESSAGE


def test_a_message_is_not_sent_to_a_person_who_has_left_the_organisation(contact):
    contact.until = date(2026, 11, 23)
    journal.keep(thing=contact, **make.BY)
    with pytest.raises(mail.Pointless):
        words(queued("contact_message", contact, told=MESSAGE))


def test_a_copy_tells_its_writer_whom_it_went_to(contact):
    told = MESSAGE | {"called": "Maria Żak"}
    copied = mail.message(queued("contact_copy", contact.organisation, told=told, language="en"), at=AT, key=str)
    assert copied.reply_to == []
    assert "to Odlewnia (Maria Żak)" in " ".join(copied.body.split())
    assert "> Poufne" in copied.body


def test_a_name_with_lines_in_it_adds_no_header_and_an_address_with_lines_is_refused(contact):
    told = MESSAGE | {"name": "Jan\r\nBcc: wszyscy@example.org", "subject": "Raz\r\nBcc: x@example.org"}
    sent = parsed(mail.message(queued("contact_message", contact, told=told), at=AT, key=lambda thing: KEY))
    assert sent["Bcc"] is None
    assert sent["Subject"].endswith("Jan Bcc: wszyscy@example.org. Raz Bcc: x@example.org")
    bad = queued("contact_message", contact, told=told | {"email": "jan@example.com\r\nBcc: x@example.org"})
    with pytest.raises(ValueError, match="newline|header"):
        mail.message(bad, at=AT, key=lambda thing: KEY).message()


def test_a_mail_is_well_formed(settings):
    settings.BASE_URL, settings.DEFAULT_FROM_EMAIL = "https://rejestr.example.org", "rejestr@example.org"
    row = queued("invitation", make.invitation(make.organisation("Zażółć Gęślą Jaźń " * 6)))
    first, second = (parsed(mail.message(row, at=AT, key=lambda thing: KEY)) for _attempt in range(2))
    assert first["Subject"].endswith(("Zażółć Gęślą Jaźń " * 6).strip())
    assert (first["From"], first["To"]) == ("rejestr@example.org", "maria@example.org")
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"]
    assert first["Message-ID"].endswith("@rejestr.example.org>")
    assert first["Message-ID"] != second["Message-ID"]
    assert (first.get_content_type(), first.get_content_charset()) == ("text/plain", "utf-8")
    assert f"https://rejestr.example.org/konto/zaproszenie/{KEY}/\n" in first.get_content()


def test_owners_editors_and_the_office_are_the_active_people_of_the_day():
    firm, day = make.organisation(FIRM), date(2026, 11, 24)
    people = {role: make.representative(f"{role}@example.org", firm) for role in ("owner", "editor", "reader")}
    for role, user in people.items():
        representation = user.representations.get()
        representation.role = role
        journal.keep(thing=representation, **make.BY)
    gone = make.representative("gone@example.org", firm)
    gone.is_active = False
    journal.keep(thing=gone, **make.BY)
    make.representative("former@example.org", firm, until=date(2026, 11, 23))
    make.auditor()
    office = make.coordinator()
    assert set(mail.owners_of(firm, on=day)) == {people["owner"]}
    assert set(mail.editors_of(firm, on=day)) == {people["owner"], people["editor"]}
    assert set(mail.office()) == {office}
