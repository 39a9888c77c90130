"""What is held on a person: told whole and without secrets, erased with the facts left standing, let go in time."""

import io
import json
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import journal.queries
import journal.use_cases as journal_acts
from declarations import access, queries, use_cases
from declarations.models import Signature
from declarations.tests import make
from journal.models import Entry, PersonalValue
from members.models import Application, Contact, Invitation, Organisation, OutgoingMail, Proposal, Representative, User
from members.tests.make import (
    AT,
    BY,
    application,
    auditor,
    browser,
    contact,
    coordinator,
    member,
    operator,
    organisation,
    proposal,
    representative,
)
from members.use_cases import invite, keep_contact, write_mail

pytestmark = pytest.mark.django_db

ZOFIA = "zofia@huta.example"
NAME = "Zofia Niepowtarzalna"
PAGE = "/admin/members/user/person/"


@pytest.fixture
def firm() -> Organisation:
    return member("Huta Łabędy")


@pytest.fixture
def zofia(firm) -> User:
    """Return a person who left traces in every table."""
    user = representative(ZOFIA, firm, role="owner")
    user.name = NAME
    journal_acts.keep(thing=user, **BY)
    contact(user, firm, name=NAME, email=ZOFIA, phone="600 100 200", email_seen="members", phone_seen="members")
    invite(email=ZOFIA, organisation=organisation("Odlewnia"), role="owner", name=NAME, **BY)
    application(contact_name=NAME, contact_email=ZOFIA)
    proposal(firm, by=user, description_pl="Nowy opis")
    write_mail(kind="profile_due", recipient=ZOFIA, user=user, about=firm, at=AT)
    declaration = make.signed("deklaracja", firm)
    declaration.signatures.update(person=NAME, function="prezes")
    browser(user).get("/konto/")
    return user


def told(email: str = ZOFIA) -> dict:
    person = queries.person_of(email)
    return queries.disclosed(person, queries.held_on(person), queries.mentions_of(person))


def held(email: str = ZOFIA) -> dict[str, list[dict]]:
    return {each["table"]: each["rows"] for each in told(email)["held"]}


def erase(email: str = ZOFIA, **how: object) -> None:
    use_cases.erase_person(email=email, **{"reason": "Na żądanie z 3 marca 2026"} | how, **BY)


# Telling


def test_everything_that_is_held_is_told_with_its_ground_and_without_a_secret(zofia):
    known = told("Zofia@Huta.example ")
    tables = {each["table"]: each for each in known["held"]}
    assert set(tables) >= {
        *("members.user", "members.representative", "members.contact", "members.invitation", "members.application"),
        *("members.proposal", "members.outgoingmail", "declarations.signature", "journal.personalvalue"),
    }
    assert tables["members.contact"]["rows"][0]["phone"] == "600 100 200"
    assert tables["declarations.signature"]["rows"][0]["person"] == NAME
    assert all(each["ground"] for each in known["held"])
    text = json.dumps(known)
    for secret in (zofia.password, *Invitation.objects.exclude(key_sha256="").values_list("key_sha256", flat=True)):
        assert secret not in text


def test_what_is_anothers_is_not_told(zofia, firm):
    representative(f"a{ZOFIA}", firm)
    other = organisation("Inna huta")
    make.signed("inna", other).signatures.update(person=NAME)
    assert len(held()["members.user"]) == len(held()["declarations.signature"]) == 1
    assert held(f"a{ZOFIA}")["members.user"][0]["email"] == f"a{ZOFIA}"
    assert "declarations.signature" not in held(f"a{ZOFIA}")


def test_a_text_that_names_the_person_is_pointed_out(zofia, firm):
    firm.description_pl = f"Pytania kierować: {ZOFIA}."
    journal_acts.keep(thing=firm, **BY)
    make.signed("imienniczka", organisation("Inna huta")).signatures.update(person=NAME)
    mentions = queries.mentions_of(queries.person_of(ZOFIA))
    assert [(mention.thing, mention.kind) for mention in mentions] == [
        ("Huta Łabędy", "Podmioty"),
        ("1. Inna huta", "Sygnatariusze"),
    ]


