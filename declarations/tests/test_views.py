"""The pages: what each reader is shown of partners, events and declarations, as of a day, and the papers themselves."""

import html
import re
from datetime import date

import pytest

import journal.use_cases as journal
import members.use_cases
from declarations import use_cases
from declarations.tests import kom_2014 as expected
from declarations.tests import make
from members.models import GroupMembership, Organisation
from members.tests.make import BY, group, member, organisation, representative

pytestmark = pytest.mark.django_db

MEMBERS_PAPER = "/deklaracje/deklaracja-wspolpracy-bialystok-2014/"


def rows_of(response) -> list[list[str]]:
    """Return the text of each cell of each row of the page's own tables, without the heads and what stands beside."""
    page = response.content.decode().partition('<section class="beside-the-list"')[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)]
    texts = [[" ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]
    return [row for row, raw in zip(texts, re.findall(r"<tr>(.*?)</tr>", page, re.S), strict=True) if "<td" in raw]


def names_on(response) -> list[str]:
    return [row[0] for row in rows_of(response)]


@pytest.fixture
def firm(kom_2014):
    return make.browser(representative("firma@example.org", Organisation.objects.get(name="ChM")))


# Partners


def test_the_partners_of_2014_are_those_of_the_day_in_polish_order(client, kom_2014):
    for day, partners in expected.PARTNERS_ON:
        response = client.get("/partnerzy/", {"as_of": day})
        assert names_on(response) == [name for name, *_rest in partners], day
        page = response.content.decode()
        assert (f"{len(partners)} partner" in page) is bool(partners), day
        assert page.count(f"/?as_of={day}") >= len(partners), day


@pytest.mark.parametrize("address", ["/partnerzy/", "/en/partners/"])
def test_partners_are_narrowed_to_what_was_asked(client, kom_2014, address):
    for asked, count in (
        ({}, 16),
        ({"q": "urzad"}, 5),
        ({"q": "URZĄD miejski"}, 3),
        ({"q": "czarna"}, 1),
        ({"kind": "university"}, 4),
        ({"city": "SUWALKI"}, 5),
        ({"year": "2014"}, 16),
        ({"year": "2015"}, 0),
        ({"q": "park", "as_of": "2014-11-10"}, 1),
        ({"event": "suwalki-2014"}, 5),
        ({"event": "suwalki-2014", "as_of": "2014-11-10"}, 0),
    ):
        assert len(rows_of(client.get(address, asked))) == count, asked


def test_beside_each_kind_and_town_stands_how_many_it_would_keep(client, kom_2014):
    form = client.get("/en/partners/?city=suwalki&kind=university").context["form"]
    labels = dict(form.fields["kind"].choices)
    assert (labels["university"], labels["local_government"]) == ("university (1)", "local government (1)")
    assert form.towns == {"Białystok": 3, "Suwałki": 1}
    for kind in ("university", "local_government"):
        assert client.get(f"/partnerzy/?city=suwalki&kind={kind}").context["count"] == 1


def test_partners_stand_in_the_order_asked_for(client, kom_2014):
    newest = [row[-1] for row in rows_of(client.get("/en/partners/?sort=newest"))]
    assert newest == ["since 12 November 2014"] * 5 + ["since 7 November 2014"] * 11


def test_an_event_that_nobody_may_see_is_no_choice(client, kom_2014):
    make.event("w-przygotowaniu", is_published=False)
    assert client.get("/partnerzy/?event=w-przygotowaniu").status_code == 400
    assert client.get("/partnerzy/?event=nie-ma").status_code == 400


@pytest.mark.parametrize("level", ["parties", "coordinator"])
def test_a_strict_paper_makes_no_partner_on_any_page(client, office, level):
    make.concluded("d", organisation("Cicha Woda"), event=make.event(), visibility=level)
    for address in ("/", "/partnerzy/", "/wydarzenia/", "/wydarzenia/bialystok/"):
        assert "Cicha Woda" not in client.get(address).content.decode(), address
    assert client.get("/podmioty/cicha-woda/").status_code == 404
    assert rows_of(office.get("/partnerzy/")) == []
    assert client.get("/").context["partner_count"] == 0


# An organisation's page


@pytest.mark.parametrize(
    ("day", "status", "words"),
    [
        ("2014-11-06", 404, None),
        ("2014-11-07", 200, "obowiązuje"),
        ("2015-01-01", 404, None),
        ("2014-12-31", 200, "obowiązuje"),
    ],
)
def test_an_organisation_has_its_page_on_the_days_it_is_a_partner(client, day, status, words):
    signature = make.concluded("d", organisation("Partner")).signatures.get()
    use_cases.withdraw_signature(signature=signature, day=date(2015, 1, 1), reason="R", **BY)
    response = client.get("/podmioty/partner/", {"as_of": day})
    assert response.status_code == status
    if words:
        assert rows_of(response)[0][-1] == words


def test_the_page_of_a_member_tells_what_it_signed_by_the_day(client):
    make.concluded("d", member("Huta"), signed_on=date(2015, 5, 1))
    make.concluded("poufna", Organisation.objects.get(), visibility="parties", title="Umowa poufna")
    assert rows_of(client.get("/podmioty/huta/?as_of=2015-04-30")) == []
    page = client.get("/podmioty/huta/?as_of=2015-05-01")
    assert [row[0] for row in rows_of(page)] == ["Deklaracja d deklaracja współpracy"]
    assert "Umowa poufna" not in page.content.decode()


@pytest.mark.parametrize("address", ["/podmioty/cicha/", "/podmioty/cicha/?as_of=2015-01-01"])
def test_the_page_of_a_partner_that_is_not_listed_names_no_membership_but_to_its_own(client, office, address):
    quiet, circle = member("Cicha", is_listed=False, since=date(2013, 5, 6)), group()
    journal.keep(thing=GroupMembership(group=circle, organisation=quiet, since=date(2013, 5, 6)), **BY)
    make.concluded("jej", quiet)
    own = make.browser(representative("cicha@example.org", quiet))
    other = make.browser(representative("inna@example.org", member("Inna")))
    for reader, is_told in ((client, False), (other, False), (own, True), (office, True)):
        page = reader.get(address).content.decode()
        assert ("2013-05-06" in page, circle.name in page) == (is_told, is_told)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2014-11-06", "had not signed by this day"),
        ("2014-11-07", "signed on 7 November 2014"),
        ("2019-12-31", "signed on 7 November 2014"),
        ("2020-01-01", "withdrawn on 1 January 2020"),
    ],
)
def test_a_party_is_told_as_of_the_day(office, day, words):
    declaration = make.concluded("dwie", organisation("Jedna"), organisation("Druga"))
    party = declaration.signatures.in_written_order()[0]
    use_cases.withdraw_signature(signature=party, day=date(2020, 1, 1), reason="Koniec", **BY)
    assert words in rows_of(office.get(f"/en/declarations/dwie/?as_of={day}"))[0][-1]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/podmioty/stara-nazwa/?as_of=2015-01-01&x=1", "/podmioty/nowa-nazwa/?as_of=2015-01-01&x=1"),
        ("/podmioty/stara-nazwa/", "/podmioty/nowa-nazwa/"),
        ("/en/organisations/stara-nazwa/?as_of=2015-01-01", "/en/organisations/nowa-nazwa/?as_of=2015-01-01"),
    ],
)
def test_a_renamed_organisation_is_found_at_its_old_address_with_what_was_asked(client, address, target):
    huta = member("Stara nazwa")
    huta.name = "Nowa nazwa"
    members.use_cases.keep_organisation(organisation=huta, **BY)
    response = client.get(address)
    assert (response.status_code, response.url) == (301, target)
    assert client.get("/podmioty/stara-nazwa/?as_of=2010-01-01").status_code == 404


