"""An act on several rows: the page says of each what will happen, and just that happens when it is confirmed."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal.admin import batch
from journal.models import Entry
from members.models import Membership, Organisation
from members.tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/members/{}/"
ENDED = {"day": "2015-06-30", "reason": "Wystąpienie"}


@pytest.fixture
def office(db) -> Client:
    return make.browser(make.coordinator())


def chosen(office: Client, model: str, act: str, *things, **more: object):
    told = {"action": act, "index": "0", "_selected_action": [thing.pk for thing in things]}
    return office.post(LIST.format(model) + str(more.pop("query", "")), told | more)


def sent(office: Client, page, **told: object):
    """Send the page as a browser would, with what was typed."""
    hidden = {name: page.context[name] for name in ("keys", "shown")}
    return office.post(page.context["act_url"], {"rows": hidden["keys"], "shown": hidden["shown"]} | told)


def outcomes(page) -> dict[str, str]:
    """Return of each row what happens, in words, or why it is skipped."""
    return {
        row.name: row.why_skipped or "; ".join(f"{fact.label}: {fact.before} → {fact.after}" for fact in row.facts)
        for row in page.context["rows"]
    }


def test_an_act_that_asks_nothing_shows_at_once_what_will_happen_and_does_it_when_confirmed(office):
    listed, unlisted = make.organisation("A"), make.organisation("B", is_listed=False)
    entries = Entry.objects.count()
    page = chosen(office, "organisation", "unlist", listed, unlisted)
    assert list(outcomes(page)) == ["A", "B"]
    assert "tak → nie" in outcomes(page)["A"]
    assert (page.context["done"], page.context["skipped"]) == (1, 1)
    assert Entry.objects.count() == entries
    answer = sent(office, page, confirm="1")
    assert (answer.status_code, answer.url) == (302, LIST.format("organisation"))
    assert not Organisation.objects.listed().exists()
    assert Entry.objects.count() == entries + 1
    assert Entry.objects.newest_first()[0].facts == {"is_listed": [True, False]}


def test_an_act_that_asks_shows_the_rows_then_what_will_happen_then_does_it(office):
    firms = [make.member("A"), make.member("B", until=date(2014, 6, 30)), make.member("C", since=date(2016, 1, 1))]
    asked = chosen(office, "membership", "end", *Membership.objects.all())
    assert (len(asked.context["rows"]), asked.context["shown"]) == (3, "")
    shown = sent(office, asked, **ENDED)
    told = {name[0]: words for name, words in outcomes(shown).items()}
    assert "30 czerwca 2015" in told["A"]
    assert "30 czerwca 2014" in told["B"]
    assert "kończy" in told["C"]
    assert Membership.objects.filter(until=date(2015, 6, 30)).count() == 0
    answer = office.get(sent(office, shown, confirm="1", **ENDED).url)
    assert {"B (2014-01-01)", "C (2016-01-01)"} <= set(re.findall(r"[A-C] \(\d{4}-\d\d-\d\d\)", str(*skipped(answer))))
    assert [str(membership.until) for firm in firms for membership in firm.memberships.all()] == [
        "2015-06-30",
        "2014-06-30",
        "None",
    ]


def skipped(page) -> list[str]:
    return [str(message) for message in page.context["messages"] if message.level_tag == "warning"]


def test_what_is_wrong_in_the_form_is_said_and_nothing_is_shown_or_done(office):
    make.member()
    page = chosen(office, "membership", "end", *Membership.objects.all())
    refused = sent(office, page, day="2015-02-30", reason="Wystąpienie", confirm="1")
    assert refused.status_code == 409
    assert "Wystąpienie" in refused.content.decode()
    assert Membership.objects.get().until is None


@pytest.mark.parametrize("changed", ["the register", "the form"])
def test_what_is_confirmed_is_what_was_shown_or_it_is_shown_anew(office, changed):
    first, second = make.member("A"), make.member("B")
    page = sent(office, chosen(office, "membership", "end", *Membership.objects.all()), **ENDED)
    told = ENDED | ({"reason": "Inny powód"} if changed == "the form" else {})
    if changed == "the register":
        make.use_cases.end_membership(
            membership=first.memberships.get(), day=date(2014, 12, 31), reason="Likwidacja", **make.BY
        )
    anew = sent(office, page, confirm="1", **told)
    assert anew.status_code == 409
    assert second.memberships.get().until is None
    assert sent(office, anew, confirm="1", **told).status_code == 302
    assert second.memberships.get().until == date(2015, 6, 30)


def test_a_second_click_on_confirm_does_nothing_more(office):
    page = chosen(office, "organisation", "unlist", make.organisation())
    assert [sent(office, page, confirm="1").status_code for _click in range(2)] == [302, 409]
    assert Entry.objects.filter(act="change").count() == 1


def test_all_rows_of_a_filtered_list_are_chosen_at_once_and_no_other(office):
    for number in range(60):
        make.organisation(f"Firma {number:02}", city="Ełk" if number else "Suwałki")
    ticked = Organisation.objects.get(name="Firma 01")
    page = chosen(office, "organisation", "unlist", ticked, select_across="1", query="?city=elk")
    assert len(page.context["rows"]) == 59
    assert sent(office, page, confirm="1").status_code == 302
    assert [firm.city for firm in Organisation.objects.listed()] == ["Suwałki"]


def test_more_rows_than_can_be_done_at_once_are_refused(office, monkeypatch):
    monkeypatch.setattr(batch, "MOST_ROWS", 2)
    firms = [make.organisation(name) for name in "ABC"]
    answer = chosen(office, "organisation", "unlist", *firms)
    assert (answer.status_code, answer.url) == (302, LIST.format("organisation"))
    keys = ",".join(str(firm.pk) for firm in firms)
    assert office.post(LIST.format("organisation") + "batch/unlist/", {"rows": keys}).status_code == 302
    assert Organisation.objects.listed().count() == 3


def test_the_page_takes_as_many_questions_for_many_rows_as_for_few_besides_the_acts_themselves(office):
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            chosen(office, "membership", "end", *Membership.objects.all())
        return len(queries)

    make.member("A")
    questions()
    few = questions()
    for number in range(20):
        make.member(f"Firma {number}")
    assert questions() == few


@pytest.mark.parametrize("rows", ["", "x", "1,x", ",", "9" * 30, "\0", "-1"])
def test_no_list_of_rows_breaks_the_page(office, rows):
    for act, status in (("unlist", 302), ("nie-ma", 404)):
        answer = office.post(f"{LIST.format('organisation')}batch/{act}/", {"rows": rows, "confirm": "1"})
        assert answer.status_code in (status, 409)
    answer = office.post(LIST.format("organisation"), {"action": "unlist", "index": "0", "_selected_action": rows})
    assert answer.status_code in (200, 302)


def test_the_stock_act_that_deletes_many_is_offered_on_no_list(office):
    make.member()
    for model in ("organisation", "membership", "group", "keyfigure", "representative"):
        told = {"action": "delete_selected", "index": "0", "_selected_action": "1", "post": "yes"}
        office.post(LIST.format(model), told)
        assert "delete_selected" not in office.get(LIST.format(model)).content.decode()
    assert Membership.objects.exists()
