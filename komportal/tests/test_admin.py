"""The office's start page: numbers that open exactly the rows they count."""

import re
from datetime import date

import pytest
from django.core.management import call_command

import declarations.tests.make as declared
from declarations import register
from journal.models import Check, Entry
from journal.tests.emptying import entries_may_be_changed
from komportal.admin import ITEMS
from members.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    call_command("load_kom_2014")
    firm = make.member("Odlewnia", until=date(2026, 12, 31))
    make.representative("nowa@example.org", firm)
    declared.opened("otwarta", firm)
    declared.event("bez-wyniku", day=date(2026, 1, 2))
    declared.concluded("krotka", firm, valid_until=date(2026, 12, 31))
    return make.browser(make.coordinator())


def numbers(page: str) -> dict[str, int]:
    found = re.findall(r'href="([^"]+\?agenda=[\w-]+)">\s*<strong>(\d+)</strong>', page)
    return {address: int(count) for address, count in found}


def test_each_number_opens_exactly_the_rows_it_counts(office):
    counts = numbers(office.get("/admin/").content.decode())
    assert len(counts) == len(ITEMS)
    assert sum(counts.values()) > len(ITEMS)
    for address, count in counts.items():
        rows = office.get(address).context["cl"]
        assert rows.result_count == count, address


def test_the_start_page_tells_the_last_check_of_the_journal(office):
    assert "nie był jeszcze sprawdzany" in office.get("/admin/").content.decode()
    call_command("verify_journal")
    number = Entry.objects.count()
    assert f"Wszystkie wpisy do numeru {number} są nienaruszone" in office.get("/admin/").content.decode()
    with entries_may_be_changed():
        Entry.objects.filter(number=3).update(actor="kto inny")
        with pytest.raises(Exception, match="3"):
            call_command("verify_journal")
    assert Check.objects.first().fault in office.get("/admin/").content.decode()


def test_the_start_page_asks_as_many_questions_for_many_rows_as_for_few(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as few:
        office.get("/admin/")
    for number in range(20):
        declared.opened(f"kolejna-{number}", make.organisation(f"Firma {number}"))
    with django_assert_max_num_queries(len(few)):
        office.get("/admin/")


def test_a_list_narrowed_by_a_day_shows_the_rows_of_that_day(office):
    def names(address: str) -> list[str]:
        return [str(row) for row in office.get(address).context["cl"].result_list]

    assert "Odlewnia" in names("/admin/members/organisation/?member_on=2026-12-31")
    assert "Odlewnia" not in names("/admin/members/organisation/?member_on=2027-01-01")
    assert len(names("/admin/members/membership/?on=2014-11-11")) == 2
    assert len(names("/admin/members/membership/?on=2014-11-12")) == 4
    assert [len(names(f"/admin/declarations/declaration/?in_force_on=2014-11-{day}")) for day in (10, 12)] == [2, 3]
    assert names("/admin/members/organisation/?city=SUWALKI") != []


@pytest.mark.parametrize("day", ["2014-02-30", "wczoraj", "0000-00-00"])
def test_a_day_that_does_not_exist_shows_no_rows_and_says_so(office, day):
    page = office.get("/admin/members/membership/", {"on": day})
    assert page.status_code == 200
    assert page.context["cl"].result_count == 0
    assert "RRRR-MM-DD" in page.content.decode()


def test_the_whole_register_is_handed_out_to_the_office_alone(office):
    answer = office.get("/admin/register.json")
    assert (answer.status_code, answer.content.decode()) == (200, register.export())
    assert "no-store" in answer["Cache-Control"]
    outsider = make.browser(make.representative("gosc@example.org", make.organisation()))
    assert outsider.get("/admin/register.json").status_code == 302


def test_the_list_of_declarations_says_since_when_each_is_open(office):
    list_of_open = office.get("/admin/declarations/declaration/?agenda=open")
    assert "24 listopada 2026" in list_of_open.content.decode()
    concluded = office.get("/admin/declarations/declaration/?state__exact=concluded")
    assert "24 listopada 2026" not in concluded.content.decode()
