"""A map shows each town once, and the list beneath it leaves nothing out."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from members.maps import SHADES, draw
from members.tests.test_geography import contains

COUNTS = {"Białystok": 11, "Suwałki": 4, "suwałki ": 1, "Czarna Białostocka": 1, "Warszawa": 2, "Wilno": 1, "": 3}


def in_words(picture):
    return [
        (area.unit.name if area.unit else "", area.count, [(town.name, town.count) for town in area.towns])
        for area in picture.areas
    ]


def rendered(picture, language="en"):
    with translation.override(language):
        return render_to_string("partials/_map.html", {"picture": picture, "title": "Partners", "key": "partners"})


def test_the_list_has_the_areas_of_the_sheet_then_those_beyond_it_then_what_is_on_no_map():
    assert in_words(draw("20", COUNTS)) == [
        ("Białystok", 11, [("Białystok", 11)]),
        ("Suwałki", 5, [("Suwałki", 5)]),
        ("powiat białostocki", 1, [("Czarna Białostocka", 1)]),
        ("mazowieckie", 2, [("Warszawa", 2)]),
        ("", 4, [("", 3), ("Wilno", 1)]),
    ]


def test_on_the_map_of_the_country_every_known_town_stands_in_its_voivodeship():
    picture = draw("PL", COUNTS)
    assert in_words(picture) == [
        ("podlaskie", 17, [("Białystok", 11), ("Suwałki", 5), ("Czarna Białostocka", 1)]),
        ("mazowieckie", 2, [("Warszawa", 2)]),
        ("", 4, [("", 3), ("Wilno", 1)]),
    ]
    assert picture.dots == ()
    assert {shape.unit.name: shape.count for shape in picture.shapes if shape.count} == {
        "podlaskie": 17,
        "mazowieckie": 2,
    }


def test_an_area_is_the_darker_the_more_there_are():
    shades = {shape.unit.name: shape.shade for shape in draw("20", COUNTS).shapes}
    assert shades["Białystok"] == SHADES
    assert SHADES > shades["Suwałki"] > shades["powiat białostocki"] > 0
    assert shades["powiat sejneński"] == 0


@pytest.mark.parametrize("counts", [{}, {"Suwałki": 0}, {"Wilno": 1}])
def test_a_map_of_nothing_is_an_empty_map(counts):
    picture = draw("20", counts)
    assert len(picture.shapes) == 17
    assert picture.dots == ()
    assert {shape.shade for shape in picture.shapes} == {0}
    assert len(picture.areas) == len(counts.keys() - {"Suwałki"})


def test_a_dot_lies_in_the_area_of_its_town():
    picture = draw("20", COUNTS)
    units = {shape.unit.code: shape.unit for shape in picture.shapes}
    assert all(contains(units[dot.town.place.powiat], (dot.x, dot.y)) for dot in picture.dots)
    assert [dot.town.name for dot in picture.dots] == ["Białystok", "Suwałki", "Czarna Białostocka"]


def test_where_there_is_no_room_a_dot_has_no_number_and_lies_beneath():
    picture = draw("20", {"Białystok": 12, "Wasilków": 3, "Łomża": 1})
    assert [(dot.town.name, dot.is_crowded, dot.side) for dot in picture.dots] == [
        ("Wasilków", True, ""),
        ("Białystok", False, "right"),
        ("Łomża", False, "right"),
    ]
    assert re.findall(r'class="inside"[^>]*>(\d+)<', rendered(picture)) == ["12", "1"]


def test_a_name_stands_on_the_side_that_is_free():
    dots = draw("20", {"Suwałki": 1, "Sejny": 1, "Białystok": 12, "Michałowo": 2}).dots
    assert {dot.town.name: dot.side for dot in dots} == {
        "Białystok": "right",
        "Michałowo": "",
        "Sejny": "right",
        "Suwałki": "left",
    }


def test_a_town_at_the_edge_of_the_sheet_has_its_name_on_the_inner_side():
    (dot,) = draw("20", {"Krynki": 100}).dots
    assert dot.side == "left"
    assert dot.name_x < dot.x - dot.radius


def test_the_towns_lead_to_their_lists():
    picture = draw("20", COUNTS, url_of=lambda town: f"/?city={town}")
    urls = {town.name: town.url for area in picture.areas for town in area.towns}
    assert urls["Suwałki"] == "/?city=Suwałki"
    assert urls["Wilno"] == "/?city=Wilno"
    assert urls[""] == ""


def test_what_is_drawn_stands_in_the_table_too():
    text = rendered(draw("20", COUNTS, url_of=lambda town: f"/?city={town}"))
    drawing, table = text.split("<table")
    assert re.findall(r'class="inside"[^>]*>(\d+)<', drawing) == ["11", "5", "1"]
    assert 'aria-labelledby="partners-title partners-words"' in drawing
    assert "OpenStreetMap" in drawing and "GeoNames" in drawing
    for words in ("powiat białostocki", "mazowieckie", "Place not on the map", "Wilno", "not given"):
        assert words in table
    assert "style=" not in text and "<script" not in text


def test_the_numbers_stand_in_the_areas_of_the_country():
    drawing = rendered(draw("PL", COUNTS)).split("<table")[0]
    assert re.findall(r"<text [^>]*>(\d+)<", drawing) == ["2", "17"]


@pytest.mark.parametrize(("code", "largest"), [("20", 12_000), ("PL", 12_000), ("14", 25_000)])
def test_a_map_is_light(code, largest):
    assert len(rendered(draw(code, COUNTS)).encode()) <= largest


def test_of_many_towns_the_smaller_stand_folded_away_and_none_is_lost():
    counts = dict.fromkeys(PODLASKIE_TOWNS, 1) | {"Suwałki": 3}
    (area,) = draw("PL", counts).areas
    assert len(area.largest) == 5
    assert area.largest[0].name == "Suwałki"
    assert {town.name for town in (*area.largest, *area.further)} == {*counts}


PODLASKIE_TOWNS = (
    *("Białystok", "Łomża", "Augustów", "Bielsk Podlaski", "Zambrów", "Grajewo", "Hajnówka", "Sokółka", "Kolno"),
    "Mońki",
)
