"""A form sent twice makes one thing, whoever clicks however quickly; a form without its key is saved as any other."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

import journal.use_cases as journal
from journal.models import Entry, Receipt
from members.models import Cluster, Membership, Organisation, Representative
from members.tests import make

pytestmark = pytest.mark.django_db

ADD = "/admin/members/{}/add/"
KEY = UUID("0c5c5a0e-6c39-4e5f-8d4e-4b8a34b1d0a7")
FIRM = {"name": "Huta Łabędy", "kind": "enterprise", "is_listed": "on", "drawn_from": "1"}


@pytest.fixture
def office(db) -> Client:
    return make.browser(make.coordinator())


def key_on(page) -> str:
    return re.search(r'name="form_key" value="([0-9a-f-]{36})"', page.content.decode()).group(1)


def test_each_form_that_adds_is_drawn_with_a_key_of_its_own_and_one_that_changes_without(office):
    keys = {key_on(office.get(ADD.format("organisation"))) for _time in range(2)}
    assert len(keys) == 2
    page = office.get(f"/admin/members/organisation/{make.organisation().pk}/change/")
    assert "form_key" not in page.content.decode()


def test_a_second_click_leads_to_what_the_first_has_made_and_says_so(office):
    told = FIRM | {"form_key": key_on(office.get(ADD.format("organisation")))}
    assert office.post(ADD.format("organisation"), told).status_code == 302
    firm = Organisation.objects.get()
    again = office.post(ADD.format("organisation"), told, follow=True)
    assert again.redirect_chain == [(f"/admin/members/organisation/{firm.pk}/change/", 302)]
    assert [message.level_tag for message in again.context["messages"]] == ["success", "info"]
    assert Entry.objects.about(firm).count() == 1


@pytest.mark.parametrize(
    ("model", "kept", "told"),
    [
        ("membership", Membership, {"since": "2014-01-01"}),
        ("representative", Representative, {"since": "2014-01-01", "email": "jan@example.org", "role": "owner"}),
        ("cluster", Cluster, {"recommendations": "0"}),
    ],
)
def test_a_second_click_is_no_fault_where_a_second_thing_could_not_be(office, model, kept, told):
    told |= {"organisation": str(make.organisation().pk), "drawn_from": "1", "form_key": str(KEY)}
    for _click in range(2):
        assert office.post(ADD.format(model), told).status_code == 302
    assert kept.objects.count() == 1


def test_a_form_refused_keeps_its_key_until_it_is_saved(office):
    refused = office.post(ADD.format("organisation"), FIRM | {"form_key": str(KEY), "nip": "1"})
    assert key_on(refused) == str(KEY)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("key", [None, "", "x", "0" * 40, "\0"])
def test_a_form_without_its_key_is_saved_as_any_other(office, key):
    told = FIRM | ({"form_key": key} if key is not None else {})
    assert office.post(ADD.format("organisation"), told).status_code == 302
    assert Organisation.objects.count() == 1
    assert not Receipt.objects.exists()


def test_the_key_of_a_form_for_another_kind_of_thing_is_none(office):
    told = {"organisation": str(make.organisation().pk), "since": "2014-01-01", "drawn_from": "1"}
    # Kept now: the office's page reads the clock, and forgets what was kept a day before.
    journal.keep_receipt(key=KEY, thing=make.organisation("Inna"), at=timezone.now())
    assert office.post(ADD.format("membership"), told | {"form_key": str(KEY)}).status_code == 302
    assert Membership.objects.count() == 1
    assert Receipt.objects.get().object_type == "members.organisation"


def test_a_second_click_in_a_small_window_closes_it_with_what_the_first_has_made(office):
    told = FIRM | {"form_key": str(KEY), "_popup": "1"}
    first, second = (office.post(ADD.format("organisation"), told) for _click in range(2))
    assert first.context_data == second.context_data
    assert Organisation.objects.count() == 1


def test_a_receipt_is_forgotten_when_another_is_kept_more_than_a_day_later():
    firm = make.organisation()
    journal.keep_receipt(key=KEY, thing=firm, at=make.AT)
    other = UUID(int=KEY.int + 1)
    journal.keep_receipt(key=other, thing=firm, at=make.AT + timedelta(hours=23))
    assert Receipt.objects.count() == 2
    journal.keep_receipt(key=UUID(int=KEY.int + 2), thing=firm, at=make.AT + timedelta(hours=25))
    assert set(Receipt.objects.values_list("key", flat=True)) == {other, UUID(int=KEY.int + 2)}