# Events and the persons who signed


@pytest.mark.parametrize(
    ("address", "names"),
    [("/wydarzenia/bialystok-2014/", expected.BIALYSTOK), ("/wydarzenia/suwalki-2014/", expected.SUWALKI)],
)
def test_an_event_of_2014_shows_its_parties_in_written_order_and_no_person_to_the_public(
    client, kom_2014, address, names
):
    response = client.get(address)
    rows = rows_of(response)
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(names) + 1)]
    assert all(row[1].startswith(name) for row, name in zip(rows, names, strict=True))
    page = response.content.decode()
    assert not [person for person, _function in expected.PERSONS.values() if person in page]
    if "Klaster Obróbki Metali" in names:
        assert "Centrum Promocji Innowacji i Rozwoju" in rows[-1][1]
        assert "Podlaski Park Przemysłowy" in rows[8][1].removeprefix(names[8])


@pytest.mark.parametrize(
    "address", ["/en/events/bialystok-2014/", "/en" + MEMBERS_PAPER.replace("deklaracje", "declarations")]
)
def test_a_members_representative_reads_who_signed_and_where_nobody_is_named_unknown(firm, address):
    persons = [row[3] for row in rows_of(firm.get(address))[:12]]
    known = {name: " ".join(words) for name, words in expected.PERSONS.items()}
    assert persons == [known.get(name, "unknown") for name in expected.BIALYSTOK]


