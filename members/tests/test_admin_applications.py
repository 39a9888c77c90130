"""The office's pages of applications: read, compared with the register, decided by the buttons of the table."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from members import lifecycle
from members.lifecycle import ApplicationState
from members.models import Application, Cluster, Invitation, Membership, Organisation
from members.tests.make import AT, application, auditor, browser, cluster, coordinator, member, organisation

pytestmark = pytest.mark.django_db

NIP, KRS = "5260001246", "0000123456"
LIST = "/admin/members/application/"
RESOLUTION = {"resolution": "5/2026", "day": "2026-01-31", "since": ""}


@pytest.fixture
def office() -> Client:
    return browser(coordinator(), language="en")


def change(thing: Application) -> str:
    return f"{LIST}{thing.pk}/change/"


def act(action: str, thing: Application) -> str:
    return reverse("admin:members_application_act", args=[thing.pk, action])


def text_of(answer) -> str:
    return answer.content.decode()


# Reading


def test_the_page_says_all_facts_in_words(office):
    firm = member("Huta Łabędy")
    thing = application(
        "Odlewnia <b>",
        nip=NIP,
        staff=12,
        size_class="small",
        chain_role="parts",
        about="Odlewamy.",
        recommended_by=[firm.slug, "nie-ma"],
        statements=["Znamy statut."],
        contact_phone="600 100 200",
    )
    text = text_of(office.get(change(thing)))
    for words in (
        "Odlewnia &lt;b&gt;",
        NIP,
        "small enterprise",
        "parts and machining",
        "Odlewamy.",
        "Huta Łabędy",
        "nie-ma",
        "Znamy statut.",
        "Maria Żak",
        "maria@example.org",
        "600 100 200",
        "address not confirmed",
        "no organisation of the register",
    ):
        assert words in text, words
    assert "sha256" not in text


def test_the_page_names_whom_the_register_has_and_who_applied_with_the_same_numbers(office):
    member("Dawna nazwa", nip=NIP, is_listed=False)
    organisation("Odlewnia Żeliwna")
    earlier = application("Wcześniejszy", krs=KRS, state="received")
    thing = application("Odlewnia Żeliwa", nip=NIP, krs=KRS, made_at=AT + timedelta(hours=1))
    text = text_of(office.get(change(thing)))
    assert re.search(r"Dawna nazwa</a> \(the same number, member since", text)
    assert re.search(r"Odlewnia Żeliwna</a> \(a similar name\)", text)
    assert f'href="{change(earlier)}"' in text


def test_the_list_is_narrowed_by_state_and_found_by_name_town_and_number(office):
    application("Odlewnia Łódź", city="Łódź", nip=NIP, state="received")
    application("Kuźnia", city="Gliwice", krs=KRS)
    for question, names in (
        ("?q=lodz", ["Odlewnia Łódź"]),
        ("?q=KUZNIA+gliwice", ["Kuźnia"]),
        (f"?q={KRS}", ["Kuźnia"]),
        ("?q=%00", ["Odlewnia Łódź", "Kuźnia"]),
        ("?q=nic", []),
        ("?q=", ["Odlewnia Łódź", "Kuźnia"]),
        ("?state__exact=received", ["Odlewnia Łódź"]),
        ("?agenda=application-waits", ["Odlewnia Łódź"]),
    ):
        text = text_of(office.get(LIST + question, follow=True))
        assert [name for name in ("Odlewnia Łódź", "Kuźnia") if f">{name}</a>" in text] == names, question


def test_the_start_page_counts_the_applications_that_wait_for_the_office(office):
    for state in ("unconfirmed", "received", "checked", "refused", "withdrawn"):
        application(state, state=state)
    text = text_of(office.get("/admin/"))
    found = re.search(r"application-waits\">\s*<strong>(\d+)</strong>", text)
    assert found and found[1] == "2"


# Acting


@pytest.mark.parametrize("state", ["unconfirmed", "received", "checked", "refused", "withdrawn"])
def test_the_buttons_are_those_of_the_table(office, state):
    thing = application(state=state)
    buttons = re.findall(rf'href="{LIST}{thing.pk}/acts/(\w+)/"', text_of(office.get(change(thing))))
    expected = [row.action for row in lifecycle.APPLICATION if state in row.sources and not row.is_applicants]
    assert buttons == expected


@pytest.mark.parametrize("state", ["unconfirmed", "refused", "withdrawn"])
@pytest.mark.parametrize("action", ["check", "accept", "refuse"])
def test_an_act_that_the_state_does_not_allow_is_refused_in_words(office, state, action):
    thing = application(state=state)
    for ask in (office.get, office.post):
        answer = ask(act(action, thing), follow=True)
        assert "is not possible: the state is" in text_of(answer)
    thing.refresh_from_db()
    assert thing.state == state


def test_checking_is_begun_by_one_button_on_a_page_that_asks(office):
    thing = application(state="received")
    assert office.get(act("check", thing)).status_code == 200
    thing.refresh_from_db()
    assert thing.state == "received"
    assert office.post(act("check", thing)).url == change(thing)
    thing.refresh_from_db()
    assert thing.state == "checked"


def test_a_refusal_needs_its_reason(office):
    thing = application(state="received")
    assert office.post(act("refuse", thing), {"reason": " "}).status_code == 409
    assert office.post(act("refuse", thing), {"reason": "Inny profil."}).status_code == 302
    thing.refresh_from_db()
    assert (thing.state, thing.reason, thing.decided_on) == ("refused", "Inny profil.", timezone.localdate())


def test_what_accepting_does_is_read_before_it_is_done(office):
    page = text_of(office.get(act("accept", application("Odlewnia Żeliwa", state="received"))))
    assert "“Odlewnia Żeliwa” is entered" in page
    assert "Maria Żak, maria@example.org" in page


@pytest.mark.parametrize(("language", "words"), [("pl", "12,5"), ("en", "12.5")])
def test_an_amount_is_read_as_it_was_typed(language, words):
    thing = application(turnover=Decimal("12.5"), balance=Decimal("0.070"))
    page = text_of(browser(coordinator(), language=language).get(change(thing)))
    assert re.search(rf">\s*{re.escape(words)}\s*<", page)
    assert "12,500" not in page


def test_a_new_organisation_is_accepted_without_being_asked_which(office):
    thing = application(state="received", nip=NIP)
    assert "organisation" not in office.get(act("accept", thing)).context["form"].fields
    office.post(act("accept", thing), RESOLUTION)
    thing.refresh_from_db()
    assert (thing.state, thing.organisation.nip) == ("accepted", NIP)
    assert Invitation.objects.get().organisation == thing.organisation
    assert thing.organisation.name in text_of(office.get(change(thing)))


def test_one_that_the_register_may_know_is_accepted_only_once_the_office_says_which_it_is(office):
    known = organisation("Odlewnia Żeliwa Łódź")
    thing = application("Odlewnia Żeliwa w Łodzi", state="received", nip=NIP)
    choices = dict(office.get(act("accept", thing)).context["form"].fields["organisation"].choices)
    assert list(choices) == [str(known.pk), "new"]
    assert office.post(act("accept", thing), RESOLUTION).status_code == 409
    office.post(act("accept", thing), RESOLUTION | {"organisation": str(known.pk)})
    thing.refresh_from_db()
    known.refresh_from_db()
    assert (thing.organisation, known.nip) == (known, NIP)
    assert Organisation.objects.filter(kind="enterprise").count() == 1


def test_none_of_those_of_a_similar_name_is_a_new_organisation(office):
    known = organisation("Odlewnia Żeliwa Łódź")
    thing = application("Odlewnia Żeliwa w Łodzi", state="received", nip=NIP)
    office.post(act("accept", thing), RESOLUTION | {"organisation": "new"})
    thing.refresh_from_db()
    assert thing.organisation not in (None, known)


def test_whoever_has_its_number_is_no_new_organisation(office):
    known = organisation("Całkiem inna nazwa", nip=NIP)
    thing = application(state="received", nip=NIP)
    choices = dict(office.get(act("accept", thing)).context["form"].fields["organisation"].choices)
    assert list(choices) == [str(known.pk)]
    for other in ("new", "0", "x", "\0", str(organisation("Obca").pk)):
        answer = office.post(act("accept", thing), RESOLUTION | {"organisation": other})
        assert answer.status_code == 409
    assert not Membership.objects.exists()


def test_a_member_is_not_taken_in_twice_and_nothing_typed_is_lost(office):
    known = member("Odlewnia", nip=NIP)
    thing = application(state="received", nip=NIP)
    answer = office.post(act("accept", thing), RESOLUTION | {"organisation": str(known.pk)})
    assert answer.status_code == 409
    assert 'value="5/2026"' in text_of(answer) and "2026-01-31" in text_of(answer)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": ""},
        {"day": "31.01.2026"},
        {"day": "2999-01-01"},
        {"since": "wczoraj"},
        {"resolution": ""},
        {"resolution": "5\u202e/2026"},
        {"resolution": "\0"},
        {"resolution": "x" * 101},
    ],
)
def test_a_resolution_that_is_not_in_order_accepts_nobody(office, wrong):
    thing = application(state="received")
    assert office.post(act("accept", thing), RESOLUTION | wrong).status_code == 409
    assert not Membership.objects.exists()


# Whose


def test_an_auditor_reads_and_does_nothing():
    thing = application(state="received")
    client = browser(auditor(), language="en")
    assert "acts/" not in text_of(client.get(change(thing)))
    for action in ("check", "accept", "refuse"):
        assert client.get(act(action, thing)).status_code == 404
        assert client.post(act(action, thing), RESOLUTION | {"reason": "x"}).status_code == 404
    thing.refresh_from_db()
    assert thing.state == "received"


@pytest.mark.parametrize("action", ["confirm", "withdraw", "vote"])
def test_the_office_has_no_button_of_the_applicant(office, action):
    assert office.post(act(action, application())).status_code == 404


def test_the_office_edits_and_removes_no_application(office):
    thing = application()
    assert office.get(f"{LIST}add/").status_code == 403
    assert office.get(f"{LIST}{thing.pk}/delete/").status_code == 403
    assert office.post(change(thing), {"name": "Inna"}).status_code == 403
    assert Application.objects.get().name == "Odlewnia Żeliwa"
    assert office.get(f"{LIST}{thing.pk}/history/").status_code == 200
    assert office.get(reverse("admin:members_application_act", args=[987654, "check"])).status_code == 404


def test_the_office_says_how_many_recommend_and_what_is_to_be_stated(office):
    thing = cluster()
    address = f"/admin/members/cluster/{thing.pk}/change/"
    form = office.get(address).context["adminform"].form
    told = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    wanted = {"recommendations": "2", "statements_pl": "Znamy statut.", "statements_en": "We know the statute."}
    assert office.post(address, told | wanted).status_code == 302
    kept = Cluster.objects.get()
    assert (kept.recommendations, kept.statements_pl, kept.statements_en) == (
        2,
        "Znamy statut.",
        "We know the statute.",
    )


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_state_and_act_has_words(language):
    with translation.override(language):
        assert all(state.label for state in ApplicationState)
        assert all(str(row.label) and str(row.done) for row in lifecycle.APPLICATION)
