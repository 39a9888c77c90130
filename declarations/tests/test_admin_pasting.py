"""A coordinator pastes a list of signatories: what is shown, what is made of it, and what is refused."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from declarations import use_cases
from declarations.models import Declaration, Signature
from declarations.tests import make
from declarations.tests.kom_2014 import BIALYSTOK
from declarations.tests.test_pasting import ARTICLE
from journal.models import Entry
from journal.queries import first_fault
from members.models import Organisation
from members.tests.make import BY, cluster, coordinator, organisation, representative

pytestmark = pytest.mark.django_db

TWO = "• Politechnika Bialostocka;\n• Urząd Miejski w Białymstoku;"


def paste_url(declaration: Declaration) -> str:
    return reverse("admin:declarations_declaration_paste", args=[declaration.pk])


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send: the first or chosen option of each list, ticked boxes, typed text."""
    found = {
        name: unescape(value) for name, value in re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', page)
    }
    found |= dict.fromkeys(re.findall(r'<input type="text" name="(\w+)" maxlength', page), "")
    found |= dict.fromkeys(re.findall(r'<input type="checkbox" name="(\w+)"[^>]* checked', page), "on")
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.S):
        values = re.findall(r'<option value="(\w*)"( selected)?', options)
        found[name] = next((value for value, chosen in values if chosen), values[0][0])
    text = re.search(r'<textarea name="text" hidden readonly>\n(.*?)</textarea>', page, re.S)
    return found | {"text": unescape(text[1]) if text else "", "confirm": "1"}


def names(declaration: Declaration) -> list[str]:
    return [party.name_as_signed for party in declaration.signatures.in_written_order()]


@pytest.fixture
def draft(db) -> Declaration:
    return make.draft("nowa")


def test_the_list_of_the_article_takes_three_pages_and_no_typing(office, kom_2014, draft):
    assert office.get(paste_url(draft)).status_code == 200
    preview = office.post(paste_url(draft), {"text": ARTICLE})
    done = office.post(paste_url(draft), fields_of(preview.content.decode()), follow=True)
    assert done.redirect_chain == [(reverse("admin:declarations_declaration_change", args=[draft.pk]), 302)]
    rows = list(draft.signatures.in_written_order().select_related("organisation", "represented_by"))
    assert [row.name_as_signed for row in rows] == BIALYSTOK
    assert [row.position for row in rows] == list(range(1, 13))
    assert [row.side for row in rows] == ["partner"] * 11 + ["cluster"]
    assert (rows[8].organisation.name, rows[8].second_name) == (
        "Urząd Miejski Czarna Białostocka",
        "Podlaski Park Przemysłowy",
    )
    assert rows[11].represented_by.short_name == "CPIiR"
    assert Organisation.objects.count() == 21


def test_an_empty_register_learns_the_organisations_with_kind_and_town(office, draft):
    text = ARTICLE + "Park Naukowo-Technologiczny Polska – Wschód w Suwałkach"
    preview = office.post(paste_url(draft), {"text": text})
    office.post(paste_url(draft), fields_of(preview.content.decode()))
    made = {row.name: (row.kind, row.city) for row in Organisation.objects.all()}
    assert len(made) == 14
    assert made["Uniwersytet w Białymstoku"] == ("university", "Białystok")
    assert made["Urząd Miejski Czarna Białostocka"] == ("local_government", "Czarna Białostocka")
    assert made["Centrum Promocji Innowacji i Rozwoju"] == ("business_environment", "")
    assert made["Park Naukowo-Technologiczny Polska – Wschód w Suwałkach"][0] == "business_environment"
    # One entry for the draft, and one for each organisation and party.
    assert Entry.objects.filter(act="add").exclude(object_type="members.user").count() == 1 + 14 + 13
    assert first_fault() is None


def test_a_second_paste_says_of_each_line_that_it_is_a_party_and_adds_nothing(office, kom_2014, draft):
    for _time in range(2):
        preview = office.post(paste_url(draft), {"text": ARTICLE}).content.decode()
        office.post(paste_url(draft), fields_of(preview) | {"text": ARTICLE})
    assert draft.signatures.count() == 12
    with translation.override("pl"):
        assert preview.count(gettext("already a party of this declaration")) == 12
    assert 'type="checkbox"' not in preview


