"""The way of an organisation into the cluster, as a visitor walks it, and all that a visitor may type on it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from komportal.tests.committing import CommittingTestCase
from members import use_cases
from members.models import Application, Cluster, Membership, OutgoingMail
from members.tests.make import BY, application, browser, cluster, coordinator, member, organisation

NIP, KRS = "5260001246", "0000123456"
STATEMENTS = "Znamy statut.\nNie jesteśmy w upadłości."


def typed(**wanted: object) -> dict[str, object]:
    """Return what the form of a careful firm sends, besides what is wanted; what is None is left out."""
    told: dict[str, object] = {
        "act": "send",
        "form_key": str(uuid4()),
        "name": "Odlewnia",
        "kind": "enterprise",
        "nip": "526-000-12-46",
        "city": "Łódź",
        "staff": "49",
        "turnover": "10",
        "balance": "50",
        "about": "Odlewamy.",
        "contact_name": "Maria Żak",
        "contact_email": "Maria@Example.org",
    } | wanted
    return {name: value for name, value in told.items() if value is not None}


def join(client: Client | None = None, *, language: str = "en", **wanted: object):
    with translation.override(language):
        address = reverse("join")
    return (client or browser()).post(address, typed(**wanted))


def page(name: str, *args: object) -> str:
    with translation.override("en"):
        return reverse(name, args=args)


def read_mails(mailoutbox) -> None:
    while use_cases.send_next_mail(at=timezone.now(), due_by=timezone.now()):
        pass


def link_in(mail) -> str:
    return re.findall(r"http://\S+/[\w-]{43}/", mail.body)[0].removeprefix("http://localhost:8000")


def opened(thing: Application, mailoutbox) -> Client:
    """Return the browser of the applicant, who has followed the link in the newest mail."""
    use_cases.send_links(email=thing.contact_email, at=timezone.now())
    read_mails(mailoutbox)
    client = browser(language="en")
    client.get(link_in(mailoutbox[-1]))
    return client


def boxes(text: str) -> list[str]:
    return re.findall(r'name="(statement_\w+)"', text)


@pytest.mark.django_db
class TestTheWay:
    def test_an_organisation_joins_from_the_form_to_the_invitation(self, mailoutbox):
        office, applicant = browser(coordinator()), browser(language="en")
        cluster(statements_pl=STATEMENTS, recommendations=1)
        firm = member("Huta Łabędy")
        statements = dict.fromkeys(boxes(applicant.get(page("join")).content.decode()), "on")
        told = typed(act="read", recommendation_1=firm.slug, **statements)
        read = applicant.post(page("join"), told)
        assert "small enterprise" in read.content.decode()
        assert not Application.objects.exists()
        assert applicant.post(page("join"), told | {"act": "send"}).url == page("application_sent")
        read_mails(mailoutbox)
        answer = applicant.get(link_in(mailoutbox[0]))
        assert answer.url == page("application")
        assert "address not confirmed" in applicant.get(answer.url).content.decode()
        applicant.post(answer.url, {"act": "confirm"})
        kept = Application.objects.get()
        assert (kept.state, kept.nip, kept.size_class, kept.contact_email) == (
            "received",
            NIP,
            "small",
            "maria@example.org",
        )
        assert (kept.statements, kept.recommended_by) == (STATEMENTS.splitlines(), [firm.slug])
        act = reverse("admin:members_application_act", args=[kept.pk, "accept"])
        office.post(act, {"resolution": "5/2026", "day": "2026-01-31"})
        read_mails(mailoutbox)
        text = applicant.get(answer.url).content.decode()
        assert "accepted" in text and "5/2026" in text and "2026-01-31" in text
        assert Membership.objects.get(organisation__name="Odlewnia").since == date(2026, 1, 31)
        assert [mail.to for mail in mailoutbox] == [
            ["maria@example.org"],
            ["office@example.org"],
            ["maria@example.org"],
            ["maria@example.org"],
        ]

    @pytest.mark.parametrize("language", ["pl", "en"])
    def test_the_language_of_the_page_is_that_of_the_application(self, language):
        join(language=language)
        assert Application.objects.get().language == language
        assert OutgoingMail.objects.get().language == language

    def test_a_portal_without_a_cluster_takes_applications_too(self):
        assert browser().get(page("join")).status_code == 200
        assert join().url == page("application_sent")

    def test_what_was_typed_comes_back_to_be_changed(self):
        text = join(act="change", about="Kujemy & lejemy").content.decode()
        assert "Kujemy &amp; lejemy</textarea>" in text
        assert "errorlist" not in text

    @pytest.mark.parametrize("act", ["read", "", "send", "change"])
    def test_nothing_typed_is_lost_where_something_is_wrong(self, act):
        answer = join(act=act, name="Odlewnia <b>", nip="526-000-12-47", turnover="dużo", contact_email="maria")
        text = answer.content.decode()
        assert answer.status_code == 400
        for value in ("Odlewnia &lt;b&gt;", "526-000-12-47", "dużo", "maria", "Odlewamy."):
            assert value in text
        assert not Application.objects.exists()

    def test_without_a_key_there_is_no_private_page(self):
        for address in (page("application"), page("application", "x" * 43)):
            assert browser().get(address).status_code == 404


@pytest.mark.django_db
class TestWhatTheFormTakes:
    def errors(self, **wanted: object) -> dict[str, list[str]]:
        return join(**wanted).context["form"].errors

    @pytest.mark.parametrize(
        "wanted",
        [
            {"nip": "", "krs": "0000 123 456"},
            {"nip": "PL 526 000 12 46"},
            {"nip": "526–000–12–46", "regon": "123 456 785", "krs": KRS},
            {"kind": "ngo", "staff": "", "turnover": "", "balance": ""},
            {"website": "odlewnia.example.org", "chain_role": "parts", "contact_phone": "600 100 200"},
            {"form_key": None},
            {"form_key": "nothing like a key", "act": "read"},
        ],
    )
    def test_it_takes(self, wanted):
        answer = join(**wanted)
        assert answer.status_code in (200, 302) or "form_key" in answer.context["form"].errors

    @pytest.mark.parametrize(
        ("wanted", "field"),
        [
            ({"nip": "", "krs": "", "regon": "123456785"}, "nip"),
            ({"nip": "5260001247"}, "nip"),
            ({"regon": "123456786"}, "regon"),
            ({"krs": "123456"}, "krs"),
            ({"kind": "cluster"}, "kind"),
            ({"staff": ""}, "staff"),
            ({"staff": "-1"}, "staff"),
            ({"staff": "9" * 30}, "staff"),
            ({"kind": "ngo", "balance": ""}, "balance"),
            ({"turnover": "1e999999"}, "turnover"),
            ({"turnover": "NaN"}, "turnover"),
            ({"turnover": "-0.1"}, "turnover"),
            ({"about": ""}, "about"),
            ({"about": "x" * 4001}, "about"),
            ({"website": "javascript:alert(1)"}, "website"),
            ({"contact_email": f"{'x' * 250}@example.org"}, "contact_email"),
            ({"name": "Odlew\u202enia"}, "name"),
            ({"name": "Odlewnia\0"}, "name"),
        ],
    )
    def test_it_refuses_in_words_beside_the_field(self, wanted, field):
        errors = self.errors(**wanted)
        assert list(errors) == [field]
        assert len(errors[field]) == 1
        assert not Application.objects.exists()

    @pytest.mark.parametrize(
        ("staff", "turnover", "balance", "words"),
        [
            ("9", "2", "3", "micro"),
            ("10", "2", "2", "small"),
            ("249", "51", "43", "medium"),
            ("249", "50.001", "43.001", "large"),
        ],
    )
    def test_the_size_class_is_computed_and_shown_before_it_is_sent(self, staff, turnover, balance, words):
        text = join(act="read", staff=staff, turnover=turnover, balance=balance).content.decode()
        assert re.search(rf"<strong>{words}(-sized)? enterprise</strong>", text)

    def test_a_decimal_comma_is_understood_where_readers_write_one(self):
        join(language="pl", turnover="12,5")
        assert str(Application.objects.get().turnover) == "12.500"
        assert list(self.errors(turnover="12,5")) == ["turnover"]

    def test_an_applicant_writes_no_facts_that_are_the_offices(self):
        firm = organisation("Obca")
        join(
            state="accepted",
            organisation=firm.pk,
            resolution="1",
            size_class="micro",
            key_sha256="a" * 64,
            version=7,
        )
        kept = Application.objects.get()
        assert (kept.state, kept.organisation, kept.resolution) == ("unconfirmed", None, "")
        assert (kept.size_class, kept.key_sha256, kept.language) == ("small", "", "en")

    def test_statements_are_each_ticked_and_kept_with_their_words(self):
        cluster(statements_pl=STATEMENTS, statements_en="We know the statute.\nWe are not bankrupt.")
        names = boxes(browser().get(page("join")).content.decode())
        assert list(self.errors(**{names[0]: "on"})) == [names[1]]
        join(**dict.fromkeys(names, "on"))
        assert Application.objects.get().statements == ["We know the statute.", "We are not bankrupt."]

    def test_a_box_ticked_beside_words_that_were_changed_since_is_not_ticked(self):
        thing = cluster(statements_pl="Znamy statut.")
        old = boxes(browser().get(page("join")).content.decode())
        thing.statements_pl = "Znamy nowy statut."
        use_cases.keep_cluster(cluster=Cluster.objects.get(), **BY)
        use_cases.keep_cluster(cluster=thing, **BY)
        answer = join(**dict.fromkeys(old, "on"))
        assert answer.status_code == 400
        assert "Znamy nowy statut." in answer.content.decode()

    def test_as_many_different_listed_firms_recommend_as_the_cluster_asks_for(self):
        cluster(recommendations=2)
        one, two = member("Huta"), member("Kuźnia")
        hidden, former = member("Niewymieniona", is_listed=False), member("Dawna", until=date(2020, 1, 1))
        text = browser(coordinator()).get(page("join")).content.decode()
        assert "Huta" in text and not re.search("Niewymieniona|Dawna", text)
        assert set(self.errors()) == {"recommendation_1", "recommendation_2"}
        for other in (one, hidden, former):
            wrong = self.errors(recommendation_1=one.slug, recommendation_2=other.slug)
            assert list(wrong) == ["recommendation_2"]
        assert join(recommendation_1=one.slug, recommendation_2=two.slug).status_code == 302

    def test_no_organisation_recommends_itself(self):
        cluster(recommendations=1)
        firm = member("Huta", nip=NIP)
        assert list(self.errors(recommendation_1=firm.slug)) == ["recommendation_1"]

    def test_more_recommendations_than_there_are_firms_keep_nobody_out(self):
        cluster(recommendations=3)
        assert join(recommendation_1=member("Huta").slug).status_code == 302

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "\0",
            "\ud7ff\ufffe",
            "'\";--<script>",
            "{{ 7*7 }}%s%(x)s",
            "9" * 5000,
            "ﷺ" * 300,
            "1e9",
            "-1",
            "٣",
            "½",
        ],
    )
    def test_no_text_in_any_field_breaks_the_page(self, text):
        cluster(recommendations=1, statements_pl="Znamy statut.")
        member("Huta")
        client = browser()
        names = re.findall(r'<(?:input|select|textarea)[^>]*name="(\w+)"', client.get(page("join")).content.decode())
        fields = {*names, "act", "form_key"} - {"csrfmiddlewaretoken", "topic"}
        assert len(fields) > 15
        for name in fields:
            assert join(client, **{"act": "read", name: text}).status_code in (200, 400), name
        assert join(client, **dict.fromkeys(fields, text)).status_code in (200, 400)
        assert browser().post(page("application_link"), {"email": text}).status_code == 400


@pytest.mark.django_db
class TestWhatNobodyLearns:
    def test_members_known_or_hidden_and_open_applications_get_the_same_answer_as_the_unknown(self):
        member("Niewymieniona", is_listed=False, nip=NIP)
        application("Odlewnia", state="received", krs=KRS)
        texts = set()
        for nip, krs in ((NIP, ""), ("", KRS), ("1132853869", "")):
            for act in ("read", "send"):
                answer = join(act=act, nip=nip, krs=krs, form_key=None)
                texts.add((answer.status_code, answer.content.decode().replace(nip or krs, "").count("<dt>")))
        assert texts == {(200, 11), (302, 0)}
        assert Application.objects.count() == 4

    def test_a_program_that_fills_in_the_trap_is_thanked_and_nothing_is_kept(self):
        thanked, trapped = join(), join(topic="Cheap links")
        assert (trapped.status_code, trapped.url) == (thanked.status_code, thanked.url)
        assert Application.objects.count() == 1
        client = browser()
        answers = [client.post(page("application_link"), {"email": "m@example.org", "topic": t}) for t in ("", "x")]
        assert answers[0].content == answers[1].content
        assert OutgoingMail.objects.count() == 2

    def test_the_trap_is_out_of_sight_of_people(self):
        for name in ("join", "application_link"):
            text = browser().get(page(name)).content.decode()
            trap = re.search(r'<div class="hidden-text" aria-hidden="true">.*?</div>\s*</div>', text, re.DOTALL)
            assert re.search(r'name="topic"[^>]*autocomplete="off"[^>]*tabindex="-1"', trap[0])

    def test_a_lost_link_is_answered_alike_whether_there_is_an_application_or_not(self):
        application()
        known, unknown = (
            browser().post(page("application_link"), {"email": email})
            for email in ("maria@example.org", "nikt@example.org")
        )
        assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
        assert OutgoingMail.objects.count() == 2


@pytest.mark.django_db
class TestTooMany:
    def test_the_sixth_application_within_an_hour_is_refused_and_nothing_typed_is_lost(self):
        for number in range(5):
            assert join(contact_email=f"m{number}@example.org").status_code == 302
        answer = join(about="Kujemy i lejemy.")
        assert answer.status_code == 429
        text = answer.content.decode()
        assert 'value="Kujemy i lejemy."' in text and "Too many applications" in text
        assert Application.objects.count() == 5
        assert join(act="read").status_code == 200

    def test_links_are_asked_for_five_times_an_hour(self):
        client = browser()
        for number in range(5):
            assert client.post(page("application_link"), {"email": f"m{number}@example.org"}).status_code == 200
        answer = client.post(page("application_link"), {"email": "m@example.org"})
        assert answer.status_code == 429
        assert "m@example.org" in answer.content.decode()

    def test_one_form_sent_twice_is_one_application(self):
        key = str(uuid4())
        answers = [join(form_key=key) for _each in range(7)]
        assert {answer.url for answer in answers} == {page("application_sent")}
        assert Application.objects.count() == OutgoingMail.objects.count() == 1


class TwoClicksTests(CommittingTestCase):
    def test_two_clicks_at_once_make_one_application(self):
        key = str(uuid4())

        def click(_number: int) -> int:
            try:
                return join(form_key=key).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(click, range(4))) == {302}
        assert Application.objects.count() == 1