def test_the_command_prints_json_and_refuses_an_unknown_address(zofia):
    out = io.StringIO()
    call_command("disclose_person", ZOFIA, stdout=out)
    assert json.loads(out.getvalue())["person"] == ZOFIA
    with pytest.raises(CommandError):
        call_command("disclose_person", "nikt@example.org")


# The own page


def test_a_person_reads_and_takes_away_what_is_held_on_it(zofia):
    client = browser(zofia)
    page = client.get("/konto/moje-dane/").content.decode()
    assert "600 100 200" in page
    assert "art. 6" in page
    answer = client.get("/konto/moje-dane/dane.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.json()["person"] == ZOFIA


def test_the_own_page_asks_the_same_few_questions_however_much_is_held(zofia, firm):
    client = browser(zofia)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/konto/moje-dane/").status_code == 200
        return len(asked)

    before = count()
    for number in range(20):
        write_mail(kind="profile_due", recipient=ZOFIA, user=zofia, about=firm, at=AT + timedelta(days=number))
        invite(email=ZOFIA, organisation=organisation(f"Odlewnia {number}"), role="owner", name=NAME, **BY)
    assert count() == before


def own(user: User) -> str:
    """Return all that the person is shown on the own page and in the file."""
    client = browser(user)
    return client.get("/konto/moje-dane/").content.decode() + client.get("/konto/moje-dane/dane.json").content.decode()


def test_a_person_is_not_shown_whom_a_message_through_the_portal_went_to(zofia, firm):
    jan = representative("jan@odlewnia.example", member("Druga odlewnia"))
    told_with_it = {"name": NAME, "email": ZOFIA, "subject": "S", "text": "T"}
    write_mail(kind="contact_message", recipient=jan.email, user=jan, told=told_with_it, at=AT)
    assert jan.email not in own(zofia)
    erase()
    assert not OutgoingMail.objects.exists()


def test_a_person_is_not_shown_what_the_office_wrote_of_others_or_keeps_to_itself(zofia, firm):
    secret = make.signed("tajna", firm, visibility="coordinator")
    secret.signatures.update(person=NAME)
    signature = make.concluded("inna", organisation("Obca")).signatures.get()
    use_cases.withdraw_signature(signature=signature, day=date(2020, 1, 1), reason=f"Ewa Lis i {ZOFIA}", **BY)
    text = own(zofia)
    assert "Ewa Lis" not in text
    assert "tajna" not in text
    assert "Ewa Lis" in json.dumps(told(), ensure_ascii=False)


def test_what_a_person_shows_to_nobody_is_shown_to_the_person_and_not_to_the_office(zofia, firm):
    thing = Contact.objects.get()
    thing.phone_seen = "hidden"
    keep_contact(contact=thing, **BY)
    assert "600 100 200" in own(zofia)
    page = post(coordinator()).content.decode() + post(coordinator("b@example.org"), act="tell").content.decode()
    assert ZOFIA in page
    assert "600 100 200" not in page


def test_a_person_chooses_the_language_of_mails_in_which_the_next_ones_are_written(zofia, firm):
    client = browser(zofia)
    assert client.post("/konto/moje-dane/", {"language": "xx"}).status_code == 400
    assert client.post("/konto/moje-dane/", {"language": "en"}).status_code == 302
    assert write_mail(kind="profile_due", recipient=ZOFIA, user=User.objects.get(pk=zofia.pk), at=AT).language == "en"
    assert Entry.objects.newest_first()[0].facts == {"language": ["pl", "en"]}


# Erasing


def test_an_erased_person_is_held_no_more_and_the_facts_stand(zofia, firm):
    signed = Signature.objects.get().signed_on
    erase()
    assert not User.objects.filter(email=ZOFIA).exists()
    for model in (Representative, Contact, Invitation, Application, OutgoingMail):
        assert not model.objects.exists(), model
    assert Proposal.objects.get().by is None
    signature = Signature.objects.get()
    assert (signature.person, signature.signed_on, signature.organisation) == (NAME, signed, firm)
    assert not journal.queries.first_fault(journal.queries.head())


def test_a_signature_keeps_its_day_and_organisation_where_its_name_is_erased(zofia, firm):
    erase(signatures=True)
    signature = Signature.objects.get()
    assert (signature.person, signature.function, signature.state) == ("", "", "signed")
    assert (signature.organisation, signature.signed_on) == (firm, make.DAY)
    assert not PersonalValue.objects.filter(field="person", value=NAME).exists()


def test_the_journal_forgets_the_person_and_says_that_it_did(zofia):
    before = Entry.objects.count()
    erase(signatures=True)
    left = "".join(str(value) for value in PersonalValue.objects.values_list("value", flat=True))
    assert NAME not in left and ZOFIA not in left and "600 100 200" not in left
    entries = Entry.objects.filter(number__gt=before)
    assert set(entries.values_list("act", flat=True)) == {"erase"}
    objects = list(entries.values_list("object_type", "object_key"))
    assert len(objects) == len(set(objects))
    assert not journal.queries.first_fault(journal.queries.head())


def test_what_another_person_has_stays(zofia, firm):
    jan = representative("jan@huta.example", firm, role="editor")
    contact(jan, firm, name="Jan", email=ZOFIA, email_seen="members")
    erase()
    assert Contact.objects.get().email == ZOFIA
    assert PersonalValue.objects.filter(value="jan@huta.example").exists()


def test_an_application_that_made_a_member_keeps_its_facts_without_the_person(zofia):
    accepted = application("Nowa firma", contact_name=NAME, contact_email=ZOFIA)
    Application.objects.filter(pk=accepted.pk).update(
        state="accepted", organisation=organisation("Nowa firma"), decided_on=date(2026, 1, 1)
    )
    erase()
    kept = Application.objects.get()
    assert (kept.name, kept.contact_name, kept.contact_email) == ("Nowa firma", "", "")


def test_a_person_without_account_is_erased_by_the_address(firm):
    invite(email="ewa@huta.example", organisation=firm, role="owner", name="Ewa Lis", **BY)
    erase("ewa@huta.example")
    assert not Invitation.objects.exists()
    assert not PersonalValue.objects.filter(value="Ewa Lis").exists()


def test_nothing_is_erased_for_an_address_of_which_nothing_is_held(zofia):
    with pytest.raises(ValidationError):
        erase("nikt@example.org")
    with pytest.raises(CommandError):
        call_command("erase_person", "nikt@example.org")


def test_whoever_is_erased_is_out_at_the_next_click(zofia):
    client = browser(zofia)
    assert client.get("/konto/moje-dane/").status_code == 200
    erase()
    assert client.get("/konto/moje-dane/").status_code == 302


# The office's page


def post(person: User, **told: str):
    return browser(person).post(PAGE, {"email": ZOFIA, "act": "look"} | told)


def test_the_office_sees_what_goes_and_what_stays_before_it_erases(zofia):
    page = post(coordinator()).content.decode()
    assert "600 100 200" in page
    assert "„Huta Łabędy” zostaje bez właściciela" in page
    assert "Deklaracja deklaracja" in page
    assert User.objects.filter(email=ZOFIA).exists()


def test_the_office_erases_with_a_reason_and_not_without(zofia):
    office = coordinator()
    assert post(office, act="erase", reason="").status_code == 400
    assert post(office, act="erase", reason="Na żądanie").status_code == 302
    assert not User.objects.filter(email=ZOFIA).exists()
    entry = Entry.objects.newest_first()[0]
    assert (entry.act, entry.actor) == ("erase", str(office.key))


@pytest.mark.parametrize("reason", [f"Prosiła {NAME}", f"Na prośbę z {ZOFIA.upper()}"])
def test_a_reason_that_names_the_person_is_refused(zofia, reason):
    answer = post(coordinator(), act="erase", reason=reason)
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert User.objects.filter(email=ZOFIA).exists()


def test_an_auditor_and_a_member_find_no_such_page(zofia):
    assert post(auditor()).status_code == 404
    assert browser(zofia).get(PAGE).status_code == 302


def test_only_the_operator_erases_staff_and_nobody_oneself():
    office, boss = coordinator(), operator()
    other = coordinator("druga@example.org")
    assert not access.may_erase(office, other)
    assert not access.may_erase(office, boss)
    assert not access.may_erase(boss, boss)
    assert access.may_erase(boss, other)
    answer = browser(office).post(PAGE, {"email": other.email, "act": "erase", "reason": "x"})
    assert answer.status_code == 404
    assert User.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("key", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_a_key_of_nobody_shows_the_empty_form(key):
    assert browser(coordinator()).get(PAGE, {"key": key}).status_code == 200


def test_the_page_of_a_representative_leads_to_its_persons_data(zofia):
    office = browser(coordinator())
    representation = Representative.objects.get(user=zofia)
    page = office.get(reverse("admin:members_representative_change", args=[representation.pk])).content.decode()
    assert f"{PAGE}?key={zofia.key}" in page
    assert "600 100 200" in office.get(PAGE, {"key": str(zofia.key)}).content.decode()


# Letting go


DAYS = {"invitation": 180, "application": 730, "mail": 365}


@pytest.mark.parametrize(("days", "left"), [(179, 1), (200, 0)])
def test_an_invitation_is_kept_for_its_period(firm, days, left):
    invitation = invite(email=ZOFIA, organisation=firm, role="owner", **BY)
    use_cases.expire_personal_data(at=invitation.expires_at + timedelta(days=days))
    assert Invitation.objects.count() == left
    assert PersonalValue.objects.filter(value=ZOFIA).exists() is bool(left)


@pytest.mark.parametrize(
    ("state", "days", "left"), [("refused", 700, 1), ("refused", 800, 0), ("withdrawn", 800, 0), ("received", 9000, 1)]
)
def test_an_application_that_came_to_nothing_is_kept_for_its_period(state, days, left):
    application(state=state, contact_email=ZOFIA)
    use_cases.expire_personal_data(at=AT + timedelta(days=days))
    assert Application.objects.count() == left


def test_a_mail_is_kept_for_its_period_and_one_that_waits_for_ever(firm):
    sent = write_mail(kind="profile_due", recipient=ZOFIA, about=firm, at=AT)
    OutgoingMail.objects.filter(pk=sent.pk).update(sent_at=AT, next_attempt_at=None)
    waits = write_mail(kind="profile_due", recipient=ZOFIA, about=firm, at=AT)
    use_cases.expire_personal_data(at=AT + timedelta(days=366))
    assert list(OutgoingMail.objects.all()) == [waits]


def test_what_is_known_of_an_ended_session_goes_and_of_an_open_one_stays(zofia):
    assert Session.objects.count() == 1
    out = io.StringIO()
    call_command("expire_personal_data", stdout=out)
    assert Session.objects.count() == 1
    use_cases.expire_personal_data(at=timezone.now() + timedelta(days=1))
    assert not Session.objects.exists()
    assert not held().get("usersessions.usersession")


def test_letting_go_twice_removes_nothing_more(zofia):
    at = AT + timedelta(days=3000)
    use_cases.expire_personal_data(at=at)
    before = Entry.objects.count()
    assert set(use_cases.expire_personal_data(at=at).values()) == {0}
    assert Entry.objects.count() == before
    assert not journal.queries.first_fault(journal.queries.head())