def test_similar_organisations_are_chosen_from_and_the_name_stays_as_written(office, kom_2014, draft):
    preview = office.post(paste_url(draft), {"text": TWO}).content.decode()
    told = fields_of(preview)
    technical, hall = (
        Organisation.objects.get(name=n) for n in ("Politechnika Białostocka", "Urząd Miejski Białystok")
    )
    assert told["organisation_1"] == str(technical.pk)
    assert (told["organisation_2"], f'value="{hall.pk}"' in preview) == ("", True)
    refused = office.post(paste_url(draft), told)
    assert (refused.status_code, draft.signatures.count()) == (409, 0)
    office.post(paste_url(draft), fields_of(refused.content.decode()) | {"organisation_2": str(hall.pk)})
    assert names(draft) == ["Politechnika Bialostocka", "Urząd Miejski w Białymstoku"]
    assert [row.organisation for row in draft.signatures.in_written_order()] == [technical, hall]
    again = office.post(paste_url(draft), {"text": TWO}).content.decode()
    assert 'type="checkbox"' not in again


def test_the_coordinator_changes_side_kind_town_and_leaves_lines_out(office, draft):
    told = fields_of(office.post(paste_url(draft), {"text": "Huta\nStal\nIzba"}).content.decode())
    told |= {"side_1": "member", "kind_1": "ngo", "city_1": "Łódź"}
    del told["use_2"]
    told["organisation_2"] = "nonsense"
    assert office.post(paste_url(draft), told).status_code == 302
    first = draft.signatures.in_written_order()[0]
    assert (first.side, first.organisation.kind, first.organisation.city) == ("member", "ngo", "Łódź")
    assert names(draft) == ["Huta", "Izba"]


def test_parties_follow_those_there_are_with_person_and_function(office):
    declaration = make.opened("otwarta", organisation("Pierwsza"))
    text = "Politechnika, prof. Roman Kaczyński, prorektor"
    office.post(paste_url(declaration), fields_of(office.post(paste_url(declaration), {"text": text}).content.decode()))
    added = declaration.signatures.get(position=2)
    assert (added.name_as_signed, added.person, added.function) == (
        "Politechnika",
        "prof. Roman Kaczyński",
        "prorektor",
    )


@pytest.mark.parametrize("text", ["Huta\nHuta", "Huta Stal\nhuta  „Stal”;", "Huta\n\n1. HUTA"])
def test_two_same_lines_make_one_party(office, draft, text):
    office.post(paste_url(draft), fields_of(office.post(paste_url(draft), {"text": text}).content.decode()))
    assert (draft.signatures.count(), Organisation.objects.count()) == (1, 1)


def test_two_lines_of_one_organisation_are_refused_by_line(office, draft):
    thing = organisation("Urząd Miejski Białystok", city="Białystok")
    text = "Urząd Miejski Białystok\nUrząd Miejski w Białymstoku"
    told = fields_of(office.post(paste_url(draft), {"text": text}).content.decode())
    response = office.post(paste_url(draft), told | {"organisation_2": str(thing.pk)})
    assert (response.status_code, draft.signatures.count()) == (409, 0)
    assert fields_of(response.content.decode())["organisation_2"] == str(thing.pk)
    # On the other side it is another party.
    told |= {"organisation_2": str(thing.pk), "side_2": "member"}
    assert office.post(paste_url(draft), told).status_code == 302


def test_a_new_organisation_named_twice_is_made_once(office, draft):
    text = "Klaster Stali, reprezentowany przez Izba Stali\nIzba Stali"
    office.post(paste_url(draft), fields_of(office.post(paste_url(draft), {"text": text}).content.decode()))
    first, second = draft.signatures.in_written_order()
    assert (first.represented_by, Organisation.objects.count()) == (second.organisation, 2)


def test_the_cluster_itself_stands_on_its_own_side(office, draft):
    cluster("Klaster Stali")
    told = fields_of(office.post(paste_url(draft), {"text": "Klaster Stali"}).content.decode())
    assert told["side_1"] == "cluster"


def test_a_heading_is_shown_and_not_ticked(office, draft):
    told = fields_of(office.post(paste_url(draft), {"text": "Oto lista:\nHuta"}).content.decode())
    assert ("use_1" in told, "use_2" in told) == (False, True)


