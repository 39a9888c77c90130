"""Which organisation a written name means, and what is guessed of one that is not in the register."""

import pytest

from members.matching import alike, key_of, kind_of, known_towns, town_of
from members.tests.make import organisation


@pytest.mark.parametrize(
    "written",
    [
        "Park Naukowo-Technologiczny „Polska – Wschód”",
        "PARK NAUKOWO-TECHNOLOGICZNY POLSKA-WSCHOD",
        'park  naukowo–technologiczny\u00a0"Polska — Wschód"',
    ],
)
def test_marks_case_and_blanks_do_not_tell_names_apart(written):
    assert key_of(written) == "park naukowo technologiczny polska wschod"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "exact", "near"),
    [
        ("politechnika bialostocka", ["Politechnika Białostocka"], []),
        ("Politechnka Białostocka", [], ["Politechnika Białostocka"]),
        ("Urząd Miejski w Białymstoku", [], ["Urząd Miejski Białystok"]),
        ("Urząd Miejski w Łodzi", [], []),
        ("WUP", ["Wojewódzki Urząd Pracy"], []),
        ("Wojewódzki Urząd Pracy w Białymstoku", [], ["Wojewódzki Urząd Pracy"]),
        ("Uniwersytet w Białymstoku", ["Uniwersytet w Białymstoku"], ["Uniwersytet Medyczny w Białymstoku"]),
        ("Łódzka Specjalna Strefa Ekonomiczna", [], []),
        ("Politechnika Łódzka", [], []),
        ("w", [], []),
        ("???", [], []),
        ("", [], []),
    ],
)
def test_a_name_finds_the_same_and_the_similar(written, exact, near):
    for name in (
        "Politechnika Białostocka",
        "Urząd Miejski Białystok",
        "Uniwersytet w Białymstoku",
        "Uniwersytet Medyczny w Białymstoku",
        "Suwalska Specjalna Strefa Ekonomiczna",
    ):
        organisation(name)
    organisation("Wojewódzki Urząd Pracy", short_name="WUP", city="Białystok")
    found = alike([written])[written]
    assert ([thing.name for thing in found.exact], [thing.name for thing in found.near]) == (exact, near)


@pytest.mark.django_db
def test_two_of_one_name_are_no_sure_match():
    first, second = organisation("Bank"), organisation("Bank", city="Łódź")
    found = alike(["Bank", "Izba"])
    assert (found["Bank"].exact, found["Bank"].only, bool(found["Izba"])) == ([first, second], None, False)
    assert alike(["Bank"], besides=first.pk)["Bank"].only == second


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_the_names(django_assert_num_queries):
    for number in range(30):
        organisation(f"Huta {number}")
    with django_assert_num_queries(2):
        alike(["Huta 1"])
    with django_assert_num_queries(2):
        found = alike([f"Huta nr {number}" for number in range(60)] + ["Stal", "Żelazo i miedź", "Kuźnia Jan"])
    assert found["Huta nr 7"].near


@pytest.mark.django_db
def test_the_very_name_is_found_among_many_that_begin_alike():
    for number in range(60):
        organisation(f"Metalowiec {number}")
    organisation("Zakłady Metalurgiczne Wschód", short_name="META", city="Łódź")
    assert alike(["META"])["META"].only.short_name == "META"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Klaster Obróbki Metali", "cluster"),
        ("Politechnika Białostocka", "university"),
        ("Uniwersytet w Białymstoku", "university"),
        ("Państwowa Wyższa Szkoła Zawodowa w Suwałkach", "university"),
        ("Akademia Sztuki", "university"),
        ("Urząd Miejski Białystok", "local_government"),
        ("Urząd Gminy Suwałki", "local_government"),
        ("Urząd Marszałkowski Województwa Podlaskiego", "local_government"),
        ("Starostwo Powiatowe", "local_government"),
        ("Gmina Suwałki", "local_government"),
        ("Powiat Suwalski", "local_government"),
        ("Wojewódzki Urząd Pracy", "public_body"),
        ("Powiatowy Urząd Pracy w Suwałkach", "public_body"),
        ("Ministerstwo Gospodarki", "public_body"),
        ("Wojewódzki Inspektorat Ochrony Środowiska", "public_body"),
        ("Białostocki Park Naukowo-Technologiczny", "business_environment"),
        ("Park Naukowo-Technologiczny Sp. z o.o.", "business_environment"),
        ("Izba Przemysłowo-Handlowa", "business_environment"),
        ("Białostocka Fundacja Kształcenia Kadr", "business_environment"),
        ("Zakład Doskonalenia Zawodowego", "business_environment"),
        ("Suwalska Specjalna Strefa Ekonomiczna S.A.", "business_environment"),
        ("Stowarzyszenie Euroregion Niemen", "business_environment"),
        ("Inkubator Technologiczny", "business_environment"),
        ("Stowarzyszenie Inżynierów", "ngo"),
        ("Fundacja Dobra", "ngo"),
        ("Instytut Lotnictwa", "research_unit"),
        ("Akademia Stali Sp. z o.o.", "enterprise"),
        ("ABC S.A.", "enterprise"),
        ("Kowalski sp. j.", "enterprise"),
        ("MALOW", "enterprise"),
    ],
)
def test_a_name_tells_the_kind(name, kind):
    assert kind_of(name) == kind


TOWNS = ["Białystok", "Czarna Białostocka", "Łódź", "Suwałki", "Łomża"]


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Uniwersytet w Białymstoku", "Białystok"),
        ("Urząd Miejski Białystok", "Białystok"),
        ("Urząd Miejski Czarna Białostocka", "Czarna Białostocka"),
        ("Ośrodek w Czarnej Białostockiej", "Czarna Białostocka"),
        ("Izba w Łodzi", "Łódź"),
        ("Izba w Suwałkach", "Suwałki"),
        ("Izba w Łomży", "Łomża"),
        ("Urząd Miejski Grajewo", "Grajewo"),
        ("Urząd Miejski w Ełku", ""),
        ("Politechnika Białostocka", ""),
        ("Urząd Miejski", ""),
        ("", ""),
    ],
)
def test_a_name_tells_the_town(name, town):
    assert town_of(name, towns=TOWNS) == town


@pytest.mark.django_db
def test_the_register_knows_each_of_its_towns_once():
    for number, city in enumerate(["Łódź", "Ełk", "", "Łódź"]):
        organisation(f"Firma {number}", city=city)
    assert sorted(known_towns()) == ["Ełk", "Łódź"]