def test_events_are_those_held_by_the_day(client, kom_2014):
    assert len(rows_of(client.get("/wydarzenia/"))) == 2
    counts = [len(rows_of(client.get("/wydarzenia/", {"as_of": day}))) for day in ("2014-11-06", "2014-11-07")]
    assert counts == [0, 1]


def test_the_home_page_counts_what_the_lists_hold(client, kom_2014):
    context = client.get("/").context
    assert (context["partner_count"], context["member_count"]) == (16, 3)


def test_the_home_page_tells_of_which_kinds_the_partners_are_and_leads_to_them(client, kom_2014):
    kinds = client.get("/en/").context["kinds"]
    assert [count for _kind, count in kinds] == sorted((count for _kind, count in kinds), reverse=True)
    for kind, count in kinds:
        assert client.get(f"/partnerzy/?kind={kind.value}").context["count"] == count


def test_the_home_page_maps_each_partner_around_the_coordinator(client, kom_2014):
    picture = client.get("/en/").context["picture"]
    assert picture.sheet.code == "20"
    towns = {town.name: town for area in picture.areas for town in area.towns}
    assert {name: town.count for name, town in towns.items()} == {
        "Białystok": 10,
        "Suwałki": 5,
        "Czarna Białostocka": 1,
    }
    for town in towns.values():
        assert client.get(town.url).context["count"] == town.count


# Declarations


def test_the_list_of_declarations_is_narrowed_and_says_what_each_is(firm):
    firm_list = firm.get("/en/declarations/")
    assert len(rows_of(firm_list)) == 2
    for asked, count in (
        ({"q": "suwalki"}, 1),
        ({"kind": "cooperation"}, 2),
        ({"kind": "annex"}, 0),
        ({"year": "2014"}, 2),
        ({"year": "2015"}, 0),
        ({"as_of": "2014-11-10"}, 1),
        ({"as_of": "2014-11-06"}, 0),
    ):
        assert len(rows_of(firm.get("/en/declarations/", asked))) == count, asked


def test_a_party_finds_its_open_declaration_and_what_is_expected_of_it():
    party = organisation("Partner")
    reader = make.browser(representative("p@example.org", party))
    make.opened("otwarta", party)
    make.draft("projekt", party)
    page = reader.get("/en/declarations/")
    assert len(rows_of(page)) == 1
    assert "awaiting 1 party" in page.content.decode()
    assert "invited to sign" in reader.get("/en/declarations/otwarta/").content.decode()
    assert reader.get("/en/declarations/projekt/").status_code == 404