def test_a_declaration_concluded_meanwhile_is_refused_and_the_form_kept(office):
    party = organisation("Pierwsza")
    declaration = make.signed("otwarta", party)
    told = fields_of(office.post(paste_url(declaration), {"text": "Huta"}).content.decode()) | {"city_1": "Zabrze"}
    use_cases.conclude_declaration(declaration=declaration, **BY)
    response = office.post(paste_url(declaration), told)
    assert response.status_code == 409
    assert "Zabrze" in response.content.decode()
    assert 'role="alert"' in response.content.decode()
    assert (declaration.signatures.count(), Organisation.objects.count()) == (1, 1)
    assert office.get(paste_url(declaration)).status_code == 302


def test_a_choice_that_the_register_no_longer_has_is_asked_for_again(office, draft):
    told = fields_of(office.post(paste_url(draft), {"text": "Huta\nStal"}).content.decode())
    organisation("Huta")
    response = office.post(paste_url(draft), told)
    assert (response.status_code, draft.signatures.count(), Organisation.objects.count()) == (409, 0, 1)


def test_a_double_click_makes_one_of_each(office, draft):
    told = fields_of(office.post(paste_url(draft), {"text": "Huta\nStal"}).content.decode())
    assert [office.post(paste_url(draft), told).status_code for _time in range(2)] == [302, 302]
    assert (draft.signatures.count(), Organisation.objects.count()) == (2, 2)


def test_the_list_may_be_changed_from_the_preview(office, draft):
    page = office.post(paste_url(draft), {"text": "Huta\nStal", "confirm": "1", "edit": "Zmień"}).content.decode()
    assert ("Huta\nStal</textarea>" in page, draft.signatures.count()) == (True, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "•\n•",
        "Huta\0Stal",
        "\n".join(f"Firma {number}" for number in range(10_000)),
        "\n".join(f"Firma {number}" for number in range(201)),
        "Ł" * 25_001,
        "x" + "-" * 20_000 + "x",
        "x, " * 10_000,
    ],
)
def test_what_is_no_list_is_refused_in_words_and_kept(office, draft, text):
    response = office.post(paste_url(draft), {"text": text})
    assert response.status_code == 409
    assert "field-error" in response.content.decode() or "errorlist" in response.content.decode()
    assert unescape(response.content.decode()).count(text.strip()[:20]) or not text.strip()


def test_invisible_characters_do_not_enter_the_register(office, draft):
    text = "\u202eHuta\u200f Sta\u00adl\ufeff"
    office.post(paste_url(draft), fields_of(office.post(paste_url(draft), {"text": text}).content.decode()))
    assert names(draft) == ["Huta Stal"]


def test_the_longest_list_is_added_in_one_go(office, draft):
    text = "\n".join(f"Firma numer {number}, reprezentowana przez Izba {number}" for number in range(200))
    preview = office.post(paste_url(draft), {"text": text}).content.decode()
    assert office.post(paste_url(draft), fields_of(preview)).status_code == 302
    assert (draft.signatures.count(), Organisation.objects.count()) == (200, 400)


def test_the_preview_takes_the_same_few_queries_however_long_the_list(office, draft, django_assert_max_num_queries):
    for number in range(30):
        organisation(f"Huta {number}", city="Łódź")
    text = "\n".join(f"Huta {number}" for number in range(60))
    with django_assert_max_num_queries(16):
        office.post(paste_url(draft), {"text": text})


def test_the_tool_stands_on_a_declaration_that_takes_parties(office):
    party = organisation("Pierwsza")
    for declaration, is_there in ((make.opened("otwarta", party), True), (make.concluded("zawarta", party), False)):
        page = office.get(reverse("admin:declarations_declaration_change", args=[declaration.pk])).content.decode()
        assert (paste_url(declaration) in page) == is_there


def test_nobody_but_the_coordinator_may_paste(client, draft):
    url = paste_url(draft)
    assert client.get(url).status_code == 302
    client.force_login(representative("member@example.org", organisation()))
    assert client.post(url, {"text": "Huta"}).status_code == 302
    staff = coordinator("staff@example.org")
    staff.groups.clear()
    client.force_login(staff)
    assert client.post(url, {"text": "Huta", "confirm": "1"}).status_code == 404
    assert not Signature.objects.exists()


def test_a_declaration_that_is_not_there_is_missing(office):
    assert office.get(reverse("admin:declarations_declaration_paste", args=[99])).status_code == 404
