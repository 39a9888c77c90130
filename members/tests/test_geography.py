"""The maps are whole: every unit is there, borders are shared, and a town lies where it belongs."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from members import geography
from members.geography import COUNTRY, DATA, Place, place_of, region_of, sheet

CODES = sorted(path.stem for path in (DATA / "maps").glob("*.json"))
VOIVODESHIPS = [code for code in CODES if code != COUNTRY]
LARGEST_SHEET = 15_000
SEATS = {
    "2001": "Augustów",
    "2002": "Białystok",
    "2003": "Bielsk Podlaski",
    "2004": "Grajewo",
    "2005": "Hajnówka",
    "2006": "Kolno",
    "2007": "Łomża",
    "2008": "Mońki",
    "2009": "Sejny",
    "2010": "Siemiatycze",
    "2011": "Sokółka",
    "2012": "Suwałki",
    "2013": "Wysokie Mazowieckie",
    "2014": "Zambrów",
    "2061": "Białystok",
    "2062": "Łomża",
    "2063": "Suwałki",
}
# Cities with the rights of a powiat, and the powiat around each, which has its seat there.
# Where a tip of land lies apart: Hel.
PIECES = {"22": 2}
AROUND = {"2002": "2061", "2007": "2062", "2012": "2063"}


def rings(path):
    """Return the corners of each ring of a path of `M`, `l` and `z`."""
    for ring in path.split("z")[:-1]:
        start, steps = ring.removeprefix("M").split("l")
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        corners = [tuple(map(int, start.split()))]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            corners.append((corners[-1][0] + dx, corners[-1][1] + dy))
        yield corners


def edges(unit):
    for corners in rings(unit.path):
        yield from pairwise([*corners, corners[0]])


def contains(unit, point):
    """Tell whether a point lies in a unit, by the even-odd rule that the style sheet draws with."""
    x, y = point
    crossed = [(x2 - x1) * (y - y1) / (y2 - y1) + x1 > x for (x1, y1), (x2, y2) in edges(unit) if (y1 > y) != (y2 > y)]
    return sum(crossed) % 2 == 1


def lines_of(edges):
    """Return the lines that edges make up, as sets of corners."""
    lines = []
    for edge in edges:
        touched = [line for line in lines if line & set(edge)]
        lines = [line for line in lines if line not in touched] + [set(edge).union(*touched)]
    return lines


# The sheets


def test_the_country_has_its_voivodeships_and_each_a_sheet_of_the_same_name():
    country = {unit.code: unit.name for unit in sheet(COUNTRY).units}
    assert country == {code: sheet(code).name for code in VOIVODESHIPS}
    assert len(country) == 16
    assert sum(len(sheet(code).units) for code in VOIVODESHIPS) == 380


def test_every_powiat_stands_on_the_sheet_of_its_voivodeship():
    assert all(unit.code.startswith(code) for code in VOIVODESHIPS for unit in sheet(code).units)


def test_a_voivodeship_has_its_powiats_and_its_cities_with_the_rights_of_one():
    names = {unit.code: unit.name for unit in sheet("20").units}
    assert set(names) == set(SEATS)
    assert names["2002"] == "powiat białostocki"
    assert {code: names[code] for code in AROUND.values()} == {code: SEATS[code] for code in AROUND.values()}


@pytest.mark.parametrize("code", CODES)
def test_no_border_has_a_gap_or_an_overlap(code):
    sides = Counter(frozenset(edge) for unit in sheet(code).units for edge in edges(unit))
    # An edge of two units is shared, one of a single unit is outer; a gap would be an outer line within the sheet.
    assert set(sides.values()) <= {1, 2}
    assert len(lines_of([tuple(edge) for edge, count in sides.items() if count == 1])) == PIECES.get(code, 1)


@pytest.mark.parametrize("code", CODES)
def test_a_sheet_is_small_and_everything_lies_on_it(code):
    drawn = sheet(code)
    assert (DATA / "maps" / f"{code}.json").stat().st_size <= LARGEST_SHEET
    assert drawn.width == 2000
    for unit in drawn.units:
        assert contains(unit, unit.at), unit.name
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for ring in rings(unit.path) for x, y in ring)


@pytest.mark.parametrize("code", ["", "99", "../places", "pl"])
def test_there_is_no_other_sheet(code):
    with pytest.raises(KeyError):
        sheet(code)


# The places


@pytest.mark.parametrize(("code", "seat"), SEATS.items())
def test_the_seat_of_a_powiat_lies_in_it_or_in_the_city_that_it_surrounds(code, seat):
    where = AROUND.get(code, code)
    place = place_of(seat, near="20")
    assert place and place.powiat == where
    paper = sheet("20")
    assert [unit.code for unit in paper.units if contains(unit, paper.point(place))] == [where]
    assert paper.unit_of(place).code == where


@pytest.mark.parametrize(
    ("city", "powiat"),
    [("Warszawa", "1465"), ("Kraków", "1261"), ("Bielsko-Biała", "2461"), ("Jastrzębie-Zdrój", "2467")],
)
def test_a_town_beyond_a_sheet_lies_on_that_of_the_country(city, powiat):
    place = place_of(city)
    assert place.powiat == powiat
    assert sheet("20").unit_of(place) is None
    country = sheet(COUNTRY)
    assert [unit.code for unit in country.units if contains(unit, country.point(place))] == [powiat[:2]]
    assert country.unit_of(place).code == powiat[:2]


def test_a_name_is_known_in_any_case_and_spelling_of_its_diacritics():
    suwalki = Place("Suwałki", "2063", 22.931, 54.112)
    assert place_of("Suwałki") == place_of("  SUWAŁKI ") == suwalki
    assert place_of("Lo\u0301dz\u0301") is None
    assert place_of("Ło\u0301dz\u0301") == place_of("Łódź")
    assert place_of("czarna  białostocka").name == "Czarna Białostocka"


@pytest.mark.parametrize("city", ["", " ", "Suwalki", "Wilno", "Białystok; Łomża", "x" * 5000, "\0"])
def test_an_unknown_name_has_no_place(city):
    assert place_of(city) is None


def test_every_place_lies_on_its_sheet_in_a_unit_of_its_own():
    for place in (place for known in geography._places().values() for place in known):
        paper = sheet(place.voivodeship)
        x, y = paper.point(place)
        assert paper.unit_of(place), place
        assert 0 <= x <= paper.width and 0 <= y <= paper.height, place


def test_of_places_of_one_name_the_near_one_counts_before_the_largest():
    assert place_of("Janów", near="20").powiat == "2011"
    assert place_of("Janów", near="24").voivodeship == "24"
    assert place_of("Opole", near="20") == place_of("Opole")
    assert place_of("Opole").powiat == "1661"


def test_a_town_is_shown_on_the_sheet_of_its_voivodeship():
    assert region_of("Łomża") == "20"
    assert region_of("Zielona Góra") == "08"
    assert region_of("") == region_of("Wilno") == COUNTRY
