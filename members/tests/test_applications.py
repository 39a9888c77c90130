"""What can be done with applications to join the cluster, in which state, and all that follows from it."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from journal.models import Entry
from members import lifecycle, queries, use_cases
from members.lifecycle import ApplicationState, IllegalTransition
from members.models import Application, Invitation, Membership, Organisation, OutgoingMail
from members.tests.make import AT, application, coordinator, member, organisation, representative

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
NIP, OTHER_NIP, KRS = "5260001246", "1132853869", "0000123456"


def act(action: str, thing: Application, **told: object) -> Application:
    """Do an act with dull words, as whoever does it; return the application as it is then."""
    how: dict[str, object] = {
        "accept": {"resolution": "5/2026", "day": TODAY},
        "refuse": {"reason": "Nie ten profil."},
    }.get(action, {})
    if not lifecycle.edge(action).is_applicants:
        how = {"by": None} | how
    getattr(use_cases, f"{action}_application")(application=thing, at=AT, **how | told)
    return Application.objects.get(pk=thing.pk)


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", "recipient"))


# Sending


def test_submit_application_keeps_it_and_asks_its_address_for_a_confirmation():
    coordinator()
    sent = Application(
        name="Odlewnia", kind="enterprise", city="Łódź", contact_name="Maria Żak", contact_email="maria@example.org"
    )
    use_cases.submit_application(application=sent, at=AT)
    kept = Application.objects.get()
    assert (kept.state, kept.made_at, kept.key_sha256) == (ApplicationState.UNCONFIRMED, AT, "")
    assert mails() == [("application_confirm", "maria@example.org")]
    assert Entry.objects.about(kept).get().act == "add"


def test_what_the_journal_keeps_of_the_contact_person_is_sealed():
    kept = application(contact_phone="600 100 200")
    text = str(Entry.objects.about(kept).get().facts)
    assert "Odlewnia" in text
    assert not [word for word in ("Maria", "maria@", "600 100") if word in text]


# The table


@pytest.mark.parametrize("state", [state for state in ApplicationState if state != ApplicationState.ACCEPTED])
@pytest.mark.parametrize("row", lifecycle.APPLICATION, ids=lambda row: row.action)
def test_each_act_is_done_from_its_states_and_refused_from_all_others(row, state):
    coordinator()
    thing = application(state=state, nip=NIP)
    before = Entry.objects.count()
    if state not in row.sources:
        with pytest.raises(IllegalTransition, match="[“„]"):
            act(row.action, thing)
        assert Application.objects.get().state == state
        assert (Entry.objects.count(), mails()) == (before, [])
        return
    assert act(row.action, thing).state == row.target
    assert Entry.objects.about(thing).latest("number").act == row.action


@pytest.mark.parametrize("row", lifecycle.APPLICATION, ids=lambda row: row.action)
def test_nothing_is_done_with_an_accepted_application(row):
    accepted = act("accept", application(state="received"))
    with pytest.raises(IllegalTransition):
        act(row.action, accepted)


def test_an_act_looks_at_the_stored_state_and_not_at_the_copy_at_hand():
    copy = application(state="received")
    act("refuse", copy)
    with pytest.raises(IllegalTransition):
        act("accept", copy)
    assert not Membership.objects.exists()


def test_confirm_application_tells_the_office_and_not_the_applicant():
    coordinator("one@example.org")
    coordinator("two@example.org")
    act("confirm", application())
    assert mails() == [("application_arrived", "one@example.org"), ("application_arrived", "two@example.org")]


@pytest.mark.parametrize("action", ["check", "refuse"])
def test_the_applicant_gets_news_of_what_the_office_does(action):
    act(action, application(state="received", language="en"))
    assert mails() == [("application_news", "maria@example.org")]
    assert OutgoingMail.objects.get().language == "en"


def test_refuse_application_keeps_day_and_reason_and_needs_one():
    thing = application(state="checked")
    with pytest.raises(ValidationError, match="powodu"):
        act("refuse", thing, reason="  ")
    refused = act("refuse", thing)
    assert (refused.decided_on, refused.reason) == (TODAY, "Nie ten profil.")


# Acceptance


def test_accept_application_makes_organisation_membership_and_invitation_in_one_act():
    accepted = act(
        "accept",
        application(
            "Odlewnia",
            state="checked",
            nip=NIP,
            krs=KRS,
            address="ul. Piotrkowska 1",
            website="https://odlewnia.example.org",
            chain_role="parts",
            size_class="small",
            about="Odlewamy.",
        ),
    )
    made = accepted.organisation
    assert (made.name, made.kind, made.nip, made.krs, made.regon) == ("Odlewnia", "enterprise", NIP, KRS, None)
    assert (made.city, made.chain_role, made.size_class, made.description_pl) == ("Łódź", "parts", "small", "Odlewamy.")
    membership = Membership.objects.get()
    assert (membership.organisation, membership.since, membership.until) == (made, TODAY, None)
    assert "5/2026" in membership.basis
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.email, invitation.role) == (made, "maria@example.org", "owner")
    assert (accepted.resolution, accepted.decided_on) == ("5/2026", TODAY)
    assert mails() == [("application_news", "maria@example.org"), ("invitation", "maria@example.org")]


def test_accept_application_in_english_describes_in_english_and_keeps_the_basis_in_the_language_of_the_register():
    with translation.override("en"):
        accepted = act("accept", application(state="received", language="en", about="We cast."))
    made = accepted.organisation
    assert (made.description_pl, made.description_en) == ("", "We cast.")
    with translation.override("pl"):
        expected = translation.gettext("Resolution no. %(number)s") % {"number": "5/2026"}
    assert made.memberships.get().basis == expected


def test_accept_application_takes_a_day_of_its_own_for_the_membership():
    act("accept", application(state="received"), since=date(2027, 1, 1))
    assert Membership.objects.get().since == date(2027, 1, 1)


def test_accept_application_fills_in_what_a_known_organisation_lacks_and_changes_nothing_else():
    known = organisation("Odlewnia S.A.", city="Zgierz", krs=KRS, description_pl="Dawny opis.")
    thing = application("Odlewnia", state="received", nip=NIP, krs=KRS, about="Odlewamy.", size_class="medium")
    assert act("accept", thing, organisation=known).organisation == known
    known.refresh_from_db()
    assert (known.name, known.city, known.description_pl) == ("Odlewnia S.A.", "Zgierz", "Dawny opis.")
    assert (known.nip, known.size_class) == (NIP, "medium")
    assert Organisation.objects.count() == 1


def test_accept_application_invites_nobody_who_speaks_for_the_organisation_already():
    known = organisation("Odlewnia", nip=NIP)
    representative("maria@example.org", known)
    act("accept", application(state="received", nip=NIP), organisation=known)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"day": TODAY + timedelta(days=1)}, "day to come"),
        ({}, "NIP"),
        ({"organisation": "member"}, "period"),
        ({"organisation": "another"}, "has another NIP"),
    ],
)
def test_accept_application_refused_leaves_nothing_behind(told, why):
    known = {"member": member("Członek", nip=NIP), "another": organisation("Inna", nip=OTHER_NIP)}
    thing = application(state="received", nip=NIP)
    if "organisation" in told:
        told = told | {"organisation": known[told["organisation"]]}
    counts = [model.objects.count() for model in (Organisation, Membership, Invitation, Entry)]
    with translation.override("en"), pytest.raises(ValidationError, match=why):
        act("accept", thing, **told)
    assert Application.objects.get().state == "received"
    assert counts == [model.objects.count() for model in (Organisation, Membership, Invitation, Entry)]
    assert mails() == []


def test_the_database_itself_keeps_an_accepted_application_with_its_organisation():
    thing = application(state="received")
    with pytest.raises(IntegrityError):
        Application.objects.filter(pk=thing.pk).update(state="accepted")


# The lost link


def test_send_links_writes_about_each_application_of_the_address():
    for name in ("Odlewnia", "Kuźnia"):
        application(name)
    application("Obca", contact_email="jan@example.org")
    use_cases.send_links(email=" Maria@example.org ", at=AT)
    assert mails() == [("application_link", "maria@example.org")] * 2


def test_send_links_writes_to_an_unknown_address_a_mail_that_is_never_sent(mailoutbox):
    use_cases.send_links(email="nikt@example.org", at=AT)
    assert mails() == [("application_link", "nikt@example.org")]
    sent = use_cases.send_next_mail(at=AT, due_by=AT)
    assert (sent.condition, mailoutbox) == ("pointless", [])


# Answers


def test_an_application_is_found_by_the_key_in_the_newest_mail_alone(mailoutbox):
    application("Bez listu")
    thing = application()
    for minutes in (0, 1):
        at = AT + timedelta(minutes=minutes)
        use_cases.send_links(email="maria@example.org", at=at)
        while use_cases.send_next_mail(at=at, due_by=at):
            pass
    keys = [re.findall(r"/([\w-]{43})/", mail.body)[0] for mail in mailoutbox if "Odlewnia" in mail.subject]
    assert [queries.application_by_key(key) for key in (*keys, "", "x" * 43)] == [None, thing, None, None]


def test_application_facts_say_what_was_filled_in_by_its_labels_and_leave_out_the_rest():
    firm = member("Huta Łabędy")
    thing = application(
        "Odlewnia",
        staff=1500,
        turnover=Decimal("100.000"),
        balance=Decimal("0.5"),
        chain_role="parts",
        recommended_by=[firm.slug, "nie-ma-jej"],
    )
    with translation.override("en"):
        facts = {str(label): words for label, words in queries.application_facts(thing)}
    assert facts["Kind"] == "enterprise"
    assert facts["Staff (annual work units)"] == "1,500"
    assert facts["Yearly turnover in EUR million"] == "100"
    assert facts["Balance sheet total in EUR million"] == "0.5"
    assert facts["Recommended by"] == "Huta Łabędy, nie-ma-jej"
    assert not {"NIP", "Website"} & facts.keys()


@pytest.mark.parametrize("name", ["nip", "regon", "krs"])
def test_organisations_and_applications_with_one_of_its_numbers_are_found(name):
    number = {"nip": NIP, "regon": "123456785", "krs": KRS}[name]
    known = organisation("Dawna nazwa", **{name: number})
    organisation("Bez numerów")
    earlier = application("Wcześniejszy", **{name: number})
    application("Bez numerów")
    thing = application("Nowa nazwa", **{name: number})
    assert list(queries.organisations_with_its_numbers(thing)) == [known]
    assert list(queries.other_applications(thing)) == [earlier]


def test_an_application_without_numbers_is_like_no_other():
    organisation("Bez numerów")
    application("Bez numerów")
    thing = application("Bez numerów", made_at=AT + timedelta(days=1))
    assert not queries.organisations_with_its_numbers(thing).exists()
    assert not queries.other_applications(thing).exists()


def test_every_act_of_the_office_is_by_whom_it_was_done():
    office = coordinator()
    act("check", application(state="received"), by=office)
    assert Entry.objects.latest("number").actor == str(office.key)
