"""What may be typed on the way into the cluster, and what the form does with it."""

import logging
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from members import use_cases
from members.models import Application, Membership, Organisation, User
from members.tests.make import AT, application, browser, cluster
from members.tests.test_application_pages import link_in, opened, page, read_mails, typed


@pytest.mark.django_db
class TestThePrivatePage:
    def test_a_link_that_is_only_followed_confirms_nothing(self, mailoutbox):
        thing = application()
        client = opened(thing, mailoutbox)
        for _each in range(2):
            assert client.get(page("application")).status_code == 200
            assert client.head(page("application")).status_code == 200
        thing.refresh_from_db()
        assert thing.state == "unconfirmed"

    def test_the_key_leaves_the_address_at_once_and_is_told_to_nobody(self, mailoutbox):
        use_cases.send_links(email=application().contact_email, at=timezone.now())
        read_mails(mailoutbox)
        link = link_in(mailoutbox[0])
        client = browser()
        leads = client.get(link)
        assert (leads.status_code, leads["Referrer-Policy"]) == (302, "no-referrer")
        shown = client.get(leads.url)
        assert link.split("/")[-2] not in shown.content.decode()
        for answer in (leads, shown):
            assert "no-store" in answer["Cache-Control"]
            assert answer["X-Robots-Tag"] == "noindex"
        # Without a referrer browsers send no origin either, and the portal would refuse its own buttons.
        assert shown["Referrer-Policy"] == "same-origin"

    def test_no_log_learns_a_key_whatever_is_asked_with_it(self, mailoutbox, caplog):
        use_cases.send_links(email=application().contact_email, at=timezone.now())
        read_mails(mailoutbox)
        known = link_in(mailoutbox[0])
        caplog.set_level(logging.DEBUG)
        client = Client(enforce_csrf_checks=True)
        for link in (known, known.replace(known[-10:-1], "x" * 9)):
            for ask in (client.get, client.head, client.post, client.put, client.delete, client.options):
                assert ask(link).status_code in (302, 404)
            assert link.split("/")[-2] not in caplog.text

    def test_an_unknown_key_is_like_any_missing_page(self):
        client = browser(language="en")
        wrong, missing = client.get(page("application", "x" * 43)), client.get(page("event_detail", "no-such-event"))
        assert (wrong.status_code, wrong.content) == (404, missing.content)
        assert dict(wrong.items()) == dict(missing.items())

    def test_one_applicant_sees_nothing_of_another(self, mailoutbox):
        one, other = application("Odlewnia"), application("Kuźnia", contact_email="jan@example.org")
        client = opened(one, mailoutbox)
        assert "Kuźnia" not in client.get(page("application")).content.decode()
        client.post(page("application"), {"act": "withdraw", "pk": other.pk, "application": other.pk})
        other.refresh_from_db()
        assert other.state == "unconfirmed"

    @pytest.mark.parametrize("state", ["unconfirmed", "received", "checked", "refused", "withdrawn"])
    def test_the_buttons_are_those_of_the_table(self, mailoutbox, state):
        client = opened(application(state=state, reason="Inny profil."), mailoutbox)
        text = client.get(page("application")).content.decode()
        buttons = re.findall(r'name="act"\s+value="(\w+)"', text)
        assert buttons == [
            *(["confirm"] if state == "unconfirmed" else []),
            *(["withdraw"] if state in ("unconfirmed", "received", "checked") else []),
        ]
        assert "Inny profil." in text

    def test_an_act_that_is_too_late_is_refused_in_words(self, mailoutbox):
        thing = application(state="received")
        client = opened(thing, mailoutbox)
        use_cases.refuse_application(application=thing, reason="Inny profil.", by=None, at=AT)
        answer = client.post(page("application"), {"act": "withdraw"}, follow=True)
        assert "is not possible: the state is “refused”" in answer.content.decode()

    @pytest.mark.parametrize("act", ["", "accept", "check", "\0"])
    def test_an_applicant_does_nothing_that_is_the_offices(self, mailoutbox, act):
        client = opened(application(state="received"), mailoutbox)
        assert client.post(page("application"), {"act": act}).status_code == 200
        assert Application.objects.get().state == "received"

    def test_its_buttons_need_the_token_of_the_page(self, mailoutbox):
        thing = application()
        session = opened(thing, mailoutbox).cookies["session"].value
        forged = Client(enforce_csrf_checks=True)
        forged.cookies["session"] = session
        assert forged.post(page("application"), {"act": "withdraw"}).status_code == 403
        assert forged.post(page("join"), typed()).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["join", "application_sent", "application_link"])
def test_the_public_pages_are_whole_in_both_languages(name):
    for language in ("pl", "en"):
        with translation.override(language):
            answer = browser().get(reverse(name))
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.django_db
def test_the_home_page_and_the_foot_of_every_page_lead_to_the_form():
    cluster()
    link = f'href="{page("join")}"'
    assert browser(language="en").get("/en/").content.decode().count(link) == 2
    assert link in browser(language="en").get(page("member_list")).content.decode()


@pytest.mark.django_db
def test_the_form_asks_the_database_as_often_for_many_firms_as_for_few(django_assert_max_num_queries):
    cluster(recommendations=2)
    Organisation.objects.bulk_create(
        Organisation(name=f"Firma {n}", slug=f"firma-{n}", kind="enterprise") for n in range(200)
    )
    Membership.objects.bulk_create(
        Membership(organisation=firm, since=date(2014, 1, 1)) for firm in Organisation.objects.filter(kind="enterprise")
    )
    with django_assert_max_num_queries(4):
        assert escape("Firma 199") in browser().get(page("join")).content.decode()
    assert User.objects.count() == 0