def test_a_former_representative_sees_what_the_public_sees(client, kom_2014):
    user = representative("dawny@example.org", Organisation.objects.get(name="ChM"), until=date(2020, 1, 1))
    former = make.browser(user)
    for address in ("/deklaracje/", MEMBERS_PAPER):
        assert (former.get(address).status_code, client.get(address).status_code) == (404, 302)
    rows = [rows_of(reader.get("/wydarzenia/bialystok-2014/")) for reader in (former, client)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("day", "words"), [("2016-12-31", "in force until"), ("2017-01-01", "lapsed on 31 December 2016")]
)
def test_a_declaration_is_told_as_of_the_day(office, day, words):
    make.concluded("d", organisation(), valid_until=date(2016, 12, 31))
    assert words in office.get("/en/declarations/d/", {"as_of": day}).content.decode()


@pytest.mark.parametrize("address", ["/en/partners/", "/en/members/", "/en/declarations/"])
def test_a_longer_list_takes_no_more_queries(office, django_assert_max_num_queries, address):
    def grow(start: int, end: int) -> None:
        for number in range(start, end):
            make.concluded(f"d{number}", member(f"P{number}"))

    grow(0, 1)
    with django_assert_max_num_queries(20) as few:
        office.get(address)
    grow(1, 5)
    with django_assert_max_num_queries(len(few)):
        assert len(rows_of(office.get(address))) == 5


# Questions that cannot be answered

HOSTILE = [
    {"as_of": "0000-00-00"},
    {"as_of": "2014-13-01"},
    {"as_of": "２０１４-11-12"},
    {"as_of": "\0"},
    {"as_of": "9" * 100_000},
    {"page": "99999999999999999999"},
    {"page": "0"},
    {"page": "\0"},
]
SEARCHES = [{"q": "\0"}, {"q": "x" * 100_000}, {"kind": "circus"}, {"kind": "\0"}, {"year": "0"}, {"year": "9" * 5000}]
LISTS = ["/partnerzy/", "/deklaracje/", "/czlonkowie/"]


@pytest.mark.parametrize("address", [*LISTS, "/wydarzenia/", "/deklaracje/d/", "/podmioty/huta/"])
def test_a_day_or_page_that_cannot_be_is_refused_with_the_form(office, address):
    make.concluded("d", organisation("Huta"))
    for asked in HOSTILE:
        response = office.get(address, asked)
        assert response.status_code == 400, asked
        assert 'name="as_of"' in response.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_a_search_that_cannot_be_is_refused_with_the_form(office, address):
    for asked in SEARCHES:
        response = office.get(address, asked)
        assert response.status_code == 400, asked
        assert 'name="q"' in response.content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [("/partnerzy/", "Podaj"), ("/en/partners/", "Give a day that exists, as YYYY-MM-DD, for example 2014-11-12.")],
)
def test_a_wrong_day_is_explained_in_the_readers_language_and_stays_in_the_form(client, address, words):
    page = client.get(address, {"as_of": "2014-02-30", "q": "huta"}).content.decode()
    assert words in page
    assert 'value="2014-02-30"' in page
    assert 'value="huta"' in page


@pytest.mark.parametrize("address", ["/partnerzy/", "/wydarzenia/", "/deklaracje/"])
@pytest.mark.parametrize("asked", [{"as_of": "0001-01-01"}, {"as_of": "9999-12-31"}, {"as_of": " 2014-11-12 "}])
def test_a_day_far_away_is_a_day(office, address, asked):
    make.concluded("d", organisation("Huta"), event=make.event())
    assert office.get(address, asked).status_code == 200


@pytest.mark.parametrize("page", ["2", "1000000"])
def test_a_page_beyond_the_last_does_not_exist(client, page):
    assert client.get("/partnerzy/", {"page": page}).status_code == 404


@pytest.mark.parametrize("number", [str(2**63), str(2**63 + 1), "9" * 30, "9" * 5000, "٣", "-1", "0", "1%00"])
def test_a_document_that_cannot_exist_is_missing(office, number):
    make.document(make.draft("d"))
    assert office.get(f"/deklaracje/d/dokumenty/{number}/").status_code == 404


def test_pages_answer_to_reading_only(office):
    document = make.document(make.draft("d"))
    addresses = ["/partnerzy/", "/wydarzenia/", "/deklaracje/", "/deklaracje/d/", document.get_absolute_url()]
    assert {office.post(address).status_code for address in addresses} == {405}
