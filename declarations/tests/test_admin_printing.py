"""The office's doors to what is printed: who gets in, what comes out under which name, a wrong day, no library."""

from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from openpyxl import load_workbook
from pypdf import PdfReader

from declarations import printing
from declarations.models import Declaration, SigningEvent
from declarations.tests import make
from journal.models import Entry
from members.tests.make import operator, organisation, representative

pytestmark = pytest.mark.django_db

REGISTER = "/admin/declarations/signature/register/"


def letter_of(declaration: Declaration) -> str:
    return f"/admin/declarations/declaration/{declaration.pk}/letter/"


def attendance_of(event: SigningEvent) -> str:
    return f"/admin/declarations/signingevent/{event.pk}/attendance/"


def pdf(response) -> str:
    assert response.headers["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())


def xlsx(response) -> list[list[object]]:
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    return [list(row) for row in load_workbook(BytesIO(response.content)).active.values]


def test_the_letter_comes_as_a_file_that_nobody_stores_and_changes_nothing(office):
    declaration = make.opened("d", organisation("Żółć"), title='Deklaracja: "Łódź" / Żółć?')
    entries = Entry.objects.count()
    response = office.get(letter_of(declaration))
    assert "Żółć" in pdf(response)
    assert f"filename*=utf-8''{quote('Deklaracja Łódź Żółć.pdf')}" in response.headers["Content-Disposition"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("title", ["T" * 300, "\u202e.fdp", "///", "Ż" * 300])
def test_the_file_has_a_name_whatever_the_title_is(office, title):
    response = office.get(letter_of(make.draft("d", title=title)))
    assert response.status_code == 200
    assert ".pdf" in response.headers["Content-Disposition"]


def test_each_record_and_the_list_of_parties_lead_to_what_can_be_printed_of_them(office):
    event = make.event()
    declaration = make.draft("d", organisation(), event=event)
    for page, link in (
        (reverse("admin:declarations_declaration_change", args=[declaration.pk]), letter_of(declaration)),
        (reverse("admin:declarations_signingevent_change", args=[event.pk]), attendance_of(event)),
        (reverse("admin:declarations_signature_changelist"), REGISTER),
    ):
        assert f'href="{link}"' in office.get(page).content.decode()


def test_the_form_proposes_a_day_and_prints_nothing_yet(office):
    event = make.event(day=date(2014, 11, 12))
    for address, day in ((attendance_of(event), "2014-11-12"), (REGISTER, None)):
        response = office.get(address)
        assert response.status_code == 200
        assert 'name="way" value="pdf"' in response.content.decode()
        assert day is None or f'value="{day}"' in response.content.decode()


@pytest.mark.parametrize(("day", "rows"), [("2014-11-06", 0), ("2014-11-10", 12), ("2014-11-12", 17)])
def test_the_register_is_as_of_the_day_asked_for(office, kom_2014, day, rows):
    asked = f"{REGISTER}?as_of={day}&way="
    table = xlsx(office.get(asked + "xlsx"))
    assert len(table) == 1 + rows
    response = office.get(asked + "pdf")
    assert date_format(date.fromisoformat(day), "j E Y") in pdf(response)
    assert f"{day}.pdf" in response.headers["Content-Disposition"]


def test_the_attendance_list_of_an_event_comes_in_both_ways(office, kom_2014):
    address = attendance_of(SigningEvent.objects.get(city="Suwałki"))
    assert "Stowarzyszenie Euroregion Niemen" in pdf(office.get(f"{address}?way=pdf"))
    table = xlsx(office.get(f"{address}?way=xlsx&as_of=2014-11-12"))
    assert len(table) == 1 + 5 + printing.BLANK_ROWS
    assert table[2][1] == "Stowarzyszenie Euroregion Niemen"


@pytest.mark.parametrize(
    "asked",
    ["as_of=2014-02-30&way=pdf", "as_of=wczoraj&way=xlsx", "as_of=12.11.2014", "as_of=%00&way=pdf", "way=docx"],
)
def test_a_wrong_day_gets_the_form_back_with_the_reason(office, asked):
    event = make.event()
    for address in (attendance_of(event), REGISTER):
        response = office.get(f"{address}?{asked}")
        assert response.status_code == 400
        assert "note error" in response.content.decode()
        assert response.context["form"].errors


@pytest.mark.parametrize("asked", ["", "?way=pdf", "?as_of=x"])
def test_only_the_office_gets_in(office, asked):
    event = make.event()
    declaration = make.draft("d", organisation(), event=event)
    addresses = [f"{place}{asked}" for place in (letter_of(declaration), attendance_of(event), REGISTER)]
    strangers = [make.browser(), make.browser(representative("party@example.org", organisation("Firma")))]
    for address in addresses:
        assert [client.get(address).status_code for client in strangers] == [302, 302]
        assert make.browser(operator(f"o{len(address)}{asked[1:3]}@example.org")).get(address).status_code in (200, 400)
        assert office.post(address).status_code == 405


def test_staff_without_the_register_find_nothing(office):
    event = make.event()
    declaration = make.draft("d", organisation(), event=event)
    user = office.get("/admin/").wsgi_request.user
    user.groups.clear()
    for address in (letter_of(declaration), attendance_of(event), REGISTER):
        assert office.get(address).status_code == 404


@pytest.mark.parametrize("address", [letter_of(Declaration(pk=987654)), attendance_of(SigningEvent(pk=987654))])
def test_what_does_not_exist_is_missing(office, address):
    assert office.get(address).status_code == 404


def test_without_the_typesetter_a_message_says_what_to_install(office, monkeypatch):
    event = make.event()
    declaration = make.draft("d", organisation(), event=event)

    def without(name: str, *told: object, **named: object):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *told, **named)

    builtins = __builtins__ if isinstance(__builtins__, dict) else vars(__builtins__)
    real = builtins["__import__"]
    monkeypatch.setitem(builtins, "__import__", without)
    for address in (letter_of(declaration), f"{attendance_of(event)}?way=pdf", f"{REGISTER}?way=pdf"):
        page = office.get(address, follow=True)
        assert page.status_code == 200
        assert "libharfbuzz-subset0" in page.content.decode()
    assert office.get(f"{REGISTER}?way=xlsx").status_code == 200


def test_a_declaration_shows_its_wording_as_it_is_printed(office):
    declaration = make.draft("d", organisation(), text='# Cel\n\n1) raz w "roku"\n\n<script>go()</script>')
    page = office.get(declaration.get_absolute_url()).content.decode()
    assert "<h3>Cel</h3>" in page
    assert '<ol class="bracket">\n<li>raz w&nbsp;„roku”</li>' in page
    assert "&lt;script&gt;go()" in page
    assert "<script>go()" not in page
